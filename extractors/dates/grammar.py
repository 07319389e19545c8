"""Calendar expressions as patterns over token letters: points of time, and spans of two points.

A `Point` holds what is written and nothing more; `resolve` turns it into days. The patterns know no
language: words became letters in `tokens`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from extractors.data import Granularity
from extractors.dates.tokens import FIRST_YEAR, Token, Tokens

# A year after a day, month or season: "2010 г.", "на 2010", "anului 2012", "т.г.", "тази година", "anul trecut".
_YEAR = r"(?:[yg]?'?Y[yg]?|'d)"
# Adjectives stand before their noun (A), after it (B), or in some languages either way (C).
_PRE, _POST = "[AC]", "[BC]"
_AWAY = rf"(?:{_PRE}[yg]|[yg]{_POST}|L|Z)"
_OF_YEAR = rf"(?:,?[opf]?(?:{_YEAR}|{_AWAY}))"
_WEEKDAY = r"(?:W(?:&W)?[.,]{0,2})?"
_BEFORE = rf"(?:{_AWAY},?[pfo]?)"

# name, granularity, letters it can begin with, pattern; the longest match wins, the earlier of two equals.
_WRITTEN: tuple[tuple[str, Granularity, str, str], ...] = (
    ("iso", "day", "Y", r"Y([-./])d\1d"),
    ("numeric", "day", "Wd", rf"{_WEEKDAY}d([-./])d\1Y[yg]?"),
    ("roman", "day", "Wd", rf"{_WEEKDAY}d[./]?R[./]?Y[yg]?"),
    ("short", "day", "Wd", rf"{_WEEKDAY}d([./])d\1d[yg]?"),
    ("partial", "day", "WACLZygd", rf"{_WEEKDAY}{_BEFORE}?d\.d\.?"),
    ("word", "day", "WACLZygd", rf"{_WEEKDAY}{_BEFORE}?d\.?[op]?m?M(?:\.?{_OF_YEAR})?"),
    ("word", "day", "M", r"Md,?Y"),
    ("day_of_month", "day", "d", rf"d\.?o?(?:{_PRE}m|m{_POST}|X)"),
    ("month", "month", "eACLZygmM", rf"e?(?:{_BEFORE}|{_PRE})?m?M(?:\.?{_OF_YEAR}|{_POST}(?![ymgwMWS]))?"),
    ("month_number", "month", "d", r"d[./]Y[yg]?"),
    ("month_roman", "month", "R", r"R[./]Y[yg]?"),
    (
        "season",
        "season",
        "eACLZygS",
        rf"e?(?:{_BEFORE}|{_PRE})?S(?:{_OF_YEAR}(?:[-/](?:Y|d))?[yg]?|{_POST}(?![ymgwMWS]))?",
    ),
    ("quarter", "quarter", "eACLZygORd", rf"e?{_BEFORE}?(?:O|R|d)\.?Q(?:[./]?{_OF_YEAR})?"),
    ("quarter", "quarter", "eACLZygQ", rf"e?{_BEFORE}?Qo?(?:O|R|d)[./]?(?:{_OF_YEAR})?"),
    ("half", "half_year", "eACLZygORd", rf"e?{_BEFORE}?(?:O|R|d)\.?H(?:[./]?{_OF_YEAR})?"),
    ("half", "half_year", "eACLZygH", rf"e?{_BEFORE}?Ho?(?:O|R|d)[./]?(?:{_OF_YEAR})?"),
    ("school", "year", "ygK", r"(?:[yg]?K[yg]?,?|[yg]K)Y[-/](?:Y|d)[yg]?"),
    ("school", "year", "Y", r"Y[-/](?:Y|d)[yg]?K[yg]?"),
    ("school", "year", "Y", r"Y/Y[yg]?"),
    ("school", "year", "ACLygK", rf"(?:{_PRE}|L)K[yg]|{_PRE}[yg]K|[yg]K{_POST}|K[yg]{_POST}"),
    ("decade", "decade", "Dd", r"(?:D|d\.)[ygS](?:[pof]?(?:R|d\.?|[AC])c)?"),
    ("decade", "decade", "g", r"g'?[DdY]"),
    ("year", "year", "eyg'Y", r"e?[yg]?'?Y[yg]?"),
    ("year", "year", "'", r"(?<=[ptfbo])'d"),
    ("away_year", "year", "eACLZyg", rf"e?{_AWAY}|e[yg]"),
    ("away_month", "month", "eACmX", rf"e?(?:{_PRE}m|m{_POST}|X)"),
    ("away_week", "day", "eACw", rf"e?(?:{_PRE}w|w{_POST})"),
    ("away_weekday", "day", "ACW", rf"{_PRE}W|W{_POST}"),
    ("away_day", "day", "T", r"T"),
    ("weekday", "day", "W", r"W"),
)
POINTS = tuple((name, grain, openers, re.compile(pattern)) for name, grain, openers, pattern in _WRITTEN)
# Most points begin with a number, and few patterns do.
_BY_OPENER = {
    letter: tuple((name, grain, pattern) for name, grain, openers, pattern in POINTS if letter in openers)
    for letter in sorted({letter for _, _, openers, _ in POINTS for letter in openers})
}
# One pattern that finds where any point can begin; the sign that a date repeats need not be the same here.
_ANY = re.compile("|".join(pattern.replace(r"\1", "[-./]").replace("([", "(?:[") for *_, pattern in _WRITTEN))
_BARE_DAY = re.compile(rf"{_WEEKDAY}d\.?(?:,d\.?)*")
_JOIN = re.compile(r"\.?-(?![-.])|[.,]?t|,?&|/")
# The class in front spares the alternatives where none can begin.
_ANCHOR = re.compile(rf"(?=[YdDMSWTXLZKORQHACeygmw'])(?:{_ANY.pattern}|{_BARE_DAY.pattern}(?:-|t|&))")
# Which grains can be the two ends of one span.
_BELOW_YEAR = {"day", "month"}


@dataclass(frozen=True, slots=True)
class Point:
    """What is written of one point of time. `away` counts days, weeks, months by `name`; `years_away` years."""

    name: str
    grain: Granularity
    first: int  # index of its first letter
    last: int  # index after its last letter
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: int | None = None  # number of the season, quarter or half-year
    away: int | None = None
    years_away: int | None = None
    same_year: bool = False
    weekday: int | None = None
    weak: bool = False  # a word of it is a date only with a neighbour
    second_year: int | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """One point, or the span between two; `first` and `last` are indices of letters."""

    left: Point
    right: Point | None
    first: int
    last: int
    opened: bool = False  # "from … to": the words belong to the expression


def expressions(tokens: Tokens) -> Iterator[Expression]:
    """Every calendar expression, leftmost longest, none overlapping.

    >>> from extractors.dates.tokens import tokenize
    >>> from extractors.dates.words import vocabulary
    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> pack = load_pack("cs")
    >>> found = list(expressions(tokenize(read("od 1. 3. do 5. dubna 2010", pack), vocabulary(pack))))
    >>> [(e.left.day, e.left.month, e.right.day, e.right.month, e.right.year) for e in found]
    [(1, 3, 5, 4, 2010)]
    """
    found: list[Expression] = []
    position = 0
    while anchor := _ANCHOR.search(tokens.letters, position):
        start = anchor.start()
        position = start + 1
        for expression in _at(tokens, start):
            found.append(expression)
            position = max(position, expression.last)
    for number in range(len(found) - 2, -1, -1):
        found[number] = _with_year_of(found[number], found[number + 1], tokens.letters)
    return iter(found)


def _with_year_of(one: Expression, following: Expression, letters: str) -> Expression:
    """In "юни, юли и август 2012" the year stands once, after the last."""
    left, end = one.left, following.right or following.left
    open_year = one.right is None and left.year is None and left.years_away is None and left.away is None
    if not (open_year and left.month is not None and left.grain == end.grain and end.month is not None):
        return one
    if letters[one.last : following.first] not in (",", "&", ",&", "/") or end.month < left.month:
        return one
    shared = replace(left, year=end.year, years_away=end.years_away, same_year=end.same_year)
    return Expression(shared, None, one.first, one.last)


def _at(tokens: Tokens, start: int) -> tuple[Expression, ...]:
    left = point_at(tokens, start)
    bare = _BARE_DAY.match(tokens.letters, start) if tokens.letters[start] in "Wd" else None
    opener = tokens.letters[start - 1 : start]
    for candidate in (left, _bare(tokens, bare)):
        if candidate is None:
            continue
        joined = _joined(tokens, candidate, opener)
        if joined:
            return joined
    return (Expression(left, None, left.first, left.last),) if left else ()


def _joined(tokens: Tokens, left: Point, opener: str) -> tuple[Expression, ...]:
    """The span that begins with a point, if a sign or word and a second point follow."""
    join = _JOIN.match(tokens.letters, left.last)
    right = point_at(tokens, join.end()) if join else None
    if join is None or right is None or not _fit(left, right):
        return ()
    sign = join.group()[-1]
    if sign == "&" and opener not in ("b", "f"):
        return _listed(left, right)
    if sign == "/" and (left.name, right.name) != ("month", "month"):
        return ()
    opened = opener in ("f", "b") and sign in "t&"
    return (Expression(left, right, left.first - opened, right.last, opened),)


def _listed(left: Point, right: Point) -> tuple[Expression, ...]:
    """Two days with "and": one span where they follow one another, else two facts."""
    if left.grain == "day" and left.month is None and left.day is not None and right.day is not None:
        if right.day == (left.part or left.day) + 1:
            return (Expression(left, right, left.first, right.last),)
        left = replace(left, month=right.month, name="word", part=None)
        return Expression(left, None, left.first, left.last), Expression(right, None, right.first, right.last)
    return ()


def _fit(left: Point, right: Point) -> bool:
    if left.name == "bare":
        return right.grain == "day" and right.day is not None and right.month is not None
    if "weekday" in (left.name, right.name):
        return False
    if left.grain == "year" and right.grain == "year":
        years = left.year is not None and right.year is not None and left.year < right.year
        return (years and "school" not in (left.name, right.name)) or right.years_away is not None
    both = {left.grain, right.grain}
    return both <= _BELOW_YEAR or (len(both) == 1 and both <= {"season", "quarter", "half_year"})


def _bare(tokens: Tokens, found: re.Match[str] | None) -> Point | None:
    if found is None:
        return None
    days = [t.value for t in _items(tokens, found.start(), found.end()) if t.letter == "d"]
    if any(later != day + 1 for day, later in pairwise(days)):
        return None
    return Point("bare", "day", found.start(), found.end(), day=days[0], part=days[-1])


def point_at(tokens: Tokens, start: int) -> Point | None:
    """The longest point of time that begins at a letter."""
    best: tuple[str, Granularity, re.Match[str]] | None = None
    if _ANY.match(tokens.letters, start) is None:
        return None
    for name, grain, pattern in _BY_OPENER[tokens.letters[start]]:
        found = pattern.match(tokens.letters, start)
        if found and (best is None or found.end() > best[2].end()):
            best = (name, grain, found)
    if best is None:
        return None
    name, grain, found = best
    return _read(tokens, name, grain, found.start(), found.end())


def _items(tokens: Tokens, start: int, end: int) -> list[Token]:
    return [item for item in tokens.items[start:end] if item is not None]


_Fields = dict[str, Any]
_Values = dict[str, list[Token]]


def _read(tokens: Tokens, name: str, grain: Granularity, start: int, end: int) -> Point | None:
    """The numbers of a matched pattern put into their places."""
    items = _items(tokens, start, end)
    values: _Values = {}
    for item in items:
        values.setdefault(item.letter, []).append(item)
    weak = any(item.weak for item in items)
    fields: _Fields = {"year": values["Y"][0].value if "Y" in values else None, **_distance(name, values)}
    reader = _READERS.get(name)
    found = reader(name, fields, values) if reader else fields
    return None if found is None else Point(name, grain, start, end, weak=weak, **found)


def _distance(name: str, values: _Values) -> _Fields:
    """How far a relative word leads: whole expressions and adjectives of the year count years."""
    found = next((token.value for letter in "LABCTX" for token in values.get(letter, ())), None)
    if name == "away_year" and found is None:
        found = 0
    yearly = "L" in values or (found is not None and bool({"y", "g"} & values.keys()) and name != "decade")
    return {"years_away" if yearly else "away": found, "same_year": "Z" in values}


def _numeric(name: str, fields: _Fields, values: _Values) -> _Fields | None:
    numbers = [token.value for token in values.get("d", ())]
    if name == "iso":
        return {**fields, "month": numbers[0], "day": numbers[1]}
    if name in ("month_number", "month_roman"):
        month = numbers[0] if numbers else values["R"][0].value
        # "III/1352" is a road: a month in figures comes with a year of living memory.
        return {**fields, "month": month} if month <= 12 and (fields["year"] or 0) >= 1900 else None
    if name == "roman":
        return {**fields, "day": numbers[0], "month": values["R"][0].value}
    if name == "short":
        # Two digits for the year are safe only where all three numbers have two: "26.10.99", not "1.4.12".
        if any(token.digits != 2 for token in values["d"]) and not {"y", "g"} & values.keys():
            return None
        fields = {**fields, "year": full_year(numbers[2])}
    return {**fields, "day": numbers[0], "month": numbers[1]}


def _month(name: str, fields: _Fields, values: _Values) -> _Fields | None:
    """A month by name, with its day; a further number of two digits is a short year ("octombrie '98")."""
    numbers = [token.value for token in values.get("d", ())]
    day = numbers.pop(0) if name == "word" else None
    year = full_year(numbers[0]) if numbers else fields["year"]
    return {**fields, "month": values["M"][0].value, "day": day, "year": year}


def _part(name: str, fields: _Fields, values: _Values) -> _Fields | None:
    """A season, quarter or half-year with its number."""
    part = next(values[letter][0].value for letter in ("S" if name == "season" else "ORd") if letter in values)
    count = 2 if name == "half" else 4
    return {**fields, "part": part} if 1 <= part <= count else None


def _year(name: str, fields: _Fields, values: _Values) -> _Fields | None:
    if fields["year"] is None and name == "year":
        return {**fields, "year": full_year(values["d"][0].value)}
    second = [*values.get("Y", ())[1:], *values.get("d", ())]
    return {**fields, "second_year": second[0].value if second else None}


def _decade(_: str, fields: _Fields, values: _Values) -> _Fields | None:
    """The first year of a decade: "80-те години на XX век", "50. letech", "anii '90", "1990-те"."""
    numbers = [token for letter in "DYd" for token in values.get(letter, ())]
    number = numbers[0].value
    if number % 10:
        return None
    if number >= FIRST_YEAR:
        return {**fields, "year": number}
    centuries = [*values.get("R", ()), *numbers[1:]]
    century = centuries[0].value if centuries else 21 if number < 20 else 20
    return {**fields, "year": (century - 1) * 100 + number, "away": None}


def _other(_: str, fields: _Fields, values: _Values) -> _Fields | None:
    day = values["d"][0].value if "d" in values else None
    return {**fields, "day": day, "weekday": values["W"][0].value if "W" in values else None}


_READERS: dict[str, Callable[[str, _Fields, _Values], _Fields | None]] = {
    **dict.fromkeys(("iso", "numeric", "roman", "short", "partial", "month_number", "month_roman"), _numeric),
    **dict.fromkeys(("word", "month"), _month),
    **dict.fromkeys(("season", "quarter", "half"), _part),
    **dict.fromkeys(("school", "year"), _year),
    "decade": _decade,
    **dict.fromkeys(("day_of_month", "away_day", "away_month", "away_week", "away_weekday", "weekday"), _other),
}


def full_year(number: int) -> int:
    """The year that two digits stand for: up to 49 in this century, from 50 in the last.

    >>> full_year(5), full_year(99)
    (2005, 1999)
    """
    return number + (2000 if number < 50 else 1900)
