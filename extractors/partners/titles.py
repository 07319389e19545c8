"""Names that stand in a project's title are not organisations that take part: „Ремонт на ОУ „Х““."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.partners.page import Page
from extractors.partners.phrase import Phrase

_QUOTED = re.compile(r'"([^"\n]{4,200})"')
MAX_BEFORE = 40


def outside_titles(page: Page, phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases that do not stand in quotes with other words, nor repeat what the text calls a project."""
    spans = [found.span(1) for found in _QUOTED.finditer(page.folded)]
    titles = {page.folded[start:end].strip(" .") for start, end in spans if _is_title(page, start)}
    return [phrase for phrase in phrases if not _is_in_title(page, phrase, spans, titles)]


def _is_title(page: Page, start: int) -> bool:
    """Whether quotes are opened right behind a word for a project."""
    cues = page.reading.cues_between(max(0, start - MAX_BEFORE), start)
    last = max((cue.end for cue in cues if "project" in cue.keys), default=None)
    return last is not None and len(page.folded[last:start].split()) <= 2


def _is_in_title(page: Page, phrase: Phrase, spans: Sequence[tuple[int, int]], titles: set[str]) -> bool:
    name = page.folded[phrase.start : phrase.name_end].strip(' ."')
    if phrase.anchor != "legal" and name in titles:
        return True
    for start, end in spans:
        begins_inside = start < phrase.start < end  # an inner quote may end the span early: „Ремонт на ОУ „Х“ и двора“
        if begins_inside or (start == phrase.start and phrase.end < end - 4):
            return len(page.folded[start:end].split()) >= 3 and _is_title(page, start)
    return False
