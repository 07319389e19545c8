"""Fit the weights by which dates get their roles, and report how well they do on documents left out.

    python -m benchmarks.date_roles GOLD.jsonl [GOLD.jsonl …] [--split tune] [--write extractors/dates/weights.toml]

A multinomial logistic regression over the features of `extractors.dates.features`, with few weights: those that
shrink below --smallest are left out. Five-fold cross-validation by document; the fit has no random part.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy import in_split
from extractors.dates.find import described, find_published
from extractors.dates.roles import decode
from extractors.packs import load_pack
from extractors.reading import read

ROLES = ("event", "other", "programme_period", "project_end", "project_period", "project_start", "publication")
FOLDS = 5
Text = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Cross-validate, then fit on all documents and print or write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--split", choices=["tune", "held", "all"], default="all")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--shrink", type=float, default=0.5)
    parser.add_argument("--sparse", type=float, default=1.0)
    parser.add_argument("--smallest", type=float, default=0.15)
    parser.add_argument("--seen", type=int, default=4, help="a feature counts if so many dates have it")
    args = parser.parse_args(arguments)
    texts = [text for path in args.gold for text in read_texts(path, args.split)]
    print(report(texts, args))
    tables = fit_all(texts, args)
    print(f"{sum(len(table) for table in tables.values())} weights")
    if args.write:
        args.write.write_text(as_toml(tables), encoding="utf-8")
    return 0


def read_texts(path: Path, split: str) -> list[Text]:
    """The gold documents of a file with the features of their dates, those in the gold with their role."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [_described(record) for record in lines if in_split(record["id"], split)]


def _described(record: Text) -> Text:
    reading = read(record["text"], load_pack(record["language"]))
    stated = date.fromisoformat(record["published"]) if record["published"] else None
    dated, names = described(reading, stated)
    roles = []
    for found in dated:
        days = (found.span.first.isoformat(), found.span.last.isoformat())
        same = [g for g in record["dates"] if (g["start"], g["end"]) == days]
        same.sort(key=lambda g: abs(int(g["start_char"]) - found.item.start))
        roles.append(str(same[0]["role"]) if same else None)
    return {"id": record["id"], "names": names, "roles": roles, "published": find_published(reading) == stated}


def fit_all(texts: Sequence[Text], args: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Weights by role, then by feature."""
    rows = [(n, r) for text in texts for n, r in zip(text["names"], text["roles"], strict=True) if r]
    return fit([n for n, _ in rows], [ROLES.index(r) for _, r in rows], list(ROLES), args)


def fit(
    names: Sequence[Sequence[str]],
    labels: Sequence[int],
    classes: list[str],
    args: argparse.Namespace,
) -> dict[str, dict[str, float]]:
    """Proximal gradient descent on the log loss with an L1 and an L2 penalty; the constant is `always`."""
    counts = Counter(name for row in names for name in set(row))
    kept = ["always", *sorted(name for name, count in counts.items() if count >= args.seen)]
    index = {name: number for number, name in enumerate(kept)}
    x = np.zeros((len(names), len(kept)))
    for number, row in enumerate(names):
        x[number, [index[name] for name in {"always", *row} if name in index]] = 1
    y = np.eye(len(classes))[list(labels)]
    w = np.zeros((len(kept), len(classes)))
    step = len(names) / (0.5 * np.linalg.norm(x, 2) ** 2 + args.shrink)
    momentum, old = w, w
    for turn in range(600):
        z = x @ momentum
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        new = momentum - step * (x.T @ (p - y) + args.shrink * momentum) / len(names)
        limit = step * args.sparse / len(names)
        new[1:] = np.sign(new[1:]) * np.maximum(np.abs(new[1:]) - limit, 0)
        momentum = new + turn / (turn + 3) * (new - old)
        old = new
    return {
        name: {
            feature: round(float(weight), 2)
            for feature, weight in zip(kept, old[:, column], strict=True)
            if abs(weight) >= args.smallest or feature == "always"
        }
        for column, name in enumerate(classes)
    }


def report(texts: Sequence[Text], args: argparse.Namespace) -> str:
    """Accuracy of role and publication date on documents left out of the fit."""
    right = total = 0
    wrong: Counter[tuple[str, str]] = Counter()
    for fold in range(FOLDS):
        inside = [text for text in texts if zlib.crc32((text["id"] + "x").encode()) % FOLDS != fold]
        outside = [text for text in texts if zlib.crc32((text["id"] + "x").encode()) % FOLDS == fold]
        tables = fit_all(inside, args)
        for text in outside:
            scored = [{r: _score(tables[r], names) for r in ROLES} for names in text["names"]]
            for (role, _), gold in zip(decode(scored), text["roles"], strict=True):  # type: ignore[arg-type]
                total += gold is not None
                right += role == gold
                if gold is not None and gold != role:
                    wrong[gold, role] += 1
    mistakes = ", ".join(f"{gold} as {role} {count}" for (gold, role), count in wrong.most_common(12))
    published = sum(bool(text["published"]) for text in texts)
    return f"role {right / total:.3f} of {total}; published {published} of {len(texts)}\n{mistakes}"


def _score(table: dict[str, float], names: Sequence[str]) -> float:
    return sum(table.get(name, 0.0) for name in {"always", *names})


def as_toml(tables: dict[str, dict[str, float]]) -> str:
    """The weights as they are kept in the package."""
    lines = ["# Weights of features for the roles of dates, as benchmarks/date_roles.py fits them."]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f'"{feature}" = {weight}' for feature, weight in sorted(table.items()))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
