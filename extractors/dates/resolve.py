"""Written points of time -> first and last day, by the calendar and, where needed, the day of publication.

Sources: ISO 8601 weeks (Monday first); meteorological seasons; school years run from 1 September to 30 June.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractors.dates.edtf import edtf, interval, unit
from extractors.dates.grammar import Expression, Point
from extractors.dates.tokens import FIRST_YEAR, LAST_YEAR

# What a reading against the tense of its sentence costs, in days: the tense decides between two readings that are
# about as far, not between last week and next year.
AGAINST_TENSE = 95
# A date that continues another lies at most this many days from it.
CONTINUES = 45
# A text that speaks of a year goes on in it rather than in a nearer month of another.
OTHER_YEAR = 90


@dataclass(frozen=True, slots=True)
class Clock:
    """What an incomplete expression is read against. `direction` is the tense around it: -1 past, 1 future,
    0 unknown; `near` is a span of time that the text before speaks of."""

    published: date | None = None
    direction: int = 0
    near: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of an expression, both inclusive. `relative`: the clock was needed."""

    first: date
    last: date
    edtf: str
    relative: bool = False


def resolve(expression: Expression, clock: Clock) -> Span | None:
    """The days of an expression; None where they are impossible or cannot be told.

    >>> resolve(Expression(Point("numeric", "day", 0, 5, year=2010, month=2, day=31), None, 0, 5), Clock()) is None
    True
    >>> april = Expression(Point("month", "month", 0, 1, month=4), None, 0, 1)
    >>> resolve(april, Clock(published=date(2010, 5, 2))).edtf
    '2010-04'
    """
    right = expression.right
    if right is None:
        return _point(expression.left, clock)
    left, right = _shared(expression.left, right)
    if _open(left) and _open(right) and right.month is not None and clock.published is not None:
        return _open_range(left, right, clock.published, clock)
    return _range(left, right, clock)


def _open(point: Point) -> bool:
    return point.year is None and point.years_away is None and point.away is None and not point.same_year


def _open_range(left: Point, right: Point, published: date, clock: Clock) -> Span | None:
    """A span without a year: in the year that brings the whole of it closest to the publication."""
    years = (published.year - 1, published.year, published.year + 1)
    spans = [_range(left, _with(right, year=year), clock) for year in years]
    known = [replace(span, relative=True) for span in spans if span is not None]
    return min(known, key=lambda span: (_cost(span, published, clock), span.first), default=None)


def _range(left: Point, right: Point, clock: Clock) -> Span | None:
    end = _point(right, clock)
    if end is None:
        return None
    if left.year is None and left.years_away is None and left.month is not None:
        left = _with(left, year=end.last.year)
        start = _point(left, clock)
        if start is not None and start.first > end.last:
            start = _point(_with(left, year=end.last.year - 1), clock)
    else:
        start = _point(left, clock)
    if start is None or start.first > end.last:
        return None
    relative = start.relative or end.relative
    written = interval(start.edtf, end.edtf)
    if left.grain == right.grain:
        written = edtf(start.first, end.last, right.grain)
    return Span(start.first, end.last, written, relative)


def _shared(left: Point, right: Point) -> tuple[Point, Point]:
    """What one end leaves to the other: "10 януари – 25 февруари 2005", "ноември 2009 – март"."""
    if left.name == "bare":
        left = _with(left, name="word", part=None, month=right.month, year=right.year, years_away=right.years_away)
    if right.year is None and right.years_away is None and left.year is not None and right.month is not None:
        wraps = left.month is not None and (right.month, right.day or 31) < (left.month, left.day or 1)
        right = _with(right, year=left.year + wraps)
    if left.part is not None and left.year is None and left.years_away is None:
        left = _with(left, year=right.year, years_away=right.years_away)
    if right.years_away is not None and left.years_away is None and left.year is None and left.month is not None:
        left = _with(left, years_away=right.years_away)
    return left, right


def _with(point: Point, **changes: object) -> Point:
    return replace(point, **changes)  # type: ignore[arg-type]


def _point(point: Point, clock: Clock) -> Span | None:
    if (point.name.startswith("away_") and point.name != "away_year") or point.name in ("weekday", "day_of_month"):
        return _away(point, clock)
    if point.year is not None:
        return _in_year(point, point.year, relative=False)
    if point.name == "school":
        return _school_year(point, clock)
    if point.years_away is not None:
        return _in_year(point, clock.published.year + point.years_away, relative=True) if clock.published else None
    if point.same_year and clock.near is not None:
        return _in_year(point, clock.near[1].year, relative=False)
    if point.grain in ("year", "decade"):
        return None
    return _nearest(point, clock)


def _nearest(point: Point, clock: Clock) -> Span | None:
    """A day, month, season … without a year: in the year the text gives, else near the day of publication."""
    if clock.published is None and clock.near is not None and point.away is None:
        return _beside(point, clock.near, relative=False)
    if clock.published is None:
        return None
    published = clock.published
    if point.away is not None and point.grain == "season":
        return _in_year(point, published.year + point.away, relative=True)
    found = [_in_year(point, published.year + step, relative=True) for step in (-1, 0, 1)]
    spans = [span for span in found if span is not None]
    if point.away == 0:
        return next((span for span in spans if span.first.year == published.year), None)
    if point.away is not None:
        spans = [span for span in spans if (span.last < published) == (point.away < 0)]
    return min(spans, key=lambda span: (_cost(span, published, clock), span.first), default=None)


