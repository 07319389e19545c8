"""Names of projects without quotes: capitals after "project", and what stands beside a code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.lexicon import Hit
from extractors.projects.identifiers import Code
from extractors.projects.scene import (
    MAX_TITLE,
    STRIP,
    Scene,
    Title,
    is_plain,
    menu_like,
    of_institution,
)
from extractors.projects.words import anchors, nearby

# A name without quotes that runs on longer was no name.
MAX_NAME = 160

_TOKEN = re.compile(r"[^\s]+")
_NAME_END = re.compile(r"\s\(|[.!?](?=\s|$)|[,;:\n]|\s[–—-]\s|[„“\"«]|$")
_BEFORE_NAME = re.compile(r"[ \t]*(?:[:–—-][ \t]*|\n(?=\S))?")


def from_names(scene: Scene) -> Iterator[Title]:
    """Names in capitals after a word for "project" or a calling word ("entitled")."""
    reading, text = scene.reading, scene.reading.text
    openings = {quoted.outer_start for quoted in scene.quoted}
    for hit in scene.anchors:
        if not {"called", "nouns"} & set(hit.keys):
            continue
        gap = _BEFORE_NAME.match(text, hit.end)
        start = gap.end() if gap else hit.end
        if start in openings or (not text[start : start + 1].isupper() and not text[start : start + 1].isdigit()):
            continue
        if not _opens_name(scene, start) or menu_like(reading, start):
            continue
        if "called" not in hit.keys and not is_plain(scene, hit) and not _distinct(_word_at(text, start)):
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
    limit = min(len(text), start + MAX_NAME)
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
    end = start + len(text[start:end].rstrip(STRIP))
    words = text[start:end].split()
    if not 1 <= len(words) <= 10:
        return start, 0.0
    if len(words) > 1 and words[0][:1].isupper() and words[1][:1].isupper():
        return end, 0.3  # like the name of a person or a place
    return end, 0.5 if len(words) <= 5 else 0.42


def _verb_like(text: str, hit: Hit) -> bool:
    """Prepositions belong to names ("Návrat bez stresu", "Most za všechny"); longer clause words end them."""
    return hit.end - hit.start > 3 and text[hit.start].islower()


def _distinct_run(text: str, start: int, limit: int) -> int:
    """The end of words like "SECOND PAGE" or "AquaFold", with a subtitle behind a dash if it is capitalised."""
    end = start
    for word in _TOKEN.finditer(text, start, limit):
        if "\n" in text[end : word.start()] or not _distinct(word.group().strip(STRIP + "()!?")):
            if end > start and word.group() in ("–", "—", "-", "&", "+") and _distinct_next(text, word.end()):
                end = word.end()
                continue
            if end > start and text[end - 1] in "–—-&+":
                stop = _NAME_END.search(text, word.start(), limit)
                end = stop.start() if stop else end
            break
        end = word.start() + len(word.group().rstrip(STRIP + ")"))
        if end < word.end():
            break
    return end


def _distinct_next(text: str, position: int) -> bool:
    following = text[position : position + 30].split()
    return bool(following) and following[0][:1].isupper()


def from_codes(scene: Scene) -> Iterator[Title]:
    """A quote or a name right before a code in brackets, and a quote right after a code."""
    text = scene.reading.text
    for code in scene.codes:
        if code.weight < 0.2:
            continue
        for quoted in scene.quoted:
            if quoted.outer_start > code.end + 4:
                break
            if of_institution(scene, quoted):
                continue
            if (
                0 <= code.start - quoted.outer_end <= 14
                and not re.search(r"\n\n|[\d;)]|\.\s", text[quoted.outer_end : code.start])
            ) or (
                0 <= quoted.outer_start - code.end <= 4
                and text[code.end : quoted.outer_start].strip() in ("", "-", "–", ":", ",")
            ):
                yield Title(quoted.start, quoted.end, 0.6 + code.weight / 4, "code")
        if text[max(0, code.start - 2) : code.start] == " (":
            yield from _before_bracket(scene, code)
        elif text[code.end : code.end + 1] == ")" and text[code.start - 2 : code.start] == ", ":
            opening = text.rfind("(", max(0, code.start - MAX_TITLE), code.start)
            if (
                opening >= 0
                and text[opening - 1 : opening] in ("", "\n", " ")
                and ")" not in text[opening : code.start]
            ):
                yield Title(opening + 1, code.start - 2, 0.45 + code.weight / 4, "code")


def _before_bracket(scene: Scene, code: Code) -> Iterator[Title]:
    """The sentence's opening words, or the run of capitals, before a code in brackets: "Zelená stezka (ATCZ188)"."""
    reading, text = scene.reading, scene.reading.text
    end = code.start - 2
    low = max(reading.layout.line_at(code.start).start, reading.layout.sentence_at(code.start)[0])
    before = text[low:end]
    lead = len(before) - len(before.lstrip())
    if 0 < len(before.split()) <= 9 and before[lead : lead + 1].isupper() and not any(c in before for c in '„“"«('):
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


def _word_at(text: str, start: int) -> str:
    found = _TOKEN.match(text, start)
    return found.group()[:40] if found else ""
