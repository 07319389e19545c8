"""Calendar expressions: (reading, publication date) -> date mentions."""

from __future__ import annotations

from datetime import date

from extractors.data import DateMention
from extractors.reading import Reading


def find_published(reading: Reading) -> date | None:
    """The publication date that the text states."""
    return None


def find_dates(reading: Reading, published: date | None) -> list[DateMention]:
    """Every expression that fixes calendar time."""
    return []
