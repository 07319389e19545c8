"""The language of a text: told in every language, in poor spelling, by passage, and the same each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.data import LanguageGuess, LanguageReport, Passage
from extractors.errors import PackError
from extractors.language import guess, identify
from extractors.language_evidence import load, parse, plain, split_words
from extractors.language_models import langdetect_scores, profiles, py3langid_scores

SENTENCES: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("language_sentences.toml").read_text(encoding="utf-8")
)
GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
CASES = [(key.partition("-")[0], text) for key, texts in SENTENCES.items() for text in texts]
BULGARIAN = (
    "Проектът „Заедно можем повече“ се изпълнява от общината в партньорство с три училища и две сдружения.\n"
    "През следващите две години ще бъдат обучени сто и двадесет младежи, които нямат работа и не учат.\n"
    "Центърът ще отвори врати през септември, а услугите в него са безплатни за всички жители на града.\n"
)
ENGLISH = (
    "The project is carried out by the municipality in partnership with three schools and two associations.\n"
    "Over the next two years it will train a hundred and twenty young people who are neither in work nor in school.\n"
    "The centre will open its doors in September and its services are free for all who live in the town.\n"
)


def bare(text: str) -> str:
    """The text as typed without diacritics; Cyrillic letters have none to lose."""
    return re.sub("[a-zß-ɏ]+", lambda word: plain(word.group()), text.lower())


def covers(report: LanguageReport, text: str) -> bool:
    """Passages without gaps, neighbours differing; shares that sum to one, largest first."""
    edges = [0, *(passage.end for passage in report.passages)]
    shares = [share for _, share in report.shares]
    return (
        edges[-1] == len(text)
        and [passage.start for passage in report.passages] == edges[:-1]
        and all(passage.start < passage.end for passage in report.passages)
        and all(a.language != b.language for a, b in zip(report.passages, report.passages[1:], strict=False))
        and abs(sum(shares) - 1) < 1e-9
        and shares == sorted(shares, reverse=True)
        and {passage.language for passage in report.passages}
        >= {code for code, share in report.shares if text and share}
    )


@pytest.mark.parametrize(("language", "text"), CASES)
def test_every_language_is_told_from_one_sentence(language: str, text: str) -> None:
    assert guess(text).language == language


@pytest.mark.parametrize(("language", "text"), CASES)
def test_capitals_do_not_change_the_language(language: str, text: str) -> None:
    assert guess(text.upper()).language == language


PLAIN = [(code, texts) for code, texts in SENTENCES.items() if code[:2] in load().scripts["latin"]]


@pytest.mark.parametrize(("key", "texts"), PLAIN, ids=[key for key, _ in PLAIN])
def test_two_sentences_without_diacritics_are_told(key: str, texts: list[str]) -> None:
    assert guess(bare(" ".join(texts))).language == key.partition("-")[0]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ro", "Proiectul isi propune sa sprijine tinerii din mediul rural si se desfasoara in cadrul programului."),
        ("cs", "Projekt byl zamereny na vzdelavani zamestnancu a jeho realizace probehla v nasi obci."),
        ("cs", "Zvyseni kapacity materske skoly"),
        ("cs", "Porizeni technologie na zpracovani odpadu"),
        ("cs", "Rozvoj vzdelavani a poradenstvi v regionu"),
        ("sk", "Realizacia opatreni na znizenie emisii"),
        ("cs", "Reseni skoleni a vzdelavani, organizace kurzu, publikace vysledku, podpora podnikani"),
        ("sk", "Projekt bol zamerany na vzdelavanie zamestnancov a jeho realizacia prebehla v nasej obci."),
        ("hu", "A projekt celja a fiatalok tamogatasa, es a kepzes ket evig tart a varosban."),
    ],
)
def test_plain_letters_as_people_type_them(language: str, text: str) -> None:
    assert guess(text).language == language


def test_latin_look_alikes_in_cyrillic_words_are_seen_through() -> None:
    swap = str.maketrans("асеорхАСЕОРХ", "aceopxACEOPX")
    text = "".join(c.translate(swap) if i % 3 == 0 else c for i, c in enumerate(BULGARIAN))
    assert text != BULGARIAN
    assert guess(text).language == "bg"
    assert guess(text.upper()).language == "bg"


def test_english_menus_around_a_page_do_not_decide() -> None:
    menu = "Home\nAbout us\nNews and events\nContact\nSearch\nLog in\nTerms of use\n"
    sparse = "Обновяване на детската градина\nСрок: 12 месеца\nБюджет: 40 000 лв.\n"
    report = identify(menu + BULGARIAN + menu)
    assert report.whole.language == "bg"
    assert [passage.language for passage in report.passages] == ["bg"]
    assert guess(sparse + "Home\nContact\n").language == "bg"


def test_one_foreign_name_does_not_decide() -> None:
    assert guess("Гостува ни Новак Ђоковић, а проектът за младежи в града продължава и през лятото.").language == "bg"
    assert guess("Partner projektu je Łódź, a proto se bude pokračovat i v příštím roce.").language == "cs"
    assert guess("Partenerul nostru din Plzeň și Győr va continua proiectul și anul viitor.").language == "ro"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        (BULGARIAN + "\n" + ENGLISH, ["bg", "en"]),
        (ENGLISH + "\n" + BULGARIAN + BULGARIAN, ["en", "bg"]),
        (" ".join(SENTENCES["ro"]) + "\n\n" + ENGLISH + "\n" + " ".join(SENTENCES["ro"]), ["ro", "en", "ro"]),
        ("\n".join(SENTENCES["cs"] * 3) + "\n\n" + "\n".join(SENTENCES["de"]), ["cs", "de"]),
    ],
)
def test_long_passages_are_told_apart(text: str, order: list[str]) -> None:
    report = identify(text)
    assert [passage.language for passage in report.passages] == order
    assert covers(report, text)
    assert report.whole.language == report.shares[0][0]


def test_a_passage_ends_where_its_lines_end() -> None:
    report = identify(BULGARIAN + "\n" + ENGLISH)
    assert report.passages[1].end == len(BULGARIAN) + 1 + len(ENGLISH)
    assert report.passages[1].start in (len(BULGARIAN), len(BULGARIAN) + 1)


@pytest.mark.parametrize(
    "quote",
    [
        "„Together we can do more for the people of our town“\n",  # a motto on a line of its own
        "United Nations Educational, Scientific and Cultural Organization, World Health Organization, Save Children,"
        " Norwegian Refugee Council, Danish Refugee Council, International Rescue Committee, Terre Hommes\n",
        "Participants said: “it was good for all of us”, а после всички се върнаха в залата и работиха до вечерта.\n",
        "Innovation Norway\nWest Coast Science Park\nMunicipality of Bergen\nUniversity of Stavanger\nNTNU\nSINTEF\n",
    ],
)
def test_a_quote_or_a_list_of_names_does_not_split_a_page(quote: str) -> None:
    report = identify(BULGARIAN + "\n" + quote + "\n" + BULGARIAN)
    assert report.passages == (Passage(0, 2 * len(BULGARIAN) + len(quote) + 2, "bg"),)


def test_a_short_slovak_paragraph_does_not_split_a_czech_page() -> None:
    czech, slovak = "\n".join(SENTENCES["cs"] * 2), "\n".join(SENTENCES["sk"])
    assert [p.language for p in identify(f"{czech}\n\n{slovak}\n\n{czech}").passages] == ["cs"]


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "2020 – 2023", "12/2009\n(1) 3.4 % — …", "事業は三年間続きます。", "🙂🙂"]
)
def test_where_nothing_can_be_told_nothing_is_said(text: str) -> None:
    report = identify(text)
    assert report.whole == LanguageGuess("und", 0.0)
    assert report.shares == (("und", 1.0),)
    assert report.passages == ((Passage(0, len(text), "und"),) if text else ())


@pytest.mark.parametrize(
    "text",
    [
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.",
        "Dự án được thực hiện bởi hội đồng thành phố cùng với ba trường học và hai hiệp hội trong vùng.",
        "Жоба қалада тұратын жастарға арналған және екі жылға созылады, оған үш мектеп қатысады.",
    ],
)
def test_languages_outside_europe_are_undecided(text: str) -> None:
    assert guess(text).language == "und"


def test_a_declared_language_fills_in_and_tips_but_does_not_overrule() -> None:
    assert identify("2020 – 2023", "bg-BG").whole.language == "bg"
    assert identify("2020 – 2023", "xx").whole.language == "und"
    assert identify("2020 – 2023", "").whole.language == "und"
    assert identify(BULGARIAN, "en").whole.language == "bg"
    assert identify(SENTENCES["cs"][0], "sk").whole.language == "cs"
    for close, codes in (("Rodina a skola", ("cs", "sk")), ("Støtte til unge", ("da", "no"))):
        assert [identify(close, code).whole.language for code in codes] == list(codes)
    assert identify("事業は三年間続きます。", "bg").whole.language == "und"


def test_confidence_is_low_for_a_word_and_high_for_a_page() -> None:
    assert guess(BULGARIAN).confidence >= 0.95
    assert guess("Kontakt").confidence < 0.9


@settings(max_examples=150, deadline=None)
@given(st.text(), st.none() | st.text(max_size=5))
@example("\ud800 проект \udfff", None)
@example("İ̇ ǅ ﬁ ŉ ẞ \r\n\x85\u2028\x0b", "bg")
def test_no_string_raises_and_all_of_it_is_covered(text: str, declared: str | None) -> None:
    assert covers(identify(text, declared), text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([text for _, text in CASES] + ["", "2020", "Home"]), max_size=8),
    st.sampled_from(["\n", "\n\n", "\r\n"]),
)
def test_pages_of_any_mixture_are_covered(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    report = identify(text)
    assert covers(report, text)
    assert report == identify(text)


def test_the_answer_does_not_depend_on_process_or_hash_seed() -> None:
    texts = [text[:60] for _, text in CASES] + [ENGLISH + BULGARIAN, "Kontakt", "projekt skola mesto"]
    program = (
        "import json, sys; from extractors.language import identify\n"
        "print([repr(identify(text)) for text in json.load(sys.stdin)])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(texts),
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).resolve().parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(answers) == 1
    assert answers == {f"{[repr(identify(text)) for text in texts]}\n"}


def test_importing_loads_no_model() -> None:
    program = (
        "import sys; import extractors.language\n"
        "print({'numpy', 'py3langid', 'langdetect', 'langdetect.detector_factory'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_long_text_takes_time_in_proportion() -> None:
    page = BULGARIAN * 50
    identify(page)
    start = time.perf_counter()
    identify(page * 8)
    assert time.perf_counter() - start < 5  # 0.9 MB of letters and 1,200 lines


@pytest.mark.parametrize("unit", ["aB3/", "а", "@", "a@", "http://", "a.", "\n", "и "])
def test_hostile_repetition_does_not_hang(unit: str) -> None:
    start = time.process_time()
    assert identify(unit * (400_000 // len(unit))).passages
    assert time.process_time() - start < 10


def test_langdetect_speaks_only_of_the_languages_in_dispute() -> None:
    scores = langdetect_scores("projektet støtter unge mennesker i byen", "latin", ["da", "sv", "ga"])
    assert set(scores) == {"da", "sv"}  # no profile of Irish
    assert scores["da"] > scores["sv"]
    assert langdetect_scores("projektet støtter", "latin", ["da"]) == {}
    assert langdetect_scores("1234 5678", "latin", ["da", "sv"]) == {}
    assert "sr" not in profiles()


def test_py3langid_sees_texts_outside_europe() -> None:
    scores, outside = py3langid_scores("lorem ipsum dolor sit amet consectetur adipiscing elit sed do", "latin")
    assert outside > max(scores.values())
    scores, outside = py3langid_scores(ENGLISH.lower(), "latin")
    assert outside < max(scores.values()) == scores["en"]


def test_words_are_read_past_addresses_digits_and_mixed_scripts() -> None:
    assert split_words("Виж https://example.org/and/the или a.b@the.com, 3-ма") == [["виж", "или", "ма"]]
    assert split_words("проeкт\nrazvoј") == [["проект"], ["razvoj"]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"extra": []}, "sections"),
        ({"words": [{"languages": ["xx"], "words": "a"}]}, "words: unknown languages"),
        ({"letters": [{"languages": ["tlh"], "letters": "a", "share": 0.1}]}, "letters: unknown languages"),
    ],
)
def test_wrong_evidence_fails_on_load(change: dict[str, object], reason: str) -> None:
    data = tomllib.loads((Path(__file__).parents[1] / "extractors" / "language_evidence.toml").read_text("utf-8"))
    with pytest.raises(PackError, match=reason):
        parse({**data, **change}, "language_evidence.toml")


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated descriptions are not beside this checkout")
@pytest.mark.parametrize("part", ["dev", "train"])
@pytest.mark.parametrize("change", [str, str.upper, bare], ids=["as written", "capitals", "without diacritics"])
def test_annotated_descriptions_are_all_told(part: str, change: Callable[[str], str]) -> None:
    lines = [line for path in sorted((GOLD / part).glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    documents = [json.loads(line) for line in lines]
    wrong = [(d["id"], found) for d in documents if (found := guess(change(d["text"])).language) != d["language"]]
    assert len(documents) > 60
    assert len(wrong) <= len(documents) // 100
    assert not [identity for identity, _ in wrong if identity[:2] in ("bg", "ro", "cs")]
