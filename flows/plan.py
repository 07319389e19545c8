"""What a run has to do: which inputs are new or changed, and where the rows of the others are.

An input's rows are taken from the last snapshot if its fingerprint is the same there and nothing that shapes rows
has changed since; from a checkpoint if a run that was cut off had finished its batch; else it is extracted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.errors import SnapshotError
from extractors.schema import SCHEMA_VERSION
from extractors.version import digest_of_files, extractor_version
from flows.assemble import Taken
from flows.batches import Batch, Options, batch_key, is_large_table
from flows.gather import Gathered, load_checkpoint
from flows.settings import Settings
from flows.snapshots import WORK, Snapshot, find_latest
from flows.sources import Input, Known, Reject, discover
from flows.store import read_whole, write_parquet

# The files of this package that shape rows; the rest of it may change without a document being read again.
_SHAPING = ("batches.py", "duplicates.py", "gather.py", "manifest.py", "rows.py", "sources.py")
# A file changed less than this before it was looked at may change again within the same tick of its clock.
_SETTLED_NS = 2_000_000_000
_SEEN = pa.schema(
    [("source", pa.string()), ("size", pa.int64()), ("mtime_ns", pa.int64()), ("sha256", pa.string())]
)


@dataclass(frozen=True)
class Places:
    """Where a run works: its results are kept under the key of what shapes rows."""

    work: Path
    key: str

    @property
    def results(self) -> Path:
        """Checkpoints of finished batches."""
        return self.work / "batches" / self.key

    @property
    def todo(self) -> Path:
        """Batches to do, and chunks of large tables."""
        return self.work / "todo"

    @property
    def chunks(self) -> Path:
        """Large tables, cut into chunks of documents."""
        return self.work / "chunks" / self.key


@dataclass(frozen=True)
class Plan:
    """A run's work. `taken` are the sets whose rows are taken over, `todo` what must be extracted."""

    options: Options
    places: Places
    last: Snapshot | None
    taken: tuple[Taken, ...]
    todo: tuple[Input, ...]
    found: int
    unchanged: int
    resumed: int
    removed: int
    notices: tuple[str, ...] = field(default=())

    @property
    def nothing_changed(self) -> bool:
        """Whether the last snapshot is what this run would make."""
        return self.last is not None and self.unchanged == self.found and not self.removed


def options_of(settings: Settings) -> Options:
    """What of the settings shapes the rows."""
    return Options(settings.columns(), settings.limits(), settings.language)


def rows_key(options: Options) -> str:
    """A name for everything but the inputs that shapes rows: code, packs, schema, options."""
    shaping = digest_of_files(Path(__file__).parent, _SHAPING)
    joint = "\n".join([extractor_version(), SCHEMA_VERSION, shaping, repr(options)])
    return hashlib.sha256(joint.encode()).hexdigest()[:16]


def make_plan(settings: Settings) -> Plan:
    """Look at the inputs, the last snapshot and what a killed run has left. Needs the lock.

    Raises InputError if there is nothing at `settings.raw`.
    """
    options = options_of(settings)
    places = Places(settings.curated / WORK, rows_key(options))
    clear_stale_work(places)
    last, notices = _last(settings.curated)
    inputs, rejects = look(settings, options, places)
    known = _fingerprints(last, places.key)
    now = {item.source: item.fingerprint for item in inputs} | {r.source: _reject_mark(r) for r in rejects}
    same = frozenset(source for source, mark in now.items() if known.get(source) == mark)
    if last is not None and same and (same != now.keys() or now.keys() != known.keys()) and (damage := last.damage()):
        notices, same, last = (*notices, f"{damage}; all documents are read again"), frozenset(), None
    changed = [item for item in inputs if item.source not in same]
    resumed = _checkpoints(places.results, changed)
    served = {source for each in resumed for source in each.inputs or ()}
    taken = [*resumed, *_refused([r for r in rejects if r.source not in same], places)]
    if last is not None and same:
        taken.append(Taken(last.root, same))
    todo = tuple(item for item in changed if item.source not in served)
    removed = len(known.keys() - now.keys())
    return Plan(
        options, places, last, tuple(taken), todo, len(now), len(same), len(served), removed, tuple(notices)
    )


def look(settings: Settings, options: Options, places: Places) -> tuple[list[Input], list[Reject]]:
    """All inputs and all that cannot be one. Files that look as they did last time are not read for it."""
    path = places.work / "seen.parquet"
    inputs: list[Input] = []
    rejects: list[Reject] = []
    for found in discover(settings.raw, known=_seen(path), limits=options.limits):
        if isinstance(found, Input):
            inputs.append(found)
        else:
            rejects.append(found)
    _remember(path, inputs)
    return inputs, rejects


