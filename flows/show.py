"""`opis extract` and `opis evaluate` on the terminal; neither writes a table nor knows Prefect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from extractors.data import Extraction
from extractors.errors import InputError
from extractors.extract import extract
from extractors.version import extractor_version
from flows.console import console
from flows.rows import Row, reject_row, rows_of
from flows.settings import Settings
from flows.snapshots import LATEST
from flows.sources import Input, Reject, discover, read

if TYPE_CHECKING:
    from flows import evaluation

_HIDDEN = ("document_id", "language", "start_char", "end_char")
_FACTS = ("dates", "partners", "targets")


def documents_of(file: Path, settings: Settings) -> Iterator[Extraction | Reject]:
    """What each document of one file yields. Raises InputError where the file is not there or is a folder."""
    if file.is_dir():
        raise InputError(str(file), "unsupported", "a folder; `opis run` takes folders, this takes one file")
    for found in discover(file, limits=settings.limits()):
        if isinstance(found, Reject):
            yield found
            continue
        yield from _extracted(found, settings)


def print_document(found: Extraction | Reject) -> bool:
    """One document as tables with its evidence. Whether it was rejected."""
    out = console()
    if isinstance(found, Reject):
        out.print(f"[red]{escape(found.source)}: {found.reason}:[/] {escape(found.detail)}")
        return True
    rows = rows_of(found, extractor_version())
    document = rows["documents"][0]
    shares = ", ".join(f"{part['language']} {part['share']:.0%}" for part in document["languages"])
    out.print(f"[bold]{escape(document['source'])}[/]  {document['media_type']}, {document['encoding']}; {shares}")
    for project in rows["projects"]:
        out.print(_fields("project", project))
    for name in _FACTS:
        if rows[name]:
            out.print(_table(name, rows[name]))
        else:
            out.print(f"{name}: none")
    return False


def print_json(found: Extraction | Reject) -> bool:
    """One document as one line of JSON, in the columns of the curated tables. Whether it was rejected."""
    if isinstance(found, Reject):
        content: dict[str, Any] = {"reject": reject_row(found)}
    else:
        rows = rows_of(found, extractor_version())
        project = next(iter(rows["projects"]), None)
        content = {"document": rows["documents"][0], "project": project} | {name: rows[name] for name in _FACTS}
    print(json.dumps(content, ensure_ascii=False, default=str))  # noqa: T201
    return isinstance(found, Reject)


def evaluate_to_terminal(gold: Sequence[Path], curated: Path, errors: Path | None, as_json: bool) -> None:
    """Score the latest tables under `curated`, or the tables in that folder itself, and print the scores."""
    from flows import evaluation  # `opis extract` has no use for it

    folder = curated / LATEST if (curated / LATEST).exists() else curated
    scores = evaluation.evaluate(evaluation.read_gold(gold), evaluation.read_tables(folder))
    if errors:
        lines = [json.dumps(asdict(difference), ensure_ascii=False) for difference in scores.differences]
        errors.write_text("".join(line + "\n" for line in lines), "utf-8")
    if as_json:
        print(json.dumps(_as_numbers(scores), ensure_ascii=False, indent=2))  # noqa: T201
        return
    out = console()
    for group in sorted(scores.tallies, key=lambda name: (name == "all", name)):
        out.print(_score_table(group, scores.tallies[group]))
    if scores.absent:
        out.print(f"[yellow]Not in the tables:[/] {len(scores.absent)}, {escape(scores.absent[0])} the first")


def _extracted(item: Input, settings: Settings) -> Iterator[Extraction | Reject]:
    for found in read(item, columns=settings.columns(), limits=settings.limits()):
        yield found if isinstance(found, Reject) else extract(found, language=settings.language)


def _fields(title: str, row: Row) -> Table:
    table = Table(title, "")
    for name, value in row.items():
        if name not in ("project_id", *_HIDDEN) and value not in (None, [], False):
            table.add_row(name, escape(_shown(value)))
    return table


def _table(title: str, rows: Sequence[Row]) -> Table:
    names = [name for name in rows[0] if name not in _HIDDEN and any(row[name] not in (None, False) for row in rows)]
    table = Table(*("evidence" if name == "text" else name for name in names), title=title, title_justify="left")
    for row in rows:
        table.add_row(*(escape(_shown(row[name])) for name in names))
    return table


def _shown(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return ", ".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())


def _score_table(group: str, tallies: Mapping[str, evaluation.Tally]) -> Table:
    from flows.evaluation import FIELDS

    table = Table("field", title=group, title_justify="left")
    for name in ("precision", "recall", "F1", "gold", "found", "right"):
        table.add_column(name, justify="right")
    for name in FIELDS:
        tally = tallies.get(name)
        if tally is not None:
            numbers = [_rate(tally.precision), _rate(tally.recall), _rate(tally.f1)]
            table.add_row(name, *numbers, str(tally.gold), str(tally.predicted), str(tally.right))
    return table


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _as_numbers(scores: evaluation.Scores) -> dict[str, Any]:
    return {
        group: {
            name: asdict(tally) | {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
            for name, tally in tallies.items()
        }
        for group, tallies in sorted(scores.tallies.items())
    }
