"""Text -> lines, headings, key–value fields, list items, table cells, sections and sentences.

Facts on real pages live in layout: "Doba realizace: 1. 3. 2010 – 28. 2. 2012" says by its label what
the dates are, and a name under "Партньори:" needs no verb. Words come from the pack's labels.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from extractors.lexicon import Hit
from extractors.packs import LanguagePack
from extractors.sentences import split_sentences

LineKind = Literal["blank", "heading", "item", "row", "menu", "text"]
# A field's label is a few words; longer stretches before a colon are sentences.
MAX_LABEL = 70
MAX_HEADING = 100
# Labels that with one more word are a name ("Община Рила", "Програма Зора"), not a heading.
_SIGNED = frozenset({"place", "programme", "title", "identifier", "contact"})
# Inside a longer key only telling labels count: "do" in "Jednotky se umístí do objektů:" is no end date.
MIN_INNER_LABEL = 4
# So many lines in capitals below "Partners:" are names; further down a line in capitals is a heading again.
MAX_CAPITALS = 12
# A list under a heading goes on over blank lines; after this many lines without a hint it is over.
SECTION_REACH = 60

_BULLET = re.compile(
    r"[^\S\n]*(?:[•·●○◦▪■□►▶➢➤✓✔√☑❖♦◊‣⁃∙*»›→–—\-]{1,2}(?=[^\S\n]|[^\W\d_])[^\S\n]*"
    r"|o[^\S\n]+(?=\S)|\(?(?:\d{1,2}|[ivx]{1,4}|[a-zа-я])[.)/](?!\d)[^\S\n]*(?=\S))"
)
_DAY_OF_MONTH = re.compile(r"[^\S\n]*\d{1,2}\.[^\S\n]*[^\W\d_]{3,12}\.?(?:[^\S\n]+(?:\d{4}|r\.|г\.)|[^\S\n]*$|,)")
_PLAIN_NUMBER = re.compile(r"[^\S\n]*\(?\d{1,2}[.)/]")
# Where a second field can begin on a line: after a separator, white space of two, or a full stop.
_FIELD_BREAK = re.compile(r"[;|/•·,][^\S\n]*|[^\S\n]{2,}|\t|(?<=[.)])[^\S\n]+|(?<=\d)[^\S\n]+")
_AFTER_LABEL = re.compile(
    r"[^\S\n]*(?:[(/][^()/\n]{0,40}[)/][^\S\n]*)?(:|=(?!=)|-(?=[^\S\n])|[^\S\n]*[\t|]|[^\S\n]{3,})[^\S\n]*"
)
# Only such keys stand before their value without a sign; "Дейност 1. …" is a numbered heading.
_BARE_CLASSES = frozenset({"period", "start", "end", "duration", "identifier", "budget", "published", "title"})
_BARE_VALUE = re.compile(r"[^\S\n]+(?=[\d\"])")
_COLON = re.compile(r"[^\S\n]*(?<!\d):[^\S\n]*(?!//)|[^\S\n]*:(?!\d\d(?!\d))[^\S\n]*(?!//)")
_KEY_END = re.compile(r"[^\S\n]*[:\t|][^\S\n]*(?!//)")
_MENU_SEPARATOR = re.compile(r"[^\S\n]*[»›>|·~/•][^\S\n]+|[^\S\n]{3,}")
_NO_MENU = re.compile(r"[\d:;\t]|\.$")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Section:
    """What the nearest labelled heading above announces; `distance` counts lines (0: the heading itself)."""

    classes: tuple[str, ...]
    heading_start: int
    heading_end: int


NO_SECTION = Section((), -1, -1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its bullet and surrounding white space. `cells` are spans of a row's cells."""

    start: int
    end: int
    kind: LineKind
    bulleted: bool = False
    section: Section = NO_SECTION
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A key–value pair. `classes` is empty where the label is unknown; the value may be empty, when it
    follows on the next lines."""

    label_start: int
    label_end: int
    start: int
    end: int
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The layout of one text; all lookups are by offset."""

    text: str
    lines: tuple[Line, ...]
    fields: tuple[Field, ...]
    sentences: tuple[tuple[int, int], ...]
    _line_starts: list[int] = field(repr=False, compare=False, default_factory=list)
    _field_starts: list[int] = field(repr=False, compare=False, default_factory=list)
    _sentence_starts: list[int] = field(repr=False, compare=False, default_factory=list)

    def line_index(self, offset: int) -> int:
        """Index of the line that holds an offset."""
        return max(0, bisect_right(self._line_starts, offset) - 1)

    def line_at(self, offset: int) -> Line:
        """The line that holds an offset."""
        return self.lines[self.line_index(offset)]

    def field_at(self, offset: int) -> Field | None:
        """The field whose value holds an offset."""
        index = bisect_right(self._field_starts, offset) - 1
        while index >= 0 and index >= bisect_right(self._field_starts, offset) - 3:
            if self.fields[index].start <= offset < self.fields[index].end:
                return self.fields[index]
            index -= 1
        return None

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence (or list item, cell line) that holds an offset."""
        if not self.sentences:
            return (0, len(self.text))
        return self.sentences[max(0, bisect_right(self._sentence_starts, offset) - 1)]

    def section_at(self, offset: int) -> Section:
        """The section of the line that holds an offset."""
        return self.line_at(offset).section if self.lines else NO_SECTION

    def classes_at(self, offset: int) -> tuple[str, ...]:
        """The label classes that govern an offset: its field's, else its section's."""
        found = self.field_at(offset)
        return found.classes if found is not None and found.classes else self.section_at(offset).classes

    def headers_at(self, offset: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """For an offset in a table: the spans of its row's first cell and of its column's header cell."""
        index = self.line_index(offset)
        cells = self.lines[index].cells
        column = next((i for i, (start, end) in enumerate(cells) if start <= offset <= end), None)
        if column is None:
            return None, None
        top = index
        while top and self.lines[top - 1].cells:
            top -= 1
        head = self.lines[top].cells
        row_header = cells[0] if column else None
        return row_header, head[column] if top < index and column < len(head) else None


def parse_layout(text: str, folded: str, pack: LanguagePack) -> Layout:
    """Read the layout of a text; `folded` is its fold.

    >>> from extractors.lexicon import fold
    >>> from extractors.packs import load_pack
    >>> text = "Партньори:\\n- Община Рила\\nСрок: 12 месеца"
    >>> layout = parse_layout(text, fold(text), load_pack("bg"))
    >>> layout.lines[1].section.classes, [text[f.start:f.end] for f in layout.fields]
    (('partners',), ['', 'Община Рила', '12 месеца'])
    """
    lines: list[Line] = []
    fields: list[Field] = []
    state = _SectionState()
    for line in _with_table_heads([_read_line(text, folded, *span) for span in _line_spans(text)]):
        if line.kind == "blank":
            lines.append(line)
            continue
        found = list(_fields(text, folded, line, pack))
        heading = _heading(folded, line, found, pack)
        if heading is None and not state.lists() and _shouts(text, line) and not _mostly_capitals(text):
            heading = Section((), line.start, line.end)
        section = state.after(text, line, found, heading)
        kind: LineKind = "heading" if heading is not None else line.kind
        lines.append(Line(line.start, line.end, kind, line.bulleted, section, line.cells))
        fields.extend(found)
    fields.extend(_next_line_values(lines, fields))
    fields.sort(key=lambda item: (item.start, item.label_start))
    sentences = tuple(split_sentences(text, folded, {line.start for line in lines if line.kind == "text"}, pack))
    return Layout(
        text, tuple(lines), tuple(fields), sentences,
        [start for start, _ in _line_spans(text)], [item.start for item in fields], [start for start, _ in sentences],
    )  # fmt: skip


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _read_line(text: str, folded: str, start: int, end: int) -> Line:
    content = text[start:end]
    if not content.strip():
        return Line(start, end, "blank")
    bullet = _BULLET.match(folded, start, end)
    # "1. 3. 2010 – …" and "12.5 km" begin with numbers, not with list numbering.
    if (
        bullet
        and _PLAIN_NUMBER.match(folded, start, end)
        and _is_date_or_decimal(text, folded, bullet.end(), start, end)
    ):
        bullet = None
    begin = bullet.end() if bullet else start + len(content) - len(content.lstrip())
    finish = start + len(content.rstrip())
    if begin >= finish:
        return Line(start, end, "blank")
    cells = _cells(text, begin, finish)
    if _is_menu(folded[begin:finish]):
        return Line(begin, finish, "menu", bool(bullet), NO_SECTION, cells)
    return Line(begin, finish, "row" if cells else "item" if bullet else "text", bool(bullet), NO_SECTION, cells)


def _is_date_or_decimal(text: str, folded: str, after: int, start: int, end: int) -> bool:
    """Whether what looks like list numbering is the day of "24. října 2012" or the first part of a number."""
    if folded[after:end].lstrip()[:1].isdigit():
        return True
    return text[after : after + 1].islower() and _DAY_OF_MONTH.match(folded, start, end) is not None


def _is_menu(line: str) -> bool:
    """Navigation and bread crumbs: three or more short parts in a row, no number, no colon."""
    if len(line) > 400 or _NO_MENU.search(line):
        return False
    parts = _MENU_SEPARATOR.split(line)
    return len(parts) >= 3 and all(part.count(" ") <= 3 for part in parts)


def _cells(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    separator = "\t" if "\t" in text[start:end] else " | " if text.count(" | ", start, end) else ""
    if not separator:
        return ()
    spans, position = [], start
    for part in text[start:end].split(separator):
        left = position + len(part) - len(part.lstrip())
        spans.append((left, max(left, position + len(part.rstrip()))))
        position += len(part) + len(separator)
    return tuple(spans) if len(spans) > 1 else ()


def _fields(text: str, folded: str, line: Line, pack: LanguagePack) -> Iterator[Field]:
    """The fields of a line, known labels anywhere a field can begin, unknown ones at the line's start."""
    if line.kind == "menu":
        return
    marks = list(_field_labels(folded, line, pack))
    if not marks:
        colon = _COLON.search(folded, line.start, min(line.end, line.start + MAX_LABEL))
        if colon and _could_be_label(folded[line.start : colon.start()]):
            # "Общ размер на гранта: …" is no label of the pack, but "гранта" in it is.
            classes = _label_classes(folded, line.start, colon.start(), pack)
            marks = [(line.start, colon.start(), colon.end(), classes)]
    for number, (label_start, label_end, value, classes) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else line.end
        stripped = text[value:end].rstrip(" \t,;|/•·")
        yield Field(label_start, label_end, value, value + len(stripped), classes)


