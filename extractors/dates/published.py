"""The publication date that a page states: a date by a label, alone at its head, or signed at its foot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from extractors.dates.features import SHORTEST_PAGE, Candidate, Page, features, surroundings
from extractors.dates.resolve import Span

# What speaks for and against a publication date. A label or a date that fills a line at head or foot is enough by
# itself; a date in a sentence needs a cue beside it.
WEIGHTS: Mapping[str, float] = {
    "field:published": 3.6,
    "label:publication": 2.0,
    "before:publication:near": 3.5,
    "before:publication:middle": 1.2,
    "after:publication:near": 1.6,
    "alone": 0.9,
    "alone_top": 2.4,
    "alone_bottom": 1.1,
    "after_place": 2.2,
    "signature": 1.4,
    "issue_at_head": 1.7,
    "clock_after": 1.6,
    "line_start": 0.5,
    "top:3": 0.7,
    "first_date": 0.8,
    "text_needs_it": 1.5,
    "with_clock_or_weekday": 0.5,
    "line:long": -2.8,
    "line:middle": -1.4,
    "item_start": -2.0,
    "line:item": -0.5,
    "line:row": -0.7,
    "copyright": -2.0,
    "not_latest": -0.9,
    "section:event": -1.0,
    "field:event": -0.3,
    "field:identifier": -1.9,
    "field:context": -1.5,
    "field:unknown": -0.7,
    "before:event:near": -1.0,
    "before:start:near": -2.8,
    "before:end:near": -2.6,
    "before:runs:near": -2.0,
    "before:deadline:near": -2.4,
    "before:reference:near": -1.4,
    "before:start:middle": -1.0,
    "before:end:middle": -1.2,
    "row:start": -3.0,
    "row:end": -3.0,
    "row:period": -3.0,
    "column:published": 2.0,
    "row:published": 3.0,
}
# Fields whose value is another date.
_OTHERWISE = frozenset({"field:start", "field:end", "field:period", "field:duration"})
ENOUGH = 1.4
# A text with "yesterday" or "this year" was dated by its author: a weaker sign is enough.
ENOUGH_IF_NEEDED = 0.2
_RELATIVE = re.compile(r"[TLX]|[AC][ymwgWSM]|[ymwgWS][BC]")
_WORD = re.compile(r"[^\W\d_]{2,}")
# "Ruse / Giurgiu, 19 martie 2019": a name of a place before the date.
_PLACE = re.compile(r"(?:^|[\s/(])[^\W\d_a-zа-я][^\W\d_]+ ?,\s*\Z")


def published_of(whole: Page, dated: Sequence[tuple[Candidate, Span]]) -> date | None:
    """The best of the single days that a text gives in full, if it is good enough."""
    best: date | None = None
    top = ENOUGH_IF_NEEDED if _RELATIVE.search(whole.tokens.letters) else ENOUGH
    latest = max((span.first for _, span in dated if span.first == span.last), default=None)
    for number, (item, span) in enumerate(dated):
        if span.first != span.last or item.expression.right is not None:
            continue
        names = published_features(whole, item, span, number == 0, span.first == latest)
        score = sum(weight for name, weight in WEIGHTS.items() if name in names)
        if not _OTHERWISE.isdisjoint(names):
            continue
        if score > top:
            best, top = span.first, score
    return best


def published_features(whole: Page, item: Candidate, span: Span, first: bool, latest: bool) -> set[str]:
    """The features of a date as a publication date; in a text too short for a page, its place tells nothing."""
    found = set(features(whole, item, span, None, first))
    reading = whole.reading
    _, left, right = surroundings(whole, item)
    paged = whole.count >= SHORTEST_PAGE
    if not paged:
        found -= {"first_date", "line_start"}
    elif not latest:
        found.add("not_latest")
    if _RELATIVE.search(whole.tokens.letters):
        found.add("text_needs_it")
    words = len(_WORD.findall(reading.folded, left, right))
    found.add("line:short" if words <= 8 else "line:long" if words > 14 else "line:middle")
    if words <= 8 and paged and _PLACE.search(reading.text[max(left, item.start - 40) : item.start]):
        found.add("after_place")
    own = whole.tokens.letters[item.expression.first : item.expression.last]
    if paged and words <= 8 and "W" in own:
        found.add("with_clock_or_weekday")
    if found & {"bottom:1", "bottom:4"} and "line_end" in found and "not_latest" not in found:
        found.add("signature")
    if "after_slash" in found and "top:3" in found:
        found.add("issue_at_head")
    return found
