"""Sets of tables on disk: how a file is written so that equal rows give equal bytes, and how it is read back.

A set is a folder with the curated tables and two of the pipeline's own, as `<table>.parquet` (the checkpoint of
a batch) or `<table>/part-*.parquet` (a snapshot, whose own tables lie in `state/`).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.schema import CODE, TABLES

SIGNATURE = pa.binary()
# What each input gave: one row per document or reject. `chars` bounds the parts, `signature` finds duplicates.
OUTCOMES = pa.schema(
    [
        pa.field("input", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("document_id", pa.string()),
        pa.field("chars", pa.int64()),
        pa.field("signature", SIGNATURE),
    ]
)
# What was read: an empty fingerprint stands for an input to be read again in any case.
INPUTS = pa.schema(
    [pa.field("source", pa.string(), nullable=False), pa.field("fingerprint", pa.string(), nullable=False)]
)
INTERNAL = {"inputs": INPUTS, "outcomes": OUTCOMES}
STATE = "state"

_COMPRESSION, _LEVEL = "zstd", 6
_BLOCK = 1 << 20


def code_columns(name: str) -> list[str]:
    """Columns of a curated table that are dictionary-encoded codes."""
    return [column.name for column in TABLES[name].columns if column.type.equals(CODE)]


def plain_schema(name: str) -> pa.Schema:
    """The declared schema with codes as strings: the form in which rows of many files can be joined."""
    schema = TABLES[name].arrow()
    for place, field in enumerate(schema):
        if field.type.equals(CODE):
            schema = schema.set(place, field.with_type(pa.string()))
    return schema


def encoded(name: str, table: pa.Table) -> pa.Table:
    """A table of plain rows in the declared types; dictionaries hold the values in order of appearance.

    >>> encoded("rejects", plain_schema("rejects").empty_table()).schema.field("reason").type
    DictionaryType(dictionary<values=string, indices=int32, ordered=0>)
    """
    schema = TABLES[name].arrow()
    joined = table.combine_chunks()
    columns = []
    for field in schema:
        values = joined.column(field.name)
        if field.type.equals(CODE):
            values = values.cast(pa.string()).combine_chunks().dictionary_encode()
        columns.append(values)
    return pa.Table.from_arrays(columns, schema=schema)


def write_parquet(path: Path, table: pa.Table, row_group: int) -> None:
    """One file, the same bytes for the same rows and release of pyarrow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table,
        path,
        row_group_size=row_group,
        compression=_COMPRESSION,
        compression_level=_LEVEL,
        version="2.6",
        data_page_version="1.0",
        write_statistics=True,
        store_schema=True,
    )


def parts(root: Path, name: str) -> list[Path]:
    """The files of one table of a set, in order."""
    single = root / f"{name}.parquet"
    if single.is_file():
        return [single]
    folder = root / STATE if name in INTERNAL else root / name
    pattern = f"{name}.parquet" if name in INTERNAL else "part-*.parquet"
    return sorted(folder.glob(pattern))


def read_batches(root: Path, name: str, rows: int, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of one table of a set, at most `rows` at a time."""
    for path in parts(root, name):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=rows, columns=columns)


def read_whole(root: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """All rows of one table of a set; for the small ones, and for tests."""
    tables = [pq.ParquetFile(path).read(columns=columns) for path in parts(root, name)]
    if not tables:
        schema = INTERNAL.get(name) or TABLES[name].arrow()
        return schema.empty_table().select(columns or schema.names)
    return pa.concat_tables(tables).unify_dictionaries()


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hex."""
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def sync(path: Path) -> None:
    """Ask the system to put a file or folder on the disk now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(root: Path) -> None:
    """`sync` for every file and folder below `root`, and `root`."""
    for folder, _, files in os.walk(root):
        for name in files:
            sync(Path(folder, name))
        sync(Path(folder))


def write_text(path: Path, text: str) -> None:
    """A small file, whole or not at all: written beside, synced, then put in its place."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, "utf-8")
    sync(beside)
    os.replace(beside, path)
    sync(path.parent)


def fresh_folder(final: Path) -> Path:
    """An empty folder beside `final`, named so that it is known for unfinished and for this process's own."""
    beside = final.with_name(f".{final.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    return beside


def put_folder(beside: Path, final: Path) -> None:
    """Rename a finished folder to its final name; one that is there already gives way."""
    if final.exists():
        shutil.rmtree(final)
    os.replace(beside, final)
