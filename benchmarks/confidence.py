"""How often rows were right, by rule and role or kind; writes extractors/confidence.toml.

    python -m benchmarks.confidence GOLD.jsonl [GOLD.jsonl …] [--write]

A row is right when its value and its role or kind are. Prints, for each table, the expected calibration
error over ten bins by cross-validation (five folds of documents: shares measured on four, error on the fifth).
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.accuracy import run
from extractors.confidence import UNPACKED, Shares, share
from extractors.packs import available
from flows.evaluation import SAME, Row, match, read_gold

FOLDS = 5
# Weight of the wider group (rule, then table) against the rows of the group itself, in rows.
PRIOR = 8.0
GOLD_KEYS = {"dates": ("dates", "role"), "partners": ("partners", "role"), "targets": ("quantities", "kind")}
TARGET_FILE = Path(__file__).parent.parent / "extractors" / "confidence.toml"


class Outcome(NamedTuple):
    """One row: where it came from and whether it was right."""

    fold: int
    table: str
    rule: str
    decision: str
    right: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with --write replace the shipped shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args(arguments)
    rows = list(outcomes(read_gold(args.gold)))
    for table in sorted({row.table for row in rows}):
        mine = [row for row in rows if row.table == table]
        print(f"{table:>17}: {len(mine)} rows, right {mean(mine):.3f}, calibration error {cross_validated(mine):.3f}")
    if args.write:
        TARGET_FILE.write_text(toml(shares_of(rows)), encoding="utf-8")
        print(f"wrote {TARGET_FILE.name}")
    return 0


def outcomes(gold: Sequence[Row]) -> Iterator[Outcome]:
    """Every extracted row of the gold documents with its outcome; repeats of a gold fact are left out."""
    tables = run(gold, gold_language=False)
    by_document: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for table in GOLD_KEYS:
        for row in tables[table]:
            by_document[table, row["document_id"]].append(row)
    for record in gold:
        fold = zlib.crc32(record["id"].encode()) % FOLDS
        packed = "" if record["language"] in available() else UNPACKED
        for table, (key, decision) in GOLD_KEYS.items():
            pairs, _, spurious = match(record[key], by_document[table, record["id"]], SAME[table])
            for expected, row in pairs:
                yield Outcome(fold, table + packed, row["rule"], row[decision], expected[decision] == row[decision])
            for row in spurious:
                yield Outcome(fold, table + packed, row["rule"], row[decision], False)


def mean(rows: Sequence[Outcome]) -> float:
    """Share of rows that are right; 0.5 where there are none."""
    return sum(row.right for row in rows) / len(rows) if rows else 0.5


def shares_of(rows: Iterable[Outcome]) -> Shares:
    """Shares by table, rule and decision, each smoothed towards the wider group."""
    tables: dict[str, list[Outcome]] = defaultdict(list)
    for row in rows:
        tables[row.table].append(row)
    shares: Shares = {}
    for table, mine in tables.items():
        overall = mean(mine)
        shares[table] = {"*": {"*": overall}}
        for rule in sorted({row.rule for row in mine}):
            of_rule = [row for row in mine if row.rule == rule]
            wider = _smoothed(of_rule, overall)
            shares[table][rule] = {"*": wider}
            for decision in sorted({row.decision for row in of_rule}):
                shares[table][rule][decision] = _smoothed([r for r in of_rule if r.decision == decision], wider)
    return shares


def _smoothed(rows: Sequence[Outcome], prior: float) -> float:
    return (sum(row.right for row in rows) + PRIOR * prior) / (len(rows) + PRIOR)


def cross_validated(rows: Sequence[Outcome]) -> float:
    """Expected calibration error over ten bins of confidence, shares and errors from different documents."""
    predicted: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        shares = shares_of(row for row in rows if row.fold != fold)
        held = [row for row in rows if row.fold == fold]
        if shares:
            predicted += [(share(shares, row.table, row.rule, row.decision), row.right) for row in held]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in predicted:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    gaps = (abs(sum(c for c, _ in found) - sum(r for _, r in found)) for found in bins.values())
    return sum(gaps) / len(predicted) if predicted else 0.0


def toml(shares: Shares) -> str:
    """The shares as the text of confidence.toml."""
    lines = [
        "# Share of rows that were right (value and role or kind), by table, rule and role or kind.",
        '# Measured by `python -m benchmarks.confidence --write`; "*" is any other.',
    ]
    for table, rules in shares.items():
        for rule, decisions in rules.items():
            name = f'"{rule}"' if not rule.replace("_", "").isalnum() else rule
            lines += ["", f"[shares.{table}.{name}]"]
            lines += [
                f"{key if key != '*' else chr(34) + '*' + chr(34)} = {value:.3f}" for key, value in decisions.items()
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
