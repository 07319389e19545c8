"""Matching words of a pack in text: a fold that keeps the length, and a matcher of many phrases.

The fold makes "ПАРТНЬОРИ", "Партньори" and "пaртньори" (with a Latin a) the same string, so packs
list plain forms only; because it keeps the length, an offset in the fold is an offset in the text.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

# Letters that Unicode does not decompose but that people type without their stroke or dot.
_STROKES = {"ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "ς": "σ", "ґ": "г", "ŀ": "l"}
_DASHES = "‐‑‒–—―−﹣－"
_DOUBLE_QUOTES = "„“”«»‟❝❞〝〞＂"
_SINGLE_QUOTES = "‘’‚‛‹›`´ʼ"
# Cyrillic letters and the Latin ones that look the same in print (Unicode TR 39, confusables), folded.
_LOOKALIKES = dict(zip("асеорхуікмтвнѕј", "aceopxyikmtbhsj", strict=True))
_TO_LATIN = str.maketrans(_LOOKALIKES)
_TO_CYRILLIC = str.maketrans({latin: cyrillic for cyrillic, latin in _LOOKALIKES.items()})
_MIXED_HINT = re.compile(r"[a-z][Ѐ-ӿ]|[Ѐ-ӿ][a-z]")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, no diacritics, plain dashes, quotes and spaces, look-alike letters unified.

    >>> fold("„Ţară” – ПРОЕКТЪТ, прoект")
    '"tara" - проектът, проект'
    >>> len(fold("İstanbul ﬁ ß")) == len("İstanbul ﬁ ß")
    True
    """
    folded = text.translate(_fold_table())
    if _MIXED_HINT.search(folded) is None:
        return folded
    in_cyrillic = sum("Ѐ" <= c <= "ӿ" for c in folded) * 2 > sum(c.isalpha() for c in folded)
    return _WORD.sub(
        lambda match: unify_script(word, in_cyrillic) if _MIXED_HINT.search(word := match.group()) else word, folded
    )


def unify_script(word: str, in_cyrillic: bool = True) -> str:
    """A folded word that mixes Cyrillic and Latin, in the script of its telling letters; where every
    letter has a twin, in the script of the text around it.

    >>> unify_script("прoeкт"), unify_script("вpeмe"), unify_script("2020г")
    ('проект', 'време', '2020г')
    """
    only_latin = sum("a" <= c <= "z" and c not in "aceopxyikmtbhsj" for c in word)
    only_cyrillic = sum("Ѐ" <= c <= "ӿ" and c not in _LOOKALIKES for c in word)
    if only_latin and only_cyrillic:
        return word  # two real scripts side by side, as in "IT-център" without its hyphen
    to_cyrillic = bool(only_cyrillic) if only_cyrillic or only_latin else in_cyrillic
    return word.translate(_TO_CYRILLIC if to_cyrillic else _TO_LATIN)


