"""One record out of what the finders and the layout say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.data import DateMention, Document, PartnerMention, ProjectRecord, TargetMention
from extractors.lexicon import fold
from extractors.projects.headings import find_headings
from extractors.projects.identifiers import Code, best_code
from extractors.projects.money import find_budget
from extractors.projects.programmes import find_programme
from extractors.projects.scene import Scene, Title, scene_of
from extractors.projects.terms import find_term
from extractors.projects.titles import best_title, find_titles
from extractors.reading import Reading

# What a value found by each kind of evidence is worth before calibration: a labelled field over a cue in a sentence
# over shape or position alone.
_TRUST = {
    "field": 0.95,
    "quote": 0.9,
    "code": 0.85,
    "cue": 0.85,
    "shape": 0.75,
    "name": 0.7,
    "heading": 0.65,
    "crumb": 0.6,
}
_SPACES = re.compile(r"\s+")


def build_project(
    reading: Reading,
    document: Document,
    dates: Sequence[DateMention],
    partners: Sequence[PartnerMention],
    targets: Sequence[TargetMention],
) -> ProjectRecord:
    """The record that a text and its mentions amount to.

    What the text does not say is None; a text that describes no project gives a record of nothing but None, which
    `describes_nothing` tells, and which the caller leaves out. `confidence` is the mean trust in the kinds of evidence
    found (field over sentence over inference), halved where neither name nor number is known.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> document = Document("a", "a.txt", "Проект „Заедно“, договор BG05M9OP001-2.004-0012")
    >>> record = build_project(read(document.text, load_pack("bg")), document, [], [], [])
    >>> record.title, record.identifier
    ('Заедно', 'BG05M9OP001-2.004-0012')
    """
    scene = scene_of(reading)
    title = _title(scene, document, dates, partners)
    code = _identifier(scene, title, targets)
    programme = find_programme(scene)
    term = find_term(reading, dates, targets)
    budget = find_budget(reading, targets)
    record = ProjectRecord(
        title=_clean(reading.text[title.start : title.end]) if title else None,
        identifier=_clean(reading.text[code.start : code.end]) if code else None,
        programme=_clean(reading.text[programme.start : programme.end]) if programme else None,
        start_date=term.start,
        end_date=term.end,
        start_edtf=term.start_edtf,
        end_edtf=term.end_edtf,
        dates_inferred=term.inferred,
        duration_months=term.months,
        budget_amount=(budget.amount if budget.amount is not None else Decimal(str(budget.value))) if budget else None,
        budget_currency=budget.currency if budget else None,
        coordinator=next((p.name for p in partners if p.role == "coordinator" and p.name), None),
        partner_count=_partner_count(partners),
        countries=tuple(sorted({p.country for p in partners if p.country})),
    )
    return replace(record, confidence=_confidence(record, title, code, term.weight))


def describes_nothing(record: ProjectRecord) -> bool:
    """Whether a record holds no value at all, so that no row should be written.

    >>> describes_nothing(ProjectRecord()), describes_nothing(ProjectRecord(title="A"))
    (True, False)
    """
    return replace(record, confidence=0.0) == ProjectRecord()


def _title(
    scene: Scene, document: Document, dates: Sequence[DateMention], partners: Sequence[PartnerMention]
) -> Title | None:
    titles = [*find_titles(scene), *find_headings(scene, dates), *_from_metadata(scene, document)]
    taken = {fold(name) for p in partners for name in (p.name, p.acronym, p.text) if name}
    return best_title(scene.reading.text, titles, taken)


def _from_metadata(scene: Scene, document: Document) -> list[Title]:
    """The page's own title, as far as a part of it stands in the text as a line of its own."""
    if not document.title:
        return []
    found = []
    for part in re.split(r"\s+[|»·–—-]\s+|\s*::\s*", document.title):
        place = scene.reading.folded.find(fold(part)) if len(part) > 5 else -1
        if place >= 0:
            line = scene.reading.layout.line_at(place)
            if line.start == place and line.end - place <= len(part) + 2:
                found.append(Title(place, place + len(part), 0.25, "heading"))
    return found


def _identifier(scene: Scene, title: Title | None, targets: Sequence[TargetMention]) -> Code | None:
    places: list[tuple[int, int]] = []
    if title is not None:
        name, position = scene.reading.text[title.start : title.end], -1
        while (position := scene.reading.text.find(name, position + 1)) >= 0 and len(places) < 20:
            places.append((position, position + len(name)))
    cues = sorted(hit.end for hit in scene.anchors if "nouns" in hit.keys)
    return best_code(scene.reading.text, scene.codes, places, cues, [(t.start, t.end) for t in targets])


def _clean(value: str) -> str | None:
    return _SPACES.sub(" ", value).strip() or None


def _partner_count(partners: Sequence[PartnerMention]) -> int:
    """Distinct organisations that are not funders; those known by country alone count once a country."""
    return len({fold(p.name) if p.name else f"={p.country}" for p in partners if p.role != "funder"})


def _confidence(record: ProjectRecord, title: Title | None, code: Code | None, term: float) -> float:
    trusts = [_TRUST[item.source] for item in (title, code) if item is not None]
    if record.start_date or record.end_date:
        trusts.append(min(0.95, max(0.3, term)) * (0.9 if record.dates_inferred else 1.0))
    if not trusts:
        return 0.0 if describes_nothing(record) else 0.25
    mean = sum(trusts) / len(trusts)
    return round(mean if title or code else mean / 2, 4)
