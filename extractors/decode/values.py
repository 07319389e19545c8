"""Small values out of metadata, columns and keys: a date, an address, a language code. Absent or odd is None."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit

_ISO = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{1,2}:?\d{2}.{0,30})?\s*\Z", re.DOTALL)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2})(?:[-_][A-Za-z0-9_-]{0,20})?\s*\Z")
_YEARS = range(1900, 2101)


def iso_date(value: object) -> date | None:
    """The day of an ISO 8601 date or time as written there, in its own time zone.

    >>> iso_date("2014-03-05T23:30:00+02:00"), iso_date("05.03.2014")
    (datetime.date(2014, 3, 5), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _ISO.match(value) if isinstance(value, str) else None
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def web_address(value: object) -> str | None:
    """A full http(s) address, or None.

    >>> web_address(" https://example.org/a "), web_address("/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None, None)
    """
    address = value.strip() if isinstance(value, str) else ""
    if not address or len(address) > 2_000 or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def language_code(value: object) -> str | None:
    """The two letters of ISO 639-1 at the head of a language tag.

    >>> language_code("bg-BG"), language_code("ro"), language_code("bulgarian")
    ('bg', 'ro', None)
    """
    found = _LANGUAGE.match(value) if isinstance(value, str) else None
    return found[1].lower() if found else None
