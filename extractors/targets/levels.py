"""What governs a quantity, from its clause out to its heading: the first level that has a tense gives the tense."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.layout import Line
from extractors.reading import Reading
from extractors.targets.draft import Draft, line_index
from extractors.targets.labels import MAX_CELLS
from extractors.targets.stacks import stacked_headers
from extractors.targets.tenses import Tenses, bounds, tense_class

_CLAUSE = re.compile(r"[,;:()\n]| - ")
_CLAUSE_REACH = 200
_LIST_REACH = 40
_LINE_REACH = 500

Level = tuple[str, str | None]
Span = tuple[int, int]


def headers(reading: Reading, draft: Draft) -> tuple[Span | None, Span | None]:
    """The first cell of a quantity's row and the head of its column, where it stands in a table a person made."""
    index = line_index(reading, draft.number.start)
    line = reading.layout.lines[index]
    if 2 <= len(line.cells) <= MAX_CELLS:
        return reading.layout.headers_at(draft.number.start)
    alone = line.end - line.start <= draft.end - draft.start + 2
    return (stacked_headers(reading, index) if alone else None) or (None, None)


class Levels:
    """Clause, sentence, line, list, heading, table of the quantities of one text."""

    def __init__(self, reading: Reading, tenses: Tenses) -> None:
        self._reading, self._tenses = reading, tenses
        self._intros: dict[int, Line | None] = {}
        self._lines: dict[int, tuple[list[Level], list[Level], tuple[str, ...]]] = {}
        self._labels: dict[tuple[int, int], frozenset[str]] = {}

    def features(self, draft: Draft, sentence: tuple[int, int]) -> Iterator[str]:
        """The tense of each level, and that of the first that has one."""
        index = line_index(self._reading, draft.number.start)
        if index not in self._lines:
            self._lines[index] = self._of_line(index)
        inner, outer, names = self._lines[index]
        yield from names
        clause = self._clause(draft, sentence)
        names_of_clause = self._tenses.names(*clause)
        yield f"clause={'+'.join(sorted(names_of_clause)) or 'none'}"
        begin, end = bounds(sentence, draft.start, draft.end)
        before = self._tenses.between(begin, draft.start)
        line = self._reading.layout.lines[index]
        around = max(line.start, draft.start - _LINE_REACH), min(line.end, draft.end + _LINE_REACH)
        of_line = self._tenses.names(*around)
        yield f"line_tense={'+'.join(sorted(of_line & {'will', 'was', 'past', 'statistic'}))}"
        levels = [
            *self._headers(draft),
            ("clause", tense_class(names_of_clause)),
            ("left", tense_class({before[-1][1]}) if before else None),
            ("sentence", tense_class(self._tenses.names(begin, end))),
            *inner,
            ("line", tense_class(of_line)),
            *outer,
        ]
        told = [(level, tense) for level, tense in levels if tense is not None]
        if not told:
            yield "tense=none"
            return
        yield f"tense={told[0][1]}"
        yield f"tense={told[0][0]}:{told[0][1]}"
        if len(told) > 1:
            yield f"tense={told[0][1]},{told[1][1]}"

    def labels(self, start: int, end: int) -> frozenset[str]:
        """The classes of the labels between two offsets."""
        found = self._labels.get((start, end))
        if found is None:
            hits = self._reading.pack.label_matcher.find(self._reading.folded, start, end)
            found = self._labels[start, end] = frozenset(key for hit in hits for key in hit.keys)
        return found

    def _clause(self, draft: Draft, sentence: tuple[int, int]) -> tuple[int, int]:
        folded = self._reading.folded
        begin = max(sentence[0], draft.start - _CLAUSE_REACH)
        for mark in _CLAUSE.finditer(folded, begin, draft.start):
            begin = mark.end()
        end = min(sentence[1], draft.end + _CLAUSE_REACH)
        mark_after = _CLAUSE.search(folded, draft.end, end)
        return begin, mark_after.start() if mark_after else sentence[1]

    def _headers(self, draft: Draft) -> Iterator[Level]:
        row, column = headers(self._reading, draft)
        for name, span in (("column", column), ("row", row)):
            if span is not None:
                yield name, tense_class(self._tenses.names(*span))
        field = self._reading.layout.field_at(draft.number.start)
        if field is not None:
            yield "field", tense_class(self._tenses.names(field.label_start, field.label_end))

    def _of_line(self, index: int) -> tuple[list[Level], list[Level], tuple[str, ...]]:
        """The levels inside and outside the line's own text, and the features of the list and heading it is under."""
        lines = self._reading.layout.lines
        line, names, inner = lines[index], [], []
        intro = self._intro(index) if line.bulleted else None
        if intro is not None:
            span = max(intro.start, intro.end - 250), intro.end
            tense = tense_class(self._tenses.names(*span))
            inner.append(("intro", tense))
            names += [f"intro={tense}", *(f"intro={key}" for key in self.labels(*span))]
        heading = line.section
        if heading.heading_start >= 0:
            marks = self._tenses.names(heading.heading_start, heading.heading_end)
            tense = tense_class(marks)
            inner.append(("heading", tense))
            names += [f"heading={mark}" for mark in marks]
            names += [f"section={name}+{tense}" for name in heading.classes or ("none",)]
        above = next((other for other in reversed(lines[max(0, index - 2) : index]) if other.kind != "blank"), None)
        span = (max(above.start, above.end - 400), above.end) if above is not None else (0, 0)
        return inner, [("above", tense_class(self._tenses.names(*span)))], tuple(names)

    def _intro(self, index: int) -> Line | None:
        """The line above the list that a line is an item of."""
        lines = self._reading.layout.lines
        for above in range(index - 1, max(-1, index - _LIST_REACH), -1):
            if not lines[above].bulleted and lines[above].kind != "blank":
                return lines[above]
        return None
