"""The dates that may be a project's first and last days, each with how much speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from extractors.data import DateMention
from extractors.projects.words import classes_between
from extractors.reading import Reading

# A date is looked at with this much text before it.
NEAR = 40
# Two spans are one where the second begins within this many days of the first's end (school years leave a summer).
BRIDGE_DAYS = 75
# A date is worth taking from about this probability on: below it, it is wrong more often than it helps.
DOUBT = 0.27


@dataclass(frozen=True, slots=True)
class End:
    """One end of the project: first and last day it may mean, its EDTF, what speaks for it, and where it stands."""

    first: date
    last: date
    edtf: str
    weight: float
    place: int


def find_starts(reading: Reading, dates: Sequence[DateMention]) -> Iterator[End]:
    """Every date that may be the project's start: those with that role, and the first days of its periods."""
    for mention in dates:
        if mention.role == "project_start":
            yield End(
                mention.first,
                mention.last,
                mention.edtf.split("/")[0],
                _weight(reading, mention, "start"),
                mention.start,
            )
    for first, last in _spans(reading, dates):
        day = first.first
        width = first.last if "/" not in first.edtf else day
        weight = _weight(reading, first, "period")
        yield End(day, min(width, last.last), first.edtf.split("/")[0], weight, first.start)


def find_ends(reading: Reading, dates: Sequence[DateMention]) -> Iterator[End]:
    """Every date that may be the project's end; after "originally …" the date behind it in the same breath is one."""
    for mention, following in zip_longest(dates, dates[1:]):
        if mention.role != "project_end":
            continue
        weight = _weight(reading, mention, "end")
        yield End(mention.first, mention.last, mention.edtf.split("/")[-1], weight, mention.start)
        if following is not None and _replaced(reading, mention, following):
            edtf = following.edtf.split("/")[-1]
            yield End(following.first, following.last, edtf, weight + 0.5, following.start)
    for first, last in _spans(reading, dates):
        day = last.last
        width = last.first if "/" not in last.edtf else day
        weight = _weight(reading, first, "period")
        yield End(max(width, first.first), day, last.edtf.split("/")[-1], weight, first.start)


def _replaced(reading: Reading, mention: DateMention, following: DateMention) -> bool:
    """Whether a date gives way to the next: "originally 30 September 2014, after an amendment 31 March 2015"."""
    gap = reading.text[mention.end : following.start]
    if len(gap) > 50 or "\n" in gap or following.first <= mention.last or following.role.startswith("project"):
        return False
    return "original" in classes_between(reading.pack, reading.folded, mention.start - NEAR, mention.start)


def _weight(reading: Reading, mention: DateMention, label: str) -> float:
    """How much speaks for a date: the finder's confidence, its label, the words before it."""
    weight = mention.confidence - DOUBT
    field = reading.layout.field_at(mention.start)
    if field is not None and set(field.classes) & {label, "period", "duration"}:
        weight += 0.2
    low = max(reading.layout.line_at(mention.start).start, mention.start - NEAR)
    before = classes_between(reading.pack, reading.folded, _after_date(reading, low, mention.start), mention.start)
    if "original" in before:
        weight -= 0.5
    elif "extended" in before:
        weight += 0.15
    if "menu" in reading.layout.section_at(mention.start).classes:
        weight -= 0.4
    return weight


def _after_date(reading: Reading, low: int, end: int) -> int:
    """Where the words that belong to a date begin: behind the figures of the one before it."""
    figures = list(re.finditer(r"\d[.,]?(?=\s|$)", reading.folded[low:end]))
    return low + figures[-1].end() if figures else low


def _spans(reading: Reading, dates: Sequence[DateMention]) -> Iterator[tuple[DateMention, DateMention]]:
    """Project periods; neighbours in one phrase that follow each other ("2008/2009 and 2009/2010") as one."""
    periods = [mention for mention in dates if mention.role == "project_period"]
    index = 0
    while index < len(periods):
        first = last = periods[index]
        index += 1
        while index < len(periods) and _follows(reading, last, periods[index]):
            last, index = periods[index], index + 1
        yield first, last


def _follows(reading: Reading, last: DateMention, following: DateMention) -> bool:
    gap = reading.text[last.end : following.start]
    days = (following.first - last.last).days
    return len(gap) <= 20 and "\n" not in gap and 0 <= days <= BRIDGE_DAYS
