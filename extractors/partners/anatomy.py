"""The parts of an organisation's mention: its own name, acronym, legal form and country."""

from __future__ import annotations

import re

from extractors.partners.country import country_of
from extractors.partners.page import Page
from extractors.partners.phrase import Phrase
from extractors.partners.proposal import GUESSES, Part, Proposal

_QUOTES = "\"'„“”«»‚‘’"
# A hyphen that only breaks a word at the end of a line, or shows where it may be broken.
_HYPHENATED = re.compile(r"\u00ad\s*|(?<=[^\W\d_])-\n[ \t]*(?=[a-zà-öø-ÿ]|[\u0100-\u04ff])")
_TRIM = " \t\n\u00a0,;:.–—-"


def propose(page: Page, phrase: Phrase, part: Part, rule: str, limit: int, country: str | None = None) -> Proposal:
    """A proposal for a phrase; `limit` bounds where its country may stand."""
    found, _ = country_of(page, phrase, limit)
    rule = rule if phrase.shaped or rule in GUESSES else "ner"
    start, end = _outside_quotes(page.text, phrase)
    acronym = page.text[slice(*phrase.acronym)] if phrase.acronym else None
    legal = page.text[slice(*phrase.legal)] if phrase.legal else None
    name = clean_name(page.text[start : max(start, min(phrase.name_end, end))])
    return Proposal(start, end, name or None, part, rule, phrase.kind, acronym, legal, country or found)


def _outside_quotes(text: str, phrase: Phrase) -> tuple[int, int]:
    """The mention without quotes around the whole of it."""
    start, end = phrase.start, phrase.end
    if end - start > 2 and text[start] in _QUOTES and text[end - 1] in _QUOTES:
        inner = text[start + 1 : end - 1]
        if not any(quote in inner for quote in '"„“”«»'):
            return start + 1, end - 1
    return start, end


def clean_name(written: str) -> str:
    """A name without the quotes around the whole of it, on one line.

    >>> clean_name("„Агрометрикс“"), clean_name("Сдружение „Х“"), clean_name("Právní\\nklinika")
    ('Агрометрикс', 'Сдружение „Х“', 'Právní klinika')
    """
    name = " ".join(_HYPHENATED.sub("", written).split()).strip(_TRIM)
    if (
        len(name) > 2
        and name[0] in _QUOTES
        and name[-1] in _QUOTES
        and not any(quote in name[1:-1] for quote in '"„“”«»')
    ):
        name = name[1:-1].strip(_TRIM)
    if name[:1] in _QUOTES and not any(quote in name[1:] for quote in '"„“”«»'):
        name = name[1:].strip(_TRIM)
    return name
