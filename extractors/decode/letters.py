"""How much a run of bytes, read in a given single-byte encoding, looks like words of a European language.

Pairs of letters are scored with the counts that langdetect ships as its language profiles (letter n-grams of
Wikipedia, Apache-2.0). All encodings see the same bytes, so their sums of log-probabilities compare directly.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

CYRILLIC = ("windows-1251", "koi8-r", "iso-8859-5", "mac-cyrillic", "koi8-u", "cp866")
GREEK = ("windows-1253", "iso-8859-7")
LATIN = (
    "windows-1250", "windows-1252", "iso-8859-2", "iso-8859-16", "windows-1254", "windows-1257", "iso-8859-15",
    "cp852",
)  # fmt: skip
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "CYRILLIC": ("bg", "mk", "ru", "uk"),
    "GREEK": ("el",),
    "LATIN": (
        "cs", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nl", "no", "pl", "pt", "ro",
        "sk", "sl", "sq", "sv", "tr",
    ),
}  # fmt: skip
_SCRIPT = {language: script for script, languages in _LANGUAGES.items() for language in languages}
_LENT = 0.05
_FINALISTS = 8  # of 23 Latin languages; the right one is among the first three even at 200 characters

# Natural logarithms. The profiles hold pairs down to about one in 50,000 (-11): a pair they lack is rarer still.
UNSEEN = -13.0
_COMMON_SIGN = -6.5  # quotes, dashes, bullets: one in a hundred characters and less
_RARE_SIGN = -11.0
_NO_CHARACTER = -18.0  # undefined bytes and C1 controls, which no text holds but by accident
_NO_GAP = -9.0  # a sign such as © or § that touches a letter, as where it should have been a letter itself
_MIXED_WORD = -6.0  # a Latin letter beside a Cyrillic or Greek one
_STRAY = -8.0  # Cyrillic or Greek at all, where under a tenth of the letters are not Latin
_CASE_CLASH = -6.0  # a capital after a small letter inside a word, as in a KOI8 text read as windows-1251
_QUOTES = frozenset("„“”‘’‚«»‹›–—…\xa0\xad")
_COMMON = _QUOTES | frozenset("•·№§°€©®™½¼¾±×²³£ªº")
# Encodings seldom met need more evidence than the common ones.
_RARE = ("windows-1254", "windows-1257", "iso-8859-7", "iso-8859-15", "iso-8859-16", "cp852", "cp866", "koi8-u")
_PRIOR = dict.fromkeys(_RARE, -4.0)
_SAMPLE = 2_500


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read bytes: `score` is a log-probability up to a constant that all readings share.

    `high_score` is its part from the `high` pairs that hold a byte above 127: what the encoding changes.
    """

    encoding: str
    language: str
    score: float
    high_score: float
    high: int


@dataclass(frozen=True, slots=True)
class _Table:
    """What each of the 256 bytes is in an encoding: its folded letter (or a space), case and cost as a sign."""

    letters: tuple[str, ...]
    upper: tuple[bool, ...]
    cost: tuple[float, ...]
    needs_gap: tuple[bool, ...]


def readings(data: bytes, encodings: Iterable[str]) -> list[Reading]:
    """The readings of `data` in each encoding, best first; equal scores keep the order given.

    >>> readings("Община Русе и училището".encode("koi8-r"), ["windows-1251", "koi8-r", "mac-cyrillic"])[0].encoding
    'koi8-r'
    """
    pairs = _Pairs(_sample(data))
    found = [_reading(pairs, encoding) for encoding in encodings]
    return sorted(found, key=lambda reading: -reading.score)


def high_share(data: bytes) -> float:
    """The share of bytes above 127 among letters: near 1 in Cyrillic and Greek, below 0.3 in Latin scripts."""
    high = sum(1 for byte in data[:_SAMPLE] if byte > 127)
    low = sum(1 for byte in data[:_SAMPLE] if 65 <= byte <= 90 or 97 <= byte <= 122)
    return high / max(1, high + low)


def _sample(data: bytes) -> bytes:
    """The first lines that hold high bytes: the others tell nothing about the encoding."""
    if len(data) <= _SAMPLE:
        return data
    telling = b"\n".join(line for line in data[: 50 * _SAMPLE].splitlines() if not line.isascii())
    return telling[:_SAMPLE]


