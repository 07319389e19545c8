"""Five real pages as found: the facts that the tables must hold, whatever else they hold."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from extractors.data import Document, Extraction
from extractors.extract import extract

SEEDS = Path(__file__).parents[2] / "shared" / "gold" / "dev" / "seeds.jsonl"
pytestmark = pytest.mark.skipif(not SEEDS.is_file(), reason="the real pages are not part of the repository")


@pytest.fixture(scope="module")
def found() -> dict[str, Extraction]:
    records = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    return {record["id"]: extract(Document(record["id"], "seed.txt", record["text"])) for record in records}


def partners(extraction: Extraction) -> set[tuple[str | None, str | None, str]]:
    return {(p.name, p.country, p.role) for p in extraction.partners}


def targets(extraction: Extraction) -> set[tuple[float, str, str]]:
    return {(t.value, t.unit, t.qualifier) for t in extraction.targets}


def test_languages(found: dict[str, Extraction]) -> None:
    assert [e.language.whole.language for e in found.values()] == ["bg", "bg", "ro", "cs", "bg"]


def test_period_coordinator_and_ten_countries_of_the_norwegian_project(found: dict[str, Extraction]) -> None:
    page = found["seed-000"]
    assert page.project is not None
    assert (page.project.start_date, page.project.end_date) == (date(2003, 12, 1), date(2005, 11, 30))
    leads = [p for p in page.partners if p.role == "coordinator"]
    assert [(p.name, p.acronym, p.country) for p in leads] == [("Work Research Institute", "WRI", "NO")]
    countries = {p.country for p in page.partners if p.name is None and p.role == "partner"}
    assert countries == {"NO", "GB", "IE", "FI", "DE", "BE", "IT", "HU", "ES", "BG"}


def test_the_seminar_keeps_both_days(found: dict[str, Extraction]) -> None:
    days = [(d.first, d.last) for d in found["seed-000"].dates if d.role == "event"]
    assert (date(2004, 9, 2), date(2004, 9, 3)) in days


def test_duration_and_the_visit_in_february_of_this_year(found: dict[str, Extraction]) -> None:
    page = found["seed-001"]
    assert page.published == date(2014, 1, 24)
    assert page.project is not None
    assert page.project.duration_months == 22
    assert [(d.first, d.last, d.role) for d in page.dates if "февруари" in d.text] == [
        (date(2014, 2, 1), date(2014, 2, 28), "event")
    ]


def test_targets_with_their_units(found: dict[str, Extraction]) -> None:
    expected = {
        (120.0, "organisation", "exact"), (40.0, "person", "exact"), (8.0, "plan", "exact"),
        (800.0, "person", "at_least"), (35.0, "person", "exact"), (640.0, "hour", "exact"),
        (1600.0, "person", "more_than"),
    }  # fmt: skip
    assert expected <= targets(found["seed-002"])


def test_the_romanian_project_runs_four_years(found: dict[str, Extraction]) -> None:
    project = found["seed-002"].project
    assert project is not None
    assert (project.start_date, project.end_date) == (date(2010, 1, 1), date(2013, 12, 31))
    assert project.start_edtf == "2010"


def test_three_czech_partners_with_legal_forms(found: dict[str, Extraction]) -> None:
    forms = {(p.name, p.legal_form) for p in found["seed-003"].partners if p.role == "partner"}
    assert {
        ("IREAS, Institut pro strukturální politiku", "o.p.s."),
        ("Charitní sdružení Děčín", "o.s."),
        ("Praemia", "k.s."),
    } <= forms


def test_the_identifier_at_the_head_of_a_page(found: dict[str, Extraction]) -> None:
    project = found["seed-004"].project
    assert project is not None
    assert project.identifier == "BG051PO0017.0.07-0054-C002"
