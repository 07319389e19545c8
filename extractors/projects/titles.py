"""The project's name: every place that may state it is a candidate, and the best evidence wins.

Candidates come from fields ("Project title: …"), from quotes beside a word for "project", from names in capitals after
it, from quotes or names beside a code, and from the page's own heading (`headings`). The same name stated twice counts
more than once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from extractors.lexicon import Hit, fold
from extractors.projects.names import from_codes, from_names
from extractors.projects.quotes import Quoted
from extractors.projects.scene import MAX_TITLE, STRIP, Scene, Title, is_plain, of_institution
from extractors.projects.words import nearby
from extractors.reading import Reading

# Words that may stand between "project" and the name.
MAX_GAP = 60

ENOUGH = 0.4
# More candidates than this come from a list of projects, whose later entries are not the page's.
MAX_CANDIDATES = 120

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_JOIN = re.compile(r"[\s:,–—-]*")
_CODE_GAP = re.compile(r"[\s(№#:.]*[\w./:+-]*\d[\w./:+-]*(?:\s[\d./-]+)?[\s),:;–—-]*$")
_NO_LETTER = re.compile(r"[\W\d_]+")
_REPLY = re.compile(r"\s*(?:(?:re|fw|fwd|aw|вн|пр|отг)\s*:)", re.IGNORECASE)


def find_titles(scene: Scene) -> list[Title]:
    """Every candidate but headings, by start.

    >>> from extractors.packs import load_pack
    >>> from extractors.projects.scene import scene_of
    >>> from extractors.reading import read
    >>> text = "Приключи проект „Заедно на село“."
    >>> [text[t.start:t.end] for t in find_titles(scene_of(read(text, load_pack("bg"))))]
    ['Заедно на село']
    """
    found = [*_from_fields(scene), *_from_quotes(scene), *from_names(scene), *from_codes(scene)]
    return sorted(found, key=lambda title: (title.start, title.end))


def _is_name(text: str, title: Title) -> bool:
    value = text[title.start : title.end]
    return 2 < len(value) <= MAX_TITLE and len(_NO_LETTER.sub("", value)) * 2 > len(value) - value.count(" ")


def _from_fields(scene: Scene) -> Iterator[Title]:
    reading = scene.reading
    lines = reading.layout.lines
    for field in reading.layout.fields:
        if "title" in field.classes and field.end > field.start and len(reading.layout.line_at(field.start).cells) < 3:
            weight = 0.95 if _names_title(reading, field.label_start, field.label_end) else 0.75
            if _in_mail_header(reading.text, field.start, field.end):
                weight = 0.2
            yield _field_value(scene, field.start, _wrapped(scene, field.start, field.end), weight)
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else line
        opened = index > 0 and above.kind == "heading" and above.section.heading_start == above.start
        if opened and "title" in above.section.classes and line.kind != "blank" and not line.bulleted:
            yield _field_value(scene, line.start, _wrapped(scene, line.start, line.end), 0.85)
        if len(line.cells) > 1 and (not index or not above.cells):
            yield from _column(scene, index)


def _in_mail_header(text: str, start: int, end: int) -> bool:
    """A mail's subject is not its project's name: an address stands in the lines above it, or it is a reply."""
    return _REPLY.match(text, start, end) is not None or ("@" in text[max(0, start - 250) : start] and start < 400)


def _names_title(reading: Reading, start: int, end: int) -> bool:
    """Whether a label speaks of the name ("Наименование на проекта") and not just of the project ("Проект")."""
    nouns = [hit for hit in nearby(reading.pack).find(reading.folded, start, end) if "plain_nouns" in hit.keys]
    return not any(hit.start == start and hit.end >= end - 1 for hit in nouns)


def _wrapped(scene: Scene, start: int, end: int) -> int:
    """The end of a value that its quote carries on to the next line."""
    return next((max(end, q.outer_end) for q in scene.quoted if start <= q.outer_start <= start + 1), end)


def _field_value(scene: Scene, start: int, end: int, weight: float) -> Title:
    """The name in a field's value: the quote that opens it, else all but codes and what follows them."""
    text = scene.reading.text
    for code in scene.codes:
        if code.start <= start + 4 and start < code.end < end:
            start = code.end + len(_JOIN.match(text, code.end, end).group())  # type: ignore[union-attr]
    for quoted in scene.quoted:
        if start <= quoted.outer_start <= start + 2 and quoted.end > quoted.start:
            return Title(quoted.start, quoted.end, weight, "field")
        if start < quoted.outer_start < min(end, start + 40) and _only_nouns(scene, start, quoted.outer_start):
            return Title(quoted.start, quoted.end, weight, "field")
    for code in scene.codes:
        if start < code.start < end:
            end = code.start
            break
    stripped = text[start:end].rstrip(STRIP + "(")
    tail = re.search(r"[,(]\s*[^\W\d_]{1,12}\.?(?:\s[^\W\d_]{1,12}\.?)?$", stripped)
    if end < len(text) and tail and end in {code.start for code in scene.codes}:
        stripped = stripped[: tail.start()].rstrip(STRIP)
    lead = len(stripped) - len(stripped.lstrip(STRIP))
    return Title(start + lead, start + len(stripped), weight, "field")


