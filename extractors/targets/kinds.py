"""What a number is to the project: target, result, budget, duration or context.

Every quantity is described by language-independent features; a table of weights in `kinds.toml` adds them up to a
score a kind. A second, small table then weighs a quantity's own scores against the kinds its neighbours seem to have:
what stands in one list, column or sentence is mostly of one kind. `python -m benchmarks.fit_kinds` fits both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import cast, get_args

from extractors.data import TargetKind
from extractors.reading import Reading
from extractors.targets.draft import Draft
from extractors.targets.features import GROUPS, Scene, group_of
from extractors.targets.neighbours import shares
from extractors.targets.vocabulary import Vocabulary

KINDS: tuple[str, ...] = get_args(TargetKind)
# Of these features there are no pairs with the group of the unit.
UNPAIRED = ("unit=", "form=")

Row = tuple[int, ...]


def judged(
    drafts: Sequence[Draft], reading: Reading, words: Vocabulary, dates: Sequence[tuple[int, int]] = ()
) -> list[TargetKind]:
    """The kind of each quantity of a text; `dates` are the spans of its dates."""
    if not drafts:
        return []
    scene = Scene(reading, words, dates, drafts)
    own = [scores(scene.features(draft), group_of(draft)) for draft in drafts]
    first = [best(row) for row in own]
    together = shares(reading, drafts, first, len(KINDS))
    second = (best(weighed(row, votes, _tables()[1])) for row, votes in zip(own, together, strict=True))
    return [cast(TargetKind, KINDS[index]) for index in second]


def best(row: Sequence[float]) -> int:
    """The index of the greatest score; of equal ones the first."""
    return max(range(len(row)), key=lambda index: (row[index], -index))


def named(features: set[str], group: str) -> set[str]:
    """The features with all that is paired with the group, as `kinds.toml` names them."""
    paired = {f"{group}&{name}" for name in features if not name.startswith(UNPAIRED)}
    return features | paired | {"bias", f"group={group}"}


def scores(features: set[str], group: str) -> Row:
    """The score of each kind by the features alone, in thousandths, about a mean of zero."""
    table = _by_group()[group]
    rows = [table[name] for name in features if name in table]
    sums = [sum(column) for column in zip(table["bias"], *rows, strict=True)]
    mean = sum(sums) // len(sums)
    return tuple(value - mean for value in sums)


def weighed(
    own: Sequence[int], votes: Mapping[str, Sequence[float]], table: Mapping[str, Sequence[float]]
) -> list[float]:
    """The scores by a quantity's own scores and the kinds of its neighbours. The order of the sums is fixed."""
    sums = list(table["bias"])
    for part, values in (("own", [value / 1000 for value in own]), *sorted(votes.items())):
        for kind, value in zip(KINDS, values, strict=True):
            row = table.get(f"{part}={kind}")
            if row is not None and value:
                sums = [total + value * weight for total, weight in zip(sums, row, strict=True)]
    return sums


@cache
def _tables() -> tuple[dict[str, Row], dict[str, tuple[float, ...]]]:
    """The weights of the features in thousandths, whole so that they add up alike in any order; those of neighbours."""
    text = (resources.files("extractors") / "targets" / "kinds.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    first = {name: tuple(round(1000 * weight) for weight in row) for name, row in read["weights"].items()}
    return first, {name: tuple(row) for name, row in read["neighbours"].items()}


@cache
def _by_group() -> dict[str, dict[str, Row]]:
    """For each group of units the weights of the plain features, with those of their pairs with the group added."""
    weights = _tables()[0]
    plain = {name: row for name, row in weights.items() if "&" not in name}
    zero = (0,) * len(KINDS)
    tables = {group: dict(plain) for group in ("count", *set(GROUPS.values()))}
    for name, row in weights.items():
        group, _, feature = name.partition("&")
        if feature:
            known = tables[group].get(feature, zero)
            tables[group][feature] = tuple(a + b for a, b in zip(known, row, strict=True))
    for group, table in tables.items():
        both = (weights.get("bias", zero), weights.get(f"group={group}", zero))
        table["bias"] = tuple(map(sum, zip(*both, strict=True)))
    return tables
