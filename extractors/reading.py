"""What every finder is handed: one passage of a document with its fold, layout, cues and pack."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extractors.layout import Layout, parse_layout
from extractors.lexicon import Hit, fold
from extractors.packs import LanguagePack


@dataclass(frozen=True)
class Reading:
    """One text read with one pack. Offsets in `text`, `folded`, `layout` and `cues` are the same."""

    text: str
    folded: str
    pack: LanguagePack
    layout: Layout

    @cached_property
    def cues(self) -> tuple[Hit, ...]:
        """All cues of the text, by start."""
        return tuple(self.pack.cue_matcher.find(self.folded))

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [cue.start for cue in self.cues]

    def cues_between(self, start: int, end: int) -> Iterator[Hit]:
        """Cues that lie within [start, end), by start."""
        starts = self._cue_starts
        for cue in self.cues[bisect_left(starts, start) : bisect_right(starts, end)]:
            if cue.end <= end:
                yield cue


def read(text: str, pack: LanguagePack) -> Reading:
    """Prepare a text for the finders.

    >>> from extractors.packs import load_pack
    >>> reading = read("Проект", load_pack("bg"))
    >>> reading.folded
    'проект'
    """
    folded = fold(text)
    return Reading(text, folded, pack, parse_layout(text, folded, pack))
