"""Where a text speaks of what will be, of what was done and of how things are: cues and endings of verbs, in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from extractors.reading import Reading
from extractors.targets.vocabulary import Vocabulary

# The classes of cue that place a quantity in time; "past" is a verb told by its ending alone.
TENSES = frozenset({"planned", "achieved", "statistic", "will", "was", "is"})
_FUTURE = frozenset({"will", "planned"})
_PAST = frozenset({"was", "past", "achieved"})
_WORD = re.compile(r"\w{5,}")
# A sentence longer than this speaks of a quantity only near it.
_REACH = 250

Mark = tuple[int, str]


class Tenses:
    """The marks of tense of one text, by place."""

    def __init__(self, reading: Reading, words: Vocabulary) -> None:
        marks = [(cue.start, key) for cue in reading.cues for key in cue.keys if key in TENSES]
        if words.past_endings:
            endings = words.past_endings
            marks += [(m.end(), "past") for m in _WORD.finditer(reading.folded) if m.group().endswith(endings)]
        self._marks: list[Mark] = sorted(marks)
        self._places = [place for place, _ in self._marks]
        self._names: dict[tuple[int, int], frozenset[str]] = {}

    def between(self, start: int, end: int) -> Sequence[Mark]:
        """The marks in [start, end)."""
        return self._marks[bisect_left(self._places, start) : bisect_left(self._places, end)]

    def names(self, start: int, end: int) -> frozenset[str]:
        """The names of the marks in [start, end)."""
        found = self._names.get((start, end))
        if found is None:
            found = self._names[start, end] = frozenset(name for _, name in self.between(start, end))
        return found

    def of_text(self) -> str:
        """How far the text speaks of what was done rather than of what will be."""
        names = [name for _, name in self._marks]
        past = sum(name in _PAST for name in names)
        ratio = (past + 1) / (names.count("planned") + 2 * names.count("will") + 1)
        for limit, name in ((0.5, "future"), (1.5, "mixed"), (4.0, "past")):
            if ratio < limit:
                return name
        return "done"


def tense_class(names: Collection[str]) -> str | None:
    """What a set of marks comes to: "future", "past", "both", "statistic", "is" or None.

    >>> tense_class({"will", "is"}), tense_class({"was", "planned"}), tense_class(())
    ('future', 'both', None)
    """
    future, past = not _FUTURE.isdisjoint(names), not _PAST.isdisjoint(names)
    if future or past:
        return "both" if future and past else "future" if future else "past"
    return "statistic" if "statistic" in names else "is" if "is" in names else None


def nearest(marks: Sequence[Mark], start: int, end: int) -> tuple[str, str] | None:
    """The mark that governs a quantity at [start, end), with its side and distance; what stands before counts more."""
    if not marks:
        return None
    place, name = min(marks, key=lambda mark: start - mark[0] if mark[0] < start else 1.5 * (mark[0] - end))
    distance = abs(place - start)
    reach = "near" if distance < 25 else "middle" if distance < 70 else "far"
    return name, f"{'left' if place < start else 'right'} {name} {reach}"


def bounds(sentence: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """The part of a sentence that can speak of a quantity."""
    return max(sentence[0], start - _REACH), min(sentence[1], end + _REACH)
