"""When a project starts and ends and how long it lasts, with calendar arithmetic where one end is not stated.

Date mentions come with roles; here the best of them is chosen, the stated length is found among the numbers, and the
missing end is computed: start 2012-03-01 and 24 months end on 2014-02-28.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.data import DateMention, TargetMention
from extractors.projects.months import end_after, months_between, start_before
from extractors.projects.words import anchors, classes_between
from extractors.reading import Reading

# A date is looked at with this much text before it; a length with a little more.
NEAR, SENTENCE = 40, 110
# Two spans are one where the second begins within this many days of the first's end (school years leave a summer).
BRIDGE_DAYS = 75
MAX_MONTHS = 360


@dataclass(frozen=True, slots=True)
class End:
    """One end of the project: first and last day it may mean, its EDTF, and how much speaks for it."""

    first: date
    last: date
    edtf: str
    weight: float
    place: int


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
    start = max(_starts(reading, dates), key=_rank, default=None)
    end = max(_ends(reading, dates), key=_rank, default=None)
    if start and end and end.last < start.first:
        start, end = (start, None) if start.weight >= end.weight else (None, end)
    months = find_duration(reading, dates, targets, start, end)
    if (start is None and end is not None) or (start is None and months is not None):
        start = _contract_day(reading, dates, targets, months)
    return _filled(start, end, months)


def _rank(end: End) -> tuple[float, int]:
    return (end.weight, -end.place)


def _starts(reading: Reading, dates: Sequence[DateMention]) -> Iterator[End]:
    for mention in dates:
        if mention.role == "project_start":
            edtf = mention.edtf.split("/")[0]
            yield End(mention.first, mention.last, edtf, _weight(reading, mention, "start") + 0.1, mention.start)
    for first, last in _spans(reading, dates):
        day = first.first
        width = first.last if "/" not in first.edtf else day
        yield End(day, min(width, last.last), first.edtf.split("/")[0], _weight(reading, first, "period"), first.start)


def _ends(reading: Reading, dates: Sequence[DateMention]) -> Iterator[End]:
    for mention in dates:
        if mention.role == "project_end":
            edtf = mention.edtf.split("/")[-1]
            yield End(mention.first, mention.last, edtf, _weight(reading, mention, "end") + 0.1, mention.start)
    for first, last in _spans(reading, dates):
        day = last.last
        width = last.first if "/" not in last.edtf else day
        yield End(
            max(width, first.first), day, last.edtf.split("/")[-1], _weight(reading, first, "period"), first.start
        )


def _weight(reading: Reading, mention: DateMention, label: str) -> float:
    """How much speaks for a date: its label, the words before it, the finder's confidence."""
    weight = 0.5 + 0.2 * mention.confidence
    field = reading.layout.field_at(mention.start)
    if field is not None and set(field.classes) & {label, "period", "duration"}:
        weight += 0.25
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


def find_duration(
    reading: Reading,
    dates: Sequence[DateMention],
    targets: Sequence[TargetMention],
    start: End | None = None,
    end: End | None = None,
) -> float | None:
    """The project's stated length in months, extensions added; None where the text states none."""
    lengths = [t for t in targets if t.unit in ("month", "year") and t.kind == "duration" and t.value_high is None]
    best, top = None, 0.0
    for index, length in enumerate(lengths):
        weight = _length_weight(reading, dates, length)
        slack = 2.6 if length.unit == "year" else 0.6  # a school year is a year
        if (start is None) != (end is None) and weight >= 0.3 and _months(length) >= max(6.0, *map(_months, lengths)):
            weight += 0.2  # the longest of all lengths, where an end is there to be filled
        for months, bonus in _readings_of(reading, lengths, index):
            if not 0 < months <= MAX_MONTHS:
                continue
            total = weight + bonus + _agreement(months, start, end, slack) - index / 1000
            if total > top:
                best, top = months, total
    return best if top >= 0.5 else None


