"""The page's own heading as the project's name: a line near the top that reads like a name, not a site or news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.data import DateMention
from extractors.layout import Field, Line
from extractors.projects.scene import Scene, Title, anchors_between
from extractors.projects.words import nearby

MAX_LINES = 12
MAX_NAME = 160
# A line of links may be longer than a name; anything beyond is a paragraph.
MAX_LINE = 240
# How far into a line a word still says what the line is.
OPENING, SITE = 24, 44

_MENU = re.compile(r"[|»›≡▸]|::|\s>\s|(?:\s[•·●★◦~⁄/–—]\s.*){2}|\s{3,}\S.*\s{3,}\S")
_LINK_SIGN = re.compile(r"[|»›≡▸>•·●★◦~⁄/–—:\t]|   ")  # a quick look before the thorough one
_CRUMBS = re.compile(r"\s*(?:[»›>]+|\s[|/⁄–—-]\s)\s*")
_NOT_NAME = re.compile(
    r"[.…:;]\s*$|!{2,}|https?:|www\.|@|\.(?:bg|ro|cz|eu|com|org|net|example)\b|^\W*\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}"
    r"|\b\d{1,2}[.:]\d{2}\b.*\d{4}|^[(\[)\],]"
)
_NO_LETTER = re.compile(r"[\W\d_]+")
# Fields that stand in a project's fiche; the line above the first of them names the project.
_FICHE = frozenset(
    {"identifier", "programme", "period", "start", "end", "duration", "coordinator", "funder", "partners", "budget"}
)


def find_headings(scene: Scene, dates: Sequence[DateMention]) -> Iterator[Title]:
    """Lines of the page's top that may be the project's name, weighed by what stands around them."""
    lines = [line for line in scene.reading.layout.lines[: 3 * MAX_LINES] if line.kind != "blank"][:MAX_LINES]
    if not lines:
        return
    fields = {item.label_start: item for item in scene.reading.layout.fields if item.label_start <= lines[-1].end}
    stamps = {mention.start: mention.end for mention in dates if mention.start <= lines[-1].end}
    published = {mention.start for mention in dates if mention.role == "publication"}
    for index, line in enumerate(lines):
        if line.end - line.start > MAX_LINE:
            continue
        value = _without_code(scene, line)
        signed = _LINK_SIGN.search(scene.reading.text, *value) is not None
        menu = bool(line.cells) or (signed and _MENU.search(scene.reading.text, *value) is not None)
        if index == 0 or menu:
            yield from _crumb(scene, line)
        if menu or not _could_name(scene, line, value, fields, stamps):
            continue
        near = [lines[i] for i in (index - 2, index - 1, index + 1) if 0 <= i < len(lines)]
        stamped = any(_stamped(other, published, fields) for other in near)
        weight = 0.3 + _kind_weight(scene, line, index, value) + _below(scene, lines[index + 1 : index + 4], fields)
        weight += (0.25 if value != (line.start, line.end) else 0.0) - (0.25 if stamped else 0.0) - 0.02 * index
        if weight > 0:
            yield _trimmed(scene, value, weight)


def _without_code(scene: Scene, line: Line) -> tuple[int, int]:
    """The line without the code it opens or ends with."""
    start, end = line.start, line.end
    for code in scene.codes:
        if code.weight > 0.3 and start <= code.start and code.end <= end:
            if code.start - start < 4:
                start = code.end
            elif code.end > end - 4:
                end = code.start
    text = scene.reading.text
    start += len(text[start:end]) - len(text[start:end].lstrip(" \t:–—-,"))
    return start, start + len(text[start:end].rstrip(" \t:–—-(,"))


def _could_name(
    scene: Scene, line: Line, value: tuple[int, int], fields: dict[int, Field], stamps: dict[int, int]
) -> bool:
    """Lines of the right length, with words, that are no field, no date and no address on the web."""
    start, end = value
    text = scene.reading.text[start:end]
    if line.bulleted or not 4 <= end - start <= MAX_NAME or _NOT_NAME.search(text):
        return False
    if len(_NO_LETTER.sub("", text)) < 0.6 * len(text):
        return False
    labelled = fields.get(line.start)
    if labelled is not None and (
        labelled.classes or len(scene.reading.text[labelled.start : labelled.end].split()) < 3
    ):
        return False
    return not any(line.start <= place <= line.start + 12 and last >= end - 4 for place, last in stamps.items())


def _kind_weight(scene: Scene, line: Line, index: int, value: tuple[int, int]) -> float:
    """What the line's own words say: quotes for a name; organisations, boilerplate, programmes and labels against."""
    reading, (start, end) = scene.reading, value
    weight = 0.12 if index == 0 else 0.0
    quoted = any(start <= q.outer_start <= start + 1 for q in scene.quoted)
    weight += 0.3 if quoted else 0.0
    reach = min(end, start + SITE) if index == 0 or end - start < OPENING + 2 else min(end, start + 3)
    hits = nearby(reading.pack).find(reading.folded, start, end) if reach > start + 3 else ()
    opening = nearby(reading.pack).match(reading.folded, start, end)
    found = [
        (hit.start - start, key) for hit in (hits or filter(None, (opening,))) for key in hit.keys if hit.start < reach
    ]
    if not quoted and any(
        key == "institutions" and (place <= 2 or not index or end - start < 26) for place, key in found
    ):
        weight -= 0.6 if index == 0 else 0.4
    if any(key == "boilerplate" and place <= (2 if index else OPENING) for place, key in found):
        weight -= 0.4
    if line.kind == "heading" and line.section.classes and line.section.heading_start == line.start:
        weight -= 0.25
    if any({"programmes", "programme_heads"} & set(hit.keys) for hit in anchors_between(scene, start, end)):
        weight -= 0.3
    return weight


