"""Partners: golden cases by language, properties on any text, and the small rules one by one."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.data import Entity, PartnerMention
from extractors.packs import load_pack
from extractors.partners import find_partners
from extractors.partners.anatomy import clean_name
from extractors.partners.candidates import shaped
from extractors.partners.gaps import in_one_list
from extractors.partners.merge import mentions_of, same
from extractors.partners.page import page_of
from extractors.partners.proposal import CONFIDENCE, Proposal
from extractors.partners.trim import trimmed
from extractors.reading import read

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("bg", "ro", "cs")
FIELDS = ("name", "role", "country", "acronym", "legal_form")


def find(text: str, language: str) -> list[PartnerMention]:
    return find_partners(read(text, load_pack(language)))


def cases() -> list[tuple[str, int, dict[str, object]]]:
    found = []
    for language in LANGUAGES:
        lines = (GOLDEN / f"{language}.partners.jsonl").read_text(encoding="utf-8").splitlines()
        found += [(language, number, json.loads(line)) for number, line in enumerate(lines, 1)]
    return found


@pytest.mark.parametrize(
    ("language", "case"), [pytest.param(lang, case, id=f"{lang}-{number}") for lang, number, case in cases()]
)
def test_golden(language: str, case: dict[str, object]) -> None:
    expected = case["expect"]
    assert isinstance(expected, list)
    found = find(str(case["text"]), language)
    assert [(mention.name, mention.role) for mention in found] == [(item["name"], item["role"]) for item in expected]
    for mention, item in zip(found, expected, strict=True):
        assert {key: getattr(mention, key) for key in FIELDS if key in item} == item


def test_golden_has_hits_and_near_misses() -> None:
    for language in LANGUAGES:
        own = [case for lang, _, case in cases() if lang == language]
        assert sum(bool(case["expect"]) for case in own) >= 20
        assert sum(not case["expect"] for case in own) >= 8


PIECES = st.sampled_from(
    [
        *[
            "Община Рила",
            "Партньор:",
            "партньори са",
            "„",
            "“",
            "(",
            ")",
            ", ",
            " и ",
            "ООД",
            "s.r.o.",
            "SC ",
            "SRL",
            "\n",
        ],
        *["\t", " | ", "- ", "Полша", "Gmina", "partner", "Asociația", "finanțat de", "Ministerstvo", "kultury", "©"],
        *["България", "z. s.", "č. 3", "2007"],
    ]
)


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=40).map("".join)), st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_never_raises_and_evidence_is_exact(text: str, language: str) -> None:
    for mention in find(text, language):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip()
        assert mention.name is not None or mention.country is not None
        assert mention.rule in CONFIDENCE
        assert mention.confidence == CONFIDENCE[mention.rule]


def test_a_legal_form_without_a_name_is_no_organisation() -> None:
    assert find("“.“DОО:ПАPТHЬOP", "bg") == []


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_no_two_mentions_overlap_and_order_is_by_start(text: str, language: str) -> None:
    found = find(text, language)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("part", ["Община Рила, ", "партньор ", "„", "(", "X ", "- a\n", "Полша, ", "SRL "])
def test_long_hostile_text_stays_near_linear(part: str) -> None:
    def seconds(count: int) -> float:
        text = part * count
        start = time.process_time()
        find(text, "bg")
        return time.process_time() - start

    find("Община Рила", "bg")  # compiles the words
    short, long = seconds(1000), seconds(4000)
    assert long < 1.0 + 10 * short


def test_repeats_become_one_row_with_the_surest_role() -> None:
    text = (
        "Община Летница кандидатства през май.\nБенефициент: Община Летница\nПартньор: Фондация „Праг“ (ФП)\n"
        "Фондация „Праг“ и ФП помагат."
    )
    assert [(m.name, m.role) for m in find(text, "bg")] == [
        ("Община Летница", "coordinator"),
        ("Фондация „Праг“", "partner"),
    ]


def test_inflected_names_are_the_same_organisation() -> None:
    one = Proposal(0, 5, "Středočeský kraj", "partner", "field")
    two = Proposal(90, 99, "Středočeského kraje", "partner", "chain")
    other = Proposal(90, 99, "Jihomoravský kraj", "partner", "chain")
    assert same(one, two)
    assert not same(one, other)


def test_initials_are_the_same_organisation() -> None:
    whole = Proposal(0, 5, "Министерство на труда и социалната политика", "funder", "field")
    assert same(whole, Proposal(90, 94, "МТСП", "funder", "chain"))
    assert not same(whole, Proposal(90, 94, "МРРБ", "funder", "chain"))


def test_entities_add_names_without_a_shape() -> None:
    text = "Партньор по проекта е Делфин."
    reading = read(text, load_pack("bg"))
    start = text.index("Делфин")
    assert find_partners(reading) == []
    found = find_partners(reading, [Entity(start, start + 6, "ORG")])
    assert [(m.name, m.role) for m in found] == [("Делфин", "partner")]
    assert find_partners(reading, [Entity(start, start + 6, "PER")]) == []


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Министерство на земеделието, храните и горите плаща", "bg",
         ["Министерство на земеделието, храните и горите"]),
        ("Ministerul Lucrărilor Publice, Dezvoltării și Administrației", "ro",
         ["Ministerul Lucrărilor Publice, Dezvoltării și Administrației"]),
        ("Camera de Comerț și Industrie Olt și Primăria Slatina", "ro",
         ["Camera de Comerț și Industrie Olt", "Primăria Slatina"]),
        ("Ústav zoologie a Spolek Horal, z. s., a Lesy Lhota, a.s.", "cs",
         ["Ústav zoologie", "Spolek Horal, z. s.", "Lesy Lhota, a.s."]),
        ("сдружение „Ехо“ в Рила", "bg", ["сдружение „Ехо“"]),
        ("общината и училището", "bg", []),
        ("Европейският социален фонд", "bg", []),
        ("Skupina lidí a obec", "cs", []),
    ],
)  # fmt: skip
def test_where_names_begin_and_end(text: str, language: str, names: list[str]) -> None:
    page = page_of(read(text, load_pack(language)))
    assert [text[phrase.start : phrase.end] for phrase in shaped(page, ())] == names


@pytest.mark.parametrize(
    ("gap", "joined"),
    [
        (", ", True), (" и ", True), (" (Полша), ", True), (", гр. Варна, и ", True), (", която дава залата, и ", True),
        (". ", False), (" финансира ", False), ("", False), (" ", False), (", който беше избран за ", False),
    ],
)  # fmt: skip
def test_one_list_or_two_sentences(gap: str, joined: bool) -> None:
    text = f"Община Рила{gap}Община Белица"
    page = page_of(read(text, load_pack("bg")))
    assert in_one_list(page, 11, 11 + len(gap)) is joined


def test_a_name_in_the_project_title_is_no_partner() -> None:
    assert find("Проект „Ремонт на покрива на ОУ „Паисий“ и двора“ започна.", "bg") == []
    assert [m.name for m in find("Партньор е ОУ „Паисий“.", "bg")] == ["ОУ „Паисий“"]


def test_clean_name_keeps_inner_quotes() -> None:
    assert clean_name("„Родопи“") == "Родопи"
    assert clean_name("Клуб „Родопи“") == "Клуб „Родопи“"
    assert clean_name("Klub\n  Hory,") == "Klub Hory"


def test_a_language_without_a_pack_still_reads_shapes() -> None:
    text = "Universität Graz, Austria"
    page = page_of(read(text, load_pack("xx")))
    assert [text[phrase.start : phrase.end] for phrase in shaped(page, ())] == ["Universität Graz"]


def test_what_only_an_entity_gives_away_is_told_as_such() -> None:
    text = "Партньори по проекта са Делфин и Община Рила."
    reading = read(text, load_pack("bg"))
    places = [(text.index(name), text.index(name) + len(name)) for name in ("Делфин", "Община Рила")]
    found = find_partners(reading, [Entity(start, end, "ORG") for start, end in places])
    assert [(m.name, m.rule == "ner") for m in found] == [("Делфин", True), ("Община Рила", False)]


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Полша – Gmina Rudawka", "bg", ["Gmina Rudawka"]),
        ("Полша и Gmina Rudawka", "bg", ["Gmina Rudawka"]),
        ("Základní škola – Scuola Media Verdi (Itálie)", "cs", ["Scuola Media Verdi"]),
        ("Základní škola – Lhota", "cs", ["Základní škola – Lhota"]),
        ("Stiftung Sonnenhof - Köln, Germania", "ro", ["Stiftung Sonnenhof"]),
        ("Stiftung Sonnenhof - Köln, Cluj", "ro", ["Stiftung Sonnenhof - Köln"]),
        ("Univerzita Lužnice, Přírodovědecká fakulta", "cs", ["Univerzita Lužnice, Přírodovědecká fakulta"]),
        ("Univerzita Lužnice, Přírodovědecké muzeum Brno", "cs", ["Univerzita Lužnice", "Přírodovědecké muzeum Brno"]),
        ("Технически университет – Варна, Инженерен факултет „Левски“", "bg", ["Технически университет – Варна"]),
    ],
)  # fmt: skip
def test_what_stands_around_a_name_tells_its_ends(text: str, language: str, names: list[str]) -> None:
    page = page_of(read(text, load_pack(language)))
    assert [text[phrase.start : phrase.end] for phrase in trimmed(page, shaped(page, ()))] == names


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("соци\u00adалната", "социалната"),
        ("Středo-\nčeského", "Středočeského"),
        ("Friuli-\nVenezia", "Friuli- Venezia"),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_joined(written: str, name: str) -> None:
    assert clean_name(written) == name


def test_a_country_that_leads_is_its_one_organisation() -> None:
    school = Proposal(0, 20, "Scuola Verdi", "partner", "list", country="IT")
    leading = Proposal(40, 46, None, "lead", "country", country="IT")
    other = Proposal(60, 70, "Gmina Rudawka", "partner", "list", country="PL")
    found = mentions_of("x" * 100, [school, leading, other], together=True)
    assert [(m.name, m.role) for m in found] == [("Scuola Verdi", "coordinator"), ("Gmina Rudawka", "partner")]
