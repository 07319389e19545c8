"""The project's name: every place that may state it is a candidate, and the best evidence wins.

Candidates come from fields ("Project title: …"), from quotes beside a word for "project", from names in capitals after
it, from quotes or names beside a code, and from the page's own heading (`headings`). The same name stated twice counts
more than once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.lexicon import Hit, fold
from extractors.projects.identifiers import Code
from extractors.projects.quotes import Quoted, find_quoted
from extractors.projects.words import anchors, nearby
from extractors.reading import Reading

MAX_TITLE = 300
# Words that may stand between "project" and the name.
MAX_GAP = 60

ENOUGH = 0.4

_TOKEN = re.compile(r"[^\s]+")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_JOIN = re.compile(r"[\s:,–—-]*")
_CODE_GAP = re.compile(r"[\s(№#:.]*[\w./:+-]*\d[\w./:+-]*(?:\s[\d./-]+)?[\s),:;–—-]*$")
_NAME_END = re.compile(r"\s\(|[.!?](?=\s|$)|[,;:\n]|\s[–—-]\s|[„“\"«]|$")
_STRIP = " \t\n\r.,;:–—-•*|/»«>"


@dataclass(frozen=True, slots=True)
class Title:
    """A candidate: its place, how much speaks for it, and what proposed it."""

    start: int
    end: int
    weight: float
    source: str


@dataclass(frozen=True)
class Scene:
    """What the search for titles looks at: quotes, words for "project", codes."""

    reading: Reading
    quoted: Sequence[Quoted]
    anchors: Sequence[Hit]
    codes: Sequence[Code]


def scene_of(reading: Reading, codes: Sequence[Code]) -> Scene:
    """Collect what titles stand beside."""
    return Scene(reading, find_quoted(reading.text), tuple(anchors(reading.pack).find(reading.folded)), codes)


def find_titles(scene: Scene) -> list[Title]:
    """Every candidate but headings, by start.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> text = "Приключи проект „Заедно на село“."
    >>> [text[t.start:t.end] for t in find_titles(scene_of(read(text, load_pack("bg")), []))]
    ['Заедно на село']
    """
    found = [*_from_fields(scene), *_from_quotes(scene), *_from_names(scene), *_from_codes(scene)]
    return sorted((title for title in found if _is_name(scene.reading.text, title)), key=lambda title: title.start)


def _is_name(text: str, title: Title) -> bool:
    value = text[title.start : title.end]
    return 2 < len(value) <= MAX_TITLE and sum(c.isalpha() for c in value) * 2 > len(value) - value.count(" ")


# --- fields -----------------------------------------------------------------------------------------------------------


def _from_fields(scene: Scene) -> Iterator[Title]:
    reading = scene.reading
    lines = reading.layout.lines
    for field in reading.layout.fields:
        if "title" in field.classes and field.end > field.start:
            weight = 0.95 if _names_title(reading, field.label_start, field.label_end) else 0.75
            yield _field_value(scene, field.start, _wrapped(reading, field.start, field.end), weight)
    for index, line in enumerate(lines[1:], 1):
        above = lines[index - 1]
        if line.kind != "blank" and above.kind == "heading" and "title" in above.section.classes and not line.bulleted:
            if above.section.heading_start == above.start:
                yield _field_value(scene, line.start, line.end, 0.85)
        if line.cells and len(line.cells) > 1 and not (above.cells and index > 1):
            yield from _column(scene, index)


def _names_title(reading: Reading, start: int, end: int) -> bool:
    """Whether a label speaks of the name ("Наименование на проекта") and not just of the project ("Проект")."""
    nouns = [hit for hit in nearby(reading.pack).find(reading.folded, start, end) if "plain_nouns" in hit.keys]
    return not any(hit.start == start and hit.end >= end - 1 for hit in nouns)


def _wrapped(reading: Reading, start: int, end: int) -> int:
    """The end of a value that its quote carries on to the next line."""
    lead = reading.text[start : start + 1]
    if lead and lead in "„“\"«":
        quoted = next((q for q in find_quoted(reading.text[start : start + MAX_TITLE + 2]) if q.outer_start == 0), None)
        return max(end, start + quoted.outer_end) if quoted else end
    return end


def _field_value(scene: Scene, start: int, end: int, weight: float) -> Title:
    """The name in a field's value: the quote that opens it, else all but codes, brackets with codes and what follows."""
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
    stripped = text[start:end].rstrip(_STRIP + "(")
    tail = re.search(r"[,(]\s*[^\W\d_]{1,12}\.?(?:\s[^\W\d_]{1,12}\.?)?$", stripped)
    if end < len(text) and tail and end in {code.start for code in scene.codes}:
        stripped = stripped[: tail.start()].rstrip(_STRIP)
    lead = len(stripped) - len(stripped.lstrip(_STRIP))
    return Title(start + lead, start + len(stripped), weight, "field")