def plan_batches(plan: Plan, size: int) -> list[Batch]:
    """What is to do in batches of `size` inputs, large tables each by itself."""
    small = [item for item in plan.todo if not is_large_table(item)]
    groups = [small[start : start + size] for start in range(0, len(small), size)]
    groups += [[item] for item in plan.todo if is_large_table(item)]
    return [Batch(batch_key(group), tuple(group), plan.options, expected=len(group)) for group in groups]


def chunk_batches(batch: Batch, chunks: Sequence[str], size: int) -> list[Batch]:
    """The batches of one large table that has been split into `chunks` of `size` documents."""
    keys = [batch_key(batch.inputs, f"{number} of {len(chunks)}, each {size}") for number in range(len(chunks))]
    return [
        Batch(key, batch.inputs, batch.options, chunk, size) for key, chunk in zip(keys, chunks, strict=True)
    ]


def clear_stale_work(places: Places) -> None:
    """Remove checkpoints that code, packs or options have overtaken. Needs the lock."""
    shutil.rmtree(places.todo, ignore_errors=True)
    for kind in ("batches", "chunks"):
        for folder in (places.work / kind).glob("*"):
            if folder.name != places.key:
                shutil.rmtree(folder, ignore_errors=True)
            for unfinished in folder.glob(".*"):
                shutil.rmtree(unfinished, ignore_errors=True)


def _last(curated: Path) -> tuple[Snapshot | None, tuple[str, ...]]:
    try:
        last = find_latest(curated)
        damage = last.damage(contents=False) if last else None
    except SnapshotError as error:
        return None, (f"{error}",)
    return (None, (f"{damage}; all documents are read again",)) if damage else (last, ())


def _fingerprints(last: Snapshot | None, key: str) -> Mapping[str, str]:
    """Source -> fingerprint of the last snapshot's inputs; marks that fit nothing if other code or options made it."""
    if last is None:
        return {}
    table = read_whole(last.root, "inputs")
    marks = table["fingerprint"].to_pylist() if last.manifest.get("rows_key") == key else [""] * table.num_rows
    return dict(zip(table["source"].to_pylist(), marks, strict=True))


def _reject_mark(reject: Reject) -> str:
    content = repr((reject.sha256, reject.bytes, reject.reason, reject.detail))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _checkpoints(results: Path, wanted: Sequence[Input]) -> list[Taken]:
    """The sets of a run that was cut off that hold wanted inputs, each with those to take from it."""
    marks = {item.source: item.fingerprint for item in wanted}
    found = []
    for folder in sorted(results.glob("[!.]*")):
        checkpoint = load_checkpoint(folder)
        if checkpoint is None:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        sources = frozenset(source for source, mark in checkpoint.inputs if marks.get(source) == mark)
        if sources:
            found.append(Taken(folder, sources))
            for source in sources:
                del marks[source]
    return found


def _refused(rejects: Iterable[Reject], places: Places) -> Iterator[Taken]:
    """Rejects of the discovery as a set of tables like any other."""
    gathered, marks = Gathered(), []
    for reject in rejects:
        gathered.add(reject.source, reject)
        marks.append((reject.source, _reject_mark(reject)))
    if marks:
        folder = places.todo / "refused"
        places.todo.mkdir(parents=True, exist_ok=True)
        gathered.save(folder, marks, passing=frozenset())
        yield Taken(folder)


def _seen(path: Path) -> Mapping[str, Known]:
    """What files looked like last time; empty if there is no note, or it is damaged: it only saves work."""
    try:
        with pq.ParquetFile(path) as file:
            columns = file.read().cast(_SEEN).to_pydict()
    except (OSError, ValueError, pa.ArrowException):
        return {}
    values = zip(columns["size"], columns["mtime_ns"], columns["sha256"], strict=True)
    return {source: Known(*value) for source, value in zip(columns["source"], values, strict=True)}


def _remember(path: Path, inputs: Sequence[Input]) -> None:
    settled = time.time_ns() - _SETTLED_NS
    rows = [item for item in inputs if item.mtime_ns < settled]
    table = pa.table(
        [
            [item.source for item in rows],
            [item.size for item in rows],
            [item.mtime_ns for item in rows],
            [item.sha256 for item in rows],
        ],
        schema=_SEEN,
    )
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    write_parquet(beside, table, 10_000)
    os.replace(beside, path)
