"""Adjectives grown from a number and a unit: "5-дневен", "двугодишен", "tříletý", "dvanáctihodinový"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import cast

from extractors.data import Unit
from extractors.lexicon import fold
from extractors.number_words import number_words, sign_matcher, word_parts
from extractors.numbers import Number, parse_digits, parse_words
from extractors.packs import LanguagePack
from extractors.reading import Reading
from extractors.targets.draft import Draft
from extractors.targets.vocabulary import Vocabulary

# The digits before an adjective: "5-", "12 ", "1,5-", "3-го ".
_PREFIX = re.compile(r"(?<![\w-])(\d{1,4}(?:[.,]\d)?)(?:-?[^\W\d_]{1,2}(?=[- ]))?(?:-|(?<=\D)[- ])?\Z")
_PREFIX_REACH = 12
_LETTERS = re.compile(r"[^\W\d_]*")
# Longer words are no number words; the bound keeps the search for the ends of a word cheap.
_MIN_WORD, _MAX_WORD = 4, 40

_LAST_WORD = re.compile(r"[^\W\d_]+(?=\s+\Z)|[^\W\d_]+(?=\s+$)")


@dataclass(frozen=True)
class _Compounds:
    """Second parts of adjectives: a search for their letters; for each the unit and whether endings may follow."""

    search: re.Pattern[str]
    forms: dict[str, list[tuple[str, bool]]]
    stems: dict[str, Decimal]


@cache
def _compounds(pack: LanguagePack) -> _Compounds | None:
    forms: dict[str, list[tuple[str, bool]]] = {}
    for unit, phrases in pack.targets.compounds.items():
        for form in map(fold, phrases):
            forms.setdefault(form.rstrip("*"), []).append((unit, form.endswith("*")))
    if not forms:
        return None
    letters = sorted(forms, key=lambda form: (-len(form), form))
    stems = {fold(form): Decimal(value) for value, words in pack.numbers.stems.items() for form in words}
    # A look-ahead, because one second part may begin within another: "летн" in "-летнен".
    return _Compounds(re.compile(f"(?=({'|'.join(map(re.escape, letters))}))"), forms, stems)


def find_compounds(reading: Reading) -> Iterator[Draft]:
    """Every adjective that holds a number, as a draft with its unit.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> [(d.value, d.unit) for d in find_compounds(read("5-дневен и двугодишен курс", load_pack("bg")))]
    [(Decimal('5'), 'day'), (Decimal('2'), 'year')]
    """
    table = _compounds(reading.pack)
    if table is None:
        return
    last = -1
    for found in table.search.finditer(reading.folded):
        if found.start() < last:
            continue
        draft = _compound(reading, found.start(1), found.group(1), table)
        if draft is not None:
            last = draft.end
            yield draft


def _compound(reading: Reading, cut: int, part: str, table: _Compounds) -> Draft | None:
    """The adjective whose second part begins at `cut`, if a number stands before that part."""
    folded = reading.folded
    begin, limit = cut, max(0, cut - _MAX_WORD)
    while begin > limit and folded[begin - 1].isalpha():
        begin -= 1
    rest = _LETTERS.match(folded, cut, cut + _MAX_WORD)
    end = rest.end() if rest else cut
    if not _MIN_WORD <= end - begin <= _MAX_WORD or folded[end : end + 1].isalnum() or folded[end : end + 1] == "_":
        return None
    unit = next((unit for unit, any_ending in table.forms[part] if any_ending or cut + len(part) == end), None)
    if unit is None:
        return None
    prefix = _PREFIX.search(folded, max(0, begin - _PREFIX_REACH), begin)
    if prefix is not None:
        return _draft(prefix.start(), end, parse_digits(prefix.group(1))[0], unit) if begin == cut else None
    before = folded[begin - 1 : begin]
    if begin > cut - 2 or before.isalnum() or before in ("_", "-"):
        return None
    value = _value(folded[begin:cut], reading.pack, table.stems)
    return _draft(begin, end, value, unit) if value is not None else None


def one_and_a_half(reading: Reading, words: Vocabulary) -> Iterator[Draft]:
    """As in "година и половина", "rok a půl": a single unit of time and a half, without a number."""
    for hit in sign_matcher(reading.pack).find(reading.folded):
        if "half" not in hit.keys:
            continue
        before = _LAST_WORD.search(reading.folded, max(0, hit.start - 20), hit.start)
        unit = words.nouns.match(reading.folded, before.start()) if before else None
        if before is None or unit is None or unit.keys[0][5:] not in ("hour", "day", "week", "month", "year"):
            continue
        earlier = reading.folded[max(0, before.start() - 12) : before.start()].split()
        if earlier and (earlier[-1][-1].isdigit() or earlier[-1] in number_words(reading.pack).parts):
            continue
        number = Number(before.start(), hit.end, Decimal("1.5"), form="words")
        yield Draft(
            number, before.start(), hit.end, Decimal("1.5"), unit=cast(Unit, unit.keys[0][5:]),
            head=(before.start(), before.end()), known=True, rule="half",
        )  # fmt: skip


def _draft(start: int, end: int, value: Decimal, unit: str) -> Draft:
    number = Number(start, end, value, form="words")
    return Draft(number, start, end, value, unit=cast(Unit, unit), head=(start, end), known=True, rule="compound")


def _value(stem: str, pack: LanguagePack, stems: dict[str, Decimal]) -> Decimal | None:
    """The value of the first part: a stem of the pack, or number words grown together, perhaps with a linking vowel."""
    if stem in stems:
        return stems[stem]
    words = number_words(pack)
    for form in (stem, stem[:-1]):
        if form in words.parts or (words.fused and word_parts(form, words)):
            return parse_words([form], pack)
    return None
