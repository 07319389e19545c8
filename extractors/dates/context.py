"""What the dates of a text tell of one another: lengths that fit a stated duration, a field that gives the period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from extractors.dates.grammar import Expression
from extractors.dates.resolve import Span
from extractors.dates.tokens import Tokens

_LENGTH = re.compile(r"d(m|[yg])")
# Shorter spans of whole months are as often those of an activity.
SHORTEST = 4
# Pairs of dates are compared only in texts with few dates: long lists of dates are calendars.
MOST_DATES = 60


def lengths(tokens: Tokens) -> frozenset[int]:
    """The durations that a text states in digits, in months."""
    found = set()
    for match in _LENGTH.finditer(tokens.letters):
        token = tokens.items[match.start()]
        if token is not None:
            found.add(token.value * (1 if match.group(1) == "m" else 12))
    return frozenset(found)


def whole_months(first: date, last: date) -> int | None:
    """How many whole months a span takes, or None if it does not end where a month of it ends.

    >>> whole_months(date(2010, 3, 1), date(2012, 2, 29)), whole_months(date(2010, 3, 1), date(2010, 3, 15))
    (24, None)
    """
    if last == date.max:
        return None
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if after.day == first.day and months > 0 else None


def joint_features(expressions: Sequence[Expression], spans: Sequence[Span], stated: frozenset[int]) -> list[list[str]]:
    """For each date, the features that come from the other dates of the text."""
    found: list[list[str]] = [[] for _ in spans]
    singles = []
    for number, (expression, span) in enumerate(zip(expressions, spans, strict=True)):
        if (expression.right or expression.left).grain not in ("day", "month"):
            continue
        if expression.right is None:
            singles.append((number, span))
            continue
        months = whole_months(span.first, span.last)
        if months is not None and months >= SHORTEST:
            found[number].append("fits:range" if months in stated else "whole_months")
    if not stated or len(singles) > MOST_DATES:
        return found
    starts, ends = set(), set()
    for number, span in singles:
        for other, later in singles:
            months = whole_months(span.first, later.last)
            if months is not None and months >= SHORTEST and months in stated:
                starts.add(number)
                ends.add(other)
    for numbers, name in ((starts, "fits:start"), (ends, "fits:end")):
        for number in numbers:
            found[number].append(name)
    return found
