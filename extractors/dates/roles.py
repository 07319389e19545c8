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
_SINGLE: tuple[DateRole, ...] = ("project_start", "project_end")


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Weights by role, then by feature."""
    text = (resources.files("extractors") / "dates" / "weights.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def scores(names: Sequence[str]) -> dict[DateRole, float]:
    """The score of each role for a date with these features.

    >>> found = scores(["field:end", "glue:t", "single:day", "last_before:end", "project"])
    >>> max(found, key=found.get)
    'project_end'
    """
    present = {"always", *names}
    return {
        role: sum(weight for name, weight in weights()[role].items() if name in present) for role in get_args(DateRole)
    }


def decide(features: Sequence[Sequence[str]]) -> list[tuple[DateRole, float]]:
    """Role and its probability for each date of a text, given the features of each."""
    return decode([scores(names) for names in features])


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
