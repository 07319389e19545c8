"""The page's own heading as the project's name: lines near the top that read like a name and not like a site, menu or news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.data import DateMention
from extractors.layout import Line
from extractors.projects.titles import Scene, Title
from extractors.projects.words import classes_between

MAX_LINES = 14
MAX_NAME = 160

_MENU = re.compile(r"\s[|»›>•·●★/⁄◦~]\s|::|\s{3,}|[»›>≡]|^\W*$")
_CRUMBS = re.compile(r"\s*(?:[»›>]+|\s[|/⁄–]\s)\s*")
_NOT_NAME = re.compile(r"[.!…:;]\s*$|https?:|www\.|@|\d{1,2}[.:]\d{2}\b.*\d{4}|^\W*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|!{2,}")
_SUBTITLE = re.compile(r"\s+(?:–|—|-|/|\|)\s+")


def find_headings(scene: Scene, dates: Sequence[DateMention], titles: Sequence[Title]) -> Iterator[Title]:
    """Lines of the page's top that may be the project's name, weighed by what stands around them."""
    lines = [line for line in scene.reading.layout.lines if line.kind != "blank"][:MAX_LINES]
    for index, line in enumerate(lines):
        if index == 0 or _is_menu(scene, line):
            yield from _crumb(scene, line, lines[index + 1 :])
        weight = _weight(scene, lines, index, dates)
        if weight > 0:
            yield from _trimmed(scene, line, weight)


def _is_menu(scene: Scene, line: Line) -> bool:
    return bool(line.cells) or _MENU.search(scene.reading.text[line.start : line.end]) is not None


def _weight(scene: Scene, lines: Sequence[Line], index: int, dates: Sequence[DateMention]) -> float:
    reading, line = scene.reading, lines[index]
    value = reading.text[line.start : line.end]
    if line.bulleted or len(value) > MAX_NAME or len(value) < 4 or _is_menu(scene, line) or _NOT_NAME.search(value):
        return 0.0
    if any(field.label_start == line.start for field in reading.layout.fields):
        return 0.0
    if any(mention.start - line.start < 8 and mention.end >= line.end - 4 for mention in dates if mention.start >= line.start):
        return 0.0
    weight = 0.3 + _surroundings(scene, lines, index, dates)
    quoted = [q for q in scene.quoted if line.start <= q.outer_start < line.end]
    if quoted and quoted[0].outer_start <= line.start + 1:
        weight += 0.3
    classes = classes_between(reading.pack, reading.folded, line.start, min(line.end, line.start + 40))
    opening = classes_between(reading.pack, reading.folded, line.start, line.start + 24)
    if "institutions" in (opening if index else classes) and not (quoted and quoted[0].outer_start <= line.start + 1):
        weight -= 0.4 if index else 0.6
    if "boilerplate" in opening:
        weight -= 0.4
    if line.kind == "heading" and line.section.classes and line.section.heading_start == line.start:
        weight -= 0.25
    if any(line.start <= hit.start < line.end and "programme" in key for hit in scene.anchors for key in hit.keys):
        weight -= 0.3
    return weight - (0.15 if index == 0 else 0.02 * index)


def _surroundings(scene: Scene, lines: Sequence[Line], index: int, dates: Sequence[DateMention]) -> float:
    """A heading over a fiche or a paragraph that begins with "the project" names it; over a dateline it is news."""
    reading, line = scene.reading, lines[index]
    following = lines[index + 1 : index + 4]
    weight = 0.0
    if any(line.start <= code.start < line.end for code in scene.codes if code.weight > 0.3):
        weight += 0.25
    for distance, below in enumerate(following):
        if any(below.start <= code.start < below.start + 30 for code in scene.codes if code.weight > 0.3):
            weight += 0.25
            break
        fields = [field for field in reading.layout.fields if field.label_start == below.start and field.classes]
        if fields and {"identifier", "programme", "period", "start", "duration", "coordinator", "funder", "partners", "budget"} & set(fields[0].classes):
            weight += 0.2 if distance else 0.25
            break
    if following and any(hit.start - following[0].start < 14 and "nouns" in hit.keys for hit in scene.anchors if following[0].start <= hit.start < following[0].start + 24):
        weight += 0.15
    near = [lines[i] for i in (index - 2, index - 1, index + 1) if 0 <= i < len(lines)]
    stamped = any(
        mention.role == "publication" and other.start <= mention.start <= other.end for mention in dates for other in near
    )
    published = any("published" in field.classes and other.start <= field.label_start <= other.end for field in reading.layout.fields for other in near)
    return weight - (0.25 if stamped or published else 0.0)


def _trimmed(scene: Scene, line: Line, weight: float) -> Iterator[Title]:
    """The name in a heading: its quote, or the line without a code and without "Project"."""
    text = scene.reading.text
    quoted = next((q for q in scene.quoted if line.start <= q.outer_start <= line.start + 1), None)
    if quoted is not None and quoted.end - quoted.start > 3:
        yield Title(quoted.start, quoted.end, weight, "heading")
        return
    start, end = line.start, line.end
    for code in scene.codes:
        if code.weight > 0.3 and start <= code.start and code.end <= end:
            if code.start - start < 4:
                start = code.end
            elif code.end > end - 4:
                end = code.start
    noun = next((hit for hit in scene.anchors if hit.start == start and "nouns" in hit.keys), None)
    if noun is not None and noun.end < end and text[noun.end : noun.end + 2].strip(" :–-")[:1].isupper():
        start = noun.end
    value = text[start:end]
    lead = len(value) - len(value.lstrip(" \t:–—-(„\"•"))
    yield Title(start + lead, start + len(value.rstrip(" \t:–—-(,“\"•")), weight, "heading")


def _crumb(scene: Scene, line: Line, below: Sequence[Line]) -> Iterator[Title]:
    """The last crumb of a path of pages, where the text repeats it."""
    text, folded = scene.reading.text, scene.reading.folded
    parts = list(_CRUMBS.finditer(text, line.start, line.end))
    if not parts or not below:
        return
    start = parts[-1].end()
    value = folded[start : line.end].strip()
    if len(value) > 6 and folded.find(value, line.end) >= 0:
        yield Title(start, line.end, 0.35, "crumb")
