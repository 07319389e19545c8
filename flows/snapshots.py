"""Publishing: a staged folder becomes a snapshot, whole or not at all, and `latest` moves to it in one step.

    curated/
      snapshots/<run id>/…   complete snapshots, never changed once they are there
      latest                 link to the newest (`latest.json` where links cannot be made)
      .work/                 lock, checkpoints, staging; nobody else's business

A reader that has opened `latest/…` goes on with its snapshot while the next is published; it stays until newer
ones push it out.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.errors import SnapshotError
from extractors.schema import TABLES
from flows.store import file_digest, read_whole, sync, sync_tree, write_text

MANIFEST = "manifest.json"
_REMEDY = "point `latest` at a whole snapshot, or remove it and run again"
SNAPSHOTS, LATEST, POINTER, WORK = "snapshots", "latest", "latest.json", ".work"


@dataclass(frozen=True)
class Snapshot:
    """One published snapshot: its folder and what its manifest says."""

    root: Path
    manifest: Mapping[str, Any]

    @property
    def run_id(self) -> str:
        """The name of its folder."""
        return self.root.name

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """One table as a whole. Raises SnapshotError for a name that is no table."""
        if name not in TABLES:
            raise SnapshotError(f"no table {name!r}; there are {', '.join(TABLES)}")
        return read_whole(self.root, name, columns)

    def damage(self, contents: bool = True) -> str | None:
        """What is wrong with its files, or None; with `contents`, their digests are compared too."""
        for entry in self.manifest["files"]:
            path = self.root / entry["path"]
            if not path.is_file():
                return f"{path}: is missing"
            if path.stat().st_size != entry["bytes"]:
                return f"{path}: has {path.stat().st_size} bytes, not {entry['bytes']}"
            if contents and file_digest(path) != entry["sha256"]:
                return f"{path}: is not as it was published"
        return None


@contextmanager
def locked(curated: Path) -> Iterator[None]:
    """Be the only run that writes to `curated`. Raises SnapshotError at once if another one does."""
    work = curated / WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
        handle = os.open(work / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SnapshotError(f"{curated}: cannot be written to ({error.strerror}); name another folder") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            raise SnapshotError(f"{curated}: another run (process {other}) is writing to it; wait for it") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)  # and with it the lock, as at the death of the process


def find_latest(curated: Path) -> Snapshot | None:
    """The newest published snapshot, None if there is none yet. Raises SnapshotError if its manifest is damaged."""
    link, pointer = curated / LATEST, curated / POINTER
    if link.is_symlink() or link.is_dir():
        root = link.resolve()
    elif pointer.is_file():
        root = curated / SNAPSHOTS / str(_load_json(pointer).get("snapshot"))
    else:
        return None
    return Snapshot(root, _load_json(root / MANIFEST))


def open_latest(curated: Path) -> Snapshot:
    """The newest published snapshot. Raises SnapshotError if there is none."""
    found = find_latest(curated)
    if found is None:
        raise SnapshotError(f"{curated}: no snapshot in it; make one with `opis run RAW {curated}`")
    return found


def describe(staging: Path) -> list[dict[str, Any]]:
    """The manifest's list of files: path, table, rows, bytes and SHA-256 of each, in order."""
    entries = []
    for path in sorted(staging.rglob("*.parquet")):
        place = path.relative_to(staging)
        entries.append(
            {
                "path": place.as_posix(),
                "bytes": path.stat().st_size,
                "rows": _rows_in(path),
                "sha256": file_digest(path),
            }
        )
    return entries


def publish(curated: Path, staging: Path, manifest: Mapping[str, Any], fingerprint: str) -> Snapshot:
    """Make a staged and verified folder the latest snapshot. Needs the lock."""
    run_id = _free_name(curated / SNAPSHOTS, fingerprint)
    complete = {"run_id": run_id, **manifest}
    (staging / MANIFEST).write_text(json.dumps(complete, indent=2, ensure_ascii=False) + "\n", "utf-8")
    sync_tree(staging)
    final = curated / SNAPSHOTS / run_id
    final.parent.mkdir(parents=True, exist_ok=True)
    os.rename(staging, final)
    sync(final.parent)
    _point(curated, run_id)
    return Snapshot(final, complete)


def prune(curated: Path, keep: int) -> list[str]:
    """Remove the oldest snapshots until `keep` are left, the latest always among them. Needs the lock."""
    current = find_latest(curated)
    folders = sorted((path for path in (curated / SNAPSHOTS).iterdir() if path.is_dir()), reverse=True)
    spared = {current.run_id} if current else set()
    others = [path.name for path in folders if path.name not in spared]
    spared.update(others[: max(0, keep - len(spared))])
    gone = [path for path in folders if path.name not in spared]
    for path in gone:
        # Out of sight in one step, so that nobody finds half of it.
        trash = curated / WORK / f"trash-{path.name}"
        os.rename(path, trash)
        shutil.rmtree(trash, ignore_errors=True)
    return [path.name for path in gone]


def clear_remains(curated: Path) -> None:
    """Remove what killed runs left unfinished. Needs the lock, so nothing of it can be in use."""
    work = curated / WORK
    for path in work.iterdir():
        if path.name.startswith(("staging", "trash-")):
            shutil.rmtree(path, ignore_errors=True)
    for path in curated.glob(f".{LATEST}.*"):
        path.unlink(missing_ok=True)


def _point(curated: Path, run_id: str) -> None:
    """Move `latest`: a new link takes the old one's name, which is one step to every reader."""
    beside = curated / f".{LATEST}.{os.getpid()}"
    try:
        beside.unlink(missing_ok=True)
        os.symlink(os.path.join(SNAPSHOTS, run_id), beside)
        os.replace(beside, curated / LATEST)
    except OSError:
        beside.unlink(missing_ok=True)
        write_text(curated / POINTER, json.dumps({"snapshot": run_id}) + "\n")
    else:
        (curated / POINTER).unlink(missing_ok=True)
    sync(curated)


def _free_name(folder: Path, fingerprint: str) -> str:
    while True:
        now = datetime.now(UTC)
        name = f"{now:%Y%m%dT%H%M%S}.{now.microsecond // 1000:03}Z-{fingerprint[:8]}"
        if not (folder / name).exists():
            return name


def _rows_in(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)


def _load_json(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SnapshotError(f"{path}: cannot be read ({error}); {_REMEDY}") from error
    if not isinstance(content, dict):
        raise SnapshotError(f"{path}: is no manifest; {_REMEDY}")
    return content
