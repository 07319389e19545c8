"""The checks that a staged snapshot must pass before anybody may read it.

They read the files back from the disk, one part at a time: the contract of every table, evidence against text,
keys that are unique and joined, and every input in `documents` or in `rejects`, in exactly one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.errors import SchemaError
from extractors.schema import TABLES, check
from flows.assemble import Assembled
from flows.rows import evidence_faults
from flows.store import parts, read_batches

_EVIDENCE = ("dates", "partners", "targets")
_ROWS = 1_000


def verify(staging: Path, expected: Assembled) -> None:
    """Raise SchemaError naming table, row and reason if anything staged breaks its contract."""
    paths = {name: parts(staging, name) for name in TABLES}
    _check_parts(paths)
    for number, path in enumerate(paths["documents"]):
        texts = _texts(path)
        for name in TABLES:
            if name not in ("documents", "rejects"):
                _check_joined(name, paths[name][number], texts)
    _raise_first(_source_faults(staging, expected))


def _check_parts(paths: dict[str, list[Path]]) -> None:
    """Each part by itself, and its place after the part before."""
    for name, files in paths.items():
        key = TABLES[name].sort_by[0]
        before: str | None = None
        for path in files:
            table = pq.ParquetFile(path).read()
            check(name, table)
            if not table.num_rows:
                continue
            first = table[key][0].as_py()
            if before is not None and first <= before:
                raise SchemaError(f"{name}: {path.name} begins with {first!r}, which is not after {before!r}")
            before = table[key][-1].as_py()
    sizes = {name: len(files) for name, files in paths.items() if name != "rejects"}
    if len(set(sizes.values())) != 1:
        raise SchemaError(f"tables have different numbers of parts: {sizes}")


def _texts(path: Path) -> dict[str, str]:
    table = pq.ParquetFile(path).read(columns=["document_id", "text"])
    texts = dict(zip(table["document_id"].to_pylist(), table["text"].to_pylist(), strict=True))
    if len(texts) != table.num_rows:
        raise SchemaError(f"documents: {table.num_rows - len(texts)} document_id twice in {path.name}")
    return texts


def _check_joined(name: str, path: Path, texts: dict[str, str]) -> None:
    columns = ["document_id", "start_char", "end_char", "text"] if name in _EVIDENCE else ["document_id"]
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_ROWS, columns=columns):
            for row in batch.to_pylist():
                if name in _EVIDENCE:
                    _raise_first(evidence_faults(name, row, texts))
                elif row["document_id"] not in texts:
                    raise SchemaError(f"{name}: document {row['document_id']} of a row is not in documents")


def _source_faults(staging: Path, expected: Assembled) -> Iterator[str]:
    documents = _sources(staging, "documents")
    rejects = _sources(staging, "rejects")
    for name, found, wanted in (("documents", documents, expected.documents), ("rejects", rejects, expected.rejects)):
        unique = set(found)
        if len(unique) != len(found):
            yield f"{name}: {len(found) - len(unique)} inputs are there twice"
        for word, some in (("missing from", wanted - unique), ("unexpected in", unique - wanted)):
            if some:
                yield f"{name}: {len(some)} inputs are {word} it, {min(some)!r} the first"
    if both := set(documents) & set(rejects):
        yield f"documents, rejects: {len(both)} inputs are in both, {min(both)!r} the first"


def _sources(staging: Path, name: str) -> Sequence[str]:
    batches: Iterator[pa.RecordBatch] = read_batches(staging, name, _ROWS, ["source"])
    return [source for batch in batches for source in batch.column("source").to_pylist()]


def _raise_first(faults: Iterator[str]) -> None:
    for fault in faults:
        raise SchemaError(fault)
