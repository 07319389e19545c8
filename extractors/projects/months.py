"""Calendar arithmetic of terms: months added to a day, and the length of a span in months."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (or earlier), or the month's last day.

    >>> add_months(date(2012, 1, 31), 1), add_months(date(2012, 3, 1), -1)
    (datetime.date(2012, 2, 29), datetime.date(2012, 2, 1))
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_after(start: date, months: float) -> date:
    """The last day of a term; a part of a month counts thirtieths.

    >>> end_after(date(2012, 3, 1), 24), end_after(date(2012, 9, 4), 34)
    (datetime.date(2014, 2, 28), datetime.date(2015, 7, 3))
    """
    return add_months(start, int(months)) + timedelta(days=round((months - int(months)) * 30) - 1)


def start_before(end: date, months: float) -> date:
    """The first day of a term that ends on a day.

    >>> start_before(date(2012, 2, 29), 24), start_before(date(2021, 11, 21), 30)
    (datetime.date(2010, 3, 1), datetime.date(2019, 5, 22))
    """
    return add_months(end + timedelta(days=1), -int(months)) - timedelta(days=round((months - int(months)) * 30))


def months_between(start: date, end: date) -> float:
    """Length of a span in months, both days included.

    >>> months_between(date(2012, 3, 1), date(2014, 2, 28))
    24.0
    """
    after = end + timedelta(days=1)
    whole = (after.year - start.year) * 12 + after.month - start.month
    return whole + (after.day - start.day) / 30
