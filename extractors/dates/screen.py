"""What looks like a date and is none: parts of identifiers, amounts, clock times, numbers of laws, names.

Each test looks only at the expression's letters and the few characters around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.dates.grammar import Expression, Point
from extractors.dates.tokens import Tokens
from extractors.reading import Reading

_GLUED_BEFORE = re.compile(r"[\w+@#&%*=<>\\]\Z|[^\W\d_]['.\-]\Z|\d[.,:'\-]\Z")
_GLUED_AFTER = re.compile(r"[\w@#&%*=\\]|[./:\-,'_]\d|[-_./][^\W\d_]")
_SLASH = re.compile(r"[\w)]/\Z")
# What may follow a year that no word marks: the end of a clause, a bracket, a dash.
_CLAUSE_END = re.compile(r"\s*(?:[,.;:)\]|/\"'?!<>&•·*-]|\n|$)")
# "02 981 2010": groups of digits of a telephone or an amount.
_GROUPED, _GROUP = re.compile(r"\d[ \t]\Z"), re.compile(r"[ \t]\d")
_CAPITALISED = re.compile(r"(?<!\w)[^\W\d_a-zа-я][^\W\d_]+\s*\Z")
# Round numbers are amounts more often than years.
_ROUND = 50
# Years that stand without any word: those of the projects' time; with a preposition, further back.
_BARE, _LATEST, _EARLIEST = 1950, 2059, 1900
_PREPOSITIONS = frozenset("pftbo")


@dataclass(frozen=True, slots=True)
class _Place:
    """An expression where it stands; `before` and `after` are the letters beside it."""

    reading: Reading
    letters: str
    expression: Expression
    start: int
    end: int
    before: str
    after: str

    @property
    def points(self) -> list[Point]:
        return [point for point in (self.expression.left, self.expression.right) if point is not None]

    @property
    def own(self) -> str:
        return self.letters[self.expression.first : self.expression.last]

    @property
    def closed(self) -> bool:
        return _CLAUSE_END.match(self.reading.folded, self.end) is not None


def extent(tokens: Tokens, expression: Expression) -> tuple[int, int]:
    """Start and end of an expression in the text."""
    items = [item for item in tokens.items[expression.first : expression.last] if item is not None]
    return items[0].start, items[-1].end


def is_date(reading: Reading, tokens: Tokens, expression: Expression) -> bool:
    """Whether an expression is likely a date where it stands."""
    start, end = extent(tokens, expression)
    letters = tokens.letters
    before, after = letters[max(0, expression.first - 1) : expression.first], letters[expression.last :][:1]
    place = _Place(reading, letters, expression, start, end, before, after)
    return not (_glued(place) or _numbered(place) or _name(place) or _habit(place)) and _alone(place)


def _glued(place: _Place) -> bool:
    """Part of a longer string of signs. "№ 118/29.08.2012" and "бр. 77/2002 г." are numbers with their date."""
    text, points = place.reading.folded, place.points
    before, after = text[max(0, place.start - 2) : place.start], text[place.end : place.end + 2]
    full = len(points) == 1 and points[0].day is not None and points[0].year is not None
    if _SLASH.search(before):
        with_noun = points[0].name == "year" and before[0].isdigit() and not text[place.end - 1].isdigit()
        return not (with_noun or (full and points[0].name != "short"))
    if _GLUED_BEFORE.search(before):
        return True
    return not (full and after[:1] == "/") and _GLUED_AFTER.match(after) is not None


def _numbered(place: _Place) -> bool:
    """The number of a law, page or article: a number sign before a year, a month in digits or a day without year."""
    if place.before != "#":
        return False
    names = {point.name for point in place.points}
    bare = names & {"partial", "month_number", "month_roman", "school"} or place.own in ("Y", "Y-Y")
    return "/" in place.own or bool(bare)


def _name(place: _Place) -> bool:
    """University "1 December 1918", Square 1 December 1918 No. 28, "Third March" Street."""
    text, point = place.reading.folded, place.points[-1]
    quoted = text[place.start - 1 : place.start] in ('"', "'") and text[place.end : place.end + 1] in ('"', "'")
    address = place.after == "#" and point.day is not None
    ordinal = place.before in tuple("OR") and point.name == "month" and _yearless(place)
    return quoted or address or ordinal


def _habit(place: _Place) -> bool:
    """ "Every spring": a word of repetition within the two tokens before."""
    first = place.expression.first
    return _yearless(place) and "h" in place.letters[max(0, first - 2) : first]


def _yearless(place: _Place) -> bool:
    return all(point.year is None and point.years_away is None for point in place.points)


def _alone(place: _Place) -> bool:
    """What is a date only with a companion: short words, days without a month's name, bare years."""
    points, point = place.points, place.points[-1]
    if any(other.weak for other in points) and not _accompanied(place):
        return False
    if point.name == "season" and _yearless(place) and point.away is None:
        return place.before in tuple("ptf") and len(points) == 1
    if point.name == "quarter" and _yearless(place) and place.own.rstrip("./") == "Qd":
        return False  # the first quartile of journals is "Q1" too
    if point.name == "partial":
        return _partial(place)
    if point.name == "weekday":
        return len(points) == 1 and _weekday(place)
    return _year(place) if point.name == "year" and len(points) == 1 else True


