"""The project's name: every place that may state it is a candidate, and the best evidence wins.

Candidates come from fields ("Project title: …"), from quotes beside a word for "project", from names in capitals after
it, from quotes or names beside a code, and from the page's own heading (`headings`). The same name stated twice counts
more than once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.lexicon import Hit, fold
from extractors.projects.identifiers import Code, find_codes
from extractors.projects.quotes import Quoted, find_quoted
from extractors.projects.words import anchors, nearby
from extractors.reading import Reading

MAX_TITLE = 300
# Words that may stand between "project" and the name.
MAX_GAP = 60

ENOUGH = 0.4
# More candidates than this come from a list of projects, whose later entries are not the page's.
MAX_CANDIDATES = 120

_TOKEN = re.compile(r"[^\s]+")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_JOIN = re.compile(r"[\s:,–—-]*")
_CODE_GAP = re.compile(r"[\s(№#:.]*[\w./:+-]*\d[\w./:+-]*(?:\s[\d./-]+)?[\s),:;–—-]*$")
_NAME_END = re.compile(r"\s\(|[.!?](?=\s|$)|[,;:\n]|\s[–—-]\s|[„“\"«]|$")
_BEFORE_NAME = re.compile(r"[ \t]*(?:[:–—-][ \t]*|\n(?=\S))?")
_NO_LETTER = re.compile(r"[\W\d_]+")
_LINKS = re.compile(r"\s[|»›>•·●/]\s|::|\s{3,}|[»›]")
_REPLY = re.compile(r"\s*(?:(?:re|fw|fwd|aw|вн|пр|отг)\s*:)", re.IGNORECASE)
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

    @cached_property
    def anchor_starts(self) -> list[int]:
        """Starts of the anchors, to look them up by place."""
        return [hit.start for hit in self.anchors]


def scene_of(reading: Reading) -> Scene:
    """Collect what titles stand beside."""
    found = tuple(anchors(reading.pack).find(reading.folded))
    return Scene(reading, find_quoted(reading.text), found, find_codes(reading, found))


def anchors_between(scene: Scene, start: int, end: int) -> Sequence[Hit]:
    """The anchors that begin within [start, end)."""
    starts = scene.anchor_starts
    return scene.anchors[bisect_left(starts, start) : bisect_left(starts, end)]


def menu_like(reading: Reading, offset: int) -> bool:
    """Whether an offset lies in a line of links."""
    line = reading.layout.line_at(offset)
    return len(_LINKS.findall(reading.text, line.start, line.end)) > 1


def find_titles(scene: Scene) -> list[Title]:
    """Every candidate but headings, by start.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> text = "Приключи проект „Заедно на село“."
    >>> [text[t.start:t.end] for t in find_titles(scene_of(read(text, load_pack("bg"))))]
    ['Заедно на село']
    """
    found = [*_from_fields(scene), *_from_quotes(scene), *_from_names(scene), *_from_codes(scene)]
    return sorted(found, key=lambda title: (title.start, title.end))


def _is_name(text: str, title: Title) -> bool:
    value = text[title.start : title.end]
    return 2 < len(value) <= MAX_TITLE and len(_NO_LETTER.sub("", value)) * 2 > len(value) - value.count(" ")


# --- fields -----------------------------------------------------------------------------------------------------------


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
    return _REPLY.match(text, start, end) is not None or "@" in text[max(0, start - 250) : start] and start < 400


def _names_title(reading: Reading, start: int, end: int) -> bool:
    """Whether a label speaks of the name ("Наименование на проекта") and not just of the project ("Проект")."""
    nouns = [hit for hit in nearby(reading.pack).find(reading.folded, start, end) if "plain_nouns" in hit.keys]
    return not any(hit.start == start and hit.end >= end - 1 for hit in nouns)


def _wrapped(scene: Scene, start: int, end: int) -> int:
    """The end of a value that its quote carries on to the next line."""
    return next((max(end, q.outer_end) for q in scene.quoted if start <= q.outer_start <= start + 1), end)


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
    keys = [_key(scene.reading.text[quoted.start : quoted.end]) for quoted in scene.quoted]
    low = 0
    for quoted, key in zip(scene.quoted, keys, strict=True):
        while low < len(hits) and hits[low].end < quoted.outer_start - MAX_GAP:
            low += 1
        near = [hit for hit in hits[low : low + 8] if hit.start <= quoted.outer_end + 24]
        weight = max((_gap_weight(scene, hit.end, quoted.outer_start, hit) for hit in near), default=0.0)
        weight = max(weight, max((_after_weight(scene, quoted, hit) for hit in near), default=0.0))
        if weight == 0 and key and not _of_institution(scene, quoted):
            weight = 0.4 if keys.count(key) > 1 and len(keys) < 200 else 0.15
        if weight > 0:
            yield Title(quoted.start, quoted.end, weight, "quote")


def _of_institution(scene: Scene, quoted: Quoted) -> bool:
    """Whether the words before a quote, or its own first word, open the name of an organisation, programme or call."""
    reading = scene.reading
    before = reading.folded[max(0, quoted.outer_start - 30) : quoted.outer_start].rsplit("\n", 1)[-1].split()
    place = quoted.outer_start - 1 - len(before[-1]) if before else -1
    hits = [nearby(reading.pack).match(reading.folded, at) for at in (place, quoted.start) if at >= 0]
    if any(hit is not None and {"institutions", "calls"} & set(hit.keys) for hit in hits):
        return True
    near = anchors_between(scene, quoted.outer_start - 30, quoted.start + 1)
    return any(
        {"programmes", "programme_heads"} & set(hit.keys)
        and (hit.start == quoted.start or 0 <= quoted.outer_start - hit.end <= 2)
        for hit in near
    )


def _gap_weight(scene: Scene, start: int, end: int, hit: Hit) -> float:
    """What the words between "project" and a quote leave of the evidence: nothing, where they open another name."""
    reading = scene.reading
    if hit.end > end:
        return 0.0
    base = 0.85 if "called" in hit.keys else 0.9 if _is_plain(scene, hit) else 0.6
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


def _is_plain(scene: Scene, hit: Hit) -> bool:
    plain = nearby(scene.reading.pack).match(scene.reading.folded, hit.start)
    return plain is not None and "plain_nouns" in plain.keys


def _after_weight(scene: Scene, quoted: Quoted, hit: Hit) -> float:
    """„Name“ е проект на …, „Name“ – проектът, който …, „Name“, пилотната инициатива …"""
    if not quoted.outer_end <= hit.start <= quoted.outer_end + 24 or "nouns" not in hit.keys:
        return 0.0
    between = scene.reading.text[quoted.outer_end : hit.start]
    gap = between.strip()
    if "\n" in between or not gap or not re.fullmatch(r"[–—,-]?\s*[^\W\d_]{0,4}|[–—,-]\s[^\W\d_]{3,14}", gap):
        return 0.0
    weight = 0.75 if _is_plain(scene, hit) else 0.5
    return weight if not _of_institution(scene, quoted) else 0.2


# --- names without quotes ----------------------------------------------------------------------------------------------


def _from_names(scene: Scene) -> Iterator[Title]:
    reading, text = scene.reading, scene.reading.text
    openings = {quoted.outer_start for quoted in scene.quoted}
    for hit in scene.anchors:
        if not {"called", "nouns"} & set(hit.keys):
            continue
        gap = _BEFORE_NAME.match(text, hit.end)
        start = gap.end() if gap else hit.end
        if start in openings or not text[start : start + 1].isupper() and not text[start : start + 1].isdigit():
            continue
        if not _opens_name(scene, start) or menu_like(reading, start):
            continue
        if "called" not in hit.keys and not _is_plain(scene, hit) and not _distinct(_word_at(text, start)):
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
        return run, 0.55 if run - start > 5 else 0.4
    stop = _NAME_END.search(text, start, limit)
    end = stop.start() if stop else limit
    for hit in nearby(reading.pack).find(reading.folded, start, end):
        if "not_names" in hit.keys and hit.start > start and _verb_like(text, hit):
            end = hit.start
            break
    end = start + len(text[start:end].rstrip(_STRIP))
    words = text[start:end].split()
    if not 1 <= len(words) <= 10:
        return start, 0.0
    if len(words) <= 3 and all(word[:1].isupper() for word in words):
        return end, 0.3  # like the name of a person or a place
    return end, 0.5 if len(words) <= 5 else 0.42


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
            if quoted.outer_start > code.end + 4:
                break
            if _of_institution(scene, quoted):
                continue
            if 0 <= code.start - quoted.outer_end <= 14 and not re.search(r"\n\n|[\d;)]|\.\s", text[quoted.outer_end : code.start]):
                yield Title(quoted.start, quoted.end, 0.6 + code.weight / 4, "code")
            elif 0 <= quoted.outer_start - code.end <= 4 and text[code.end : quoted.outer_start].strip() in ("", "-", "–", ":", ","):
                yield Title(quoted.start, quoted.end, 0.6 + code.weight / 4, "code")
        if text[max(0, code.start - 2) : code.start] == " (":
            yield from _before_bracket(scene, code)
        elif text[code.end : code.end + 1] == ")" and text[code.start - 2 : code.start] == ", ":
            opening = text.rfind("(", max(0, code.start - MAX_TITLE), code.start)
            if opening >= 0 and text[opening - 1 : opening] in ("", "\n", " ") and ")" not in text[opening : code.start]:
                yield Title(opening + 1, code.start - 2, 0.45 + code.weight / 4, "code")


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
        named = any(low <= other.start < end and "programme" in key for other in scene.anchors for key in other.keys)
        if start < end and not named:
            yield Title(start, end, 0.45 + code.weight / 4, "code")
        return
    words = list(_TOKEN.finditer(text, max(low, end - 60), end))
    run = end
    for word in reversed(words):
        if not _distinct(word.group()):
            break
        run = word.start()
    if run < end:
        yield Title(run, end, 0.55 + code.weight / 3, "code")


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
        total = title.weight + min(0.3, 0.3 * others) + min(len(key), 80) / 2000 - 0.25 * title.start / max(1500, len(text))
        if total > top:
            best, top = title, total
    return best if top >= ENOUGH else None


def _key(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))


def _alike(a: str, b: str) -> bool:
    return a == b or (len(a) > 5 and len(b) > 5 and (a.startswith(b) or b.startswith(a)))


def _word_at(text: str, start: int) -> str:
    found = _TOKEN.match(text, start)
    return found.group()[:40] if found else ""
