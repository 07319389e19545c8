"""A number on its way to a mention, and the small look-ups around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.data import Qualifier, Unit
from extractors.layout import Line
from extractors.lexicon import Hit
from extractors.numbers import Number
from extractors.reading import Reading
from extractors.targets.vocabulary import Vocabulary

# Words before a number that say something about it lie within this many characters.
BEFORE = 34


@dataclass(frozen=True, slots=True)
class Draft:
    """A number with what has been learned of it; `unit` None: no noun found yet."""

    number: Number
    start: int
    end: int
    value: Decimal
    value_high: Decimal | None = None
    qualifier: Qualifier = "exact"
    unit: Unit | None = None
    head: tuple[int, int] = (0, 0)
    currency: str | None = None
    known: bool = False
    rule: str = "bare"
    inherits: bool = False
    before: tuple[Hit, ...] = ()


def skip_space(folded: str, position: int, limit: int = 6) -> int:
    """The next offset that is no space; at most `limit` further."""
    end = min(len(folded), position + limit)
    while position < end and folded[position] in " \t\u200b":
        position += 1
    return position


def touching(hits: Iterator[Hit], folded: str, position: int) -> Iterator[Hit]:
    """Hits that end right before an offset, with only spaces or a colon between."""
    for hit in hits:
        if hit.end <= position and not folded[hit.end : position].strip(" \n\t:"):
            yield hit


def hits_before(words: Vocabulary, folded: str, position: int) -> list[Hit]:
    """Qualifier and reference phrases that end right before an offset, longest first."""
    window = words.before.find(folded, max(0, position - BEFORE), position)
    return sorted(touching(window, folded, position), key=lambda hit: hit.start)


def line_index(reading: Reading, position: int) -> int:
    """Index of the line that holds an offset, also where the offset lies in the line's bullet."""
    lines = reading.layout.lines
    index = reading.layout.line_index(position)
    return index + 1 if position > lines[index].end and index + 1 < len(lines) else index


def line_at(reading: Reading, position: int) -> Line:
    """The line that holds an offset, also where the offset lies in the line's bullet."""
    return reading.layout.lines[line_index(reading, position)]
