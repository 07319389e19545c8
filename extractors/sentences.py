"""Where sentences end on real pages: not after abbreviations, initials and ordinals, nor where a line only wraps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from extractors.packs import LanguagePack

_SENTENCE_END = re.compile(r"[.!?…][\"”“»)]*(?=\s|$)|;(?=\s)|\n")
_NEXT_LETTER = re.compile(r"\s*[\"„“«(\[]*(.?)")
_LAST_WORD = re.compile(r"[^\s(]*$")


def split_sentences(text: str, folded: str, text_starts: Set[int], pack: LanguagePack) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, item and cell line, in order; `text_starts` are where lines of prose start.

    >>> from extractors.lexicon import fold
    >>> from extractors.packs import load_pack
    >>> text = "Срокът е 12 м. Край."
    >>> [text[start:end] for start, end in split_sentences(text, fold(text), {0}, load_pack("bg"))]
    ['Срокът е 12 м. Край.']
    """
    abbreviations = pack.abbreviations
    begin = 0
    for mark in _SENTENCE_END.finditer(text):
        if mark.group() == "." and _abbreviated(folded, mark.start(), abbreviations):
            continue
        if mark.group() not in "\n;" and _goes_on(text, mark.end()):
            continue
        if mark.group() == "\n" and _wrapped(text, mark.start(), mark.end(), text_starts):
            continue
        yield from _span(text, begin, mark.end())
        begin = mark.end()
    yield from _span(text, begin, len(text))


def _goes_on(text: str, end: int) -> bool:
    """True where a full stop is followed by a small letter: it ends no sentence."""
    following = _NEXT_LETTER.match(text, end)
    letter = following.group(1) if following else ""
    return letter.islower()


def _span(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if text[start:end].strip():
        yield start, end


def _abbreviated(folded: str, dot: int, abbreviations: frozenset[str]) -> bool:
    found = _LAST_WORD.search(folded, max(0, dot - 20), dot)
    word = found.group() if found else ""
    if word in abbreviations:
        return True
    return (len(word) == 1 and word.isalpha()) or (len(word) <= 2 and word.isdigit())


def _wrapped(text: str, newline: int, after: int, text_starts: Set[int]) -> bool:
    """True where a line break only wraps a sentence: the next line goes on in lower case."""
    return after in text_starts and text[after : after + 1].islower() and text[newline - 1 : newline] not in ".!?:;"
