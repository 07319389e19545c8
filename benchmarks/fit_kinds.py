"""Fit the two tables of weights that tell targets, results, budgets, durations and context apart.

    python -m benchmarks.fit_kinds GOLD.jsonl [GOLD.jsonl …] [--split tune|held|all] [--strength 30] [--folds 0]

Softmax regression with a quadratic penalty, by full-batch gradient descent from zero: no randomness. The table of
neighbours is fitted on kinds that a first table, fitted on other documents, told. With --folds the accuracy on
documents left out is printed, and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy import in_split
from extractors.packs import load_pack
from extractors.reading import Reading, read
from extractors.targets import find
from extractors.targets.draft import Draft
from extractors.targets.features import Scene, group_of
from extractors.targets.kinds import KINDS, named
from extractors.targets.neighbours import RELATIONS, shares
from extractors.targets.vocabulary import vocabulary
from flows.evaluation import read_gold

OUTPUT = Path(__file__).parent.parent / "extractors" / "targets" / "kinds.toml"
INNER = 5
# The second table has few weights, so that it needs another penalty than the first.
SECOND_STRENGTH = 20.0
RARE = 3


@dataclass(frozen=True)
class Page:
    """A gold document: its quantities with their features and gold kinds; -1 where the gold has no such quantity."""

    name: str
    reading: Reading
    drafts: list[Draft]
    features: list[set[str]]
    kinds: list[int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write the tables, or print how they do on documents left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--split", choices=["tune", "held", "all"], default="all")
    parser.add_argument("--strength", type=float, default=30.0)
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args(arguments)
    pages = [page(record) for record in read_gold(args.gold) if in_split(record["id"], args.split)]
    if args.folds:
        first, second = cross_validated(pages, args.folds, args.strength)
        print(f"right on documents left out: {first:.3f} by features alone, {second:.3f} with neighbours")
        return 0
    names, table = first_table(pages, args.strength)
    write(names, table, second_table(pages, left_out(pages, INNER, args.strength)))
    return 0


def page(record: Mapping[str, Any]) -> Page:
    """The quantities that the finder finds in a gold document, with the gold's kinds."""
    reading = read(record["text"], load_pack(record["language"]))
    dates = [(date["start_char"], date["end_char"]) for date in record["dates"]]
    drafts = find.drafts(reading, dates)
    scene = Scene(reading, vocabulary(reading.pack), dates, drafts)
    features = [named(scene.features(draft), group_of(draft)) for draft in drafts]
    return Page(record["id"], reading, drafts, features, [_gold_kind(draft, record) for draft in drafts])


def _gold_kind(draft: Draft, record: Mapping[str, Any]) -> int:
    for row in record["quantities"]:
        touches = row["start_char"] < draft.end and draft.number.start < row["end_char"]
        if touches and float(draft.value) == float(row["value"]):
            return KINDS.index(row["kind"])
    return -1


def first_table(pages: Sequence[Page], strength: float) -> tuple[list[str], Any]:
    """Names and weights of the features that occur often enough."""
    rows = [(names, kind) for page in pages for names, kind in zip(page.features, page.kinds, strict=True) if kind >= 0]
    counts: dict[str, int] = {}
    for names, _ in rows:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    kept = sorted(name for name, count in counts.items() if count >= RARE)
    index = {name: place for place, name in enumerate(kept)}
    inputs = np.zeros((len(rows), len(kept)), dtype=np.float32)
    for place, (names, _) in enumerate(rows):
        inputs[place, [index[name] for name in names if name in index]] = 1
    return kept, fit(inputs, [kind for _, kind in rows], strength, free=index["bias"])


def second_table(pages: Sequence[Page], own: Sequence[Any]) -> Any:
    """The weights of a quantity's own scores and of its neighbours' kinds, one row each of `second_names`."""
    rows, kinds = [], []
    for page, scores in zip(pages, own, strict=True):
        for inputs, kind in zip(second_inputs(page, scores), page.kinds, strict=True):
            if kind >= 0:
                rows.append(inputs)
                kinds.append(kind)
    return fit(np.array(rows, dtype=np.float32), kinds, SECOND_STRENGTH, free=0)


def second_names() -> list[str]:
    """The names of the rows of the second table."""
    return ["bias", *(f"{part}={kind}" for part in ("own", *RELATIONS) for kind in KINDS)]


