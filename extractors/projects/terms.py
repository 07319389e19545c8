"""When a project starts and ends and how long it lasts, with calendar arithmetic where one end is not stated.

Candidates for start, end and length are weighed together: three that agree support one another, and a doubtful one
that contradicts two good ones is dropped. A missing end is computed: start 2012-03-01 and 24 months end on 2014-02-28.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from extractors.data import DateMention, TargetMention
from extractors.projects.ends import End, find_ends, find_starts
from extractors.projects.lengths import Length, find_lengths, in_months
from extractors.projects.months import end_after, months_between, start_before
from extractors.projects.words import classes_between
from extractors.reading import Reading

# The best few of each kind are weighed together.
FEW = 3


@dataclass(frozen=True, slots=True)
class Term:
    """The project's time; `inferred` where an end was computed from the other and the length."""

    start: date | None = None
    end: date | None = None
    start_edtf: str | None = None
    end_edtf: str | None = None
    inferred: bool = False
    months: float | None = None
    weight: float = 0.0


def find_term(reading: Reading, dates: Sequence[DateMention], targets: Sequence[TargetMention]) -> Term:
    """The project's start, end and length, as far as mentions state or imply them."""
    starts, ends = _best(find_starts(reading, dates)), _best(find_ends(reading, dates))
    lengths = [None, *sorted(find_lengths(reading, dates, targets), key=lambda item: -item.weight)[: FEW + 1]]
    choices = product(starts, ends, lengths)
    start, end, length = max(choices, key=lambda choice: _evidence(reading, *choice))
    if start is None and length is not None and length.weight > 0:
        start = _contract_day(reading, dates, targets, length.months)
    return _filled(start, end, length.months if length else None)


def _best(found: Iterable[End]) -> list[End | None]:
    return [None, *sorted(found, key=lambda item: (-item.weight, item.place))[:FEW]]


def _evidence(reading: Reading, start: End | None, end: End | None, length: Length | None) -> float:
    """What speaks for a start, an end and a length together; nothing chosen is 0."""
    total = sum(item.weight for item in (start, end, length) if item is not None)
    if start is not None and end is not None:
        if end.last < start.first:
            return -9.0
        total += 0.2 if start.place == end.place else 0.0
        return total + (_agreement(length, start, end) if length else 0.0)
    known = start or end
    if known is not None and length is not None:
        if length.longest and length.weight >= -0.22:
            total += 0.2  # the longest of all lengths, where an end is there to be filled
        low, high = reading.layout.sentence_at(length.place[0])
        total += 0.15 if low <= known.place < high and abs(known.place - length.place[1]) < 60 else 0.0
    return total


def _agreement(length: Length, start: End, end: End) -> float:
    """A length that is the distance of both ends is the project's; one that is not says something else."""
    longest, shortest = months_between(start.first, end.last), months_between(start.last, end.first)
    if len(start.edtf) == 4 and len(end.edtf) == 4:
        shortest -= 12  # "five years, 2009-2014" counts from some day of the one to some day of the other
    return 0.6 if shortest - 0.6 <= length.months <= longest + length.slack else -0.8


def _filled(start: End | None, end: End | None, months: float | None) -> Term:
    weight = min((item.weight for item in (start, end) if item is not None), default=0.0)
    if months is None or (start is None and end is None):
        return _term(start, end, False, months, weight)
    try:
        if end is None and start is not None:
            day = end_after(start.first, months)
            return _term(start, End(day, day, _edtf(day, start.edtf), 0.0, 0), True, months, weight * 0.9)
        if start is None and end is not None:
            day = start_before(end.last, months)
            return _term(End(day, day, _edtf(day, end.edtf), 0.0, 0), end, True, months, weight * 0.9)
        if start is not None and end is not None:
            return _refined(start, end, months, weight)
    except (ValueError, OverflowError):  # the year 1 or 9999 on a hostile page
        pass
    return _term(start, end, False, months, weight)


def _refined(start: End, end: End, months: float, weight: float) -> Term:
    """A year, a season or a week is made finer by the other end and the length, where they meet; a month stands."""
    if start.first < start.last and len(start.edtf) != 7:
        day = start_before(end.last, months)
        if start.first < day <= start.last and (end.last - end.first) < (start.last - start.first):
            return _term(End(day, day, _edtf(day, end.edtf), 0.0, 0), end, True, months, weight)
    if end.first < end.last and len(end.edtf) != 7:
        day = end_after(start.first, months)
        if end.first <= day < end.last and (start.last - start.first) < (end.last - end.first):
            return _term(start, End(day, day, _edtf(day, start.edtf), 0.0, 0), True, months, weight)
    return _term(start, end, False, months, weight)


def _term(start: End | None, end: End | None, inferred: bool, months: float | None, weight: float) -> Term:
    return Term(
        start.first if start else None, end.last if end else None, start.edtf if start else None,
        end.edtf if end else None, inferred, months, weight,
    )  # fmt: skip


def _edtf(day: date, like: str) -> str:
    """A computed day with no finer grain than the day it was computed from."""
    return day.isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", like) else f"{day.year:04}-{day.month:02}"


def _contract_day(
    reading: Reading, dates: Sequence[DateMention], targets: Sequence[TargetMention], months: float | None
) -> End | None:
    """The day a contract was signed, where the length is said to count from it."""
    lengths = [t for t in targets if t.kind == "duration" and t.unit in ("month", "year") and in_months(t) == months]
    counted = any(
        "contract" in classes_between(reading.pack, reading.folded, length.end, length.end + 45) for length in lengths
    )
    if not counted:
        return None
    for mention in dates:
        low = max(reading.layout.sentence_at(mention.start)[0], mention.start - 70)
        if mention.role != "event" or mention.granularity != "day":
            continue
        if "contract" in classes_between(reading.pack, reading.folded, low, mention.end + 20):
            return End(mention.first, mention.last, mention.edtf, 0.4, mention.start)
    return None
