"""The project record: golden cases a language, arithmetic, and what must hold on any text."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.data import DateMention, Document, PartnerMention, ProjectRecord, TargetMention
from extractors.packs import load_pack
from extractors.projects import build_project, describes_nothing
from extractors.projects.months import add_months, end_after, months_between, start_before
from extractors.projects.quotes import find_quoted
from extractors.reading import read
from tests.gold_mentions import GOLD, date_mentions, gold_records, partner_mentions, target_mentions

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("bg", "cs", "ro")
CASES = [
    pytest.param(language, json.loads(line), id=f"{language}-{number}")
    for language in LANGUAGES
    for number, line in enumerate((GOLDEN / f"{language}.projects.jsonl").read_text(encoding="utf-8").splitlines(), 1)
]


def record_of(language: str, case: dict[str, Any], title: str | None = None) -> ProjectRecord:
    """The record of a case, whose mentions are given with their texts and found by them."""
    text = case["text"]
    dates, targets, partners = [], [], []
    for shown, first, last, edtf, role in case.get("dates", []):
        start = text.index(shown)
        grain = {10: "day", 7: "month", 4: "year"}[len(edtf.split("/")[0])]
        days = date.fromisoformat(first), date.fromisoformat(last)
        dates.append(DateMention(start, start + len(shown), shown, "given", 1.0, *days, edtf, grain, role))  # type: ignore[arg-type]
    for shown, value, unit, kind, *currency in case.get("targets", []):
        start = text.index(shown)
        amount = Decimal(str(value)) if unit == "money" else None
        targets.append(
            TargetMention(
                start,
                start + len(shown),
                shown,
                "given",
                1.0,
                float(value),
                unit,
                shown,
                kind,
                currency=currency[0] if currency else None,
                amount=amount,
            )
        )
    for shown, role, country in case.get("partners", []):
        start = text.index(shown)
        partners.append(PartnerMention(start, start + len(shown), shown, "given", 1.0, shown, role, country=country))
    document = Document("a", "a.txt", text, title=title)
    return build_project(read(text, load_pack(language)), document, dates, partners, targets)


def plain(value: object) -> object:
    """A value as a golden case writes it."""
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize(("language", "case"), CASES)
def test_golden(language: str, case: dict[str, Any]) -> None:
    record = record_of(language, case)
    assert {name: plain(getattr(record, name)) for name in case["expect"]} == case["expect"]


def test_partners_give_coordinator_count_and_countries() -> None:
    case = {
        "text": "Води Фондация Рила с Verein Wien, NGO Athens и Министерство на труда, после пак Verein Wien",
        "partners": [
            ["Фондация Рила", "coordinator", None],
            ["Verein Wien", "partner", "AT"],
            ["NGO Athens", "partner", "GR"],
            ["Министерство на труда", "funder", "BG"],
            ["Verein Wien", "partner", "AT"],
        ],
    }
    record = record_of("bg", case)
    assert (record.coordinator, record.partner_count) == ("Фондация Рила", 3)
    assert record.countries == ("AT", "BG", "GR")


def test_an_implementer_alone_is_no_coordinator() -> None:
    case = {"text": "Изпълнител е Фондация Рила", "partners": [["Фондация Рила", "implementer", None]]}
    assert record_of("bg", case).coordinator is None


def test_a_name_of_an_organisation_is_no_title() -> None:
    text = "Тече проект „Рила“ на наши приятели."
    assert record_of("bg", {"text": text}).title == "Рила"
    assert record_of("bg", {"text": text, "partners": [["Рила", "partner", None]]}).title is None


def test_the_page_title_helps_only_where_the_text_has_it_as_a_line() -> None:
    body = "Мост над реката\nРаботата върви добре и хората са доволни от нея, казва кметът на селото пред всички нас."
    assert record_of("bg", {"text": body}, title="Мост над реката - Община Рила").title == "Мост над реката"
    assert record_of("bg", {"text": "Работата върви добре."}, title="Мост над реката").title is None


def test_a_text_of_no_project_gives_an_empty_record() -> None:
    record = record_of("bg", {"text": "днес вали дъжд."})
    assert describes_nothing(record)
    assert record.confidence == 0.0


def test_confidence_falls_from_field_to_sentence_to_inference() -> None:
    field = record_of("bg", {"text": "Наименование на проекта: Хляб и сол"}).confidence
    sentence = record_of("bg", {"text": "Тече проект „Хляб и сол“ в село Рила."}).confidence
    name = record_of("bg", {"text": "Тече проект WATER-NET в село Рила."}).confidence
    assert 1 >= field > sentence > name > 0


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 120))
def test_start_and_end_are_inverse_from_the_first_of_a_month(day: date, months: int) -> None:
    start = day.replace(day=1)
    end = end_after(start, months)
    assert start_before(end, months) == start
    assert months_between(start, end) == months
    assert add_months(start, months) == end + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("«а «б» в»", ["а «б» в"]),
        ("„а „б“ в“", ["а „б“ в"]),
        ("„а „б“, в", ["а „б“"]),
        ('"a b" и "c"', ["a b", "c"]),
        (",,a b'' si ,,c''", ["a b", "c"]),
        ("„първи ред\nвтори ред“", ["първи ред\nвтори ред"]),
        ("„първи абзац\n\nвтори“", ["първи абзац"]),
        ('27" екран и 32" екран', []),
        ("it's John's", []),
    ],
)
def test_quotes(text: str, inside: list[str]) -> None:
    assert [text[found.start : found.end] for found in find_quoted(text)] == inside


PIECES = ("проект", "Проект:", "„", "“", '"', "«", "(", ")", "BG05M9OP001-2.004-0012", "№", "договор", "12345")
PIECES += ("Хляб", "\n", " – ", "SMIS", "CZ.1.04/3.3.05/75.00318", "програма", "ФАР 2004", ",,", "''", "12.03.2014")
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from([*PIECES, "|", "Име", "\t", "İ"]), max_size=40).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from([*LANGUAGES, "xx"]))
def test_any_text_gives_a_record_of_what_stands_in_it(text: str, language: str) -> None:
    record = record_of(language, {"text": text})
    flat = " ".join(text.split())
    for value in (record.title, record.identifier, record.programme):
        assert value is None or value in flat
    assert 0.0 <= record.confidence <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.dates(), st.dates(), st.floats(0.1, 400), st.sampled_from(["project_start", "project_end", "project_period"]))
def test_no_term_raises(first: date, last: date, months: float, role: str) -> None:
    first, last = min(first, last), max(first, last)
    text = "Проектът трае от тогава 24 месеца"
    mention = DateMention(0, 8, text[:8], "given", 1.0, first, last, f"{first}/{last}", "day", role)  # type: ignore[arg-type]
    length = TargetMention(24, 33, text[24:33], "given", 1.0, months, "month", text[24:33], "duration")
    record = build_project(read(text, load_pack("bg")), Document("a", "a", text), [mention], [], [length])
    if record.start_date and record.end_date:
        assert record.start_date <= record.end_date


HOSTILE = {
    "open": "„" * 20_000,
    "straight": '"a' * 20_000,
    "nouns": "проект " * 15_000,
    "numbers": "12345 " * 20_000,
    "codes": "BG05-123/4 " * 10_000,
    "cells": "№ 1 | " * 15_000,
    "brackets": "(" * 50_000,
    "names": "проект „Хляб“ " * 5_000,
    "one word": "x1" * 60_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    record_of("bg", {"text": text})


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold documents are not beside this checkout")
def test_terms_from_perfect_mentions() -> None:
    """With gold mentions the start, end and length of nearly every project follow."""
    right, total = 0, 0
    for language in LANGUAGES:
        for gold in gold_records(f"dev/{language}.jsonl", f"train/{language}.jsonl"):
            reading = read(gold["text"], load_pack(language))
            mentions = date_mentions(gold), partner_mentions(gold), target_mentions(gold)
            record = build_project(reading, Document(gold["id"], gold["id"], gold["text"]), *mentions)
            for name in ("start_date", "end_date", "duration_months"):
                expected, got = gold["project"][name], plain(getattr(record, name))
                total += (expected is not None) + (got is not None)
                right += 2 * (expected is not None and got == expected)
    assert right / total >= 0.95
