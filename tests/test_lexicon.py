"""The fold keeps offsets and unifies what looks alike; the matcher finds the longest phrase at each word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.lexicon import Hit, PhraseMatcher, fold, unify_script


def found(phrases: dict[str, list[str]], text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[hit.start : hit.end], hit.keys) for hit in PhraseMatcher(phrases).find(fold(text))]


@given(st.text() | st.text(alphabet="İıſßﬁǅΣς\u0307\u0301\u200d\ud7ffŁłĐđѝйЙё🎭𝔸Ａ½²"))
def test_the_fold_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_a_fold_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ПРОЕКТ", "проект"),
        ("Příjemce Dotace", "prijemce dotace"),
        ("ŢARĂ Țară", "tara tara"),
        ("Łódź Đakovo Øst", "lodz dakovo ost"),
        ("„а“ «б» ”в”", '"а" "б" "в"'),
        ("2010–2013 — 5−3", "2010-2013 - 5-3"),
        ("1\u00a0486\u202f312", "1 486 312"),
        ("Ελλάδας", "ελλαδασ"),
    ],
)
def test_the_fold_leaves_the_plain_letters(written: str, plain: str) -> None:
    assert fold(written) == plain


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("пpoeкт", "проект"),  # p, o, e are Latin
        ("Пapтньopи", "партньори"),
        ("prоjеkt", "projekt"),  # о, е are Cyrillic
    ],
)
def test_letters_that_look_alike_become_the_script_of_the_word(written: str, word: str) -> None:
    assert fold(written) == word


def test_a_word_all_of_twins_takes_the_script_of_its_text() -> None:
    assert fold("на тези мecтa") == "на тези места"
    assert fold("these mесta here") == "these mecta here"
    assert unify_script("cор", in_cyrillic=False) == "cop"
    assert unify_script("cор", in_cyrillic=True) == "сор"


def test_two_real_scripts_in_one_word_stay() -> None:
    assert fold("WEBцентър") == "webцентър"


@pytest.mark.parametrize("text", ["BG05 и II тримесечие", "Partner: Община", "x"])
def test_words_of_one_script_stay(text: str) -> None:
    assert fold(text) == text.lower()


def test_the_longest_phrase_wins_at_each_start() -> None:
    phrases = {"a": ["водещ"], "b": ["водещ партньор"], "c": ["партньор"]}
    assert found(phrases, "Водещ партньор") == [("Водещ партньор", ("b",)), ("партньор", ("c",))]
    assert found(phrases, "Водещ експерт") == [("Водещ", ("a",))]


def test_a_wildcard_stands_for_any_ending_of_its_word_only() -> None:
    phrases = {"a": ["партньор*"]}
    assert found(phrases, "партньор, Партньорите, партньорско-") == [
        ("партньор", ("a",)),
        ("Партньорите", ("a",)),
        ("партньорско", ("a",)),
    ]
    assert found(phrases, "съпартньор парт") == []


def test_a_wildcard_within_a_phrase() -> None:
    phrases = {"a": ["партньор* по проект*"], "b": ["партньор*"]}
    assert found(phrases, "партньорите по проекта") == [("партньорите по проекта", ("a",))]
    assert found(phrases, "партньорите от чужбина") == [("партньорите", ("b",))]


def test_a_plain_phrase_is_not_hidden_by_a_wildcard_that_matches_the_same_words() -> None:
    phrases = {"wild": ["contract*"], "plain": ["contract"], "long": ["contract de finanțare"]}
    assert found(phrases, "Contract 5") == [("Contract", ("plain", "wild"))]
    assert found(phrases, "contractul") == [("contractul", ("wild",))]
    assert found(phrases, "contract de finantare") == [("contract de finantare", ("long",))]


def test_one_phrase_of_two_classes_has_both_keys() -> None:
    assert found({"b": ["срок"], "a": ["Срок"]}, "срок") == [("срок", ("a", "b"))]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("общ бюджет", True),
        ("общ   бюджет", True),
        ("общ\u00a0бюджет", True),
        ("общ\nбюджет", True),
        ("общ \n бюджет", True),
        ("общ\n\nбюджет", False),
        ("общ, бюджет", False),
        ("общбюджет", False),
        ("общ бюджета", False),
    ],
)
def test_one_line_break_at_most_stands_between_words(text: str, hit: bool) -> None:
    assert bool(found({"a": ["общ бюджет"]}, text)) is hit


def test_signs_in_phrases() -> None:
    phrases = {"law": ["§", "№"], "firm": ["s.r.o.", "с-р о"], "no": ["č."]}
    assert [text for text, _ in found(phrases, "§5 №7 ABC s.r.o., č. 8")] == ["§", "№", "s.r.o.", "č."]


def test_hits_stay_within_their_bounds() -> None:
    matcher = PhraseMatcher({"a": ["общ бюджет", "общ"]})
    text = "общ бюджет"
    assert list(matcher.find(text, 0, 3)) == [Hit(0, 3, ("a",))]
    assert list(matcher.find(text, 1)) == []
    assert matcher.first(text, 4) is None
    assert matcher.match(text, 0) == Hit(0, 10, ("a",))
    assert matcher.match(text, 4) is None


def test_a_matcher_of_nothing_is_false_and_finds_nothing() -> None:
    matcher = PhraseMatcher({"a": []})
    assert not matcher
    assert list(matcher.find("общ")) == []
    assert PhraseMatcher({"a": ["общ"]})


@given(
    st.text(alphabet="абв. -\n*aА", max_size=60),
    st.lists(st.text(alphabet="абв .-", min_size=1, max_size=6), max_size=5),
)
def test_what_is_found_is_a_phrase_at_the_start_of_a_word(text: str, forms: list[str]) -> None:
    forms = [form for form in forms if form.strip()]
    folded = fold(text)
    plain = {" ".join(form.split()) for form in forms}
    for hit in PhraseMatcher({"a": forms}).find(folded):
        assert " ".join(folded[hit.start : hit.end].split()) in plain
        first = folded[hit.start]
        assert not first.isalnum() or hit.start == 0 or not folded[hit.start - 1].isalnum()


def test_many_phrases_over_a_long_line_take_linear_time() -> None:
    matcher = PhraseMatcher({"a": [f"дума{n}* и дума{n + 1}" for n in range(300)]})
    assert sum(1 for _ in matcher.find("дума7 и дума8 " * 5_000)) == 5_000
    assert sum(1 for _ in matcher.find("дума7 и " * 20_000)) == 0
