"""Adjectives grown from a number and a unit: "5-дневен", "двугодишен", "tříletý", "dvanáctihodinový"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import cast

from extractors.data import Unit
from extractors.lexicon import PhraseMatcher, fold
from extractors.number_words import half_matcher, number_words, word_parts
from extractors.numbers import Number, parse_digits, parse_words
from extractors.packs import LanguagePack
from extractors.reading import Reading
from extractors.targets.draft import Draft
from extractors.targets.vocabulary import Vocabulary

_WORD = re.compile(
    r"(?<![\w-])(?:(\d{1,4}(?:[.,]\d)?)(?:-?[^\W\d_]{1,2}(?=[- ]))?(?:-|(?<=\D)[- ])?)?([^\W\d_]{4,40})(?!\w)"
)

_LAST_WORD = re.compile(r"[^\W\d_]+(?=\s+\Z)|[^\W\d_]+(?=\s+$)")


@cache
def _matcher(pack: LanguagePack) -> tuple[PhraseMatcher, re.Pattern[str] | None, dict[str, Decimal]]:
    stems = {fold(form): Decimal(value) for value, forms in pack.numbers.stems.items() for form in forms}
    firsts = sorted({form[0] for forms in pack.targets.compounds.values() for form in map(fold, forms)})
    pattern = re.compile("|".join(map(re.escape, firsts))) if firsts else None
    return PhraseMatcher(pack.targets.compounds), pattern, stems


def find_compounds(reading: Reading) -> Iterator[Draft]:
    """Every adjective that holds a number, as a draft with its unit.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> [(d.value, d.unit) for d in find_compounds(read("5-дневен и двугодишен курс", load_pack("bg")))]
    [(Decimal('5'), 'day'), (Decimal('2'), 'year')]
    """
    matcher, firsts, _ = _matcher(reading.pack)
    if not matcher or firsts is None:
        return
    for match in _WORD.finditer(reading.folded):
        digits, word = match.group(1), match.group(2)
        if digits:
            hit = matcher.match(reading.folded, match.start(2))
            if hit is not None and hit.end == match.end():
                yield _draft(match, parse_digits(digits)[0], hit.keys[0])
            continue
        for cut in firsts.finditer(word, 2):
            hit = matcher.match(word, cut.start())
            if hit is None or hit.end != len(word):
                continue
            value = _value(word[: cut.start()], reading.pack)
            if value is not None:
                yield _draft(match, value, hit.keys[0])
                break


def one_and_a_half(reading: Reading, words: Vocabulary) -> Iterator[Draft]:
    """As in "година и половина", "rok a půl": a single unit of time and a half, without a number."""
    matcher = half_matcher(reading.pack)
    for hit in matcher.find(reading.folded):
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


def _draft(match: re.Match[str], value: Decimal, unit: str) -> Draft:
    number = Number(match.start(), match.end(), value, form="words")
    return Draft(
        number, match.start(), match.end(), value, unit=cast(Unit, unit), head=(match.start(), match.end()),
        known=True, rule="compound",
    )  # fmt: skip


def _value(stem: str, pack: LanguagePack) -> Decimal | None:
    """The value of the first part: a stem of the pack, or number words grown together, perhaps with a linking vowel."""
    stems = _matcher(pack)[2]
    if stem in stems:
        return stems[stem]
    words = number_words(pack)
    for form in (stem, stem[:-1]):
        if form in words.parts or (words.fused and word_parts(form, words)):
            return parse_words([form], pack)
    return None
