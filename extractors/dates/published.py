"""The publication date that a page states: a date by a label, alone at its head, or signed at its foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractors.dates.features import Candidate, Page, features
from extractors.dates.resolve import Span
from extractors.dates.roles import weights

# A text with "yesterday" or "this year" was dated by its author: a weaker sign is enough.
NEEDED = -1.5
_RELATIVE = re.compile(r"[TLX]|[AC][ymwgWSM]|[ymwgWS][BC]")
# Of the features of a date, those that bear on publication: its place on the page, its label, the cue before it.
_TELLS = re.compile(
    r"alone|nearly|first_date|line|item|top|bottom|clock|after_slash|copyright|name:|last_before|field|label|row|column|section"
    r"|glue:.\Z|before:(?:publication|event|start|end|deadline|reference|runs):(?:near|middle)|numbered"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
# "Ruse / Giurgiu, 19 martie 2019": a name of a place before the date.
_PLACE = re.compile(r"(?:^|[\s/(])[^\W\d_a-zа-я][^\W\d_]+ ?,\s*\Z")


def published_of(whole: Page, dated: Sequence[tuple[Candidate, Span]]) -> date | None:
    """The best of the single days that a text gives in full, if it is good enough."""
    best: date | None = None
    top = NEEDED if _RELATIVE.search(whole.tokens.letters) else 0.0
    latest = max((span.first for _, span in dated if span.first == span.last), default=None)
    for number, (item, span) in enumerate(dated):
        if span.first != span.last or item.expression.right is not None:
            continue
        score = published_score(published_features(whole, item, span, number == 0, span.first == latest))
        if score > top:
            best, top = span.first, score
    return best


def published_features(whole: Page, item: Candidate, span: Span, first: bool, latest: bool) -> list[str]:
    """The features of a date as a publication date."""
    found = [name for name in features(whole, item, span, None, first) if _TELLS.match(name)]
    found.append("latest" if latest else "not_latest")
    reading, line = whole.reading, whole.reading.layout.line_at(item.start)
    if _RELATIVE.search(whole.tokens.letters):
        found.append("text_needs_it")
    words = len(_WORD.findall(reading.folded, line.start, min(line.end, line.start + 400)))
    found.append("line:short" if words <= 8 else "line:long" if words > 14 else "line:middle")
    if _PLACE.search(reading.text[max(line.start, item.start - 40) : item.start]):
        found.append("after_place" if words <= 8 else "after_place_long")
    for name in ("alone", "alone_top", "alone_bottom", "line_start", "top:3", "bottom:1", "bottom:4"):
        if name in found:
            found += [f"{name}+{other}" for other in ("first_date", "latest", "text_needs_it") if other in found]
    return found


def published_score(names: Sequence[str]) -> float:
    """Above 0 for a publication date."""
    present = {"always", *names}
    return sum(weight for name, weight in weights()["published"].items() if name in present)