def _next_line_values(lines: list[Line], fields: list[Field]) -> Iterator[Field]:
    """Fields whose label stands alone on a line and whose value is the next line, as in flattened tables."""
    for index, line in enumerate(lines):
        if line.kind != "heading" or not line.section.classes:
            continue
        after = next((other for other in lines[index + 1 : index + 3] if other.kind != "blank"), None)
        if (
            after is not None
            and after.kind in ("text", "item")
            and not any(f.label_start == after.start for f in fields)
        ):
            yield Field(line.start, line.end, after.start, after.end, line.section.classes)


def _could_be_label(words: str) -> bool:
    return 0 < len(words.split()) <= 8 and not re.search(r"\d[.,:]\d|[.!?]\s|\bhttps?$|www", words)


def _field_labels(folded: str, line: Line, pack: LanguagePack) -> Iterator[tuple[int, int, int, tuple[str, ...]]]:
    # Past the line's start only a colon or equals sign makes a label, so nothing after the last one can be.
    reach = max(folded.rfind(":", line.start, line.end), folded.rfind("=", line.start, line.end))
    inner = _FIELD_BREAK.finditer(folded, line.start, reach) if reach > 0 else ()
    starts = [line.start, *(found.end() for found in inner)]
    last = -1
    for start in starts:
        if start < last:
            continue
        hit = pack.label_matcher.match(folded, start, line.end)
        if hit is None:
            continue
        after = _label_end(folded, hit, line, at_line_start=start == line.start)
        if after is not None:
            yield hit.start, after[0], after[1], hit.keys
            last = after[1]


