"""Accuracy of the extractors against gold documents, in this process and without the flow.

    python -m benchmarks.accuracy GOLD.jsonl [GOLD.jsonl …] [--errors FILE] [--only date,partner,target,project]
        [--by language|document] [--split tune|held|all] [--gold-language] [--markdown]

`--split` divides the gold by a hash of the document's id: `held` is every fourth document, which nobody
reads while writing rules, so that the distance between the two tells how far rules were fitted to pages.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import machine
from extractors.data import Document, Extraction
from extractors.extract import extract
from flows.evaluation import FIELDS, Difference, Row, Scores, evaluate, read_gold


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores; write disagreements to --errors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--errors", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--by", choices=["language", "document"], default="language")
    parser.add_argument("--split", choices=["tune", "held", "all"], default="all")
    parser.add_argument("--markdown", action="store_true", help="print a table in Markdown")
    parser.add_argument("--gold-language", action="store_true", help="take the language from the gold")
    args = parser.parse_args(arguments)
    gold = [record for record in read_gold(args.gold) if in_split(record["id"], args.split)]
    scores = evaluate(gold, run(gold, args.gold_language), args.by)
    print("\n".join(markdown_lines(scores) if args.markdown else table_lines(scores)))
    if args.errors:
        args.errors.write_text(difference_text(scores, args.only, gold), encoding="utf-8")
    return 0


def in_split(identifier: str, split: str) -> bool:
    """Whether a document belongs to a split.

    >>> in_split("bg-001", "all"), in_split("bg-001", "tune") != in_split("bg-001", "held")
    (True, True)
    """
    held = zlib.crc32(identifier.encode()) % 4 == 0
    return split == "all" or held == (split == "held")


def run(gold: Sequence[Row], gold_language: bool) -> dict[str, list[Row]]:
    """Extract every gold text; the rows that scoring needs, by table."""
    tables: dict[str, list[Row]] = {name: [] for name in ("documents", "projects", "dates", "partners", "targets")}
    for record in gold:
        document = Document(record["id"], f"{record['id']}.txt", record["text"])
        found = extract(document, language=record["language"] if gold_language else None)
        _add_rows(tables, found)
    return tables


def _add_rows(tables: dict[str, list[Row]], found: Extraction) -> None:
    key = {"document_id": found.document.document_id}
    language = found.language.whole.language
    tables["documents"].append({**key, "source": found.document.source, "language": language})
    if found.project:
        tables["projects"].append({**key, **_picked(found.project, _PROJECT)})
    for date in found.dates:
        row = {"text": date.text, "start_date": date.first, "end_date": date.last, "role": date.role, "rule": date.rule}
        tables["dates"].append({**key, **row})
    tables["partners"].extend({**key, **_picked(partner, _PARTNER)} for partner in found.partners)
    tables["targets"].extend({**key, **_picked(target, _TARGET)} for target in found.targets)


_PROJECT = ("title", "identifier", "start_date", "end_date", "duration_months")
_PARTNER = ("text", "name", "acronym", "country", "role", "rule")
_TARGET = ("text", "value", "value_high", "unit", "currency", "kind", "rule")


def _picked(record: object, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(record, name) for name in names}


def table_lines(scores: Scores) -> list[str]:
    """The scores as aligned lines: F1, precision/recall, right/gold by group and field."""
    lines = [f"{'':>8} " + " ".join(f"{name.replace('project.', 'p.'):>17}" for name in FIELDS)]
    for group in sorted(scores.tallies, key=lambda name: (name == "all", name)):
        cells = []
        for name in FIELDS:
            tally = scores.tallies[group][name]
            p, r = tally.precision or 0.0, tally.recall or 0.0
            cells.append("-" if tally.f1 is None else f"{tally.f1:.3f} {p * 100:3.0f}/{r * 100:<3.0f} {tally.gold:>4}")
        lines.append(f"{group:>8} " + " ".join(f"{cell:>17}" for cell in cells))
    lines.append("F1, precision/recall in percent, number of gold facts.")
    return lines


def markdown_lines(scores: Scores) -> list[str]:
    """The scores as a Markdown table, F1 by language and field."""
    lines = [f"{machine()}.", "", "| | " + " | ".join(FIELDS) + " |", "|---" * (len(FIELDS) + 1) + "|"]
    for group in sorted(scores.tallies, key=lambda name: (name == "all", name)):
        values = [scores.tallies[group][name].f1 for name in FIELDS]
        cells = " | ".join("–" if value is None else f"{value:.3f}" for value in values)
        lines.append(f"| {group} | {cells} |")
    return lines


def difference_text(scores: Scores, only: str, gold: Sequence[Row]) -> str:
    """Disagreements as tab-separated lines, each with the place in its text where that can be told."""
    wanted = tuple(part for part in only.split(",") if part)
    texts = {record["id"]: record["text"] for record in gold}
    lines = [
        "\t".join((item.document, item.field, item.kind, item.detail, _around(texts, item)))
        for item in scores.differences
        if not wanted or item.field.split(".")[0].split("+")[0] in wanted
    ]
    return "\n".join(lines) + "\n"


def _around(texts: dict[str, str], item: Difference) -> str:
    text = texts[item.document]
    evidence = item.detail.split(" | ")[0].removeprefix("text=").split(" [")[0]
    place = text.find(evidence)
    if place < 0:
        return ""
    return "…" + text[max(0, place - 60) : place + len(evidence) + 40].replace("\n", "⏎") + "…"


if __name__ == "__main__":
    sys.exit(main())