def second_inputs(page: Page, scores: Any) -> Iterator[list[float]]:
    """For each quantity of a page: one, its own scores, and the share of each kind among its neighbours."""
    if not page.drafts:
        return
    first = [int(row.argmax()) for row in scores]
    for row, votes in zip(scores, shares(page.reading, page.drafts, first, len(KINDS)), strict=True):
        none = (0.0,) * len(KINDS)
        yield [1.0, *row, *(share for relation in RELATIONS for share in votes.get(relation, none))]


def fit(inputs: Any, kinds: Sequence[int], strength: float, free: int) -> Any:
    """The weights, one row an input and one column a kind; the input `free` bears no penalty."""
    wanted = np.eye(len(KINDS), dtype=np.float32)[list(kinds)]
    table = np.zeros((inputs.shape[1], len(KINDS)), dtype=np.float32)
    penalty = np.full((inputs.shape[1], 1), strength, dtype=np.float32)
    penalty[free] = 0
    # The step stays below the inverse of the greatest curvature, which the longest input bounds.
    step = 1 / (0.5 * np.linalg.norm(inputs, 2) ** 2 + strength)
    ahead, momentum = table, 1.0
    for _ in range(300):
        scores = inputs @ ahead
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        slope = inputs.T @ (scores / scores.sum(axis=1, keepdims=True) - wanted) + penalty * ahead
        stepped = ahead - step * slope
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead, table, momentum = stepped + (momentum - 1) / following * (stepped - table), stepped, following
    return table


def scored(page: Page, names: Sequence[str], table: Any) -> Any:
    """The first table's scores of each quantity of a page, about a mean of zero."""
    index = {name: place for place, name in enumerate(names)}
    rows = [table[[index[name] for name in found if name in index]].sum(axis=0) for found in page.features]
    return [row - row.mean() for row in rows]


def left_out(pages: Sequence[Page], folds: int, strength: float) -> list[Any]:
    """The first scores of each page by a table that was fitted on the other folds."""
    found: dict[str, Any] = {}
    for fold in range(folds):
        names, table = first_table([page for page in pages if zlib.crc32(page.name.encode()) % folds != fold], strength)
        outside = (page for page in pages if zlib.crc32(page.name.encode()) % folds == fold)
        found.update({page.name: scored(page, names, table) for page in outside})
    return [found[page.name] for page in pages]


def cross_validated(pages: Sequence[Page], folds: int, strength: float) -> tuple[float, float]:
    """The shares of kinds told right in documents that neither table was fitted on, before and after neighbours."""
    hits, seen = np.zeros(2), 0
    for fold in range(folds):
        inside = [page for page in pages if zlib.crc32(page.name.encode()[::-1]) % folds != fold]
        outside = [page for page in pages if zlib.crc32(page.name.encode()[::-1]) % folds == fold]
        names, table = first_table(inside, strength)
        second = second_table(inside, left_out(inside, INNER, strength))
        for page in outside:
            own = scored(page, names, table)
            after = [int((np.array(row) @ second).argmax()) for row in second_inputs(page, own)]
            for kind, row, last in zip(page.kinds, own, after, strict=True):
                if kind >= 0:
                    hits += (int(row.argmax()) == kind, last == kind)
                    seen += 1
    return hits[0] / max(1, seen), hits[1] / max(1, seen)


def write(names: Sequence[str], table: Any, second: Any) -> None:
    """The tables as TOML, without features that weigh next to nothing."""
    lines = [
        "# Fitted by `python -m benchmarks.fit_kinds`; one row a feature, one weight a kind:",
        f"# {', '.join(KINDS)}", "", "[weights]",
    ]  # fmt: skip
    rows = zip(names, table, strict=True)
    lines += [_row(name, row) for name, row in rows if name == "bias" or np.abs(row).max() >= 0.03]
    lines += ["", "# A quantity's own scores, and the share of each kind among its neighbours.", "[neighbours]"]
    lines += [_row(name, row) for name, row in zip(second_names(), second, strict=True)]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _row(name: str, row: Any) -> str:
    return f"{json.dumps(name, ensure_ascii=False)} = [{', '.join(f'{weight:.3f}' for weight in row)}]"


if __name__ == "__main__":
    sys.exit(main())