def _only_nouns(scene: Scene, start: int, end: int) -> bool:
    """Whether a value opens with "project" or its number before the quote."""
    words = scene.reading.folded[start:end]
    return any(hit.start >= start and hit.end <= end and set(hit.keys) & {"nouns", "called"} for hit in scene.anchors) or (
        _CODE_GAP.fullmatch(words) is not None
    )


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


# --- quotes -----------------------------------------------------------------------------------------------------------


def _from_quotes(scene: Scene) -> Iterator[Title]:
    hits = [hit for hit in scene.anchors if set(hit.keys) & {"nouns", "called"}]
    for quoted in scene.quoted:
        before = [hit for hit in hits if quoted.outer_start - MAX_GAP <= hit.end <= quoted.outer_start]
        after = [hit for hit in hits if quoted.outer_end <= hit.start <= quoted.outer_end + 12]
        weight = max(
            (_gap_weight(scene, hit.end, quoted.outer_start, hit) for hit in before[-3:]), default=0.0
        )
        weight = max(weight, max((_after_weight(scene, quoted.outer_end, hit) for hit in after[:1]), default=0.0))
        if weight > 0:
            yield Title(quoted.start, quoted.end, weight, "quote")


def _gap_weight(scene: Scene, start: int, end: int, hit: Hit) -> float:
    """What the words between "project" and a quote leave of the evidence: nothing, where they open another name."""
    reading = scene.reading
    base = 0.85 if "called" in hit.keys else 0.9
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
    capital = any(word[:1].isupper() for word in reading.text[start:end].split())
    return 0.3 if capital else 0.5


def _after_weight(scene: Scene, end: int, hit: Hit) -> float:
    """„Name“ е проект на …, „Name“ – проектът, който …"""
    gap = scene.reading.folded[end : hit.start].strip()
    if "nouns" not in hit.keys or "\n" in scene.reading.text[end : hit.start]:
        return 0.0
    if gap and gap in "-,:" or 0 < len(gap) <= 4:
        return 0.75
    return 0.5 if len(gap.split()) <= 2 else 0.0


# --- names without quotes ----------------------------------------------------------------------------------------------


def _from_names(scene: Scene) -> Iterator[Title]:
    reading, text = scene.reading, scene.reading.text
    openings = {quoted.outer_start for quoted in scene.quoted}
    for hit in scene.anchors:
        plain = "nouns" in hit.keys and nearby(reading.pack).match(reading.folded, hit.start)
        if not ("called" in hit.keys or plain and "plain_nouns" in plain.keys):
            continue
        gap = re.compile(r"[ \t]*[:–—-]?[ \t]*\n?[ \t]*").match(text, hit.end)
        start = gap.end() if gap else hit.end
        if start in openings or not text[start : start + 1].isupper() and not text[start : start + 1].isdigit():
            continue
        if not _opens_name(scene, start):
            continue
        end, weight = _name_extent(scene, start)
        if end > start:
            yield Title(start, end, weight + (0.1 if "called" in hit.keys else 0.0), "name")


def _opens_name(scene: Scene, start: int) -> bool:
    hit = nearby(scene.reading.pack).match(scene.reading.folded, start)
    blocked = {"not_names", "numbering", "institutions"}
    if any(code.start == start for code in scene.codes):
        return False
    return hit is None or not blocked & set(hit.keys) or _distinct(scene.reading.text[start : hit.end])


def _distinct(word: str) -> bool:
    """SILENT, AquaFold, BEE-WATCH, e-Care: a word written as only names are."""
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 2 and (
        all(c.isupper() for c in letters) or any(c.isupper() for c in word[1:]) or word[:2].lower() == "e-"
    )


def _name_extent(scene: Scene, start: int) -> tuple[int, float]:
    """Where a name without quotes ends: at a code in brackets, at the end of its run of name-like words, at a stop."""
    reading, text = scene.reading, scene.reading.text
    limit = min(len(text), start + 160)
    for code in scene.codes:
        if start < code.start <= limit and code.weight > 0.3:
            between = text[start : code.start].rstrip(" (,–—-№")
            if text[code.start - 1] == "(" and "\n\n" not in between and ". " not in between and "(" not in between:
                return start + len(between), 0.85
            break
    run = _distinct_run(text, start, limit)
    if run > start:
        return run, 0.55
    stop = _NAME_END.search(text, start, limit)
    end = stop.start() if stop else limit
    for hit in nearby(reading.pack).find(reading.folded, start, end):
        if "not_names" in hit.keys and hit.start > start and _verb_like(text, hit):
            end = hit.start
            break
    end = start + len(text[start:end].rstrip(_STRIP))
    words = text[start:end].split()
    return (end, 0.5 if len(words) <= 5 else 0.42) if 1 <= len(words) <= 10 else (start, 0.0)


