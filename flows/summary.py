"""What a run did and what its snapshot holds, as numbers and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.schema import TABLES
from flows.snapshots import LATEST, Snapshot
from flows.store import read_batches

_ROWS = 5_000


@dataclass(frozen=True)
class Counts:
    """Inputs of a run: `found` in all, of them read now, taken over, taken up from a run cut off; and gone since."""

    found: int
    extracted: int
    unchanged: int
    resumed: int
    removed: int


@dataclass(frozen=True)
class Summary:
    """A run in numbers; `rows`, `languages` and `rejects` are those of the snapshot that stands after it."""

    curated: str
    run_id: str
    published: bool
    inputs: Counts
    documents_extracted: int
    rows: Mapping[str, int]
    languages: Mapping[str, int]
    rejects: Mapping[str, int]
    seconds: float
    notices: tuple[str, ...] = ()

    @property
    def latest(self) -> Path:
        """The folder to read."""
        return Path(self.curated) / LATEST


def contents(staging: Path) -> dict[str, Any]:
    """Rows by table, documents by language and rejects by reason of a staged or published set of tables."""
    rows = {name: sum(batch.num_rows for batch in read_batches(staging, name, _ROWS, [])) for name in TABLES}
    return {
        "rows": rows,
        "languages": _counted(staging, "documents", "language"),
        "rejects": _counted(staging, "rejects", "reason"),
    }


def summarise(
    curated: Path,
    snapshot: Snapshot,
    inputs: Counts,
    documents: int,
    seconds: float,
    notices: tuple[str, ...],
    published: bool,
) -> Summary:
    """The summary of a run that ends with `snapshot` as the latest."""
    held = snapshot.manifest["contents"]
    return Summary(
        curated=str(curated),
        run_id=snapshot.run_id,
        published=published,
        inputs=inputs,
        documents_extracted=documents,
        rows=held["rows"],
        languages=held["languages"],
        rejects=held["rejects"],
        seconds=seconds,
        notices=notices,
    )


def as_markdown(summary: Summary) -> str:
    """The summary as a Markdown page."""
    state = "published" if summary.published else "nothing changed, nothing published"
    inputs = summary.inputs
    sections = [
        f"# Curated tables\n\nSnapshot `{summary.run_id}`: {state}; {summary.seconds:.1f} s.",
        f"{inputs.found} inputs: {inputs.extracted} extracted, {inputs.unchanged} unchanged, "
        f"{inputs.resumed} taken up from a run cut off, {inputs.removed} removed.",
        _markdown_table("table", "rows", summary.rows),
        _markdown_table("language", "documents", summary.languages),
    ]
    if summary.rejects:
        sections.append(_markdown_table("reject", "inputs", summary.rejects))
    sections += [f"> {notice}" for notice in summary.notices]
    return "\n\n".join(sections) + "\n"


def _markdown_table(first: str, second: str, counts: Mapping[str, int]) -> str:
    lines = [f"| {first} | {second} |", "|---|---:|", *(f"| {key} | {value:,} |" for key, value in counts.items())]
    return "\n".join(lines)


def _counted(staging: Path, name: str, column: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for batch in read_batches(staging, name, _ROWS, [column]):
        counts.update(batch.column(column).to_pylist())
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
