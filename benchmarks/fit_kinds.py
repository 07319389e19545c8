"""Fit the table of weights that tells targets, results, budgets, durations and context apart.

    python -m benchmarks.fit_kinds GOLD.jsonl [GOLD.jsonl …] [--split tune|held|all] [--strength 1.0] [--folds 5]

Softmax regression with a quadratic penalty, by full-batch gradient descent from zero: no randomness. With --folds
it prints the accuracy on documents left out, and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy import in_split
from extractors.packs import load_pack
from extractors.reading import read
from extractors.targets import find
from extractors.targets.kinds import KINDS, Judge
from flows.evaluation import read_gold

OUTPUT = Path(__file__).parent.parent / "extractors" / "targets" / "kinds.toml"
Example = tuple[str, list[str], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write the table, or print how it does on documents left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--split", choices=["tune", "held", "all"], default="tune")
    parser.add_argument("--strength", type=float, default=2.0)
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args(arguments)
    gold = [record for record in read_gold(args.gold) if in_split(record["id"], args.split)]
    data = [example for record in gold for example in examples(record)]
    if args.folds:
        print(
            f"{len(data)} examples, {cross_validated(data, args.folds, args.strength):.3f} right on documents left out"
        )
        return 0
    names, table = fit(data, args.strength)
    write(names, table)
    return 0


def examples(record: dict[str, Any]) -> list[Example]:
    """The features and gold kind of each quantity of a document that the finder finds where the gold has it."""
    reading = read(record["text"], load_pack(record["language"]))
    gold = {(q["start_char"], q["end_char"]): q for q in record["quantities"]}
    found: list[Example] = []
    dates = [(date["start_char"], date["end_char"]) for date in record["dates"]]
    judge = Judge(reading, find.vocabulary(reading.pack), dates)
    for draft in find.drafts(reading, dates):
        match = next(
            (
                q
                for (start, end), q in gold.items()
                if start < draft.end and draft.number.start < end and float(draft.value) == float(q["value"])
            ),
            None,
        )
        if match is not None:
            found.append((record["id"], judge.features(draft), KINDS.index(match["kind"])))
            judge.remember(draft, match["kind"])
    return found


def fit(data: Sequence[Example], strength: float) -> tuple[list[str], Any]:
    """Feature names and their weights, features that occur at least three times."""
    counts: dict[str, int] = {}
    for _, features, _ in data:
        for name in features:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= 3)
    index = {name: i for i, name in enumerate(names)}
    inputs = np.zeros((len(data), len(names)))
    wanted = np.zeros((len(data), len(KINDS)))
    for row, (_, features, kind) in enumerate(data):
        inputs[row, [index[name] for name in features if name in index]] = 1
        wanted[row, kind] = 1
    table = np.zeros((len(names), len(KINDS)))
    speed = np.zeros_like(table)
    for _ in range(400):
        scores = inputs @ table
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        guess = scores / scores.sum(axis=1, keepdims=True)
        slope = inputs.T @ (guess - wanted) + strength * table
        speed = 0.9 * speed - 0.4 / len(data) * slope
        table = table + speed
    return names, table


def cross_validated(data: Sequence[Example], folds: int, strength: float) -> float:
    """The share of kinds told right in documents that the weights were not fitted on."""
    right = seen = 0
    for fold in range(folds):
        inside = [example for example in data if zlib.crc32(example[0].encode()[::-1]) % folds != fold]
        outside = [example for example in data if zlib.crc32(example[0].encode()[::-1]) % folds == fold]
        names, table = fit(inside, strength)
        index = {name: i for i, name in enumerate(names)}
        for _, features, kind in outside:
            rows = [index[name] for name in features if name in index]
            right += int(table[rows].sum(axis=0).argmax() == kind)
        for _, features, kind in inside:
            rows = [index[name] for name in features if name in index]
            seen += int(table[rows].sum(axis=0).argmax() == kind)
    print(f"{seen / (len(data) * (folds - 1)):.3f} right on documents fitted on")
    return right / max(1, len(data))


def write(names: Sequence[str], table: Any) -> None:
    """The table as TOML, without features that weigh next to nothing."""
    lines = [
        "# Fitted by `python -m benchmarks.fit_kinds`; one row a feature, one weight a kind:",
        f"# {', '.join(KINDS)}", "", "[weights]",
    ]  # fmt: skip
    for name, row in zip(names, table, strict=True):
        if np.abs(row).max() >= 0.03:
            lines.append(f'"{name}" = [{", ".join(f"{weight:.2f}" for weight in row)}]')
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