def _label_end(folded: str, hit: Hit, line: Line, at_line_start: bool) -> tuple[int, int] | None:
    """End of the label and start of its value, if what follows the phrase makes it a label."""
    mark = _AFTER_LABEL.match(folded, hit.end, line.end)
    if mark and (at_line_start or mark.group(1) in ":="):
        return hit.end, mark.end()
    if not at_line_start:
        return None
    # "Celkové způsobilé výdaje projektu: …": the phrase opens a longer label that ends in a colon or its cell.
    colon = _KEY_END.search(folded, hit.end, min(line.end, hit.end + MAX_LABEL))
    if colon and _could_be_label(folded[hit.start : colon.start()]):
        return colon.start(), colon.end()
    # "Doba realizace 1. 3. 2010": no sign at all, but the value starts with a digit or a quote.
    value = _BARE_VALUE.match(folded, hit.end, line.end) if _BARE_CLASSES.intersection(hit.keys) else None
    return (hit.end, value.end()) if value else None


def _heading(folded: str, line: Line, found: list[Field], pack: LanguagePack) -> Section | None:
    """The section a line opens, if it is a heading: a label alone, or a label with nothing after its colon."""
    if line.kind == "menu" or line.cells or line.end - line.start > MAX_HEADING:
        return None
    if found and found[-1].start >= found[-1].end and len(found) == 1:
        return Section(found[0].classes or _label_classes(folded, line.start, line.end, pack), line.start, line.end)
    if found:
        return None
    hit = pack.label_matcher.match(folded, line.start, line.end)
    if hit and _is_heading(folded, hit, line):
        return Section(hit.keys, line.start, line.end)
    return None


