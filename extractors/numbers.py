"""Digits and number words -> values: (folded, text, pack) -> numbers, with multipliers and ranges.

Only the form is judged here. What is a date, an address or a count is for the finders, which see the layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from extractors.lexicon import fold
from extractors.number_words import (
    half_at,
    multiplier_matcher,
    number_words,
    parse_words,
    read_number,
    sign_matcher,
    word_numbers,
)
from extractors.packs import LanguagePack

__all__ = ["Number", "find_numbers", "parse_digits", "parse_words"]

Form = Literal["digits", "words", "one", "fraction", "ordinal"]

# Groups of three by space, apostrophe, dot or comma; then a decimal part; "24 000,-" is a price's empty part.
_DIGITS = re.compile(
    r"(?<![\w@#№+=\\])(?<!\d[.,:'])(?<!\w/)(?<![^\W\d]-)"
    r"(?:\d{1,3}(?: \d{3})+(?:[.,]\d{1,2}(?!\d))?"
    r"|\d{1,3}(?:'\d{3})+(?:\.\d+)?"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![.,]?\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![.,]?\d)"
    r"|\d{1,15}(?:[.,]\d{1,9})?)"
    r"(?!\d)(?![.,:/']\d)(?:,-{1,2}(?!\d)|\.-(?!\d))?"
)
# Letters that scans and typing put for digits: "l8 месеца", "2з48", "4o".
_MISREAD = re.compile(r"(?<![\w.,:/-])(?=l?\d)[\dlоoзi]{2,7}(?![\w/-])(?![.,]\d)")
_MISREAD_DIGITS = str.maketrans({"l": "1", "i": "1", "o": "0", "о": "0", "з": "3"})
_SUFFIX = re.compile(r"-?([^\W\d_]{1,6})(?!\w)")
_DASH = re.compile(r" ?- ?(?=\d|[^\W\d_])|[^\S\n]*÷[^\S\n]*")
_BRACKET = re.compile(r" ?[(/\[] ?(?=[^\W\d_])")
_AMBIGUOUS = re.compile(r"\d{1,3}[.,]\d{3}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, between two offsets.

    `value_high` is the upper end of a range. `alternative` is the other reading where one separator before
    three digits may part thousands or decimals: 1.250 is 1250 or 1.25. `one` marks a word that may be the article.
    """

    start: int
    end: int
    value: Decimal
    value_high: Decimal | None = None
    form: Form = "digits"
    alternative: Decimal | None = None
    about: bool = False
    scaled: bool = False
    spread: bool = False


def find_numbers(folded: str, text: str, pack: LanguagePack) -> list[Number]:
    """Every number of a text, in order, without overlaps; ranges are one number.

    >>> from extractors.lexicon import fold
    >>> from extractors.packs import load_pack
    >>> text = "35,1 млн.лв. за двайсет и пет села и 300-400 души"
    >>> [(text[n.start : n.end], n.value, n.value_high) for n in find_numbers(fold(text), text, load_pack("bg"))]
    [('35,1 млн.', Decimal('35100000.0'), None), ('двайсет и пет', Decimal('25'), None),
     ('300-400', Decimal('300'), Decimal('400'))]
    """
    del text  # the fold keeps all that matters here
    found = sorted((*_digit_numbers(folded, pack), *_worded(folded, pack)), key=lambda number: number.start)
    return [number for number in _joined(_apart(found), folded, pack) if not _in_code(number, folded)]


def _in_code(number: Number, folded: str) -> bool:
    """Whether a hyphen ties the number to other digits, as in "51011116-41-104"; ranges are joined already."""
    before, after = folded[max(0, number.start - 2) : number.start], folded[number.end : number.end + 2]
    return bool(re.fullmatch(r"\w[-']", before)) or bool(re.fullmatch(r"-\w", after))


