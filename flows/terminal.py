"""`opis run` on the terminal: the flow with a progress bar, and its closing summary."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Group
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows.console import console
from flows.environment import has_server, prepare
from flows.progress import listening
from flows.settings import Settings
from flows.snapshots import Snapshot, open_latest
from flows.steps import summary_if_unchanged
from flows.summary import Summary
from flows.workers import stop_all

_SHOWN_REJECTS = 10
STOPPED = 130  # 128 and the number of the signal, as shells have it


def run_with_progress(settings: Settings) -> Summary:
    """Run the flow. Where nothing has changed and no Prefect server waits for news, none is started to say so."""
    prepare(quiet=True)
    screen = console(err=True)
    text = TextColumn("{task.description}")
    columns = (SpinnerColumn(), text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        row = bar.add_task("looking for inputs", total=None)

        def hear(stage: str, done: int, total: int) -> None:
            bar.update(row, description=stage, completed=done, total=total or None)

        with listening(hear), _stopped_at_once(bar):
            if not has_server() and (unchanged := summary_if_unchanged(settings, time.time())):
                return unchanged
            hear("starting Prefect", 0, 0)
            from flows.curate import curate

            return curate(settings)


@contextmanager
def _stopped_at_once(bar: Progress) -> Iterator[None]:
    """Let Ctrl-C end the process without waiting for Prefect, which goes on for minutes to report to its dead server.

    That is safe: a run may be killed at any point.
    """

    def stop(_signal: int, _frame: object) -> None:
        bar.stop()
        sys.stderr.write("opis: stopped; the last snapshot stands, and the next run takes up finished batches\n")
        sys.stderr.flush()
        stop_all()
        if curating := sys.modules.get("flows.curate"):
            curating.stop_server()
        os._exit(STOPPED)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def show_summary(summary: Summary) -> None:
    """The closing tables: what was read, what there is now, what was refused and why, and how to look at it."""
    out = console()
    snapshot = open_latest(Path(summary.curated))
    out.print(_headline(summary))
    tables = [_counts("table", "rows", summary.rows), _counts("language", "documents", summary.languages)]
    if summary.rejects:
        tables.append(_counts("reject", "inputs", summary.rejects))
    grid = Table.grid(padding=(0, 3))
    grid.add_row(*tables)
    out.print(grid)
    if summary.rejects:
        out.print(_rejects(snapshot))
    for notice in summary.notices:
        out.print(f"[yellow]Notice:[/] {escape(notice)}")
    out.print(_how_to_look(summary))


def _headline(summary: Summary) -> str:
    inputs = summary.inputs
    parts = [f"{inputs.extracted:,} extracted", f"{inputs.unchanged:,} unchanged"]
    if inputs.resumed:
        parts.append(f"{inputs.resumed:,} taken up from a run that was cut off")
    if inputs.removed:
        parts.append(f"{inputs.removed:,} removed")
    state = f"Published [bold]{summary.run_id}[/]" if summary.published else f"Nothing changed: {summary.run_id} stands"
    return f"{state} in {summary.seconds:.1f} s. {inputs.found:,} inputs: {', '.join(parts)}."


def _counts(first: str, second: str, counts: Mapping[str, int]) -> Table:
    table = Table(first)
    table.add_column(second, justify="right")
    for name, number in counts.items():
        table.add_row(name, f"{number:,}")
    return table


def _rejects(snapshot: Snapshot) -> Table:
    rows = snapshot.table("rejects", ["source", "reason", "detail"]).slice(0, _SHOWN_REJECTS).to_pylist()
    total = sum(snapshot.manifest["contents"]["rejects"].values())
    more = f"; the first {_SHOWN_REJECTS} of {total:,}" if total > _SHOWN_REJECTS else ""
    table = Table("input", "reason", "detail", title=f"Rejected inputs{more}", title_justify="left")
    for row in rows:
        table.add_row(*(escape(str(row[name])) for name in ("source", "reason", "detail")))
    return table


def _how_to_look(summary: Summary) -> Group:
    latest = escape(summary.latest.as_posix())
    return Group(
        f"Tables: [bold]{latest}/[/]{{{','.join(summary.rows)}}}",
        f"""Look:   python -c "import pandas; print(pandas.read_parquet('{latest}/targets'))\"""",
        f"""        duckdb -c "SELECT * FROM '{latest}/partners/*.parquet' LIMIT 20\"""",
        "        opis schema   (what each column means)",
    )
