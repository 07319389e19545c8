"""The steps of a run as plain functions: what the Prefect tasks of `flows.curate` wrap."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors.schema import SCHEMA_VERSION
from extractors.version import extractor_version
from flows.assemble import Taken, assemble
from flows.batches import Batch, extract_batch, split_input
from flows.gather import Report, load_checkpoint
from flows.plan import Plan, make_plan
from flows.progress import Meter
from flows.settings import Settings
from flows.snapshots import SNAPSHOTS, Snapshot, clear_remains, describe, locked, prune, publish
from flows.store import read_batches
from flows.summary import Counts, Summary, contents, summarise
from flows.verify import verify
from flows.workers import Workers

_STAGING = "staging"


@dataclass(frozen=True)
class Staged:
    """A verified set of tables that is ready to publish."""

    path: str
    documents: int
    same_as_last: bool


def discover_plain(settings: Settings) -> Plan:
    """Clear what killed runs left and look what there is to do. Needs the lock."""
    clear_remains(settings.curated)
    return make_plan(settings)


def split_plain(batch: str, folder: str, size: int, workers: Workers) -> list[str]:
    """Cut a large table, the one input of a saved batch, into chunks of `size` documents; their paths."""
    chunks = workers.run(split_input, Path(batch), Path(folder), size)
    return [str(chunk) for chunk in chunks]


def extract_plain(batch: str, results: str, workers: Workers, meter: Meter | None = None) -> Report:
    """Extract a saved batch in a worker process, or take up its checkpoint."""
    todo = Batch.load(Path(batch))
    done = load_checkpoint(Path(results) / todo.key)
    report = done.report if done else workers.run(extract_batch, Path(batch), Path(results))
    assert isinstance(report, Report)
    if meter:
        meter.add(todo.expected)
    return report


def stage_plain(plan: Plan, reports: Sequence[Report]) -> Staged:
    """Put the rows taken over and the rows extracted together, and verify all of it."""
    staging = plan.places.work / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    sets = [*plan.taken, *(Taken(Path(report.path)) for report in reports)]
    verify(staging, assemble(sets, staging))
    same = plan.last is not None and _signed(describe(staging)) == _signed(plan.last.manifest["files"])
    return Staged(str(staging), sum(report.documents for report in reports), same)


def publish_plain(settings: Settings, plan: Plan, staged: Staged, started: float) -> Snapshot:
    """Publish what was staged, drop the checkpoints it was made from, and prune old snapshots."""
    staging = Path(staged.path)
    fingerprint = input_fingerprint(staging)
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "extractor_version": extractor_version(),
        "rows_key": plan.places.key,
        "input_fingerprint": fingerprint,
        "started": _instant(started),
        "finished": _instant(time.time()),
        "inputs": asdict(counts_of(plan)),
        "documents_extracted": staged.documents,
        "contents": contents(staging),
        "files": describe(staging),
    }
    snapshot = publish(settings.curated, staging, manifest, fingerprint)
    drop_work(plan)
    prune(settings.curated, settings.keep_snapshots)
    return snapshot


def summary_if_unchanged(settings: Settings, started: float) -> Summary | None:
    """The summary of a run that has nothing to do; None if there is something, or no snapshot yet."""
    if not (settings.curated / SNAPSHOTS).is_dir():
        return None
    with locked(settings.curated):
        plan = discover_plain(settings)
        if not plan.nothing_changed or plan.last is None:
            return None
        drop_work(plan)
        seconds = time.time() - started
        return summarise(settings.curated, plan.last, counts_of(plan), 0, seconds, plan.notices, published=False)


def drop_work(plan: Plan) -> None:
    """Remove checkpoints and chunks that the latest snapshot has taken in, and a staging folder it does not need."""
    for folder in (plan.places.results, plan.places.chunks, plan.places.todo, plan.places.work / _STAGING):
        shutil.rmtree(folder, ignore_errors=True)


def counts_of(plan: Plan) -> Counts:
    """What became of the inputs."""
    return Counts(plan.found, len(plan.todo), plan.unchanged, plan.resumed, plan.removed)


def input_fingerprint(staging: Path) -> str:
    """SHA-256 over the sources and fingerprints of all inputs of a set of tables."""
    total = hashlib.sha256()
    for batch in read_batches(staging, "inputs", 10_000):
        for row in batch.to_pylist():
            total.update(f"{row['source']}\0{row['fingerprint']}\n".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _signed(files: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(entry["path"], entry["sha256"]) for entry in files]


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