def parse_digits(written: str) -> tuple[Decimal, Decimal | None]:
    """The value of digits with any separators and, where the form leaves two readings, the other one.

    >>> parse_digits("4.791.218,50"), parse_digits("249'860.00"), parse_digits("12.4")
    ((Decimal('4791218.50'), None), (Decimal('249860.00'), None), (Decimal('12.4'), None))
    >>> parse_digits("1.250"), parse_digits("0.250")
    ((Decimal('1250'), Decimal('1.250')), (Decimal('0.250'), None))
    """
    digits = re.sub(r"(?:,-+|\.-)$", "", written).replace(" ", "").replace("'", "")
    if _AMBIGUOUS.fullmatch(digits):
        whole, fraction = Decimal(re.sub(r"[.,]", "", digits)), Decimal(digits.replace(",", "."))
        return (fraction, None) if digits.startswith("0") else (whole, fraction)
    separators = re.findall(r"[.,]", digits)
    if not separators:
        return Decimal(digits), None
    last = separators[-1]
    # A separator that repeats parts thousands; so does one that stands before another.
    if separators.count(last) > 1:
        return Decimal(digits.replace(last, "")), None
    whole_part, _, decimals = digits.rpartition(last)
    return Decimal(re.sub(r"[.,]", "", whole_part) + "." + decimals), None


def _digit_numbers(folded: str, pack: LanguagePack) -> Iterator[Number]:
    for match in _DIGITS.finditer(folded):
        number = _from_digits(match, folded, pack)
        if number is not None:
            yield number
    for match in _MISREAD.finditer(folded):
        if not match.group().isdigit() and not match.group().isalpha():
            value = Decimal(match.group().translate(_MISREAD_DIGITS))
            yield _scaled(Number(match.start(), match.end(), value), folded, pack)


def _from_digits(match: re.Match[str], folded: str, pack: LanguagePack) -> Number | None:
    written = match.group()
    if len(written) > 1 and written[0] == "0" and written[1].isdigit():
        return None  # 0888 12 34 56: a code, not a count
    value, alternative = parse_digits(written)
    number = Number(match.start(), match.end(), value, alternative=alternative)
    suffix = _SUFFIX.match(folded, number.end)
    if suffix and suffix.group(1) in _suffixes(pack)[0]:
        number = replace(number, end=suffix.end())
    elif suffix and suffix.group(1) in _suffixes(pack)[1]:
        return replace(number, end=suffix.end(), form="ordinal")
    return _scaled(_repeated(number, folded, pack), folded, pack)


@cache
def _suffixes(pack: LanguagePack) -> tuple[frozenset[str], frozenset[str]]:
    section = pack.numbers
    return frozenset(map(fold, section.count_suffixes)), frozenset(map(fold, section.ordinal_suffixes))


def _repeated(number: Number, folded: str, pack: LanguagePack) -> Number:
    """As in "2 (два)", "4 863 /четири хиляди …/": the same number again in words belongs to the number."""
    bracket = _BRACKET.match(folded, number.end)
    again = read_number(folded, bracket.end(), number_words(pack)) if bracket else None
    if again is None or again.value != number.value:
        return number
    close = re.compile(r" ?[)/\]]").match(folded, again.end)
    return replace(number, end=close.end()) if close else number


def _worded(folded: str, pack: LanguagePack) -> Iterator[Number]:
    for found in word_numbers(folded, pack):
        before = folded[found.start - 1 : found.start]
        if before == "-" and folded[found.start - 2 : found.start - 1].isalnum():
            continue
        form: Form = "one" if found.lone else "fraction" if found.fraction else "words"
        yield _scaled(Number(found.start, found.end, found.value, form=form, about=found.about), folded, pack)


