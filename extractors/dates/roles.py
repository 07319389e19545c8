"""The role of each date of a text: weights of language-independent features, then one look at the whole.

The weights stand in `weights.toml`; `benchmarks/date_roles.py` fits them to annotated documents and reports
how well they do on documents left out.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import get_args

from extractors.data import DateRole

# A project starts and ends once: a second date that is called its start is believed only with this lead.
SECOND = 1.0
# A text that names no start or end keeps it for the date that comes closest, within this distance.
CLOSEST = 1.5
# What the gold shows too seldom to be fitted: a bare "2010-2013" under "Period:" is the project's, not a programme's,
# and nothing happens "on" a decade.
PRIORS: Mapping[str, tuple[DateRole, float]] = {
    "range_in:period": ("project_period", 1.8),
    "grain:decade": ("other", 1.5),
}
# A text without any start, end or period of a project: a span of whole months is it, within this distance.
WHOLE_SPAN = 3.5
_SINGLE: tuple[DateRole, ...] = ("project_start", "project_end")
_OF_PROJECT: tuple[DateRole, ...] = ("project_period", *_SINGLE)


_ROLES: tuple[DateRole, ...] = get_args(DateRole)


@cache
def weights() -> Mapping[str, tuple[tuple[int, float], ...]]:
    """For each feature, the roles (by number) it speaks for or against, with its weight."""
    text = (resources.files("extractors") / "dates" / "weights.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    found: dict[str, list[tuple[int, float]]] = {}
    for number, role in enumerate(_ROLES):
        for name, weight in tables[role].items():
            found.setdefault(name, []).append((number, weight))
    return {name: tuple(pairs) for name, pairs in found.items()}


def scores(names: Sequence[str]) -> dict[DateRole, float]:
    """The score of each role for a date with these features.

    >>> found = scores(["field:end", "glue:t", "single:day", "last_before:end", "project"])
    >>> max(found, key=found.get)
    'project_end'
    """
    table, sums = weights(), [0.0] * len(_ROLES)
    for name in dict.fromkeys(("always", *names)):
        for number, weight in table.get(name, ()):
            sums[number] += weight
        if name in PRIORS:
            role, weight = PRIORS[name]
            sums[_ROLES.index(role)] += weight
    return dict(zip(_ROLES, sums, strict=True))


def decide(features: Sequence[Sequence[str]]) -> list[tuple[DateRole, float]]:
    """Role and its probability for each date of a text, given the features of each."""
    scored = [scores(names) for names in features]
    decided = decode(scored)
    if any(role in _OF_PROJECT for role, _ in decided):
        return decided
    spans = [number for number, names in enumerate(features) if "whole_months" in names]
    best = max(spans, key=lambda number: (scored[number]["project_period"], -number), default=None)
    if best is not None and _lead(scored[best], "project_period") > -WHOLE_SPAN:
        decided[best] = ("project_period", _probability(scored[best], "project_period"))
    return decided


def decode(scored: Sequence[Mapping[DateRole, float]]) -> list[tuple[DateRole, float]]:
    """The best role of each date, with at most one start and end of the project unless they are clear."""
    chosen = [max(table, key=lambda role: (table[role], role)) for table in scored]
    for role in _SINGLE:
        named = [number for number, found in enumerate(chosen) if found == role]
        best = max(named, key=lambda number: (_lead(scored[number], role), -number), default=None)
        for number in named:
            if number != best and _lead(scored[number], role) < SECOND:
                chosen[number] = _other_best(scored[number], role)
    for role in _SINGLE:
        if not scored or role in chosen or "project_period" in chosen:
            continue
        best = max(range(len(scored)), key=lambda number: (_lead(scored[number], role), -number))
        if _lead(scored[best], role) > -CLOSEST and chosen[best] not in ("publication", *_SINGLE):
            chosen[best] = role
    return [(role, _probability(table, role)) for role, table in zip(chosen, scored, strict=True)]


def _lead(table: Mapping[DateRole, float], role: DateRole) -> float:
    return table[role] - max(score for other, score in table.items() if other != role)


def _other_best(table: Mapping[DateRole, float], role: DateRole) -> DateRole:
    return max((other for other in table if other != role), key=lambda other: (table[other], other))


def _probability(table: Mapping[DateRole, float], role: DateRole) -> float:
    top = max(table.values())
    return round(math.exp(table[role] - top) / sum(math.exp(score - top) for score in table.values()), 3)
