"""Which quantities stand together: side by side, in one sentence, one list, one column or row of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from extractors.reading import Reading
from extractors.targets.draft import Draft, line_index
from extractors.targets.features import group_of
from extractors.targets.levels import headers

# How a neighbour may stand to a quantity; "like" ones have a unit of the same group.
RELATIONS = ("before", "before_like", "after", "after_like", "sentence", "list", "column", "row")


def shares(
    reading: Reading, drafts: Sequence[Draft], kinds: Sequence[int], count: int
) -> list[dict[str, tuple[float, ...]]]:
    """For each quantity and relation, which share of the neighbours is of each of `count` kinds.

    Relations without neighbours are left out.
    """
    places = [_places(draft, reading) for draft in drafts]
    totals: Counter[Hashable] = Counter()
    sizes: Counter[Hashable] = Counter()
    for own, kind in zip(places, kinds, strict=True):
        for key in own.values():
            totals[key, kind] += 1
            sizes[key] += 1
    found: list[dict[str, tuple[float, ...]]] = []
    for index, own in enumerate(places):
        votes = {}
        for relation, key in own.items():
            others = sizes[key] - 1
            if others:
                mine = kinds[index]
                votes[relation] = tuple((totals[key, kind] - (kind == mine)) / others for kind in range(count))
        for relation, other in _beside(index, drafts, reading):
            votes[relation] = tuple(float(kind == kinds[other]) for kind in range(count))
        found.append(votes)
    return found


def _places(draft: Draft, reading: Reading) -> dict[str, Hashable]:
    """The sentence, list, column and row that a quantity shares with others, as keys."""
    layout, group = reading.layout, group_of(draft)
    line = layout.lines[line_index(reading, draft.number.start)]
    found: dict[str, Hashable] = {"sentence": ("sentence", layout.sentence_at(draft.number.start), group)}
    if line.bulleted:
        found["list"] = ("list", line.section.heading_start, group)
    row, column = headers(reading, draft)
    if column is not None:
        found["column"] = ("column", column)
    if row is not None:
        found["row"] = ("row", row)
    return found


def _beside(index: int, drafts: Sequence[Draft], reading: Reading) -> Iterator[tuple[str, int]]:
    """The quantities right before and after, where they stand in the same sentence or on the same or next line."""
    for relation, other in (("before", index - 1), ("after", index + 1)):
        if not 0 <= other < len(drafts):
            continue
        first, second = drafts[min(index, other)].number.start, drafts[max(index, other)].number.start
        near = line_index(reading, second) - line_index(reading, first) <= 1
        if near or reading.layout.sentence_at(first) == reading.layout.sentence_at(second):
            like = group_of(drafts[index]) == group_of(drafts[other])
            yield f"{relation}_like" if like else relation, other