def _accompanied(place: _Place) -> bool:
    """A word like "may" is a month beside a day, a year or the word "month", or between preposition and comma."""
    if any(point.year or point.day or point.years_away is not None for point in place.points) or "m" in place.own:
        return True
    if place.points[0].name == "weekday":
        return place.before == "f" and place.end - place.start > 3
    return place.before in tuple("ptfeo") and place.after in tuple(",.)(")


def _partial(place: _Place) -> bool:
    """Day and month as "11. 10." or "15.05": with a word of time before, a weekday, or the spaces of a date."""
    if place.after == ":" or re.match(r"[^\S\n]*(?:%|\d)", place.reading.folded[place.end : place.end + 3]):
        return False
    if (place.expression.right is not None and place.expression.right.name == "partial") or "W" in place.own:
        return True
    spaced = re.search(r"\d\.\s\d", place.reading.text[place.start : place.end]) is not None
    return place.own[-1] == "." and (spaced or place.before in tuple("poft&") or place.after == "&")


def _weekday(place: _Place) -> bool:
    """A weekday alone is a day, not a habit: no clock times or weekdays beside it, no opening hours."""
    listed = place.after in tuple("&-,") and place.letters[place.expression.last + 1 :][:1] == "W"
    bracketed = place.before == "(" and place.after == ")"  # "15 mai 2012 (marți)"
    from_to = place.before == "t" and place.letters[max(0, place.expression.first - 2) :][:1] == "W"
    if place.before in tuple("h&dRO-") or listed or bracketed or from_to:
        return False
    field = place.reading.layout.field_at(place.start)
    if field is not None and not field.classes:
        return False
    # Where adjectives follow the noun, as in Romanian, a weekday needs no preposition either.
    return place.before in tuple("po") or bool(place.reading.pack.dates.last_after)


def _year(place: _Place) -> bool:
    """A number of four digits: a year by the noun beside it, else by what stands around it."""
    year = place.expression.left.year or 0
    if place.own[0] == "'" or re.search(r"[yge]", place.own):
        return True
    if _GROUPED.search(place.reading.folded, max(0, place.start - 3), place.start) or _GROUP.match(
        place.reading.folded, place.end
    ):
        return False
    around = place.letters[max(0, place.expression.first - 2) : place.expression.last + 2]
    if "Y,Y" in around or "Y&Y" in around:
        return _EARLIEST <= year <= _LATEST
    round_number = year % _ROUND == 0
    if place.before in _PREPOSITIONS and place.closed and not round_number:
        return True
    if place.after == "u" or not 1800 <= year <= _LATEST:
        return False
    text = place.reading.text
    ends = place.closed or text[place.end : place.end + 3].lstrip()[:1].isupper()
    signs = {text[max(0, place.start - 2) : place.start].strip(), text[place.end : place.end + 2].strip()}
    marked = bool(signs & {"©", "("}) or place.before in tuple("&(M")
    if marked or place.before in _PREPOSITIONS:
        return ends or (not round_number and year >= _EARLIEST)
    named = _CAPITALISED.search(text, max(0, place.start - 24), place.start) is not None
    return (not round_number or (named and place.closed)) and year >= _BARE and ends
