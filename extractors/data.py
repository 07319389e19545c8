"""The few types that every room shares: a document, its parts, and the mentions found in it.

All are frozen. Every offset counts Unicode code points of `Document.text`, end exclusive, and
`document.text[mention.start:mention.end] == mention.text` always holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

Granularity = Literal["day", "month", "season", "quarter", "half_year", "year", "decade"]
DateRole = Literal[
    "project_period", "project_start", "project_end", "programme_period", "event", "publication", "other"
]
PartnerRole = Literal["coordinator", "partner", "funder", "implementer"]
Qualifier = Literal["exact", "at_least", "more_than", "at_most", "less_than", "about"]
TargetKind = Literal["target", "result", "budget", "duration", "context"]
Unit = Literal[
    "person", "organisation", "household", "event", "training", "publication", "plan", "project", "service",
    "place", "job", "business", "hour", "day", "week", "month", "year", "percent", "area", "length", "mass",
    "energy", "money", "item",
]  # fmt: skip
RejectReason = Literal[
    "empty", "undecodable", "encrypted", "too_large", "timeout", "unsupported", "malformed", "vanished",
    "unreadable", "outside", "crashed",
]  # fmt: skip

UNITS: tuple[str, ...] = get_args(Unit)
QUALIFIERS: tuple[str, ...] = get_args(Qualifier)


@dataclass(frozen=True, slots=True)
class Document:
    """One description, decoded and normalised; its text never changes again.

    >>> Document(document_id="a", source="a.txt", text="Проект").text
    'Проект'
    """

    document_id: str
    source: str
    text: str
    content_sha256: str = ""
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    title: str | None = None
    published: date | None = None
    url: str | None = None
    declared_language: str | None = None


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language code (ISO 639-1, or `und`) and the probability in 0…1 that it is right."""

    language: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole lines of a text that is in one language."""

    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True)
class LanguageReport:
    """The language of a whole text, the share of each language in it (by letters, summing to 1, largest
    first) and the passages that cover the text without gaps, neighbours differing in language."""

    whole: LanguageGuess
    shares: tuple[tuple[str, float], ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity as a recogniser gives it; labels are ORG, PER, LOC."""

    start: int
    end: int
    label: Literal["ORG", "PER", "LOC"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that states a fact, with the rule that found it."""

    start: int
    end: int
    text: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class DateMention(Mention):
    """An expression that fixes calendar time; `first` and `last` day are both inclusive."""

    first: date
    last: date
    edtf: str
    granularity: Granularity
    role: DateRole
    relative: bool = False


@dataclass(frozen=True, slots=True)
class PartnerMention(Mention):
    """An organisation that takes part; `name` is None where only a country is given."""

    name: str | None
    role: PartnerRole
    acronym: str | None = None
    legal_form: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class TargetMention(Mention):
    """A number with the thing it counts. Percent as 18.2; money also as exact `amount` with currency."""

    value: float
    unit: Unit
    unit_text: str
    kind: TargetKind
    value_high: float | None = None
    qualifier: Qualifier = "exact"
    currency: str | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """The one record a description amounts to. What the text does not say is None."""

    title: str | None = None
    identifier: str | None = None
    programme: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    start_edtf: str | None = None
    end_edtf: str | None = None
    dates_inferred: bool = False
    duration_months: float | None = None
    budget_amount: Decimal | None = None
    budget_currency: str | None = None
    coordinator: str | None = None
    partner_count: int = 0
    countries: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document yields."""

    document: Document
    language: LanguageReport
    published: date | None
    dates: Sequence[DateMention] = field(default=())
    partners: Sequence[PartnerMention] = field(default=())
    targets: Sequence[TargetMention] = field(default=())
    project: ProjectRecord | None = None
