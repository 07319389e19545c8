"""What a number is to the project: target, result, budget, duration or context.

Every quantity is described by language-independent features (classes of cues and their distance, field, section,
table headers, unit, tense); a table of weights in `kinds.toml` adds up to the kind. The command
`python -m benchmarks.fit_kinds` fits the table.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import cast, get_args

from extractors.data import TargetKind
from extractors.reading import Reading
from extractors.targets.draft import Draft, line_at, line_index
from extractors.targets.labels import MAX_CELLS
from extractors.targets.vocabulary import Vocabulary

KINDS: tuple[str, ...] = get_args(TargetKind)
# Only these classes of cue say anything about the kind.
_CUES = frozenset(
    {
        "planned",
        "achieved",
        "statistic",
        "money",
        "lasting",
        "start",
        "end",
        "runs",
        "event",
        "project",
        "will",
        "was",
        "is",
    }
)
# Of these, the ones that place a quantity in time.
_TENSES = frozenset({"planned", "achieved", "statistic", "will", "was", "is"})
_GROUPS = {
    "money": "money", "percent": "percent", "hour": "time", "day": "time", "week": "time", "month": "time",
    "year": "time", "area": "measure", "length": "measure", "mass": "measure", "energy": "measure",
}  # fmt: skip
_NEAR = 35
_AROUND = 45
_FAR = 160
_WORD_END = re.compile(r"[^\W\d_]+(?=[^\w]*$)")


_Row = tuple[int, ...]


@cache
def weights() -> dict[str, _Row]:
    """The weight of each feature for each of `KINDS`, in hundredths: whole numbers add up alike in any order."""
    text = (resources.files("extractors") / "targets" / "kinds.toml").read_text(encoding="utf-8")
    return {name: tuple(round(100 * weight) for weight in row) for name, row in tomllib.loads(text)["weights"].items()}


@cache
def _by_group() -> dict[str, dict[str, _Row]]:
    """For each group of units the weights of the plain features, those of their pairs with the group added."""
    plain = {name: row for name, row in weights().items() if "&" not in name}
    tables = {group: dict(plain) for group in ("count", *set(_GROUPS.values()))}
    for name, row in weights().items():
        group, _, feature = name.partition("&")
        if feature:
            known = tables[group].get(feature, (0,) * len(KINDS))
            tables[group][feature] = tuple(a + b for a, b in zip(known, row, strict=True))
    return tables


class Judge:
    """Judges the quantities of one text, in order; a quantity may lean on the one before."""

    def __init__(self, reading: Reading, words: Vocabulary, dates: Sequence[tuple[int, int]] = ()) -> None:
        self._reading, self._words = reading, words
        folded = reading.folded
        self._context = list(words.context.find(folded))
        self._context_starts = [hit.start for hit in self._context]
        self._past = [match.end() for match in words.past.finditer(folded)] if words.past else []
        names = [key for cue in reading.cues for key in cue.keys]
        past = names.count("achieved") + names.count("was") + len(self._past)
        self._document = _bin((past + 1) / (names.count("planned") + 2 * names.count("will") + 1))
        self._dates = sorted(start for start, _ in dates)
        self._last: tuple[Draft, str] | None = None

    def kind(self, draft: Draft) -> TargetKind:
        """The kind with the most weight; remembered for the next quantity."""
        group = _GROUPS.get(draft.unit or "item", "count")
        table = _by_group().get(group, {})
        names = {*self._plain(draft), "bias", f"group={group}"}
        rows = [table[name] for name in names if name in table]
        sums = [sum(column) for column in zip(*rows, strict=True)] or [0] * len(KINDS)
        best = max(range(len(KINDS)), key=lambda index: (sums[index], -index))
        self.remember(draft, KINDS[best])
        return cast(TargetKind, KINDS[best])

    def remember(self, draft: Draft, kind: str) -> None:
        """Tell the kind of a quantity, for the ones that follow."""
        self._last = (draft, kind)

    def features(self, draft: Draft) -> list[str]:
        """The features that hold for a quantity, each once, sorted."""
        group = _GROUPS.get(draft.unit or "item", "count")
        plain = set(self._plain(draft))
        plain.update(f"{group}&{name}" for name in list(plain) if not name.startswith(("unit=", "form=")))
        return sorted({*plain, "bias", f"group={group}"})

    def _plain(self, draft: Draft) -> Iterator[str]:
        yield f"unit={draft.unit}"
        yield f"rule={draft.rule}"
        yield f"form={draft.number.form}"
        yield f"qualifier={draft.qualifier}"
        yield f"document={self._document}"
        yield from self._layout(draft)
        yield from self._cues(draft)
        yield from self._around(draft)
        yield from self._surroundings(draft)
        yield from self._before(draft)

    def _layout(self, draft: Draft) -> Iterator[str]:
        layout, start = self._reading.layout, draft.number.start
        found = layout.field_at(start)
        for name in found.classes if found is not None else ():
            yield f"field={name}"
        line = line_at(self._reading, start)
        for name in line.section.classes:
            yield f"section={name}"
        yield "bullet" if line.bulleted else f"line={line.kind}"
        yield f"place={min(9, 10 * start // (len(self._reading.text) + 1)) // 2}"
        row, column = layout.headers_at(start) if 2 <= len(line.cells) <= MAX_CELLS else (None, None)
        for part, span in (("row", row), ("column", column)):
            if span is not None:
                end = min(span[1], span[0] + 80)
                keys = {
                    key
                    for hit in self._reading.pack.label_matcher.find(self._reading.folded, span[0], end)
                    for key in hit.keys
                }
                keys |= {key for cue in self._reading.cues_between(span[0], end) for key in cue.keys if key in _CUES}
                yield from (f"{part}={key}" for key in keys)

    def _cues(self, draft: Draft) -> Iterator[str]:
        begin, end = self._reading.layout.sentence_at(draft.number.start)
        begin, end = max(begin, draft.start - _FAR), min(end, draft.end + _FAR)
        tenses = [
            (cue.start, key) for cue in self._reading.cues_between(begin, end) for key in cue.keys if key in _TENSES
        ]
        tenses += [
            (place, "past") for place in self._past[bisect_left(self._past, begin) : bisect_left(self._past, end)]
        ]
        yield from self._tense(sorted(tenses), draft)
        first_date = bisect_left(self._dates, begin)
        if first_date < len(self._dates) and self._dates[first_date] < end:
            yield "dated" if self._dates[first_date] >= draft.start - _NEAR else "dated_before"
        for cue in self._reading.cues_between(begin, end):
            for key in cue.keys:
                if key not in _CUES:
                    continue
                if cue.end <= draft.start:
                    yield f"before={key}"
                    if draft.start - cue.end <= _NEAR:
                        yield f"near_before={key}"
                elif cue.end <= draft.end:
                    yield f"in={key}"
                elif cue.start >= draft.end:
                    yield f"after={key}"
                    if cue.start - draft.end <= _NEAR:
                        yield f"near_after={key}"

    def _tense(self, tenses: list[tuple[int, str]], draft: Draft) -> Iterator[str]:
        """The tense nearest on either side, the first of the sentence, and which there are at all."""
        left = [key for place, key in tenses if place < draft.start]
        right = [key for place, key in tenses if place >= draft.end]
        names = {key for _, key in tenses}
        yield f"left_tense={left[-1] if left else 'none'}"
        yield f"right_tense={right[0] if right else 'none'}"
        yield f"tenses={left[-1] if left else 'none'},{right[0] if right else 'none'}"
        yield f"first_tense={tenses[0][1] if tenses else 'none'}"
        future, past = bool(names & {"will", "planned"}), bool(names & {"was", "past", "achieved"})
        yield f"sentence={'both' if future and past else 'future' if future else 'past' if past else 'neither'}"

    def _around(self, draft: Draft) -> Iterator[str]:
        """The tense of the heading above and of the line or paragraph."""
        line = line_at(self._reading, draft.number.start)
        section = line.section
        if section.heading_start >= 0:
            yield from (f"heading={key}" for key in self._tenses(section.heading_start, section.heading_end))
        start, end = max(line.start, draft.start - 500), min(line.end, draft.end + 500)
        names = self._tenses(start, end)
        yield f"line_tense={'+'.join(sorted(names & {'will', 'was', 'past', 'statistic'}))}"

    def _tenses(self, start: int, end: int) -> set[str]:
        names = {key for cue in self._reading.cues_between(start, end) for key in cue.keys if key in _TENSES}
        first = bisect_left(self._past, start)
        return names | ({"past"} if first < len(self._past) and self._past[first] <= end else set())

    def _surroundings(self, draft: Draft) -> Iterator[str]:
        first = bisect_left(self._context_starts, draft.start - _AROUND)
        for hit in self._context[first:]:
            if hit.start > draft.end + _AROUND:
                break
            side = "left" if hit.end <= draft.start else "right" if hit.start >= draft.end else "in"
            yield from (f"{side}={key}" for key in hit.keys)
        after = self._reading.text[draft.end : draft.end + 1]
        if after in ("/", ")"):
            yield f"next={after}"
        if self._reading.text[max(0, draft.start - 1) : draft.start] in ("(", "/"):
            yield "bracket"

    def _before(self, draft: Draft) -> Iterator[str]:
        """The kind of the quantity before, where both stand in one sentence or on one line."""
        if self._last is None:
            return
        other, kind = self._last
        layout = self._reading.layout
        alike = "same" if _GROUPS.get(other.unit or "", "") == _GROUPS.get(draft.unit or "", "") else "other"
        if layout.sentence_at(other.number.start) == layout.sentence_at(draft.number.start):
            yield f"sentence_{alike}={kind}"
        elif line_index(self._reading, draft.start) - line_index(self._reading, other.start) <= 1:
            yield f"line_{alike}={kind}"


def _bin(ratio: float) -> str:
    """How far a text speaks of what was done rather than of what will be."""
    for limit, name in ((0.5, "future"), (1.5, "mixed"), (4.0, "past")):
        if ratio < limit:
            return name
    return "done"