@cache
def _fold_table() -> dict[int, str]:
    # Every European script lies below U+3000; what lies above stays as it is. Letters that do not change
    # are in the table too, because a missing key costs str.translate more than a found one.
    table = {code: _fold_letter(chr(code)) for code in range(0x3000)}
    for group, plain in ((_DASHES, "-"), (_DOUBLE_QUOTES, '"'), (_SINGLE_QUOTES, "'")):
        table.update(dict.fromkeys(map(ord, group), plain))
    table.update(dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\u3000"), " "))
    return table


def _fold_letter(letter: str) -> str:
    lower = letter.lower()
    base = unicodedata.normalize("NFD", lower if len(lower) == 1 else letter)[0].lower()
    base = base if len(base) == 1 else letter
    return _STROKES.get(base, base) if base.isalpha() else letter


class Hit(NamedTuple):
    """A phrase found in a folded text: where, and the keys (classes, values) it stands for."""

    start: int
    end: int
    keys: tuple[str, ...]


class PhraseMatcher:
    """Finds many phrases in one pass over the words; the longest phrase wins at each start.

    A phrase is plain words; `*` at the end of a word stands for any ending, spaces or one line break
    (but no tab, which parts cells) stand between words, and case, diacritics and quotes do not matter.

    >>> matcher = PhraseMatcher({"partner": ["партньор*", "партньор* по проект*"], "lead": ["водещ партньор"]})
    >>> [(hit.start, hit.end, hit.keys) for hit in matcher.find(fold("Партньори по проекта: водещ партньор"))]
    [(0, 20, ('partner',)), (22, 36, ('lead',)), (28, 36, ('partner',))]
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._first = _Step()
        for key, forms in phrases.items():
            for form in forms:
                self._first.add(_parts(form), key)
        # Most words of a text begin no phrase, and the same words come again and again: what each leads to is kept.
        self._known: dict[str, tuple[_Match, ...]] = {}
        # Finders ask for one window of a text after the other: its hits are found once.
        self._last = _Hits("", [], [], {})

    def __bool__(self) -> bool:
        return bool(self._first)

    def match(self, folded: str, position: int = 0, end: int = sys.maxsize) -> Hit | None:
        """The longest phrase that starts exactly at `position`."""
        last = self._last if self._last.folded is folded else self._scan(folded)
        hit = last.at.get(position)
        if hit is not None:
            return hit if hit.end <= end else self._shorter(folded, position, end)
        if not position or not self._first or not folded[position - 1 : position + 1].isalnum():
            return None
        return self._inside(folded, position, end)

    def find(self, folded: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Hit]:
        """Every phrase, in order of start; hits that begin at different words may overlap."""
        last = self._last if self._last.folded is folded else self._scan(folded)
        for index in range(bisect_left(last.starts, start), len(last.starts)):
            hit = last.hits[index]
            if hit.start >= end:
                return
            if hit.end <= end:
                yield hit
            elif (shorter := self._shorter(folded, hit.start, end)) is not None:
                yield shorter

    def first(self, folded: str, start: int = 0, end: int = sys.maxsize) -> Hit | None:
        """The first phrase between two offsets, or None."""
        return next(self.find(folded, start, end), None)

    def _scan(self, folded: str) -> _Hits:
        """All hits of a text."""
        hits: list[Hit] = []
        if self._first:
            words = split_words(folded)
            known = self._known
            for index, text in enumerate(words.texts):
                nodes = known.get(text)
                if nodes is None:
                    nodes = self._nodes(text)
                if nodes and (found := _best(words, index, sys.maxsize, nodes)):
                    hits.append(Hit(words.starts[index], *found))
        self._last = last = _Hits(folded, hits, [hit.start for hit in hits], {hit.start: hit for hit in hits})
        return last

    def _nodes(self, text: str) -> tuple[_Match, ...]:
        if len(self._known) > _MAX_KNOWN:
            self._known.clear()
        nodes = self._known[text] = tuple(self._first.nodes(text))
        return nodes

    def _shorter(self, folded: str, position: int, end: int) -> Hit | None:
        """The longest phrase at a word that ends within `end`, where the longest of all does not."""
        words = split_words(folded)
        index = bisect_left(words.starts, position)
        found = _best(words, index, end, self._nodes(words.texts[index])) if words.ends[index] <= end else None
        return Hit(position, *found) if found else None

    def _inside(self, folded: str, position: int, end: int) -> Hit | None:
        """A phrase inside a word, as the unit of "35млн": the rest of the word counts as one."""
        words = split_words(folded)
        index = bisect_left(words.starts, position) - 1
        if index < 0 or not position < words.ends[index] <= end:
            return None
        found = _best(words, index, end, self._nodes(folded[position : words.ends[index]]))
        return Hit(position, *found) if found else None


class _Hits(NamedTuple):
    """The hits of one matcher in one text: in order, their starts, and each by its start."""

    folded: str
    hits: list[Hit]
    starts: list[int]
    at: dict[int, Hit]


def _best(words: Words, index: int, end: int, nodes: Sequence[_Match]) -> tuple[int, tuple[str, ...]] | None:
    """End and keys of the best phrase: the one that ends last, then the one with most letters of its own.

    A phrase of whole words also takes the keys of the stems that match the same words: "contract" is a "contract*".
    """
    if len(nodes) == 1 and nodes[0][0].glued is None and nodes[0][0].spaced is None:
        return words.ends[index], nodes[0][0].keys  # a phrase of one word and nothing beside it: most of them
    best = (-1, -1)
    keys: tuple[str, ...] = ()
    exact = False
    waiting = [(node, literal, whole, index) for node, literal, whole in nodes]
    while waiting:
        node, literal, whole, at = waiting.pop()
        if node.keys:
            rank = (words.ends[at], literal)
            if rank == best or (rank[0] == best[0] and (exact or whole)):
                keys = tuple(sorted({*keys, *node.keys}))
                best, exact = max(best, rank), exact or whole
            elif rank > best:
                best, keys, exact = rank, node.keys, whole
        if (node.glued or node.spaced) and at + 1 < len(words.ends) and words.ends[at + 1] <= end:
            step = node.after(words.gap(at))
            for following, letters, is_whole in step.nodes(words.texts[at + 1]) if step else ():
                waiting.append((following, literal + letters, whole and is_whole, at + 1))
    return (best[0], keys) if keys else None


_MAX_KNOWN = 50_000
_TOKEN = re.compile(r"\w+|[^\w\s]")
_GLUED, _SPACED, _APART = 0, 1, 2
_SPACES = re.compile(r" *\n? *")


@dataclass(frozen=True, slots=True)
class Words:
    """The words and signs of a folded text: where each starts and ends."""

    folded: str
    starts: list[int]
    ends: list[int]
    texts: list[str]

    def gap(self, index: int) -> int:
        """What stands between a word and the next: nothing, spaces or one line break, or more."""
        end, start = self.ends[index], self.starts[index + 1]
        if start == end:
            return _GLUED
        return _SPACED if start == end + 1 or _SPACES.fullmatch(self.folded, end, start) else _APART


@lru_cache(maxsize=8)
def split_words(folded: str) -> Words:
    """The words of a folded text; kept for the few texts at hand, because every matcher asks for them.

    >>> split_words("35млн. лв.").texts
    ['35млн', '.', 'лв', '.']
    """
    found = [(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(folded)]
    return Words(folded, [f[0] for f in found], [f[1] for f in found], [f[2] for f in found])


class _Node:
    """The place in a phrase after one of its words: what ends here, and what may follow."""

    __slots__ = ("glued", "keys", "spaced")

    def __init__(self) -> None:
        self.keys: tuple[str, ...] = ()
        self.glued: _Step | None = None
        self.spaced: _Step | None = None

    def after(self, gap: int) -> _Step | None:
        """The words that may follow at a gap of this kind."""
        return self.glued if gap == _GLUED else self.spaced if gap == _SPACED else None


_Match = tuple[_Node, int, bool]


class _Step:
    """The words that may come next: whole words, and beginnings of words by their length."""

    __slots__ = ("stems", "wholes")

    def __init__(self) -> None:
        self.wholes: dict[str, _Node] = {}
        self.stems: dict[int, dict[str, _Node]] = {}

    def __bool__(self) -> bool:
        return bool(self.wholes or self.stems)

    def nodes(self, text: str) -> Iterator[_Match]:
        """Every node that a word leads to, with how many letters the pack spells out and whether that is all."""
        if (whole := self.wholes.get(text)) is not None:
            yield whole, len(text), True
        for length, stems in self.stems.items():
            if (stem := stems.get(text[:length])) is not None:
                yield stem, length, False

    def add(self, parts: Sequence[tuple[str, bool, bool]], key: str) -> None:
        """Add a phrase, given as words with whether each is a stem and whether it touches the one before."""
        step, node = self, _Node()
        for number, (text, is_stem, touches) in enumerate(parts):
            if number and touches:
                step = node.glued = node.glued or _Step()
            elif number:
                step = node.spaced = node.spaced or _Step()
            table = step.stems.setdefault(len(text), {}) if is_stem else step.wholes
            node = table.setdefault(text, _Node())
        if parts:
            node.keys = tuple(sorted({*node.keys, key}))


def _parts(form: str) -> list[tuple[str, bool, bool]]:
    """The words and signs of a phrase: text, whether it is a stem, whether it touches the one before."""
    parts: list[tuple[str, bool, bool]] = []
    last = -1
    for found in _PHRASE_TOKEN.finditer(" ".join(fold(form).split())):
        text = found.group()
        is_stem = text.endswith("*")
        parts.append((text.rstrip("*"), is_stem, found.start() == last))
        last = found.end()
    return parts


_PHRASE_TOKEN = re.compile(r"\w+\*?|\*|[^\w\s]")
