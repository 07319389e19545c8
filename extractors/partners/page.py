"""A reading with the words of its pack: the small questions every step of the partner finder asks."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from extractors.lexicon import Hit
from extractors.partners.words import ROLE_CUES, Words, words_of
from extractors.reading import Reading

MENTION_BEFORE, MENTION_AFTER = 60, 30
_WORD = re.compile(r"[^\W_]+(?:[-'&/+\u00ad][^\W_]+)*")


@dataclass(frozen=True)
class Page:
    """One text as the partner finder sees it."""

    reading: Reading
    words: Words
    text: str
    folded: str
    told_countries: dict[tuple[int, int, int], tuple[str | None, int]] = field(default_factory=dict, repr=False)
    """What was found of the country of a name, by its start, its end and how far was looked."""

    @cached_property
    def role_cues(self) -> tuple[Hit, ...]:
        """Cues that say who takes part or does not, by start."""
        wanted = {*ROLE_CUES, "outside"}
        found: list[Hit] = []
        for cue in self.reading.cues:
            if wanted.intersection(cue.keys) and not (found and cue.start < found[-1].end):
                found.append(cue)  # "se přidalo" is one cue, the "přidalo" in it none
        return tuple(found)

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [cue.start for cue in self.role_cues]

    def cue_at(self, offset: int) -> Hit | None:
        """The role cue that begins at an offset."""
        index = bisect_left(self._cue_starts, offset)
        found = self.role_cues[index] if index < len(self.role_cues) else None
        return found if found is not None and found.start == offset else None

    def in_cue(self, offset: int) -> bool:
        """Whether an offset lies in a role cue."""
        index = bisect_left(self._cue_starts, offset + 1) - 1
        return any(cue.end > offset for cue in self.role_cues[max(0, index - 1) : index + 1])

    def cues_between(self, start: int, end: int) -> tuple[Hit, ...]:
        """Role cues that begin in [start, end)."""
        starts = self._cue_starts
        return self.role_cues[bisect_left(starts, start) : bisect_left(starts, end)] if start < end else ()

    def only_mentioned(self, start: int, end: int) -> bool:
        """Whether a cue close by says that what stands at [start, end) is visited, thanked, quoted or served."""
        first, last = self.reading.layout.sentence_at(start)
        near = self.cues_between(max(first, start - MENTION_BEFORE), min(last, end + MENTION_AFTER))
        return any("outside" in cue.keys for cue in near)

    @cached_property
    def shouting(self) -> frozenset[int]:
        """Starts of lines that are all capitals, where capitals tell nothing."""
        return frozenset(line.start for line in self.reading.layout.lines if _shouts(self.text[line.start : line.end]))

    def shouts_at(self, offset: int) -> bool:
        """Whether an offset lies in a line of capitals only."""
        return bool(self.shouting) and self.reading.layout.line_at(offset).start in self.shouting

    def is_capital(self, offset: int) -> bool:
        """Whether a word that begins here is written with a capital that tells something, or a digit."""
        return self.text[offset].isupper() or self.text[offset].isdigit()

    def is_verb(self, start: int, end: int) -> bool:
        """Whether a word looks like a verb by its ending."""
        endings = self.words.verb_endings
        return end - start >= 6 and bool(endings) and self.folded.endswith(endings, start, end)

    def is_genitive(self, offset: int) -> bool:
        """Whether the word that begins here stands in a case that only a part of a name can have."""
        endings = self.words.genitive_endings
        word = _WORD.match(self.text, offset) if endings else None
        return word is not None and word.end() - offset > 5 and self.folded.endswith(endings, offset, word.end())

    def other_at(self, offset: int, key: str, limit: int = sys.maxsize) -> Hit | None:
        """What begins at an offset and is of a class of `Words.others`."""
        hit = self.words.others.match(self.folded, offset, limit)
        return hit if hit is not None and any(own.startswith(key) for own in hit.keys) else None

    def country_noun(self, offset: int) -> Hit | None:
        """The name of a country that begins at an offset; short names must be written in capitals."""
        hit = self.other_at(offset, "noun")
        if hit is None:
            return None
        written = self.text[hit.start : hit.end]
        return hit if written[0].isupper() and (len(written) > 3 or (written.isupper() and len(written) > 1)) else None

    def nationality(self, offset: int) -> Hit | None:
        """The adjective of a country that begins at an offset."""
        return self.other_at(offset, "adjective")

    def word_before(self, offset: int, floor: int) -> tuple[int, int] | None:
        """Span of the word that ends right before an offset, with nothing but spaces between."""
        end = offset
        while end > floor and self.text[end - 1] in " \n\u00a0":
            end -= 1
        start = end
        while start > floor and (self.text[start - 1].isalnum() or self.text[start - 1] in "-'’&\u00ad"):
            start -= 1
        return (start, end) if start < end else None

    def word_is_link(self, offset: int) -> bool:
        """Whether a small word such as "of" begins behind an offset."""
        word = self.next_word(offset, min(len(self.text), offset + 12))
        hit = self.words.small.match(self.folded, word[0]) if word else None
        return hit is not None and bool({"connector", "link"}.intersection(hit.keys))

    def next_word(self, offset: int, limit: int) -> tuple[int, int] | None:
        """Span of the word at or after an offset, over spaces only."""
        limit = min(limit, len(self.text))
        while offset < limit and self.text[offset].isspace():
            offset += 1
        found = _WORD.match(self.text, offset, limit)
        return found.span() if found else None


def page_of(reading: Reading) -> Page:
    """The page of a reading."""
    return Page(reading, words_of(reading.pack), reading.text, reading.folded)


def country_code(hit: Hit) -> str:
    """ISO 3166-1 code of a country hit."""
    return min(key for key in hit.keys if ":" in key).split(":")[1]


def _shouts(line: str) -> bool:
    return len(line) >= 8 and line.isupper()