def _below(scene: Scene, following: Sequence[Line], fields: dict[int, Field]) -> float:
    """A heading over a code, a fiche, or a paragraph that begins with "the project" names the project."""
    weight = 0.0
    for distance, below in enumerate(following):
        reach = below.end if below.end - below.start < 140 else below.start + 30
        if any(below.start <= code.start < reach for code in scene.codes if code.weight > 0.3):
            return weight + 0.25
        field = fields.get(below.start)
        if field is not None and _FICHE & set(field.classes):
            return weight + (0.25 if distance == 0 else 0.2)
        if distance == 0 and below.end - below.start > 60:
            nouns = any("nouns" in hit.keys for hit in anchors_between(scene, below.start, below.start + 16))
            weight += 0.25 if nouns else 0.0
    return weight


def _stamped(line: Line, published: set[int], fields: dict[int, Field]) -> bool:
    """Whether a line bears the date of publication, as news do under their headline."""
    field = fields.get(line.start)
    return any(line.start <= place <= line.end for place in published) or (
        field is not None and "published" in field.classes
    )


def _trimmed(scene: Scene, value: tuple[int, int], weight: float) -> Title:
    """The name in a heading: its quote, or the line without a code and without "Project"."""
    text, (start, end) = scene.reading.text, value
    quoted = next((q for q in scene.quoted if start <= q.outer_start <= start + 1), None)
    if quoted is not None and quoted.end - quoted.start > 3:
        return Title(quoted.start, quoted.end, weight, "heading")
    noun = next((hit for hit in anchors_between(scene, start, start + 1) if "nouns" in hit.keys), None)
    if noun is not None and noun.end < end and text[noun.end : noun.end + 2].strip(" :–-")[:1].isupper():
        start = noun.end
    lead = len(text[start:end]) - len(text[start:end].lstrip(" \t:–—-•"))
    return Title(start + lead, end, weight, "heading")


def _crumb(scene: Scene, line: Line) -> Iterator[Title]:
    """The last crumb of a path of pages, where it is quoted or the text repeats it."""
    text, folded = scene.reading.text, scene.reading.folded
    start = max((mark.end() for mark in _CRUMBS.finditer(text, line.start, line.end)), default=-1)
    if start < 0 or line.end - start < 5:
        return
    quoted = next((q for q in scene.quoted if q.outer_start == start and q.outer_end >= line.end - 1), None)
    if quoted is not None:
        yield Title(quoted.start, quoted.end, 0.5, "crumb")
    elif folded.find(folded[start : line.end].strip(), line.end) >= 0:
        yield Title(start, line.end, 0.35, "crumb")
