"""Tables that lost their rows: one cell a line, first the heads, then labels each with their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.layout import Line
from extractors.reading import Reading

# A label with fewer numbers under it is no row of a table.
MIN_NUMBERS = 2
MAX_NUMBERS = 12
# A table is followed up to its head over this many rows.
MAX_ROWS = 60
MAX_HEAD = 60
_NUMBER = re.compile(r"[\d -]*\d(?:[ .,']\d+)*[ ]?%?|-")

Span = tuple[int, int]


def stacked_headers(reading: Reading, index: int) -> tuple[Span, Span] | None:
    """The row's label and the column's head for the number that is all of line `index`.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> text = "Души\\nЧасове\\n\\nРила\\n12\\n40\\nСамоков\\n9\\n30"
    >>> reading = read(text, load_pack("bg"))
    >>> [text[start:end] for start, end in stacked_headers(reading, 8)]
    ['Самоков', 'Часове']
    """
    lines = reading.layout.lines
    label, width = _row(reading, lines, index)
    if label < 0 or not MIN_NUMBERS <= width <= MAX_NUMBERS:
        return None
    first = label
    for _ in range(MAX_ROWS):
        above = first - width - 1
        if above < 0 or _row(reading, lines, above + 1) != (above, width):
            break
        first = above
    bottom = first - 1 if first and lines[first - 1].kind != "blank" else first - 2
    heads = lines[max(0, bottom - width + 1) : bottom + 1]
    if len(heads) < width or not all(_is_head(reading, line) for line in heads):
        return None
    row, column = lines[label], heads[index - label - 1]
    return (row.start, row.end), (column.start, column.end)


def _row(reading: Reading, lines: Sequence[Line], index: int) -> tuple[int, int]:
    """The line that labels a number's row, -1 if there is none, and how many numbers the row has."""
    top = index
    while top >= 0 and index - top <= MAX_NUMBERS and _is_number(reading, lines[top]):
        top -= 1
    if top < 0 or top == index or lines[top].kind == "blank" or _is_number(reading, lines[top]):
        return -1, 0
    end = index + 1
    while end < len(lines) and end - top <= MAX_NUMBERS + 1 and _is_number(reading, lines[end]):
        end += 1
    return top, end - top - 1


def _is_number(reading: Reading, line: Line) -> bool:
    return 0 < line.end - line.start <= 20 and _NUMBER.fullmatch(reading.folded, line.start, line.end) is not None


def _is_head(reading: Reading, line: Line) -> bool:
    return line.kind != "blank" and line.end - line.start <= MAX_HEAD and not _is_number(reading, line)