class _Pairs:
    """Counts of the byte pairs of a sample: those with a high byte differ by encoding, the plain ones never do."""

    def __init__(self, sample: bytes) -> None:
        padded = b" " + sample + b" "
        counts = Counter(pairwise(padded))
        self.high = {pair: count for pair, count in counts.items() if max(pair) > 127}
        letters = _table("ascii").letters
        self.few_high = high_share(sample) < 0.1
        self._plain: Counter[str] = Counter()
        for (first, second), count in counts.items():
            if max(first, second) <= 127 and (letters[first] != " " or letters[second] != " "):
                self._plain[letters[first] + letters[second]] += count
        self._likely: dict[str, list[tuple[float, str]]] = {}

    def likely(self, script: str) -> list[tuple[float, str]]:
        """The languages of a script that fit the plain pairs best, with the log-probability of those pairs."""
        if script not in self._likely:
            if script == "LATIN":
                fits = [(_likelihood(self._plain, language), language) for language in _LANGUAGES[script]]
            else:  # Latin words in a Cyrillic text are of some Latin language: they speak for neither
                most = self.likely("LATIN")[0][0]
                fits = [(most, language) for language in _LANGUAGES[script]]
            self._likely[script] = sorted(fits, reverse=True)[:_FINALISTS]
        return self._likely[script]


def _reading(pairs: _Pairs, encoding: str) -> Reading:
    table = _table(encoding)
    letters, upper, cost, gap = table.letters, table.upper, table.cost, table.needs_gap
    alien = encoding not in LATIN
    fixed = _PRIOR.get(encoding, 0.0) + (_STRAY if alien and pairs.few_high else 0.0)
    keys: Counter[str] = Counter()
    for (first, second), count in pairs.high.items():
        a, b = letters[first], letters[second]
        fixed += cost[second] * count
        if a != " " or b != " ":
            keys[a + b] += count
            if gap[first] or gap[second]:
                fixed += _NO_GAP * count
            elif alien and a != " " and b != " " and a.isascii() != b.isascii():
                fixed += _MIXED_WORD * count
        if upper[second] and a != " " and not upper[first]:
            fixed += _CASE_CLASH * count
    languages = [fit for script in _scripts(encoding) for fit in pairs.likely(script)]
    scores = [(_likelihood(keys, lang), plain, lang) for plain, lang in languages]
    high, plain, language = max(scores, key=lambda s: (s[0] + s[1], s[2]))
    return Reading(encoding, language, fixed + plain + high, fixed + high, sum(pairs.high.values()))


def _scripts(encoding: str) -> tuple[str, ...]:
    """The scripts an encoding can write besides ASCII, by the letters of its upper half."""
    if encoding in CYRILLIC:
        return ("CYRILLIC",)
    if encoding in GREEK:
        return ("GREEK",)
    return ("LATIN",) if encoding in LATIN else ("CYRILLIC", "GREEK", "LATIN")


def _likelihood(keys: Mapping[str, int], language: str) -> float:
    known = _profile(_SCRIPT[language], language)
    return sum(known.get(key, UNSEEN) * count for key, count in keys.items())


@cache
def _profile(script: str, language: str) -> Mapping[str, float]:
    """Log-probabilities of letter pairs; any language of the script lends words (names of partners abroad)."""
    own = _frequencies(language)
    lent = _pooled(script)
    return {pair: math.log(own.get(pair, 0.0) * (1 - _LENT) + share * _LENT) for pair, share in lent.items()}


@cache
def _pooled(script: str) -> Mapping[str, float]:
    languages = _LANGUAGES[script]
    total: dict[str, float] = {}
    for language in languages:
        for pair, share in _frequencies(language).items():
            total[pair] = total.get(pair, 0.0) + share / len(languages)
    return total


@cache
def _frequencies(language: str) -> Mapping[str, float]:
    """Shares of letter pairs, small letters, a space for the edge of a word."""
    raw = resources.files("langdetect").joinpath("profiles", language).read_text(encoding="utf-8")
    counts: Counter[str] = Counter()
    for gram, count in json.loads(raw)["freq"].items():
        if len(gram) == 2:
            counts[gram.lower()] += count
    total = sum(counts.values())
    return {gram: count / total for gram, count in counts.items()}


@cache
def _table(encoding: str) -> _Table:
    chars = [bytes([byte]).decode(encoding, "replace") for byte in range(256)]
    signs = [byte > 127 and not _is_letter(char) for byte, char in enumerate(chars)]
    return _Table(
        letters=tuple(_fold(char) if _is_letter(char) else " " for char in chars),
        upper=tuple(char.isupper() for char in chars),
        cost=tuple(_sign_cost(char) if sign else 0.0 for char, sign in zip(chars, signs, strict=True)),
        needs_gap=tuple(sign and char not in _QUOTES for char, sign in zip(chars, signs, strict=True)),
    )


def _is_letter(char: str) -> bool:
    return char.isalpha() and char not in _COMMON


def _fold(letter: str) -> str:
    small = letter.lower()[0]
    return {"ș": "ş", "ț": "ţ"}.get(small, small)  # the profiles are of texts with cedillas


def _sign_cost(char: str) -> float:
    if char == "\ufffd" or "\x80" <= char < "\xa0":
        return _NO_CHARACTER
    return _COMMON_SIGN if char in _COMMON else _RARE_SIGN