def _scaled(number: Number, folded: str, pack: LanguagePack) -> Number:
    """The number with the half and the multiplier that follow it."""
    position = _skip_space(folded, number.end)
    if not folded[position : position + 1].isalpha():
        return number
    half = half_at(folded, position, pack)
    if half is not None:
        number = replace(number, end=half, value=number.value + Decimal("0.5"), alternative=None)
    position = _skip_space(folded, number.end)
    link = _link(folded, position, pack)
    hit = multiplier_matcher(pack).match(folded, link)
    if hit is None or (hit.end < len(folded) and folded[hit.end].isalpha() and folded[hit.end - 1] != "."):
        return number
    by = Decimal(hit.keys[0])
    form: Form = "words" if number.form in ("one", "fraction") else number.form
    value = number.alternative if number.alternative is not None else number.value
    return replace(number, end=hit.end, value=value * by, alternative=None, form=form, scaled=True)


def _skip_space(folded: str, position: int) -> int:
    limit = min(len(folded), position + 4)
    while position < limit and folded[position].isspace():
        position += 1
    return position


def _link(folded: str, position: int, pack: LanguagePack) -> int:
    for link in number_words(pack).links:
        if folded.startswith(link, position) and folded[position + len(link) : position + len(link) + 1].isspace():
            return _skip_space(folded, position + len(link))
    return position


def _apart(numbers: list[Number]) -> list[Number]:
    """The numbers without those that lie inside the one before."""
    kept: list[Number] = []
    for number in numbers:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
        elif number.end > kept[-1].end and number.start == kept[-1].start:
            kept[-1] = number
    return kept


def _joined(numbers: list[Number], folded: str, pack: LanguagePack) -> list[Number]:
    """Pairs that form a range become one number."""
    joined: list[Number] = []
    index = 0
    while index < len(numbers):
        low = numbers[index]
        high = numbers[index + 1] if index + 1 < len(numbers) else None
        pair = _range(low, high, folded, pack) if high is not None else None
        pair = pair or (_sum(low, high, folded, pack) if high is not None else None)
        joined.append(low if pair is None else pair)
        index += 1 if pair is None else 2
    return joined


def _sum(low: Number, high: Number, folded: str, pack: LanguagePack) -> Number | None:
    """As in "1 mil. 870 tis.": falling multipliers side by side add up."""
    if not (low.scaled and high.scaled and low.form == high.form == "digits" and high.value * 10 <= low.value * 10):
        return None
    by, less = low.value / _unscaled(low, folded), high.value
    gap = folded[low.end : high.start].strip()
    if (gap and gap not in number_words(pack).joiners) or not less < by:
        return None
    return replace(low, end=high.end, value=low.value + high.value)


def _range(low: Number, high: Number, folded: str, pack: LanguagePack) -> Number | None:
    if high.start - low.end > 12 or low.form == "ordinal" or high.form == "ordinal" or low.form != high.form != "words":
        return None
    opens = _opener(low.start, folded, pack)
    if not _range_sign(low.end, high.start, folded, pack, between=opens[1]):
        return None
    value = low.value
    if high.scaled and not low.scaled:
        # "5-6 tis.": the multiplier holds for both ends
        value = low.value * (high.value / _unscaled(high, folded))
    if not value < high.value:
        return None
    return Number(opens[0], high.end, value, high.value, form=high.form, scaled=high.scaled, spread=True)


def _unscaled(number: Number, folded: str) -> Decimal:
    digits = _DIGITS.match(folded, number.start)
    return parse_digits(digits.group())[0] if digits else number.value


def _range_sign(start: int, end: int, folded: str, pack: LanguagePack, between: bool) -> bool:
    dash = _DASH.match(folded, start)
    if dash and dash.end() == end:
        return True
    gap = " ".join(folded[start:end].split())
    if gap in _range_words(pack):
        return True
    return between and gap in number_words(pack).joiners


@cache
def _range_words(pack: LanguagePack) -> frozenset[str]:
    return frozenset(map(fold, pack.numbers.range_words))


def _opener(start: int, folded: str, pack: LanguagePack) -> tuple[int, bool]:
    """Where a range begins with its opening word, and whether that word stands for "between"."""
    for hit in sign_matcher(pack).find(folded, max(0, start - 12), start):
        if "half" not in hit.keys and not folded[hit.end : start].strip():
            return hit.start, "between" in hit.keys
    return start, False
