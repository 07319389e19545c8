"""The publication date that a page states: a date by a label, alone at its head, or signed at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extractors.dates.features import Candidate, Page, features
from extractors.dates.resolve import Span
from extractors.dates.roles import weights


def published_of(whole: Page, dated: Sequence[tuple[Candidate, Span]]) -> date | None:
    """The best of the single days that a text gives in full, if it is good enough."""
    best, top = None, 0.0
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
    return [*features(whole, item, span, None, first), "latest" if latest else "not_latest"]


def published_score(names: Sequence[str]) -> float:
    """Above 0 for a publication date."""
    present = {"always", *names}
    return sum(weight for name, weight in weights()["published"].items() if name in present)
