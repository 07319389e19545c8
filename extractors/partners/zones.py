"""Where a label tells the part of the organisations below or behind it: fields, headed lists, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.layout import Line
from extractors.partners.page import Page
from extractors.partners.phrase import Phrase
from extractors.partners.proposal import PART_OF, Part

_PRIORITY = ("coordinator", "partners", "funder", "contractor", "implementer")
_LEADER = re.compile(r"(?<!\w)(?:LP|LB)(?!\w)")
MAX_ANNOUNCED = 60  # characters between a cue and the colon that ends its sentence
MAX_MISSES = 2  # lines in a headed list that name nobody, before the list is taken to be over


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of text whose names have one part: the value of a field, a line of a headed list, a cell."""

    start: int
    end: int
    part: Part
    rule: str


def part_of_label(classes: Sequence[str]) -> Part | None:
    """The part that a label gives, if it speaks of organisations."""
    found = next((key for key in _PRIORITY if key in classes), None)
    return PART_OF[found] if found else None


def zones_of(page: Page, phrases: Sequence[Phrase]) -> Iterator[Zone]:
    """The labelled stretches of a page: fields, lines that open with a role, headed lists, table cells."""
    layout = page.reading.layout
    taken: set[int] = set()
    for item in layout.fields:
        part = part_of_label(item.classes)
        if part is not None and item.start < item.end:
            taken.add(layout.line_index(item.start))
            own = "lead" if _LEADER.search(page.text, item.label_start, item.start) else part
            yield Zone(item.start, item.end, own, "field")
            yield from _continued(page, item.end, part, phrases, taken)
        elif item.classes and item.start < item.end and part is None:
            taken.add(layout.line_index(item.start))
    yield from _labelled(page, phrases, taken)
    yield from _announced(page, taken)
    yield from _headed(page, phrases, taken)
    yield from _columns(page)


def _labelled(page: Page, phrases: Sequence[Phrase], taken: set[int]) -> Iterator[Zone]:
    """Lines that open with a role and a name but no sign that makes them fields: "P1. UAT Cogealac"."""
    for index, line in enumerate(page.reading.layout.lines):
        hit = page.reading.pack.label_matcher.match(page.folded, line.start, line.end) if index not in taken else None
        part = part_of_label(hit.keys) if hit else None
        if hit is None or part is None or hit.end - line.start > 30:
            continue
        if re.compile(r"\s*\d{0,2}\s*[.:)\t|–-]\s*\S|\s+\S").match(page.text, hit.end, line.end) and any(
            hit.end < phrase.start <= hit.end + 6 for phrase in phrases
        ):
            taken.add(index)
            yield Zone(line.start, line.end, part, "list")


def _announced(page: Page, taken: set[int]) -> Iterator[Zone]:
    """Bulleted lines below a sentence that speaks of partners and ends in a colon: "Spolupracují tyto školy:"."""
    part: Part | None = None
    for index, line in enumerate(page.reading.layout.lines):
        if line.kind == "blank":
            continue
        if line.bulleted and index not in taken:
            if part is not None and part_of_label(line.section.classes) is None:
                taken.add(index)
                yield Zone(line.start, line.end, part, "list")
            continue
        part = None
        if page.text[line.end - 1 : line.end] == ":":
            start = max(line.start, page.reading.layout.sentence_at(line.end - 1)[0])
            cues = page.cues_between(max(start, line.end - MAX_ANNOUNCED), line.end)
            part = "partner" if cues and "partner" in cues[-1].keys else None


def _continued(page: Page, end: int, part: Part, phrases: Sequence[Phrase], taken: set[int]) -> Iterator[Zone]:
    """Lines below a field that go on with its list: each opens with a name."""
    lines = page.reading.layout.lines
    index = page.reading.layout.line_index(end) + 1
    while (
        part == "partner"
        and index < len(lines)
        and index not in taken
        and lines[index].kind not in ("blank", "heading")
    ):
        line = lines[index]
        if not _opens_with_name(line, phrases) or any(
            line.start <= item.label_start < line.end and item.classes for item in page.reading.layout.fields
        ):
            return
        taken.add(index)
        yield Zone(line.start, line.end, part, "list")
        index += 1


def _opens_with_name(line: Line, phrases: Sequence[Phrase]) -> bool:
    return any(line.start <= phrase.start <= line.start + 14 and phrase.end <= line.end for phrase in phrases)


def _headed(page: Page, phrases: Sequence[Phrase], taken: set[int]) -> Iterator[Zone]:
    heading, misses, count = -1, 0, 0
    for index, line in enumerate(page.reading.layout.lines):
        part = part_of_label(line.section.classes)
        if part is None or line.kind in ("blank", "heading"):
            continue
        if line.section.heading_start != heading:
            heading, misses, count = line.section.heading_start, 0, 0
        if index in taken or misses >= MAX_MISSES or (part != "partner" and count >= 3 and not line.bulleted):
            continue
        if _is_entry(line, phrases):
            count += 1
            yield Zone(line.start, line.end, part, "list")
        else:
            misses += 1 if line.end - line.start < 80 else 2


def _is_entry(line: Line, phrases: Sequence[Phrase]) -> bool:
    """A line of a list: a bullet, cells, a name at its start, or a few words."""
    return bool(line.cells) or line.bulleted or _opens_with_name(line, phrases) or line.end - line.start < 70


def _columns(page: Page) -> Iterator[Zone]:
    """Cells of tables: below a header cell that announces organisations, or beside a cell that holds a role."""
    above: Line | None = None
    parts: list[Part | None] = []
    for line in page.reading.layout.lines:
        if not line.cells:
            above, parts = None, []
            continue
        if above is None:
            above, parts = line, [_cell_part(page, start, end) for start, end in line.cells]
            continue
        roles = [_role_cell(page, start, end) for start, end in line.cells]
        own = next((role for role in roles if role is not None), None)
        for column, (start, end) in enumerate(line.cells):
            header = parts[column] if column < len(parts) else None
            if own is not None and roles[column] is None and (header or _names_an_organisation(page, start, end)):
                yield Zone(start, end, own, "table")
            elif own is None and header is not None and any(part is None for part in parts):
                yield Zone(start, end, "partner" if header == "holder" else header, "table")


def _role_cell(page: Page, start: int, end: int) -> Part | None:
    """The part a cell stands for when it holds nothing but a role: "Партньор 2", "координатор"."""
    hit = page.reading.pack.label_matcher.match(page.folded, start, end)
    if hit is None or end - hit.end > 25 or page.words.anchors.first(page.folded, hit.end, end) is not None:
        return None
    return part_of_label(hit.keys)


def _names_an_organisation(page: Page, start: int, end: int) -> bool:
    hit = page.words.anchors.first(page.folded, start, end)
    return hit is not None and sum(map(str.isalpha, page.text[start:end])) > 4


def _cell_part(page: Page, start: int, end: int) -> Part | None:
    hit = page.reading.pack.label_matcher.match(page.folded, start, end)
    return part_of_label(hit.keys) if hit is not None and end - hit.end < 25 else None
