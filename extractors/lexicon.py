"""Matching words of a pack in text: a fold that keeps the length, and a matcher of many phrases.

The fold makes "ПАРТНЬОРИ", "Партньори" and "пaртньори" (with a Latin a) the same string, so packs
list plain forms only; because it keeps the length, an offset in the fold is an offset in the text.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a folded text: where, and the keys (classes, values) it stands for."""

    start: int
    end: int
    keys: tuple[str, ...]


class PhraseMatcher:
    """Finds many phrases in one pass; the longest phrase wins at each start.

    A phrase is plain words; `*` at the end of a word stands for any ending, spaces or one line break
    (but no tab, which parts cells) stand between words, and case, diacritics and quotes do not matter.

    >>> matcher = PhraseMatcher({"partner": ["партньор*", "партньор* по проект*"], "lead": ["водещ партньор"]})
    >>> [(hit.start, hit.end, hit.keys) for hit in matcher.find(fold("Партньори по проекта: водещ партньор"))]
    [(0, 20, ('partner',)), (22, 36, ('lead',)), (28, 36, ('partner',))]
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        keys: dict[str, set[str]] = {}
        for key, forms in phrases.items():
            for form in forms:
                keys.setdefault(" ".join(fold(form).split()), set()).add(key)
        trie: dict[str, Any] = {}
        for form, stands_for in keys.items():
            _insert(trie, form, tuple(sorted(stands_for.union(*_covering(form, keys)))))
        self._keys: list[tuple[str, ...]] = [()]  # by number of the group that ends the phrase
        self._pattern = re.compile(_pattern(trie, self._keys)) if trie else None
        self._starts = re.compile(_first_letters(trie))

    def __bool__(self) -> bool:
        return self._pattern is not None

    def match(self, folded: str, position: int = 0, end: int = sys.maxsize) -> Hit | None:
        """The longest phrase that starts exactly at `position`."""
        found = self._pattern.match(folded, position, end) if self._pattern else None
        return Hit(found.start(), found.end(), self._keys[found.lastindex or 0]) if found else None

    def find(self, folded: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Hit]:
        """Every phrase, in order of start; hits that begin at different words may overlap."""
        if self._pattern is None:
            return
        match, keys = self._pattern.match, self._keys
        for word in self._starts.finditer(folded, start, end):
            found = match(folded, word.start(), end)
            if found is not None:
                yield Hit(found.start(), found.end(), keys[found.lastindex or 0])

    def first(self, folded: str, start: int = 0, end: int = sys.maxsize) -> Hit | None:
        """The first phrase between two offsets, or None."""
        return next(self.find(folded, start, end), None)


def _first_letters(trie: Mapping[str, Any]) -> str:
    """A regular expression of the places where a phrase can begin; words with other first letters are passed over."""
    if not trie or "*" in trie:
        return r"(?<!\w)\w|[^\w\s]"
    letters = "".join(re.escape(character) for character in sorted(trie) if re.match(r"\w", character))
    signs = "".join(re.escape(character) for character in sorted(trie) if not re.match(r"\w", character))
    return "|".join(part for part in (f"(?<!\\w)[{letters}]" if letters else "", f"[{signs}]" if signs else "") if part)


def _covering(form: str, keys: Mapping[str, set[str]]) -> Iterator[set[str]]:
    """The keys of the wildcard forms that match a plain form whole: "contract" is also a "contract*"."""
    if form.endswith("*"):
        return
    for cut in range(form.rfind(" ") + 1, len(form) + 1):
        if (found := keys.get(form[:cut] + "*")) is not None and form[cut:].isalnum() | (cut == len(form)):
            yield found


def _insert(trie: dict[str, Any], form: str, keys: tuple[str, ...]) -> None:
    node = trie
    for character in form:
        node = node.setdefault(character, {})
    node["end"] = keys


def _pattern(trie: dict[str, Any], ends: list[tuple[str, ...]], last: str = "") -> str:
    """A regular expression of the trie. Each phrase ends in an empty group, whose keys are appended to `ends`.

    Literal letters come before the wildcard and longer phrases before shorter: the first match is the best. Where a
    plain form and a wildcard form end at the same place, the plain one comes first.
    """
    options = [
        _letter(character, last) + _pattern(trie[character], ends, character)
        for character in sorted(key for key in trie if key not in ("end", "*"))
    ]
    wildcard = trie.get("*", {})
    longer = {character: child for character, child in wildcard.items() if character != "end"}
    if longer:
        options.append(_letter("*", last) + _pattern(longer, ends, "*"))
    if "end" in trie:
        options.append(_end(trie["end"], ends, last))
    if "end" in wildcard:
        options.append(_letter("*", last) + _end(wildcard["end"], ends, "*"))
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def _end(keys: tuple[str, ...], ends: list[tuple[str, ...]], last: str) -> str:
    ends.append(keys)
    return r"(?!\w)()" if last.isalnum() or last in "*_" else "()"


def _letter(character: str, last: str) -> str:
    if character == "*":
        return r"\w*"
    if character == " ":
        return (r"(?!\w)" if last == "*" else "") + r"(?: +\n? *|\n *)"
    return re.escape(character)
