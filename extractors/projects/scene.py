"""What the search for a project's name looks at, and what it proposes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.lexicon import Hit
from extractors.projects.identifiers import Code, find_codes
from extractors.projects.quotes import Quoted, find_quoted
from extractors.projects.words import anchors, nearby
from extractors.reading import Reading

_LINKS = re.compile(r"\s[|»›>•·●/]\s|::|\s{3,}|[»›]")
MAX_TITLE = 300
# What surrounds a name without being part of it.
STRIP = " \t\n\r.,;:–—-•*|/»«>"


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


def is_plain(scene: Scene, hit: Hit) -> bool:
    """Whether a word for "project" is one after which a name often stands without quotes."""
    plain = nearby(scene.reading.pack).match(scene.reading.folded, hit.start)
    return plain is not None and "plain_nouns" in plain.keys


def of_institution(scene: Scene, quoted: Quoted) -> bool:
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
