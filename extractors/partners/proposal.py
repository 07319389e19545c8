"""What the steps of the partner finder hand on: an organisation, the part it plays, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["lead", "holder", "partner", "funder", "contractor", "outside"]

# The part that a label class or a cue class gives. "holder" becomes coordinator or implementer at the end.
PART_OF: dict[str, Part] = {
    "coordinator": "lead", "lead": "lead", "partners": "partner", "partner": "partner", "funder": "funder",
    "implementer": "holder", "contractor": "contractor", "outside": "outside",
}  # fmt: skip

# The rules, with a provisional probability of being right; the larger also wins where two disagree.
CONFIDENCE: dict[str, float] = {
    "field": 0.93,
    "list": 0.92,
    "table": 0.9,
    "role_after": 0.9,
    "cue_before": 0.85,
    "cue_after": 0.82,
    "chain": 0.8,
    "sentence": 0.66,
    "country": 0.75,
    "abroad": 0.72,
    "payer": 0.7,
    "ner": 0.7,
    "subject": 0.65,
    "owner": 0.62,
}


# Rules that only guess who holds the project: one of their names counts, and only where nobody is named.
GUESSES = ("owner", "subject", "sentence")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An organisation with its part; offsets are those of the text. `name` is None for a country alone."""

    start: int
    end: int
    name: str | None
    part: Part
    rule: str
    kind: str = "civic"
    acronym: str | None = None
    legal_form: str | None = None
    country: str | None = None