def _cost(span: Span, published: date, clock: Clock) -> int:
    """How unlikely a reading is, in days: its distance from the publication, more against the tense; a date
    that continues another ("on 30 September last year; from 1 October") is measured from that."""
    if clock.near is not None and clock.direction == 0 and _distance(span, clock.near[1]) <= CONTINUES:
        return 0
    past, future = span.last < published, span.first > published
    against = (past and clock.direction > 0) or (future and clock.direction < 0)
    return _distance(span, published) + AGAINST_TENSE * against


def _beside(point: Point, near: tuple[date, date], relative: bool) -> Span | None:
    """In the year that brings a point closest to a span of time, the later of two equals."""
    years = range(near[0].year - 1, near[1].year + 2)
    spans = [span for year in years if (span := _in_year(point, year, relative)) is not None]
    gap = {span: max(_distance(span, near[0]), _distance(span, near[1]), 0) for span in spans}
    for span in spans:
        if span.first <= near[1] and span.last >= near[0]:
            gap[span] = 0
    for span in spans:
        gap[span] += OTHER_YEAR * (span.first.year != near[1].year)
    return min(spans, key=lambda span: (gap[span], -span.first.toordinal()), default=None)


def _distance(span: Span, day: date) -> int:
    return max((span.first - day).days, (day - span.last).days, 0)


def _in_year(point: Point, year: int, relative: bool) -> Span | None:
    """The days of a point once its year is known."""
    bounds = _bounds(point, year)
    if bounds is None:
        return None
    first, last = bounds
    written = edtf(first, last, "day" if point.name == "school" else point.grain)
    return Span(first, last, written, relative)


def _bounds(point: Point, year: int) -> tuple[date, date] | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if point.name == "school":
        return _school_bounds(year, point.second_year)
    if point.grain == "decade":
        return date(year, 1, 1), date(year + 9, 12, 31)
    if point.day is not None:
        if not 1 <= (point.month or 0) <= 12 or not 1 <= point.day <= monthrange(year, point.month or 1)[1]:
            return None
        day = date(year, point.month or 1, point.day)
        return day, day
    if point.month is not None:
        return _months(year, point.month, 1) if 1 <= point.month <= 12 else None
    if point.part is not None:
        length = {"season": 3, "quarter": 3, "half_year": 6}[point.grain]
        return _months(year, point.part * length - (0 if point.grain == "season" else length - 1), length)
    return date(year, 1, 1), date(year, 12, 31)


def _months(year: int, month: int, length: int) -> tuple[date, date]:
    """First day of a month, last day of the month `length` - 1 months on."""
    ends = year * 12 + month - 1 + length - 1
    return date(year, month, 1), date(ends // 12, ends % 12 + 1, monthrange(ends // 12, ends % 12 + 1)[1])


def _school_bounds(year: int, second: int | None) -> tuple[date, date] | None:
    if second is None:
        return None
    end = second if second > 99 else year // 100 * 100 + second
    return (date(year, 9, 1), date(end, 6, 30)) if 0 < end - year <= 6 else None


def _school_year(point: Point, clock: Clock) -> Span | None:
    if clock.published is None or (point.years_away is None and point.away is None):
        return None
    opening = clock.published.year - (clock.published.month < 9) + (point.years_away or point.away or 0)
    return _in_year(_with(point, second_year=opening + 1), opening, relative=True)


def _away(point: Point, clock: Clock) -> Span | None:
    """Expressions counted from the day of publication: days, weekdays, weeks, months."""
    published = clock.published
    if published is None or not FIRST_YEAR <= published.year <= LAST_YEAR:
        return None
    away = point.away or 0
    if point.name == "away_day":
        first = last = published + timedelta(days=away)
    elif point.name == "away_week":
        first = published - timedelta(days=published.weekday()) + timedelta(days=7 * away)
        last = first + timedelta(days=6)
    elif point.name in ("away_month", "day_of_month"):
        months = published.year * 12 + published.month - 1 + away
        first, last = _months(months // 12, months % 12 + 1, 1)
        if point.day is not None:
            if point.day > last.day:
                return None
            first = last = first.replace(day=point.day)
    else:
        first = last = _weekday(point, published, clock.direction)
    grain = point.grain
    written = edtf(first, last, grain) if grain != "month" else unit(first, grain)
    return Span(first, last, written, relative=True)


def _weekday(point: Point, published: date, direction: int) -> date:
    """ "Last Friday" lies in the seven days before, "this" and "next" in this and the next week; a weekday alone
    lies in the direction of the tense, in the past where that is unknown."""
    weekday = (point.weekday or 1) - 1
    away = point.away if point.name == "away_weekday" else (direction or -1)
    if away == -1:
        back = (published.weekday() - weekday) % 7
        return published - timedelta(days=back or (7 if point.name == "away_weekday" else 0))
    ahead = (weekday - published.weekday()) % 7
    if point.name == "away_weekday":
        return published + timedelta(days=weekday - published.weekday() + 7 * (away or 0))
    return published + timedelta(days=ahead or 7)
