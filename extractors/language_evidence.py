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
_LATIN, _CYRILLIC = re.compile("[a-z\u00df-\u024f]+"), re.compile("[\u0400-\u052f]+")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,255}"
)  # names and codes, not words of the text's language
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

    scripts: Mapping[Script, tuple[str, ...]]
    close: frozenset[tuple[str, str]]
    rare: frozenset[str]
    foreign: frozenset[str]
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
    def rules_of(self) -> Mapping[str, tuple[LetterRule, ...]]:
        """The rules of each telling letter."""
        letters = {letter for rule in self.letters for letter in rule.letters}
        return {letter: tuple(rule for rule in self.letters if letter in rule.letters) for letter in letters}

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


def split_words(text: str) -> list[list[str]]:
    r"""The words of each line in lower case, without digits and addresses; look-alike letters of a mixed word unified.

    >>> split_words("ПРОEКТ „Младежи“ (2020 г.)\nhttps://example.org")
    [['проект', 'младежи', 'г'], []]
    """
    text = unicodedata.normalize("NFC", text.lower())
    if "@" in text or "www." in text or "http" in text:
        text = _ADDRESS.sub(" ", text)
    lines = [_WORD.findall(line) for line in text.split("\n")]
    if _MIXED.search(text):
        lines = [[unify_script(word) if _MIXED.search(word) else word for word in line] for line in lines]
    return lines


def script_of(word: str) -> Script:
    """The script of a lower-case word, by its first letter.

    >>> script_of("проект"), script_of("école"), script_of("έργο"), script_of("事業")
    ('cyrillic', 'latin', 'greek', 'other')
    """
    return _script_of_letter(word[0])


@cache
def _script_of_letter(letter: str) -> Script:
    if letter < "\u0250" or "\u1e00" <= letter < "\u1f00":
        return "latin"
    if "\u0400" <= letter < "\u0530":
        return "cyrillic"
    return "greek" if "\u0370" <= letter < "\u0400" or "\u1f00" <= letter < "\u2000" else "other"


def letters_by_script(words: Sequence[str]) -> dict[Script, int]:
    """How many letters of the words are in each script.

    >>> letters_by_script(["проект", "erasmus"])
    {'cyrillic': 6, 'latin': 7}
    """
    text = "".join(words)
    if not text:
        return {}
    if text.isascii() or _LATIN.fullmatch(text):
        return {"latin": len(text)}
    if _CYRILLIC.fullmatch(text):
        return {"cyrillic": len(text)}
    letters: dict[Script, int] = {}
    for word in words:
        script = script_of(word)
        letters[script] = letters.get(script, 0) + len(word)
    return letters


def count_hits(words: Iterable[str]) -> Counter[str]:
    """How many of the words are small words of each language.

    >>> count_hits(["проектът", "се", "изпълнява", "в", "партньорство", "със", "сдружение"])["bg"]
    4
    """
    known, counts = load().words, Counter(words)
    hits: Counter[str] = Counter()
    for word in counts.keys() & known.keys():
        number = counts[word]
        for language in known[word]:
            hits[language] += number
    return hits


def letter_evidence(words: Sequence[str], script: Script) -> Counter[str]:
    """Words (at most three a rule) that only some languages spell so; negative where a letter is missing.

    >>> letter_evidence("schůzky měst a obcí".split(), "latin")["cs"]
    2
    >>> letter_evidence(["българският", "проект", "за", "младежи"] * 60 + ["ђоковић"], "cyrillic")["sr"]
    -3
    """
    text = "".join(words)
    found: Counter[str] = Counter()
    rules = load().rules_of
    for rule in {rule for letter in set(text) & rules.keys() for rule in rules[letter]}:
        if sum(map(text.count, rule.letters)) >= rule.share * len(text):
            telling = _telling(words, rule.letters)
            for language in rule.languages:
                found[language] += telling
    for gap in load().missing:
        # One or two in a long text are a foreign name, not the alphabet of the text.
        if script == "cyrillic" and len(text) >= gap.length and text.count(gap.letter) < len(text) / 400:
            for language in gap.languages:
                found[language] -= _MAX_WORDS
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
        if len(word) > _ENDING_LENGTHS[0] and (tail := plain(word[-_ENDING_LENGTHS[0] :])):
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
    close, rare, foreign, unlike = (groups.pop(key) for key in ("close", "rare", "foreign", "unlike"))
    scripts: dict[Script, tuple[str, ...]] = {script: tuple(sorted(languages)) for script, languages in groups.items()}
    known = {language for group in scripts.values() for language in group}
    for section in ("letters", "missing", "words", "stems", "endings"):
        for entry in data[section]:
            if unknown := set(entry["languages"]) - known:
                raise PackError(f"{source}: {section}: unknown languages {sorted(unknown)}; add them to [languages]")
    return Evidence(
        scripts=scripts,
        close=frozenset((a, b) for group in close for a in group for b in group if a != b),
        rare=frozenset(rare),
        foreign=frozenset(foreign),
        unlike=frozenset(unlike),
        letters=tuple(LetterRule(frozenset(e["letters"]), tuple(e["languages"]), e["share"]) for e in data["letters"]),
        missing=tuple(MissingRule(e["letters"], tuple(e["languages"]), e["length"]) for e in data["missing"]),
        words=_by_word((e["languages"], _spellings(e["words"])) for e in data["words"]),
        stems=_by_word((e["languages"], e["stems"].split()) for e in data["stems"]),
        endings=_by_word((e["languages"], e["endings"].split()) for e in data["endings"]),
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
