"""To the left of the word that gives an organisation away: where its name begins."""

from __future__ import annotations

import re

from extractors.lexicon import Hit
from extractors.partners.page import Page
from extractors.partners.phrase import legal_at

MAX_LEFT_WORDS = 4
_LEADING = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.\s?){2,3}\s?$")
_NUMBER_BEFORE = re.compile(r"(?<![\d.,])(\d{1,3})\.?[ \u00a0]$")


def left_of_head(page: Page, hit: Hit) -> int:
    """Start of the name when adjectives or a number come before its head."""
    floor, start, best = floor_of(page, hit.start), hit.start, hit.start
    for _ in range(MAX_LEFT_WORDS):
        word = page.word_before(start, floor)
        if word is not None and start < hit.start and page.text[start].islower() and _is_conjunction(page, *word):
            word = page.word_before(word[0], floor)  # "Mateřská a základní škola"
            if word is None or not page.text[word[0]].isupper() or page.nationality(word[0]):
                break
        if word is None or not _may_precede(page, *word):
            break
        start = word[0]
        if page.text[start].isupper():
            best = start
    if best == hit.start and page.text[hit.start].isupper():
        number = _NUMBER_BEFORE.search(page.text, max(floor, hit.start - 6), hit.start)
        if number and page.text[hit.start : hit.end].isupper():
            return number.start(1)
    return best


def _is_conjunction(page: Page, start: int, end: int) -> bool:
    small = page.words.small.match(page.folded, start)
    return small is not None and small.end == end and "conjunction" in small.keys


def _may_precede(page: Page, start: int, end: int) -> bool:
    endings = page.words.adjective_endings
    if not endings or not page.folded.endswith(endings, start, end) or page.cue_at(start) or end - start < 4:
        return False
    small = page.words.small.match(page.folded, start)
    inner = page.text[start].isupper() and page.reading.layout.sentence_at(start)[0] != start
    barred = {"stop", "person", "relative"} if inner else {"stop", "person", "relative", "descriptor"}
    if small is not None and barred.intersection(small.keys):
        return False
    if page.reading.layout.sentence_at(start)[0] == start and page.nationality(start):
        return True
    return not page.is_verb(start, end)


def left_run(page: Page, end: int, floor: int, loose: bool = False) -> int:
    """Start of the run of capitalised words that ends at `end`; small words only between capitals.

    `loose` lets any small words in, as in "Krok za krokem Bruntál, o.p.s.", otherwise only those of foreign names.
    """
    start = best = end
    if page.folded[end - 1 : end] == '"':
        opening = page.folded.rfind('"', max(floor, end - 90), end - 1)
        if opening < 0:
            return end
        start = best = opening
    small = 0
    for _ in range(10):
        word = page.word_before(start, floor) or page.word_before(_over_sign(page, start, floor), floor)
        if word is None or not _may_stand_in_run(page, *word, loose):
            break
        capital = page.is_capital(word[0])
        small = 0 if capital else small + 1
        if small > 3:
            break
        start = word[0]
        if capital and not page.text[start].isdigit():
            best = start
        if page.text[word[0] : word[1]] in page.words.leading:
            break
    leading = _LEADING.search(page.text, max(floor, best - 8), best)
    return leading.start() if leading else best


def _over_sign(page: Page, start: int, floor: int) -> int:
    """Step over a dash between spaces, or the full stop of an initial."""
    found = re.compile(r"[^\W_]([^\S\n]+[–-][^\S\n]+)$|(?<![^\W_])[^\W\d_](\.[^\S\n]?)$").search(
        page.text, max(floor, start - 5), start
    )
    return max(found.start(1), found.start(2)) if found else start


def _may_stand_in_run(page: Page, start: int, end: int, loose: bool) -> bool:
    small = page.words.small.match(page.folded, start)
    keys = set(small.keys) if small and small.end <= end else set()
    if page.is_capital(start):
        anchor = page.words.anchors.match(page.folded, start)
        is_head = anchor is not None and any(key.startswith("head") for key in anchor.keys)
        if legal_at(page, start) is not None and page.text[start:end] not in page.words.leading:
            return False
        return not keys & {"relative", "person"} and (is_head or "descriptor" not in keys) and not page.in_cue(start)
    if not loose:
        return page.folded[start:end] in page.words.foreign_links
    if keys & {"stop", "descriptor", "relative", "person"} or page.in_cue(start):
        return False
    if keys & {"conjunction"}:
        return end + 1 < len(page.text) and not page.is_capital(end + 1) and page.nationality(end + 1) is None
    return not keys & {"place"} or bool(keys & {"connector", "inner"}) if keys else not page.is_verb(start, end)


def floor_of(page: Page, offset: int) -> int:
    """How far to the left a name may begin: its line, its sentence where a line break only wraps it, 120 characters."""
    line = page.reading.layout.line_at(offset)
    return max(line.start if line.kind != "text" else page.reading.layout.sentence_at(offset)[0], offset - 120)
