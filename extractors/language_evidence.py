"""What speaks for a language without any statistics: its letters, its small words, its telling stems.

The evidence is data (`language_evidence.toml`); here it is loaded, checked and counted.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from extractors.errors import PackError
from extractors.lexicon import unify_script

Script = Literal["latin", "cyrillic", "greek", "other"]

_FILE = Path(__file__).with_name("language_evidence.toml")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")  # names and codes, not words of the text's language
_MIXED = re.compile(r"[a-z][Ѐ-ӿ]|[Ѐ-ӿ][a-z]")
_STROKES = str.maketrans("łđøħıŧ", "ldohit")
_SECTIONS = {"languages", "letters", "missing", "words", "stems", "endings"}
_MAX_WORDS = 3  # of a letters rule: from the fourth word on, more of the same says nothing new
_STEM_LENGTHS = range(10, 1, -1)  # longest first: "također" must not count as "takođe"
_ENDING_LENGTHS = (6, 5, 4, 3)


@dataclass(frozen=True, slots=True)
class LetterRule:
    """Letters of some languages and the share of all letters from which they count."""

    letters: frozenset[str]
    languages: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class MissingRule:
    """A letter that a text of `length` letters in one of `languages` surely has."""

    letter: str
    languages: tuple[str, ...]
    length: int


@dataclass(frozen=True)
class Evidence:
    """The loaded data: languages by script, close pairs, rules of letters, words and stems to languages."""

    scripts: Mapping[str, tuple[str, ...]]
    close: frozenset[tuple[str, str]]
    rare: frozenset[str]
    unlike: frozenset[str]
    letters: tuple[LetterRule, ...]
    missing: tuple[MissingRule, ...]
    words: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]

    @cached_property
    def languages(self) -> frozenset[str]:
        """All languages that can be told."""
        return frozenset(language for group in self.scripts.values() for language in group)

    @cached_property
    def words_of(self) -> Mapping[str, frozenset[str]]:
        """The small words of each language."""
        found: dict[str, set[str]] = {language: set() for language in self.languages}
        for word, languages in self.words.items():
            for language in languages:
                found[language].add(word)
        return {language: frozenset(words) for language, words in found.items()}

    @cached_property
    def stem_languages(self) -> frozenset[str]:
        """The languages that stems tell apart."""
        return frozenset(language for group in self.stems.values() for language in group)

    @cached_property
    def ending_languages(self) -> frozenset[str]:
        """The languages that endings tell apart."""
        return frozenset(language for group in self.endings.values() for language in group)


def split_words(line: str) -> list[str]:
    """The words of a line in lower case, without digits; look-alike letters of a mixed word unified.

    >>> split_words("ПРОEКТ „Младежи“ (2020 г.)")
    ['проект', 'младежи', 'г']
    """
    line = line.lower()
    if "." in line:
        line = _ADDRESS.sub(" ", line)
    if not line.isascii():
        line = unicodedata.normalize("NFC", line)
    words = _WORD.findall(line)
    if _MIXED.search(line):
        words = [unify_script(word) if _MIXED.search(word) else word for word in words]
    return words


@lru_cache(maxsize=1 << 16)
def script_of(word: str) -> Script:
    """The script of a lower-case word, by its first letter.

    >>> script_of("проект"), script_of("école"), script_of("έργο"), script_of("事業")
    ('cyrillic', 'latin', 'greek', 'other')
    """
    first = word[0]
    if first < "\u0250" or "\u1e00" <= first < "\u1f00":
        return "latin"
    if "\u0400" <= first < "\u0530":
        return "cyrillic"
    return "greek" if "\u0370" <= first < "\u0400" or "\u1f00" <= first < "\u2000" else "other"


def count_hits(words: Iterable[str]) -> Counter[str]:
    """How many of the words are small words of each language.

    >>> count_hits(["проектът", "се", "изпълнява", "в", "партньорство", "със", "сдружение"])["bg"]
    4
    """
    known = load().words
    hits: Counter[str] = Counter()
    for word, number in Counter(words).items():
        for language in known.get(word, ()):
            hits[language] += number
    return hits


def letter_evidence(words: Sequence[str], script: Script) -> Counter[str]:
    """Words (at most three a rule) that only some languages spell so; negative where a letter is missing.

    >>> letter_evidence("příští schůzku řídí město".split(), "latin")["cs"]
    3
    >>> letter_evidence(["българският", "проект", "за", "младежи"] * 30 + ["ђоковић"], "cyrillic")["sr"]
    -3
    """
    text = "".join(words)
    counts = Counter(text)
    found: Counter[str] = Counter()
    for rule in load().letters:
        number = sum(counts[letter] for letter in rule.letters)
        if number and number >= rule.share * len(text):
            telling = _telling(words, rule.letters)
            found.update(dict.fromkeys(rule.languages, telling))
    for gap in load().missing:
        # One or two in a long text are a foreign name, not the alphabet of the text.
        if script == "cyrillic" and len(text) >= gap.length and counts[gap.letter] < len(text) / 400:
            found.subtract(dict.fromkeys(gap.languages, _MAX_WORDS))
    return found


def _telling(words: Sequence[str], letters: frozenset[str]) -> int:
    telling = 0
    for word in words:
        if not letters.isdisjoint(word):
            telling += 1
            if telling == _MAX_WORDS:
                break
    return telling


def stem_evidence(words: Iterable[str]) -> Counter[str]:
    """How many different words begin with a stem that tells close languages apart.

    >>> sorted(stem_evidence(["tijekom", "suradnje", "općine"]).items())
    [('bs', 1), ('hr', 3)]
    """
    stems = load().stems
    found: Counter[str] = Counter()
    for word in dict.fromkeys(words):
        for length in _STEM_LENGTHS:
            languages = stems.get(word[:length]) if len(word) >= length else None
            if languages:
                found.update(languages)
                break
    return found


def ending_evidence(words: Iterable[str]) -> Counter[str]:
    """How many different words end as only some Slavic languages end them.

    >>> sorted(ending_evidence(["vzdelavani", "organizace", "skoly"]).items())
    [('cs', 2)]
    """
    endings = load().endings
    found: Counter[str] = Counter()
    for word in dict.fromkeys(words):
        if len(word) > _ENDING_LENGTHS[0] and (tail := plain(word[-_ENDING_LENGTHS[0]:])):
            for length in _ENDING_LENGTHS:
                if languages := endings.get(tail[-length:]):
                    found.update(languages)
                    break
    return found


@cache
def load() -> Evidence:
    """The evidence file, checked.

    Raises PackError naming file, key and reason.

    >>> "bg" in load().languages and load().words["және"] if "және" in load().words else "no Kazakh"
    'no Kazakh'
    """
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return parse(data, _FILE.name)


def parse(data: Mapping[str, Any], source: str) -> Evidence:
    """Evidence out of the parsed file; PackError where a section or a language is unknown."""
    if set(data) != _SECTIONS:
        raise PackError(f"{source}: sections are {sorted(data)}; exactly {sorted(_SECTIONS)} are allowed")
    groups = dict(data["languages"])
    close, rare, unlike = (groups.pop(key) for key in ("close", "rare", "unlike"))
    scripts = {script: tuple(sorted(languages)) for script, languages in groups.items()}
    known = {language for group in scripts.values() for language in group}
    for section in ("letters", "missing", "words", "stems", "endings"):
        for entry in data[section]:
            if unknown := set(entry["languages"]) - known:
                raise PackError(f"{source}: {section}: unknown languages {sorted(unknown)}; add them to [languages]")
    return Evidence(
        scripts=scripts,
        close=frozenset((a, b) for group in close for a in group for b in group if a != b),
        rare=frozenset(rare),
        unlike=frozenset(unlike),
        letters=tuple(
            LetterRule(frozenset(e["letters"]), tuple(e["languages"]), e["share"]) for e in data["letters"]
        ),
        missing=tuple(MissingRule(e["letters"], tuple(e["languages"]), e["length"]) for e in data["missing"]),
        words=_by_word(((e["languages"], _spellings(e["words"])) for e in data["words"])),
        stems=_by_word(((e["languages"], e["stems"].split()) for e in data["stems"])),
        endings=_by_word(((e["languages"], e["endings"].split()) for e in data["endings"])),
    )


def _by_word(entries: Iterable[tuple[Sequence[str], Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for languages, words in entries:
        for word in words:
            found.setdefault(word, set()).update(languages)
    return {word: tuple(sorted(found[word])) for word in sorted(found)}


def _spellings(words: str) -> list[str]:
    """The words, their spelling without diacritics (not of single letters) and with cedillas."""
    spellings = []
    for word in (part for written in words.split() for part in _WORD.findall(written)):
        spellings += [word, word.replace("ș", "ş").replace("ț", "ţ")]
        if len(word) > 1 and script_of(word) != "cyrillic":  # й without its breve is another letter
            spellings.append(plain(word))
    return spellings


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """A lower-case word without diacritics.

    >>> plain("že"), plain("łódź"), plain("για"), plain("ή")
    ('ze', 'lodz', 'για', 'η')
    """
    decomposed = unicodedata.normalize("NFD", word.translate(_STROKES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
