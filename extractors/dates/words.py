"""The calendar words of a language as tokens: a pack's `[dates]` section joined with CLDR's names.

Every word stands for a letter (`M` a month, `y` the noun "year" …) and a number (which month, how many
years away). The grammar is written over the letters, so it is the same for every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from extractors.lexicon import Hit, PhraseMatcher, fold
from extractors.packs import LanguagePack
from extractors.sections import DatesSection

# Letters of words, the first wins where a phrase has several meanings. Relative expressions that are whole come
# first; glue ("of", "in", "and") comes last.
LETTERS = "LZXTMWSDKQHcgymwOCABefbt&po:#uh"
_SEASONS = ("spring", "summer", "autumn", "winter")
_LISTS = {
    "y": "year", "m": "month", "w": "week", "Q": "quarter", "H": "half_year", "c": "century", "g": "decade",
    "K": "school", "f": "since", "t": "until", "b": "between", "&": "joined", "o": "of", "p": "at", "e": "edges",
    "h": "every", ":": "hours", "#": "numbering", "u": "counted", "Z": "same_year",
}  # fmt: skip
_NUMBERED = {
    "M": "months", "W": "weekdays", "O": "ordinals", "D": "decades", "T": "relative_days", "X": "relative_months",
    "L": "relative_years",
}  # fmt: skip
_SHIFTED = {"A": ("last", "this", "next"), "B": ("last_after", "this_after", "next_after")}


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The compiled words of one pack; keys of the matcher are a letter and a number, as "M3" or "L-1"."""

    matcher: PhraseMatcher
    weak: frozenset[str]
    ending: re.Pattern[str]
    decade_endings: frozenset[str]

    def meaning(self, hit: Hit) -> tuple[str, int]:
        """The letter and number a hit stands for.

        >>> from extractors.packs import load_pack
        >>> words = vocabulary(load_pack("cs"))
        >>> words.meaning(words.matcher.match(fold("února")))
        ('M', 2)
        """
        return _meaning(hit.keys)


@cache
def _meaning(keys: tuple[str, ...]) -> tuple[str, int]:
    key = min(keys, key=lambda key: LETTERS.index(key[0]))
    either = key[0] == "A" and f"B{key[1:]}" in keys
    return "C" if either else key[0], int(key[1:] or 0)


@cache
def vocabulary(pack: LanguagePack) -> Vocabulary:
    """The calendar words of a pack; without a pack, what CLDR has for the language."""
    section = pack.dates
    phrases: dict[str, list[str]] = {}
    for key, forms in _pack_words(section):
        phrases.setdefault(key, []).extend(forms)
    weak = {fold(form) for form in section.weak}
    own = {fold(form) for forms in phrases.values() for form in forms}
    for key, form, short in _cldr_words(pack.language):
        if short and fold(form) not in own:
            weak.add(fold(form))
        phrases.setdefault(key, []).append(form)
    own |= {fold(form) for forms in phrases.values() for form in forms}
    # Pages of every language carry dates that a programme wrote in English: "Mon, 24 Nov 2003".
    for key, form, _ in _cldr_words("en"):
        if key[0] == "M" and fold(form) not in own:
            weak.add(fold(form))
            phrases.setdefault(key, []).append(form)
    endings = sorted(map(fold, section.ordinal_endings), key=lambda form: (-len(form), form))
    ending = re.compile(rf"-?({'|'.join(map(re.escape, endings))})(?!\w)" if endings else r"(?!)")
    return Vocabulary(PhraseMatcher(phrases), frozenset(weak), ending, frozenset(map(fold, section.decade_endings)))


def _pack_words(section: DatesSection) -> Iterator[tuple[str, Iterable[str]]]:
    for letter, name in _LISTS.items():
        yield letter, getattr(section, name)
    for letter, name in _NUMBERED.items():
        for number, forms in getattr(section, name).items():
            yield f"{letter}{number}", forms
    for season, forms in section.seasons.items():
        yield f"S{_SEASONS.index(season) + 1}", forms
    for letter, names in _SHIFTED.items():
        for shift, name in enumerate(names, start=-1):
            yield f"{letter}{shift}", getattr(section, name)


def _cldr_words(language: str) -> Iterator[tuple[str, str, bool]]:
    """(key, word, whether it is an abbreviation) for months and weekdays."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return
    for letter, names, offset in (("M", locale.months, 0), ("W", locale.days, 1)):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in sorted(names[context][width].items()):
                    word = name.strip().rstrip(".")
                    if re.fullmatch(r"[^\W\d]+", word):
                        yield f"{letter}{number + offset}", word, width == "abbreviated"