def _months(length: TargetMention) -> float:
    return length.value * 12 if length.unit == "year" else length.value


def _readings_of(reading: Reading, lengths: Sequence[TargetMention], index: int) -> Iterator[tuple[float, float]]:
    """A length alone, and with the extension that follows it ("24 months, extended by 12")."""
    base = _months(lengths[index])
    extension = 0.0
    for following in lengths[index + 1 : index + 4]:
        between = reading.text[lengths[index].end : following.start]
        if len(between) > 160 or "\n\n" in between:
            break
        before = classes_between(
            reading.pack, reading.folded, max(lengths[index].end, following.start - 45), following.start
        )
        after = classes_between(reading.pack, reading.folded, following.end, following.end + 12)
        if re.search(r"[.,;)]", reading.text[following.end : following.end + 4]):
            after = set()
        if ("extended" in before or "extended" in after) and "original" not in before:
            extension += _months(following)
    if extension:
        yield base + extension, 0.2
    yield base, 0.0


def _length_weight(reading: Reading, dates: Sequence[DateMention], length: TargetMention) -> float:
    """What speaks for a length being the project's: label, dates and cues beside it; stages, trainings against."""
    folded, pack, layout = reading.folded, reading.pack, reading.layout
    low, high = layout.sentence_at(length.start)
    low, high = max(low, length.start - SENTENCE), min(high, length.end + SENTENCE)
    field = layout.field_at(length.start)
    weight = 0.3
    if field is not None and set(field.classes) & {"duration", "period", "start", "end"}:
        weight += 0.4
    elif layout.section_at(length.start).classes and set(layout.section_at(length.start).classes) & {
        "duration",
        "period",
    }:
        weight += 0.3
    roles = {"project_start", "project_end", "project_period"}
    if any(mention.role in roles and mention.start < high and low < mention.end for mention in dates):
        weight += 0.35
    cues = {
        key for cue in reading.cues_between(max(low, length.start - 60), min(high, length.end + 40)) for key in cue.keys
    }
    window = max(low, length.start - 60), min(high, length.end + 40)
    named = "project" in cues or any("nouns" in hit.keys for hit in anchors(pack).find(folded, *window))
    weight += 0.25 * named + 0.15 * bool(cues & {"lasting", "runs"})
    label = field.label_start if field is not None else length.start - NEAR
    near = max(low if field is None else label, length.start - NEAR)
    before = classes_between(pack, folded, near, length.start)
    after = classes_between(pack, folded, length.end, min(high, length.end + 30))
    weight -= 0.6 * ("extended" in classes_between(pack, folded, max(near, length.start - 25), length.start))
    weight -= 0.5 * ("original" in before)
    weight -= 0.45 * ("partial" in classes_between(pack, folded, max(near, length.start - 22), length.start))
    weight += 0.3 * ("original" in classes_between(pack, folded, length.end, length.end + 12))
    weight -= 0.45 * ("other_terms" in before) + 0.3 * ("other_terms" in after)
    return weight


def _agreement(months: float, start: End | None, end: End | None, slack: float) -> float:
    """A length that is the distance of both ends is the project's; one that is not says something else."""
    if start is None or end is None:
        return 0.0
    longest, shortest = months_between(start.first, end.last), months_between(start.last, end.first)
    if len(start.edtf) == 4 and len(end.edtf) == 4:
        shortest -= 12  # "five years, 2009-2014" counts from some day of the one to some day of the other
    return 0.6 if shortest - 0.6 <= months <= longest + slack else -0.8


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
    """A coarse end ("late 2023") is made finer by the other end and the length, where they meet."""
    if start.first < start.last:
        day = start_before(end.last, months)
        if start.first < day <= start.last and (end.last - end.first) < (start.last - start.first):
            return _term(End(day, day, _edtf(day, end.edtf), 0.0, 0), end, True, months, weight)
    if end.first < end.last:
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
    lengths = [t for t in targets if t.kind == "duration" and t.unit in ("month", "year") and _months(t) == months]
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
