"""A folded text as a string of letters, one a token: "от 1 март 2010 г." reads `fdMYy`.

Words take the letters of `words`; `d` is a number of one or two digits, `Y` one that can be a year, `R` a
Roman numeral, `D` the number of a decade. Punctuation between neighbours stands for itself, white space for
nothing, and any other text is a break `|` that no expression crosses.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from extractors.dates.words import Vocabulary
from extractors.reading import Reading

FIRST_YEAR, LAST_YEAR = 1000, 2100
_QUARTER = re.compile(r"\W?q[1-4]")
_DIGITS = re.compile(r"\d+")
# The look behind stands after the first sign, so that the search is for that sign and not for any place.
_ROMAN = re.compile(r"[IVXІХ](?<![^\W\d_][IVXІХ])[IVXІХ]{0,4}(?![^\W\d_])")
_CYRILLIC_ROMAN = str.maketrans("ІХ", "IX")
_GAP = re.compile(r"[ \t\n.,/\-÷()'~]{0,8}")
_SCANNED = re.compile(r"(?<!\w)(?:[oоlз](?=[oоlз\d])|\d(?=\d?\d?[oоlз]))[oоlз\d]{1,3}(?!\w)")
_DIGIT_TWINS = str.maketrans("oоlз", "0013")
_CLOSERS, _OPENERS = tuple(".,)"), tuple("('")
_SIGNS = {"÷": "-", "~": "-", "(": "(", ")": ")", "'": "'"}
# The months and the centuries that have decades worth naming.
ROMANS = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12,
    "XVIII": 18, "XIX": 19, "XX": 20, "XXI": 21,
}  # fmt: skip
# A line this long is wrapped, not ended: an expression may go on in the next line.
WRAPPED = 38
# The widest stretch of signs and spaces within an expression.
WIDEST = 8


class Token(NamedTuple):
    """A word or number with its letter, its meaning as a number, and whether it needs a neighbour to be a date."""

    start: int
    end: int
    letter: str
    value: int
    weak: bool = False
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens in order; `letters[i]` belongs to `items[i]`, which is None for a sign or a break."""

    letters: str
    items: tuple[Token | None, ...]
    places: tuple[int, ...]

    def index(self, offset: int) -> int:
        """Index of the first letter at or after an offset of the text."""
        return bisect_left(self.places, offset)


def tokenize(reading: Reading, words: Vocabulary) -> Tokens:
    """The tokens of a text.

    >>> from extractors.dates.words import vocabulary
    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> pack = load_pack("bg")
    >>> tokenize(read("от 1 март 2010 г. и 12.05", pack), vocabulary(pack)).letters
    'fdMYg&d.d'
    """
    letters: list[str] = []
    items: list[Token | None] = []
    places: list[int] = []
    last = 0
    for token in _tokens(reading, words):
        for sign in _gap(reading, last, token.start):
            letters.append(sign)
            items.append(None)
            places.append(last)
        letters.append(token.letter)
        items.append(token)
        places.append(token.start)
        last = token.end
    for sign in _gap(reading, last, min(len(reading.folded), last + 1)):
        letters.append(sign)
        items.append(None)
        places.append(last)
    return Tokens("".join(letters), tuple(items), tuple(places))


def _gap(reading: Reading, start: int, end: int) -> str:
    """What stands between two tokens, as signs."""
    between = reading.folded[start:end]
    if between in ("", " "):
        return ""
    wide = end - start > WIDEST
    if not wide and _arrow(reading.text[start:end]):
        return "-"
    if wide or not _GAP.fullmatch(between):
        opening, closing = between[0], between[-1]
        return (opening if opening in _CLOSERS else "") + "|" + (closing if closing in _OPENERS else "")
    if "\n" in between:
        line = reading.layout.line_at(max(0, start - 1))
        wrapped = between.count("\n") == 1 and start - line.start >= WRAPPED
        if not wrapped:
            return "|"
    return "".join(_SIGNS.get(sign, sign) for sign in between if not sign.isspace())


def _arrow(text: str) -> bool:
    return text.strip() in ("»", "→", ">", "=>", "->")


def _tokens(reading: Reading, words: Vocabulary) -> Iterator[Token]:
    """Numbers, Roman numerals and words in order, none overlapping the one before."""
    found = [*_romans(reading, words), *_numbers(reading, words), *_words(reading, words)]
    found.sort(key=lambda token: (token.start, -token.end))
    last = 0
    for token in found:
        if token.start >= last:
            yield token
            last = token.end


def _numbers(reading: Reading, words: Vocabulary) -> Iterator[Token]:
    folded = _repaired(reading.folded)
    for found in _DIGITS.finditer(folded):
        start, end = found.span()
        if end - start > 4 or (start and (folded[start - 1].isalpha() or folded[start - 1] == "_")):
            yield from _quarter(folded, start, end)
            continue
        value = int(found.group())
        year = end - start == 4 and FIRST_YEAR <= value <= LAST_YEAR
        letter = "Y" if year else "d" if end - start <= 2 else "|"
        ending = words.ending.match(folded, end) if letter != "|" else None
        if ending:
            end = ending.end()
            letter = "D" if ending.group(1) in words.decade_endings and value % 10 == 0 and value < 100 else letter
        elif end < len(folded) and folded[end].isalpha():
            unit = words.matcher.match(folded, end)
            if unit is None:
                letter = "|"
            else:
                sense, number = words.meaning(unit)
                yield Token(unit.start, unit.end, sense, number)
        yield Token(start, end, letter, value, digits=found.end() - start)


def _quarter(folded: str, start: int, end: int) -> Iterator[Token]:
    """ "Q3" is a quarter in every language; digits after other letters belong to a code."""
    if _QUARTER.fullmatch(folded, max(0, start - 2), end):
        yield Token(start - 1, start, "Q", 0)
        yield Token(start, end, "d", int(folded[start:end]), digits=1)
    else:
        yield Token(start, end, "|", 0)


def _repaired(folded: str) -> str:
    """Digits that a scanner read as letters put back: "l5.o9.l998"."""
    return _SCANNED.sub(lambda found: found.group().translate(_DIGIT_TWINS), folded)


def _romans(reading: Reading, words: Vocabulary) -> Iterator[Token]:
    # Capitals only: in lower case "v" and "i" are words of many languages. Cyrillic І and Х look the same.
    for found in _ROMAN.finditer(reading.text):
        start, end = found.span()
        word = end - start == 1 and words.matcher.match(reading.folded, start)
        dotted = "." in (reading.folded[start - 1 : start], reading.folded[end : end + 1])
        if (name := found.group().translate(_CYRILLIC_ROMAN)) in ROMANS and (dotted or not word):
            ending = words.ending.match(reading.folded, end)
            yield Token(start, ending.end() if ending else end, "R", ROMANS[name])


def _words(reading: Reading, words: Vocabulary) -> Iterator[Token]:
    for hit in words.matcher.find(reading.folded):
        letter, number = words.meaning(hit)
        weak = letter in "MWS" and reading.folded[hit.start : hit.end] in words.weak
        yield Token(hit.start, hit.end, letter, number, weak)
