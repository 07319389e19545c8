"""Reading -> date mentions: tokens, expressions, screen, resolution, role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractors.data import DateMention
from extractors.dates.context import joint_features, lengths
from extractors.dates.features import AHEAD, PAST, Candidate, Page, features, page
from extractors.dates.grammar import expressions
from extractors.dates.published import published_of
from extractors.dates.resolve import Clock, Span, resolve
from extractors.dates.roles import decide
from extractors.dates.screen import extent, is_date
from extractors.dates.tokens import tokenize
from extractors.dates.words import vocabulary
from extractors.reading import Reading

# A date this close before gives its year to one without: "започна на 12 май 2012 г., а на 3 юни …".
SAME_PASSAGE = 80


# Pattern of the grammar -> rule of the table.
RULES = {
    "iso": "day", "numeric": "day", "roman": "day", "short": "day", "partial": "day", "word": "day",
    "day_of_month": "relative_day", "away_day": "relative_day", "away_weekday": "weekday", "weekday": "weekday",
    "month": "month", "month_number": "month", "month_roman": "month", "season": "season",
    "quarter": "quarter", "half": "half_year", "school": "school_year", "decade": "decade", "year": "year",
    "away_year": "relative_period", "away_month": "relative_period", "away_week": "relative_period",
}  # fmt: skip
RANGES = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Dated:
    """A candidate with its days."""

    item: Candidate
    span: Span


def find_published(reading: Reading) -> date | None:
    """The publication date that the text states."""
    return published_of(*absolute(reading))


def absolute(reading: Reading) -> tuple[Page, list[tuple[Candidate, Span]]]:
    """The dates of a text that need nothing beside themselves."""
    whole, items = _candidates(reading)
    return whole, [(item, span) for item in items if (span := resolve(item.expression, Clock())) is not None]


def find_dates(reading: Reading, published: date | None) -> list[DateMention]:
    """Every expression that fixes calendar time, in order; a fact is given once, at its first mention.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> reading = read("Срок: от 1 март 2010 г. до 28 февруари 2012 г.", load_pack("bg"))
    >>> [(m.text, m.edtf, m.role) for m in find_dates(reading, None)]
    [('от 1 март 2010 г. до 28 февруари 2012 г.', '2010-03-01/2012-02-28', 'project_period')]
    """
    dated, names = described(reading, published)
    mentions, seen = [], set()
    for found, (role, confidence) in zip(dated, decide(names), strict=True):
        span, item = found.span, found.item
        if (span.first, span.last, role) in seen:
            continue
        seen.add((span.first, span.last, role))
        point = item.expression.right or item.expression.left
        rule = RULES[point.name]
        rule += "_range" if item.expression.right and rule in RANGES else ""
        mentions.append(
            DateMention(
                item.start, item.end, reading.text[item.start : item.end], rule, confidence,
                span.first, span.last, span.edtf, point.grain, role, span.relative,
            )
        )  # fmt: skip
    return mentions


def described(reading: Reading, published: date | None) -> tuple[list[Dated], list[list[str]]]:
    """The dates of a text with the features of each, before their roles are decided."""
    whole, items = _candidates(reading)
    dated = list(_dated(whole, items, published))
    joint = joint_features(
        [found.item.expression for found in dated], [found.span for found in dated], lengths(whole.tokens)
    )
    names = [
        [*features(whole, found.item, found.span, published, first=number == 0), *joint[number]]
        for number, found in enumerate(dated)
    ]
    if any("field:period" in own and found.item.expression.right for own, found in zip(names, dated, strict=True)):
        names = [[*own, "has_period"] for own in names]
    return dated, names


class _Same:
    """A reading by identity: its candidates are asked for twice, for the publication date and for the dates."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.reading is other.reading

    def __hash__(self) -> int:
        return id(self.reading)


def _candidates(reading: Reading) -> tuple[Page, list[Candidate]]:
    return _scan(_Same(reading))


@lru_cache(maxsize=4)
def _scan(same: _Same) -> tuple[Page, list[Candidate]]:
    reading = same.reading
    tokens = tokenize(reading, vocabulary(reading.pack))
    items = [
        Candidate(*extent(tokens, expression), expression)
        for expression in expressions(tokens)
        if is_date(reading, tokens, expression)
    ]
    return page(reading, tokens), items


def _dated(whole: Page, items: list[Candidate], published: date | None) -> Iterator[Dated]:
    """Candidates with their days, in order; one whose year cannot be told is left out."""
    before: Dated | None = None
    for item in items:
        span = resolve(item.expression, _clock(whole, item, before, published))
        if span is None:
            continue
        found = Dated(item, span)
        yield found
        if _gives_year(found, published):
            before = found


def _gives_year(found: Dated, published: date | None) -> bool:
    point = found.item.expression.right or found.item.expression.left
    if published is None:
        return point.grain != "decade" and not (point.grain == "year" and found.item.expression.right)
    return point.grain in ("day", "month", "season", "quarter")


def _clock(whole: Page, item: Candidate, before: Dated | None, published: date | None) -> Clock:
    """What the text around a date tells of its year."""
    reading = whole.reading
    direction = _direction(reading, item)
    # "From autumn", "until spring" look ahead; seasons gone by are told with "in" or "last".
    opener = whole.tokens.letters[max(0, item.expression.first - 1) : item.expression.first]
    if item.expression.left.grain == "season" and opener in ("f", "t"):
        direction = 1
    if before is None:
        return Clock(published, direction)
    near = (before.span.first, before.span.last)
    close = item.start - before.item.end <= SAME_PASSAGE and "\n" not in reading.text[before.item.end : item.start]
    if published is None or (close and before.span.first.year != published.year):
        return Clock(published, direction, near)
    return Clock(published, direction)


def _direction(reading: Reading, item: Candidate) -> int:
    """The tense around a date: that of the nearest cue of plan or achievement in its sentence."""
    start, end = reading.layout.sentence_at(item.start)
    start, end = max(start, item.start - 120), min(end, item.end + 120)
    best, tense = 1000, 0
    for cue in reading.cues_between(start, end):
        distance = item.start - cue.end if cue.end <= item.start else cue.start - item.end
        sense = (not AHEAD.isdisjoint(cue.keys)) - (not PAST.isdisjoint(cue.keys))
        if sense and distance < best:
            best, tense = distance, sense
    return tense
