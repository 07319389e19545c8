"""One batch of inputs -> a folder of tables: what a worker process does.

A batch lies on disk as a file, its result as a folder that appears whole or not at all; between processes go
paths and counts only. A document that cannot be read or extracted becomes a reject by name; the others are not lost.
"""

from __future__ import annotations

import hashlib
import itertools
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors.data import Document, Extraction, RejectReason
from extractors.decode import Columns, Limits
from extractors.extract import extract
from flows.gather import Gathered, Report
from flows.sources import Input, Reject, read
from flows.store import fresh_folder, put_folder

_TABLE_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx", ".parquet")
# A table above this size may hold more than a batch of records and is split first.
_SPLIT_BYTES = 256 * 2**10

Mark = Callable[[str], None]
Faults = Mapping[str, tuple[RejectReason, str]]


@dataclass(frozen=True)
class Options:
    """What of the settings shapes the rows."""

    columns: Columns = field(default_factory=Columns)
    limits: Limits = field(default_factory=Limits)
    language: str | None = None


@dataclass(frozen=True)
class Batch:
    """Inputs to read one after the other; or, where `chunk` is given, some documents of one large input.

    `expected` is about how many documents it will give; only the progress bar believes it.
    """

    key: str
    inputs: tuple[Input, ...]
    options: Options
    chunk: str | None = None
    expected: int = 1

    def save(self, folder: Path) -> Path:
        """Write the batch to `folder`; the path of the file."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.key}.batch"
        path.write_bytes(pickle.dumps(self))
        return path

    @staticmethod
    def load(path: Path) -> Batch:
        """A batch that this run has written."""
        batch = pickle.loads(path.read_bytes())
        assert isinstance(batch, Batch)
        return batch


def batch_key(inputs: Sequence[Input], chunk: str = "") -> str:
    """The name of a batch's checkpoint: equal for equal inputs with equal fingerprints.

    >>> len(batch_key(()))
    24
    """
    lines = [f"{item.source}\0{item.fingerprint}" for item in inputs]
    return hashlib.sha256("\n".join([chunk, *lines]).encode()).hexdigest()[:24]


def is_large_table(item: Input) -> bool:
    """Whether an input may hold more records than a batch should."""
    name = item.source.lower().removesuffix(".gz")
    return item.size > _SPLIT_BYTES and name.endswith(_TABLE_SUFFIXES)


def no_mark(_: str) -> None:
    """Tell nobody."""


def extract_batch(path: Path, results: Path, skip: Faults | None = None, mark: Mark = no_mark) -> Report:
    """Read and extract a saved batch and put its tables into `results` / its key.

    `mark` is told the source of each document before it is worked on; those in `skip` become rejects untouched.
    """
    batch = Batch.load(path)
    gathered = Gathered()
    for item, found in _found(batch, skip or {}, mark):
        mark(found.source)
        gathered.add(item.source, _outcome(found, batch.options, skip or {}))
    inputs = [(item.source, item.fingerprint) for item in batch.inputs]
    return gathered.save(results / batch.key, inputs, whole=batch.chunk is None)


def split_input(path: Path, folder: Path, size: int, skip: Faults | None = None, mark: Mark = no_mark) -> list[str]:
    """Read the one large input of a saved batch into chunks of `size` documents; their paths.

    They lie in a folder that appears when all of them are there; where it is there already, nothing is read.
    """
    batch = Batch.load(path)
    final = folder / f"{batch.key}-{size}"
    if not final.is_dir():
        beside = fresh_folder(final)
        found = (found for _, found in _found(batch, skip or {}, mark))
        for number, chunk in enumerate(_grouped(found, size)):
            (beside / f"{number:06}.chunk").write_bytes(pickle.dumps(chunk))
        put_folder(beside, final)
    return [str(chunk) for chunk in sorted(final.glob("*.chunk"))]


def _grouped(items: Iterator[Document | Reject], size: int) -> Iterator[list[Document | Reject]]:
    while group := list(itertools.islice(items, size)):
        yield group


def _found(batch: Batch, skip: Faults, mark: Mark) -> Iterator[tuple[Input, Document | Reject]]:
    if batch.chunk:
        yield from ((batch.inputs[0], found) for found in pickle.loads(Path(batch.chunk).read_bytes()))
        return
    for item in batch.inputs:
        mark(item.source)
        if item.source in skip:
            yield item, Reject(item.source, item.sha256 or None, item.size, *skip[item.source])
            continue
        yield from ((item, found) for found in _read(item, batch.options, mark))


def _read(item: Input, options: Options, mark: Mark) -> Iterator[Document | Reject]:
    """As `read`, but certain to give something and to raise nothing."""
    given = 0
    try:
        for found in read(item, columns=options.columns, limits=options.limits):
            given += 1
            yield found
            mark(item.source)  # what is read next may take long, and has no name yet
    except Exception as error:  # a reader that fails must not take the other inputs with it
        if given == 0:
            yield _crash(item.source, item.sha256, item.size, "reading", error)
        else:
            place = f"{item.source}#{given + 1}"
            yield _crash(place, None, None, "reading", error)
        return
    if given == 0:
        yield Reject(item.source, item.sha256 or None, item.size, "empty", "no record in it; remove the file")


def _outcome(found: Document | Reject, options: Options, skip: Faults) -> Extraction | Reject:
    if isinstance(found, Reject):
        return found
    sha, size = found.content_sha256 or None, len(found.text.encode("utf-8", "surrogatepass"))
    if found.source in skip:
        return Reject(found.source, sha, size, *skip[found.source])
    try:
        return extract(found, language=options.language)
    except Exception as error:  # the document is named, the others go on
        return _crash(found.source, sha, size, "extraction", error)


def _crash(source: str, sha: str | None, size: int | None, stage: str, error: Exception) -> Reject:
    detail = f"{type(error).__name__} in {stage}: {error}; a defect of Opis, please report it with the document"
    return Reject(source, sha, size, "crashed", detail[:1_000])