def _verb_like(text: str, hit: Hit) -> bool:
    """Prepositions belong to names ("Návrat bez stresu", "Most za všechny"); longer clause words end them."""
    return hit.end - hit.start > 3 and text[hit.start].islower()


def _distinct_run(text: str, start: int, limit: int) -> int:
    """The end of words like "SECOND PAGE" or "AquaFold", with a subtitle behind a dash if it is capitalised."""
    end = start
    for word in _TOKEN.finditer(text, start, limit):
        if "\n" in text[end : word.start()] or not _distinct(word.group().strip(_STRIP + "()!?")):
            if end > start and word.group() in ("–", "—", "-", "&", "+") and _distinct_next(text, word.end()):
                end = word.end()
                continue
            if end > start and text[end - 1] in "–—-&+":
                stop = _NAME_END.search(text, word.start(), limit)
                end = stop.start() if stop else end
            break
        end = word.start() + len(word.group().rstrip(_STRIP + ")"))
        if end < word.end():
            break
    return end


def _distinct_next(text: str, position: int) -> bool:
    following = text[position : position + 30].split()
    return bool(following) and following[0][:1].isupper()


# --- beside codes -------------------------------------------------------------------------------------------------------


def _from_codes(scene: Scene) -> Iterator[Title]:
    """A quote or a name right before a code in brackets, and a quote right after a code."""
    text = scene.reading.text
    for code in scene.codes:
        if code.weight < 0.3:
            continue
        for quoted in scene.quoted:
            if 0 <= code.start - quoted.outer_end <= 14 and "\n\n" not in text[quoted.outer_end : code.start]:
                yield Title(quoted.start, quoted.end, 0.6 + code.weight / 4, "code")
            elif 0 <= quoted.outer_start - code.end <= 4 and text[code.end : quoted.outer_start].strip() in ("", "-", "–", ":", ","):
                yield Title(quoted.start, quoted.end, 0.6 + code.weight / 4, "code")
        if text[max(0, code.start - 2) : code.start] == " (":
            yield from _before_bracket(scene, code)


def _before_bracket(scene: Scene, code: Code) -> Iterator[Title]:
    """"Zelená stezka (ATCZ188)": the sentence's or line's opening words, or the run of capitals, before a code in brackets."""
    reading, text = scene.reading, scene.reading.text
    end = code.start - 2
    low = max(reading.layout.line_at(code.start).start, reading.layout.sentence_at(code.start)[0])
    before = text[low:end]
    lead = len(before) - len(before.lstrip())
    if 0 < len(before.split()) <= 9 and before[lead : lead + 1].isupper() and not any(c in before for c in "„“\"«("):
        hit = anchors(reading.pack).match(reading.folded, low + lead)
        start = low + lead + (len(text[hit.start : hit.end]) + 1 if hit and "nouns" in hit.keys else 0)
        if start < end and not (hit and "programmes" in hit.keys):
            yield Title(start, end, 0.45 + code.weight / 4, "code")
        return
    words = list(_TOKEN.finditer(text, max(low, end - 60), end))
    run = end
    for word in reversed(words):
        if not _distinct(word.group()):
            break
        run = word.start()
    if run < end:
        yield Title(run, end, 0.5, "code")


def best_title(text: str, titles: Sequence[Title]) -> Title | None:
    """The candidate with the most evidence; the same name elsewhere adds to it, and so does a longer form of it."""
    keys = [_key(text[title.start : title.end]) for title in titles]
    best, top = None, 0.0
    for index, title in enumerate(titles):
        if not keys[index]:
            continue
        others = [titles[i].weight for i, key in enumerate(keys) if i != index and key and _alike(key, keys[index])]
        total = title.weight + min(0.3, 0.3 * sum(others)) + min(len(keys[index]), 80) / 2000 - title.start / 1e6
        if total > top:
            best, top = title, total
    return best if top >= ENOUGH else None


def _key(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))


def _alike(a: str, b: str) -> bool:
    return a == b or (len(a) > 5 and len(b) > 5 and (a.startswith(b) or b.startswith(a)))
