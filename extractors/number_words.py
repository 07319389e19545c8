"""Number words -> values: one grammar for every language, the words come from the pack.

A number is a run of parts that add ("сто", "двайсет", "пет") or multiply ("stě", "mii", "хиляди"),
with joiners between ("и", "și") or grown into one word ("dvaadvacet", "stopadesát").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.lexicon import PhraseMatcher, fold
from extractors.packs import LanguagePack

_WORD = re.compile(r"[^\W\d_]+")
# What may stand between two words of one number: a space, one line break, a hyphen.
_GAP = re.compile(r"[^\S\n]*(?:\n[^\S\n]*)?|-")
# Longer words are no number words; the bound keeps the splitting of one word cheap.
MAX_WORD = 40


@dataclass(frozen=True, slots=True)
class Part:
    """What one number word does: `adds` a value, `multiplies` what stands before, or either."""

    adds: Decimal | None = None
    multiplies: Decimal | None = None
    about: bool = False


@dataclass(frozen=True, slots=True)
class WordNumber:
    """A number written in words; `lone` where it is the word that also serves as the article "a"."""

    start: int
    end: int
    value: Decimal
    about: bool = False
    lone: bool = False
    fraction: bool = False


@dataclass(frozen=True)
class NumberWords:
    """The number words of one pack, folded."""

    parts: dict[str, Part]
    joiners: frozenset[str]
    links: frozenset[str]
    fused: tuple[str, ...]
    ones: frozenset[str]
    fractions: dict[str, Decimal]
    stems: re.Pattern[str] | None
    prefixes: frozenset[str]


@cache
def number_words(pack: LanguagePack) -> NumberWords:
    """The number words of a pack, compiled once.

    >>> from extractors.packs import load_pack
    >>> number_words(load_pack("bg")).parts["седем"].adds
    Decimal('7')
    """
    section = pack.numbers
    parts: dict[str, Part] = {}
    for value, forms in section.words.items():
        parts.update({fold(form): Part(adds=Decimal(value)) for form in forms})
    for value, forms in section.about.items():
        parts.update({fold(form): Part(adds=Decimal(value), about=True) for form in forms})
    for value, forms in section.multipliers.items():
        for form in filter(str.isalpha, map(fold, forms)):
            known = parts.get(form, Part())
            parts[form] = Part(known.adds, Decimal(value), known.about)
    fractions = {fold(form): Decimal(value) for value, forms in section.fractions.items() for form in forms}
    stems = sorted({form for form in parts if len(form) > 1}, key=lambda form: (-len(form), form))
    return NumberWords(
        parts, frozenset(map(fold, section.joiners)), frozenset(map(fold, section.links)), tuple(section.fused),
        frozenset(map(fold, section.ones)), fractions,
        re.compile("|".join(map(re.escape, stems))) if stems and section.fused else None,
        frozenset(stem[:2] for stem in stems),
    )  # fmt: skip


def parse_words(words: Sequence[str], pack: LanguagePack) -> Decimal | None:
    """The value of number words, or None where they are not one whole number.

    >>> from extractors.packs import load_pack
    >>> parse_words(["сто", "двайсет", "и", "пет"], load_pack("bg")), parse_words(["пет", "хиляди"], load_pack("bg"))
    (Decimal('125'), Decimal('5000'))
    >>> parse_words(["пет", "деца"], load_pack("bg")) is None
    True
    """
    text = fold(" ".join(words))
    found = read_number(text, 0, number_words(pack))
    return found.value if found is not None and found.end == len(text) else None


def word_numbers(folded: str, pack: LanguagePack) -> Iterator[WordNumber]:
    """Every number written in words in a folded text, in order, the longest reading at each place."""
    words = number_words(pack)
    if not words.parts:
        return
    position = 0
    for word in _WORD.finditer(folded):
        if word.start() < position:
            continue
        token = word.group()
        if token in words.parts or token in words.fractions or _may_be_fused(token, words):
            found = read_number(folded, word.start(), words)
            if found is not None:
                yield found
                position = found.end


def read_number(folded: str, start: int, words: NumberWords) -> WordNumber | None:
    """The longest number in words that begins at an offset."""
    run = _Run()
    position, end, count, first = start, -1, 0, ""
    while (word := _WORD.match(folded, position)) and _free(folded, word):
        token = word.group()
        joined = token in words.joiners or token in words.links
        parts = () if joined and token not in words.parts else word_parts(token, words)
        if count == 0 and token in words.fractions:
            return WordNumber(start, word.end(), words.fractions[token], fraction=True)
        if parts:
            if not run.take(parts):
                break
            end, count = word.end(), count + 1
            first = first or token
        elif not joined or count == 0 or position == end:
            break
        gap = _GAP.match(folded, word.end())
        if gap is None or gap.end() == word.end():
            break
        position = gap.end()
    if end < 0:
        return None
    return WordNumber(start, end, run.value, run.about, lone=count == 1 and first in words.ones)


def _free(folded: str, word: re.Match[str]) -> bool:
    """Whether the letters are a word of their own, not part of a code such as "3sto"."""
    before, after = folded[word.start() - 1 : word.start()], folded[word.end() : word.end() + 1]
    return not (before.isdigit() or before == "_" or after.isdigit() or after == "_")


class _Run:
    """Adds up the parts of one number; `take` refuses a part that cannot go on the number."""

    def __init__(self) -> None:
        self.total, self.current, self.ceiling = Decimal(0), Decimal(0), Decimal(10) ** 15
        self.about = False
        self._begun = False

    @property
    def value(self) -> Decimal:
        return self.total + self.current

    def take(self, parts: Sequence[Part]) -> bool:
        kept = (self.total, self.current, self.ceiling, self.about, self._begun)
        if all(self._take_one(part, index, parts) for index, part in enumerate(parts)):
            return True
        self.total, self.current, self.ceiling, self.about, self._begun = kept
        return False

    def _take_one(self, part: Part, index: int, parts: Sequence[Part]) -> bool:
        self.about = self.about or part.about
        if part.multiplies is not None and self.current:
            return self._multiply(part.multiplies)
        if part.adds is None:
            return False
        if self._begun and not self.current and not self.total:
            return False  # nothing follows a zero
        # "dva-a-dvacet", "ein-und-zwanzig": in one word the unit may stand before the ten.
        inverted = index and len(parts) == 2 and 0 < self.current % 100 < 10 and part.adds in range(20, 100, 10)
        if not inverted and not _fits(self.current, part.adds):
            return False
        if part.adds >= self.ceiling:
            return False
        if part.adds >= 1000:
            self.total, self.ceiling = self.total + part.adds, part.adds
        else:
            self.current += part.adds
        self._begun = True
        return True

    def _multiply(self, by: Decimal) -> bool:
        if by == 100:
            tens, unit = divmod(self.current, 10)
            if tens % 10 or not unit:
                # "sedmnáct set": only below twenty and with nothing above
                if not 10 < self.current < 20:
                    return False
                self.current *= by
                return True
            self.current = self.current - unit + unit * by
            return self.current < 1000
        if by >= self.ceiling:
            return False
        self.total, self.current, self.ceiling = self.total + self.current * by, Decimal(0), by
        return True


def _fits(current: Decimal, value: Decimal) -> bool:
    """Whether the lower places of a number are free for a value: 20 + 5, not 20 + 12 or 5 + 3."""
    if not current or value >= 1000:
        return not current
    return value > 0 and value < current and current % (10 ** len(str(value))) == 0


def _may_be_fused(token: str, words: NumberWords) -> bool:
    if words.stems is None or token[:2] not in words.prefixes or len(token) > MAX_WORD:
        return False
    return words.stems.match(token) is not None


def word_parts(token: str, words: NumberWords) -> tuple[Part, ...]:
    """The parts of one word: itself, or what it was grown together from; nothing if it is no number.

    >>> from extractors.packs import load_pack
    >>> [str(part.adds) for part in word_parts("dvaadvacet", number_words(load_pack("cs")))]
    ['2', '20']
    """
    part = words.parts.get(token)
    if part is not None:
        return (part,)
    return _split(token, words) if _may_be_fused(token, words) else ()


def _split(token: str, words: NumberWords) -> tuple[Part, ...]:
    """Split a word into number words, longest first, with a fused joiner (perhaps empty) between them."""
    stack: list[tuple[int, tuple[Part, ...]]] = [(0, ())]
    seen = set()
    while stack:
        position, parts = stack.pop()
        for length in range(2, len(token) - position + 1):
            part = words.parts.get(token[position : position + length])
            if part is None:
                continue
            end = position + length
            if end == len(token):
                return (*parts, part)
            for joiner in words.fused:
                if token.startswith(joiner, end) and (end + len(joiner), len(parts)) not in seen and len(parts) < 8:
                    seen.add((end + len(joiner), len(parts)))
                    stack.append((end + len(joiner), (*parts, part)))
    return ()


@cache
def multiplier_matcher(pack: LanguagePack) -> PhraseMatcher:
    """Finds words and abbreviations that multiply the digits before them by 1000 and more; keys are the values."""
    return PhraseMatcher({value: forms for value, forms in pack.numbers.multipliers.items() if Decimal(value) >= 1000})


@cache
def sign_matcher(pack: LanguagePack) -> PhraseMatcher:
    """Finds "and a half" after a number and what opens a range; keys are "half", "open" and "between"."""
    section = pack.numbers
    halves = [f"{joiner} {half}" for joiner in section.joiners for half in section.halves]
    return PhraseMatcher({"half": halves, "open": section.range_opens, "between": section.between})


def half_at(folded: str, position: int, pack: LanguagePack) -> int | None:
    """The end of "and a half" that begins at an offset.

    >>> from extractors.packs import load_pack
    >>> half_at("rok a pul", 4, load_pack("cs")), half_at("rok a den", 4, load_pack("cs"))
    (9, None)
    """
    hit = sign_matcher(pack).match(folded, position)
    return hit.end if hit is not None and "half" in hit.keys else None
