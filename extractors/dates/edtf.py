"""Spans of time in EDTF (ISO 8601-2): what was written keeps its grain, so March 2010 is not 1 March."""

from __future__ import annotations

from datetime import date

from extractors.data import Granularity


def edtf(first: date, last: date, grain: Granularity) -> str:
    """A span of time written with a grain; a span longer than one unit of it becomes an interval.

    >>> edtf(date(2010, 3, 1), date(2010, 3, 1), "day"), edtf(date(2010, 3, 1), date(2012, 2, 28), "day")
    ('2010-03-01', '2010-03-01/2012-02-28')
    >>> edtf(date(2010, 3, 1), date(2010, 3, 31), "month"), edtf(date(2007, 1, 1), date(2013, 12, 31), "year")
    ('2010-03', '2007/2013')
    >>> edtf(date(2011, 12, 1), date(2012, 2, 29), "season"), edtf(date(2022, 10, 1), date(2022, 12, 31), "quarter")
    ('2011-24', '2022-36')
    >>> edtf(date(2010, 7, 1), date(2010, 12, 31), "half_year"), edtf(date(1980, 1, 1), date(1989, 12, 31), "decade")
    ('2010-41', '198X')
    """
    return interval(unit(first, grain), unit(last, grain))


def interval(first: str, last: str) -> str:
    """An interval of two expressions, or the one if they are the same.

    >>> interval("2019-09", "2021-08-31"), interval("2010", "2010")
    ('2019-09/2021-08-31', '2010')
    """
    return first if first == last else f"{first}/{last}"


def unit(day: date, grain: Granularity) -> str:
    """The unit of a grain that a day lies in; a winter counts to the year of its December."""
    if grain == "day":
        return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
    if grain == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if grain == "season":
        return f"{day.year - (day.month < 3):04d}-{21 + (day.month - 3) % 12 // 3}"
    if grain == "quarter":
        return f"{day.year:04d}-{33 + (day.month - 1) // 3}"
    if grain == "half_year":
        return f"{day.year:04d}-{40 + (day.month > 6)}"
    return f"{day.year // 10:03d}X" if grain == "decade" else f"{day.year:04d}"