def _only_nouns(scene: Scene, start: int, end: int) -> bool:
    """Whether a value opens with "project" or its number before the quote."""
    words = scene.reading.folded[start:end]
    return any(
        hit.start >= start and hit.end <= end and set(hit.keys) & {"nouns", "called"} for hit in scene.anchors
    ) or (_CODE_GAP.fullmatch(words) is not None)


def _column(scene: Scene, top: int) -> Iterator[Title]:
    """Names under a title column, where the table lists projects: its first row is most likely the page's."""
    reading, lines = scene.reading, scene.reading.layout.lines
    head = [reading.pack.label_matcher.match(reading.folded, start, end) for start, end in lines[top].cells]
    labelled = sum(hit is not None for hit in head)
    for column, hit in enumerate(head):
        if hit is None or "title" not in hit.keys or labelled < 2 or hit.end < lines[top].cells[column][1] - 12:
            continue
        for line in lines[top + 1 : top + 2]:
            if column < len(line.cells):
                yield Title(*line.cells[column], 0.5, "field")


def _from_quotes(scene: Scene) -> Iterator[Title]:
    hits = [hit for hit in scene.anchors if set(hit.keys) & {"nouns", "called"}]
    keys = [_key(scene.reading.text[quoted.start : quoted.end]) for quoted in scene.quoted]
    low = 0
    for quoted, key in zip(scene.quoted, keys, strict=True):
        while low < len(hits) and hits[low].end < quoted.outer_start - MAX_GAP:
            low += 1
        near = [hit for hit in hits[low : low + 8] if hit.start <= quoted.outer_end + 24]
        weight = max((_gap_weight(scene, hit.end, quoted.outer_start, hit) for hit in near), default=0.0)
        weight = max(weight, max((_after_weight(scene, quoted, hit) for hit in near), default=0.0))
        if weight == 0 and key and not of_institution(scene, quoted):
            weight = 0.4 if keys.count(key) > 1 and len(keys) < 200 else 0.15
        if weight > 0:
            yield Title(quoted.start, quoted.end, weight, "quote")


def _gap_weight(scene: Scene, start: int, end: int, hit: Hit) -> float:
    """What the words between "project" and a quote leave of the evidence: nothing, where they open another name."""
    reading = scene.reading
    if hit.end > end:
        return 0.0
    base = 0.85 if "called" in hit.keys else 0.9 if is_plain(scene, hit) else 0.6
    gap = reading.folded[start:end].strip(" \t\n:–—-(,№.")
    if not gap:
        return base
    if re.search(r"[.!?;]\s|\n\s*\n|\"", gap):
        return 0.0
    if any(start <= code.start and code.end <= end and end - code.end < 6 for code in scene.codes):
        return base
    if _CODE_GAP.fullmatch(reading.folded[start:end]):
        return base - 0.1
    words = gap.split()
    if len(words) > 3:
        return 0.0
    known = [h for h in nearby(reading.pack).find(reading.folded, start, end) if "fillers" in h.keys]
    covered = sum(h.end - h.start for h in known)
    if covered >= len(gap) - len(words):
        return base - 0.05
    if any("not_names" in h.keys for h in nearby(reading.pack).find(reading.folded, start, end)):
        return 0.0
    return 0.25


def _after_weight(scene: Scene, quoted: Quoted, hit: Hit) -> float:
    """„Name“ е проект на …, „Name“ – проектът, който …, „Name“, пилотната инициатива …"""
    if not quoted.outer_end <= hit.start <= quoted.outer_end + 24 or "nouns" not in hit.keys:
        return 0.0
    between = scene.reading.text[quoted.outer_end : hit.start]
    gap = between.strip()
    if "\n" in between or not gap or not re.fullmatch(r"[–—,-]?(?:\s?[^\W\d_]{1,5}){0,2}|[–—,-]\s[^\W\d_]{3,14}", gap):
        return 0.0
    weight = 0.75 if is_plain(scene, hit) else 0.5
    return weight if not of_institution(scene, quoted) else 0.2


def best_title(text: str, titles: Sequence[Title], taken: Collection[str] = ()) -> Title | None:
    """The candidate with the most evidence; the same name elsewhere adds to it, and so does a longer form of it.

    `taken` are folded names that belong to organisations.
    """
    known = {_key(name) for name in taken}
    named = [(title, _key(text[title.start : title.end])) for title in titles if _is_name(text, title)]
    named = [(title, key) for title, key in named if key and (key not in known or title.source == "field")]
    stated: dict[str, float] = {}
    for title, key in named[:MAX_CANDIDATES]:
        stated[key] = stated.get(key, 0.0) + title.weight
    best, top = None, 0.0
    for title, key in named[:MAX_CANDIDATES]:
        others = sum(weight for same, weight in stated.items() if _alike(same, key)) - title.weight
        total = (
            title.weight + min(0.3, 0.3 * others) + min(len(key), 80) / 2000 - 0.25 * title.start / max(1500, len(text))
        )
        if total > top:
            best, top = title, total
    return best if top >= ENOUGH else None


def _key(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))


def _alike(a: str, b: str) -> bool:
    return a == b or (len(a) > 5 and len(b) > 5 and (a.startswith(b) or b.startswith(a)))
