"""Whether two names stand in one list: what lies between them is commas, "and", places and countries only."""

from __future__ import annotations

import re

from extractors.partners.page import Page

MAX_GAP = 90
MAX_CLAUSE = 130
_BRACKETS = re.compile(r"\([^()\n]{0,60}\)|\[[^\]\n]{0,40}\]")
_SENTENCE = re.compile(r"[.!?]\s+[^\W\d_]|\n\s*\n|:\s")
_ABBREVIATED = re.compile(r"(?:^|[\s(])[^\W\d_]{1,4}\.$")
_WORD = re.compile(r"[^\W_]+")


def in_one_list(page: Page, start: int, end: int) -> bool:
    """Whether [start, end), the text between two names, only links members of a list."""
    gap = page.text[start:end]
    if len(gap) > MAX_CLAUSE or not gap.strip(" \t\u00a0"):
        return False
    if _is_relative(page, start, end):
        return True
    if len(gap) > MAX_GAP or _ends_sentence(page.text[start : end + 1]):
        return False
    linked = any(sign in gap for sign in ",;|\n\t") or _has_conjunction(page, start, end)
    return linked and _only_links(page, start, end)


def _ends_sentence(gap: str) -> bool:
    return any(not _ABBREVIATED.search(gap[: found.start() + 1]) for found in _SENTENCE.finditer(gap))


def _has_conjunction(page: Page, start: int, end: int) -> bool:
    return any("conjunction" in hit.keys for hit in page.words.small.find(page.folded, start, end))


def _only_links(page: Page, start: int, end: int) -> bool:
    plain = _BRACKETS.sub(lambda found: " " * len(found.group()), page.text[start:end])
    small_words = capitals = 0
    skip = start
    for word in _WORD.finditer(plain):
        position = start + word.start()
        if position < skip:
            continue
        cue = page.cue_at(position)
        if cue is not None and not _is_member_noun(page, cue.start, cue.end):
            return False
        hit = page.words.small.match(page.folded, position)
        if hit is not None:
            if "relative" in hit.keys or (
                "stop" in hit.keys and "place" not in hit.keys and "conjunction" not in hit.keys
            ):
                return False
            skip = hit.end
            continue
        if page.nationality(position):
            continue
        if page.text[position].isupper() or page.text[position].isdigit():
            capitals += 1
        elif page.is_verb(position, start + word.end()):
            return False
        else:
            small_words += 1
    return small_words <= 3 and capitals <= 5


def _is_member_noun(page: Page, start: int, end: int) -> bool:
    """ "Partner 2 – X": the cue only numbers a member of the list."""
    hit = page.reading.pack.label_matcher.match(page.folded, start)
    return hit is not None and "partners" in hit.keys and page.text[end : end + 4].strip(" .:-–\t|")[:1].isdigit()


def _is_relative(page: Page, start: int, end: int) -> bool:
    """ ", která pronajala sedm bytů, " between two members."""
    opening = re.compile(r"\s*,\s*").match(page.text, start, end)
    if opening is None or _ends_sentence(page.text[start : end + 1]):
        return False
    hit = page.words.small.match(page.folded, opening.end())
    if hit is None or "relative" not in hit.keys:
        return False
    tail = page.text[hit.end : end].rstrip()
    conjunction = [found for found in page.words.small.find(page.folded, hit.end, end) if "conjunction" in found.keys]
    closes = tail.endswith(",") or any(not page.text[found.end : end].strip(' "„') for found in conjunction)
    return closes and page.words.anchors.first(page.folded, hit.end, end) is None
