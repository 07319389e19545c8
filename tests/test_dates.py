"""Dates: golden cases by language, pages with their publication date, properties on any text, the calendar."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.data import DateMention
from extractors.dates import find_dates, find_published
from extractors.dates.context import whole_months
from extractors.dates.edtf import edtf
from extractors.dates.find import RANGES, RULES
from extractors.dates.grammar import POINTS, Expression, Point
from extractors.dates.resolve import Clock, resolve
from extractors.dates.roles import decode
from extractors.packs import load_pack
from extractors.reading import read

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("bg", "ro", "cs")
# What dates are made of in the three languages, and white space.
_PIECES = """
1 2 12 31 99 2010 2012 '98 . , / - – ( ) № т.г. г. година март май юни от до на през и края вчера миналата » luni mai
martie anul trecut până la semestrul II anii '80 letos v lednu roku 1. 3. září Q3 IX XX století
"""
PIECES = st.sampled_from([*_PIECES.split(), "\n", " ", "  "])


def dates(text: str, language: str, published: str | None = None) -> list[DateMention]:
    reading = read(text, load_pack(language))
    return find_dates(reading, date.fromisoformat(published) if published else find_published(reading))


def golden() -> list[tuple[str, dict[str, object]]]:
    cases = []
    for language in LANGUAGES:
        lines = (GOLDEN / f"{language}.dates.jsonl").read_text(encoding="utf-8").splitlines()
        cases += [(language, json.loads(line)) for line in lines]
    return cases


@pytest.mark.parametrize(("language", "case"), golden(), ids=lambda value: str(value)[:60])
def test_golden(language: str, case: dict[str, object]) -> None:
    found = dates(str(case["text"]), language, case.get("published"))  # type: ignore[arg-type]
    expected = case["expect"]
    assert isinstance(expected, list)
    rows = [
        {
            "text": m.text, "start": str(m.first), "end": str(m.last), "granularity": m.granularity,
            "edtf": m.edtf, "role": m.role,
        }
        for m in found
    ]  # fmt: skip
    assert [{key: row[key] for key in wanted} for row, wanted in zip(rows, expected, strict=False)] == expected
    assert len(rows) == len(expected)


def test_golden_covers_every_rule() -> None:
    found = {m.rule for language, case in golden() for m in dates(str(case["text"]), language, case.get("published"))}  # type: ignore[arg-type]
    assert found == set(RULES.values()) | {f"{name}_range" for name in RANGES}


PAGES = {
    "a date alone under the head": (
        "Община Рила\nНовини\n12 май 2013 г.\n\nПърва копка на новата детска градина\nНа 10 май кметът откри строежа.\n"
        "Проектът приключва на 30 юни 2015 г.",
        "bg", "2013-05-12",
    ),
    "a label": (
        "Projekt Most\nDoba realizace: 1. 3. 2010 – 28. 2. 2012\nPříjemce: Obec Lhota\nPopis projektu\n"
        "Poslední aktualizace: 18. 2. 2011",
        "cs", "2011-02-18",
    ),
    "the place and date of a signature": (
        "COMUNICAT DE PRESĂ\nPrimăria a semnat ieri contractul de finanțare.\nLucrările durează doi ani.\n"
        "Proiectul se încheie la 30 iunie 2014.\nDeva, 20.09.2012",
        "ro", "2012-09-20",
    ),
    "no date of publication": (
        "Проект „Мост“\nБенефициент: Община Рила\nНачало: 01.03.2010 г.\nКрай: 28.02.2012 г.\nБюджет: 10 000 лв.",
        "bg", None,
    ),
    "a record of one line": ("Zahájení projektu: 26. 5. 2016", "cs", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "language", "expected"), PAGES.values(), ids=PAGES)
def test_published(text: str, language: str, expected: str | None) -> None:
    found = find_published(read(text, load_pack(language)))
    assert (str(found) if found else None) == expected


def test_relative_words_are_read_against_the_publication_date_the_page_states() -> None:
    text, language, _ = PAGES["a date alone under the head"]
    by_text = {m.text: m for m in dates(text, language)}
    assert str(by_text["10 май"].first) == "2013-05-10"
    assert by_text["10 май"].relative
    assert not by_text["12 май 2013 г."].relative


def test_a_month_without_year_goes_on_in_the_year_of_the_text() -> None:
    found = dates("Първата среща беше през май 2012 г. Втората беше през октомври.", "bg")
    assert [str(m.first) for m in found] == ["2012-05-01", "2012-10-01"]


def test_a_fact_is_given_once() -> None:
    found = dates("Семинарът е на 5 май 2012 г. Очакваме ви на семинара на 5 май 2012 г.", "bg")
    assert [m.start for m in found] == [15]


@pytest.mark.parametrize("language", ["sk", "de", "el", "en", "xx"])
def test_without_a_pack_numbers_and_cldr_months_are_read(language: str) -> None:
    words = {"sk": "1. marca 2010", "de": "1. März 2010", "el": "1 Μαρτίου 2010", "en": "1 March 2010"}
    text = f"A: {words.get(language, '01.03.2010')} / 01.03.2011 – 28.02.2012"
    assert [m.edtf for m in dates(text, language)] == ["2010-03-01", "2011-03-01/2012-02-28"]


@pytest.mark.parametrize("text", ["31.02.2012", "32.01.2012", "12.13.2012", "29. 2. 2011", "0.5.2012"])
def test_impossible_days_are_refused(text: str) -> None:
    assert not any(m.granularity == "day" for m in dates(f"Дата: {text}", "bg"))


def point(**values: object) -> Expression:
    name = str(values.pop("name", "word"))
    grain = values.pop("grain", "day")
    return Expression(Point(name, grain, 0, 1, **values), None, 0, 1)  # type: ignore[arg-type]


def test_a_near_date_wins_over_the_tense_and_the_tense_over_an_equal_distance() -> None:
    january, july = point(day=10, month=1), point(day=1, month=7)
    published = date(2014, 1, 5)
    assert resolve(january, Clock(published, direction=-1)).first == date(2014, 1, 10)  # type: ignore[union-attr]
    assert resolve(july, Clock(published, direction=-1)).first == date(2013, 7, 1)  # type: ignore[union-attr]
    assert resolve(july, Clock(published, direction=1)).first == date(2014, 7, 1)  # type: ignore[union-attr]


def test_leap_day_without_a_year_falls_in_a_leap_year() -> None:
    assert resolve(point(day=29, month=2), Clock(date(2013, 1, 1))).first == date(2012, 2, 29)  # type: ignore[union-attr]


def test_nothing_is_guessed_without_publication_date() -> None:
    assert resolve(point(day=1, month=3), Clock()) is None
    assert resolve(point(name="away_day", away=-1), Clock()) is None


@given(st.dates(date(1000, 1, 1), date(2090, 12, 31)), st.integers(1, 60))
def test_whole_months_count_what_was_added(first: date, months: int) -> None:
    months_on = first.year * 12 + first.month - 1 + months
    if first.day > 28:
        return
    last = date.fromordinal(date(months_on // 12, months_on % 12 + 1, first.day).toordinal() - 1)
    assert whole_months(first, last) == months


@given(st.dates(date(1000, 1, 1), date(2099, 12, 31)))
def test_edtf_of_a_day_is_its_iso_form(day: date) -> None:
    assert edtf(day, day, "day") == day.isoformat()
    assert edtf(day, day, "month") == day.isoformat()[:7]


@pytest.mark.parametrize(("openers", "pattern"), [(openers, pattern) for _, _, openers, pattern in POINTS])
@settings(max_examples=25)
@given(data=st.data())
def test_patterns_begin_with_their_openers(openers: str, pattern: re.Pattern[str], data: st.DataObject) -> None:
    found = pattern.search(data.draw(st.from_regex(pattern)))
    assert found is not None
    assert found.group()[0] in openers


def test_a_second_start_must_be_clear() -> None:
    rest = {"other": -1.0, "project_end": -9.0, "project_period": -9.0, "programme_period": -9.0, "publication": -9.0}
    clear = {"project_start": 3.0, "event": 0.0, **rest}
    doubtful = {"project_start": 0.4, "event": 0.0, **rest}
    assert [role for role, _ in decode([doubtful, clear])] == ["event", "project_start"]  # type: ignore[list-item]
    assert [role for role, _ in decode([clear, clear])] == ["project_start", "project_start"]  # type: ignore[list-item]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=40).map(" ".join)), st.sampled_from(LANGUAGES))
def test_any_text_is_read_and_evidence_is_exact(text: str, language: str) -> None:
    reading = read(text, load_pack(language))
    for published in (find_published(reading), date(1, 1, 1), date(9999, 12, 31), date(2014, 5, 5)):
        found = find_dates(reading, published)
        for mention in found:
            assert text[mention.start : mention.end] == mention.text != ""
            assert mention.first <= mention.last
            assert 0 <= mention.confidence <= 1
        assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("piece", ["1. 3. 2010 – ", "от 1 до ", "2010,", "12 ", "май и ", "'98 ", "1/"])
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        reading = read(piece * (size // len(piece)), load_pack("bg"))
        started = time.process_time()
        find_dates(reading, date(2014, 5, 5))
        return time.process_time() - started

    # On four times the text linear work takes four times as long, quadratic sixteen; the better of two is less noisy.
    short, long = (min(seconds(size), seconds(size)) for size in (4_000, 16_000))
    assert long < 12 * max(short, 0.02)