def _is_heading(folded: str, hit: Hit, line: Line) -> bool:
    """Whether a label phrase that opens a line makes it a heading: it is the line, or most of it."""
    rest = folded[hit.end : line.end].strip(" :-")
    if rest in ("", "."):
        return True
    if line.bulleted or _SIGNED.issuperset(hit.keys):
        return False
    return len(rest) < hit.end - hit.start and not re.search(r"[.,;!?]|\d", rest)


def _label_classes(folded: str, start: int, end: int, pack: LanguagePack) -> tuple[str, ...]:
    hits = pack.label_matcher.find(folded, start, end)
    found = {key for hit in hits if hit.end - hit.start >= MIN_INNER_LABEL for key in hit.keys}
    return tuple(sorted(found))


def _shouts(text: str, line: Line) -> bool:
    """Whether a line is in capitals throughout, which makes a heading of it."""
    if line.bulleted or line.cells or line.kind == "menu" or line.end - line.start > MAX_HEADING:
        return False
    content = text[line.start : line.end]
    return content.isupper() and sum(map(len, _LETTERS.findall(content))) >= 5


@lru_cache(maxsize=4)
def _mostly_capitals(text: str) -> bool:
    """Whether a whole page is in capitals, so that they tell nothing."""
    letters = "".join(_LETTERS.findall(text[:2000]))
    return sum(map(str.isupper, letters)) * 2 > len(letters)


class _SectionState:
    """Which section the lines are in, while they are read in order."""

    def __init__(self) -> None:
        self._section, self._reach, self._listed = NO_SECTION, 0, False
        # The heading ends in a colon: what follows is its list, also in capitals.
        self._announces = False

    def lists(self) -> bool:
        """Whether the next line stands right in the list that a heading with a colon announces."""
        return self._announces and bool(self._section.classes) and self._reach < MAX_CAPITALS

    def after(self, text: str, line: Line, found: list[Field], heading: Section | None) -> Section:
        """The section of this line."""
        self._reach += 1
        if heading is not None:
            self._section, self._reach, self._listed = heading, 0, False
            self._announces = text.startswith(":", line.end - 1)
        elif self._reach > SECTION_REACH or self._ends(text, line, found):
            self._section = NO_SECTION
        elif self._reach == 1:
            self._listed = line.bulleted
        return self._section

    def _ends(self, text: str, line: Line, found: list[Field]) -> bool:
        """A field with a known label ends the section, and so does a paragraph after a bulleted list."""
        if line.bulleted:
            return False
        if any(item.classes and item.start < item.end for item in found):
            return True
        return self._listed and line.kind == "text" and not text[line.start].islower()


def _with_table_heads(lines: list[Line]) -> Iterator[Line]:
    """Lines as read, but what looks like a menu above a row of as many cells is the table's head."""
    for line, after in zip(lines, [*lines[1:], Line(0, 0, "blank")], strict=True):
        if line.kind == "menu" and line.cells and len(line.cells) == len(after.cells):
            yield Line(line.start, line.end, "row", line.bulleted, NO_SECTION, line.cells)
        else:
            yield line
