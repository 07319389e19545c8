"""Sets of tables -> one staged snapshot: sorted, cut into parts, with duplicates marked.

Rows come from the last snapshot (documents that did not change) and from the checkpoints of this run's batches.
They are dealt out to parts by document id, one table after the other, then each part is sorted and written. At no
time is more than one part in memory, and neither batches nor their order leave a trace in the bytes.
"""

from __future__ import annotations

import shutil
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extractors.schema import TABLES
from flows.duplicates import duplicates
from flows.store import INPUTS, OUTCOMES, STATE, encoded, plain_schema, read_batches, read_whole, write_parquet

# A part is closed at so many documents, or characters where documents are long.
PART_DOCUMENTS = 2_000
PART_CHARS = 16_000_000
_ROW_GROUP = 2_000
_READ_ROWS = 200


@dataclass(frozen=True)
class Taken:
    """A set of tables and the inputs whose rows are taken from it; None takes all."""

    root: Path
    inputs: frozenset[str] | None = None


@dataclass(frozen=True)
class Assembled:
    """What was staged: the sources of documents and rejects, for the check that follows."""

    documents: frozenset[str]
    rejects: frozenset[str]


def assemble(taken: Sequence[Taken], staging: Path) -> Assembled:
    """Write all tables and the state of a snapshot into `staging`."""
    scratch = staging / ".scratch"
    outcomes = _sorted_by_source(_joined(taken, "outcomes", "input", OUTCOMES))
    read = outcomes.filter(pc.is_valid(outcomes["document_id"]))
    copies = _copies(read)
    cuts = part_cuts(read)
    kept = [(each.root, _kept(each)) for each in taken]
    for name in TABLES:
        if name != "rejects":
            _write_parts(name, kept, cuts, copies, staging / name, scratch)
    _write_rejects(taken, staging / "rejects")
    _write_state(taken, outcomes, staging / STATE)
    shutil.rmtree(scratch, ignore_errors=True)
    failed = outcomes.filter(pc.is_null(outcomes["document_id"]))
    return Assembled(frozenset(read["source"].to_pylist()), frozenset(failed["source"].to_pylist()))


def part_cuts(documents: pa.Table) -> list[str]:
    """The first document id of each part but the first; depends on the documents alone.

    >>> part_cuts(OUTCOMES.empty_table())
    []
    """
    ordered = documents.select(["document_id", "chars"]).sort_by("document_id")
    cuts, count, chars = [], 0, 0
    for key, length in zip(ordered["document_id"].to_pylist(), ordered["chars"].to_pylist(), strict=True):
        if count and (count == PART_DOCUMENTS or chars + length > PART_CHARS):
            cuts.append(key)
            count, chars = 0, 0
        count, chars = count + 1, chars + length
    return cuts


def _joined(taken: Sequence[Taken], name: str, key: str, schema: pa.Schema) -> pa.Table:
    """The rows of a table of the pipeline's own, of the inputs that are taken."""
    tables = [schema.empty_table()]
    for each in taken:
        table = read_whole(each.root, name)
        if each.inputs is not None:
            table = table.filter(pc.is_in(table[key], value_set=pa.array(sorted(each.inputs), pa.string())))
        tables.append(table.cast(schema))
    return pa.concat_tables(tables)


def _sorted_by_source(table: pa.Table) -> pa.Table:
    return table.sort_by("source").combine_chunks()


def _copies(documents: pa.Table) -> Mapping[str, str]:
    """document_id -> document_id of the earlier document that it repeats."""
    keys = documents["document_id"].to_pylist()
    pairs = duplicates(documents["signature"].to_pylist())
    return {keys[place]: keys[original] for place, original in pairs}


def _kept(taken: Taken) -> pa.Array | None:
    """The ids of the documents that are taken from a set; None for all."""
    if taken.inputs is None:
        return None
    outcomes = _joined([taken], "outcomes", "input", OUTCOMES)
    return outcomes["document_id"].drop_null().combine_chunks()


def _write_parts(
    name: str,
    kept: Sequence[tuple[Path, pa.Array | None]],
    cuts: Sequence[str],
    copies: Mapping[str, str],
    folder: Path,
    scratch: Path,
) -> None:
    schema = plain_schema(name)
    if cuts:
        _deal(_plain_rows(name, kept, schema), cuts, schema, scratch)
    for number in range(len(cuts) + 1):
        if cuts:
            rows = _undealt(scratch / f"{number:05}.arrow", schema)
        else:
            rows = pa.Table.from_batches(_plain_rows(name, kept, schema), schema)
        table = rows.sort_by([(key, "ascending") for key in TABLES[name].sort_by])
        if name == "documents":
            table = _with_copies(table, copies)
        write_parquet(folder / f"part-{number:05}.parquet", encoded(name, table), _ROW_GROUP)


def _plain_rows(
    name: str, kept: Sequence[tuple[Path, pa.Array | None]], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    for root, ids in kept:
        for batch in read_batches(root, name, _READ_ROWS):
            table = pa.Table.from_batches([batch])
            if ids is not None:
                table = table.filter(pc.is_in(table["document_id"], value_set=ids))
            yield from table.cast(schema).to_batches()


def _deal(
    rows: Iterator[pa.RecordBatch], cuts: Sequence[str], schema: pa.Schema, scratch: Path
) -> None:
    """Append each row to the file of its part."""
    scratch.mkdir(parents=True, exist_ok=True)
    files = [pa.OSFile(str(scratch / f"{number:05}.arrow"), "wb") for number in range(len(cuts) + 1)]
    writers = [pa.ipc.new_stream(file, schema) for file in files]
    for batch in rows:
        places = pa.array([bisect_right(cuts, key) for key in batch.column("document_id").to_pylist()], pa.int32())
        for place in pc.unique(places).to_pylist():
            writers[place].write_batch(batch.filter(pc.equal(places, place)))
    for writer, file in zip(writers, files, strict=True):
        writer.close()
        file.close()


def _undealt(path: Path, schema: pa.Schema) -> pa.Table:
    with pa.OSFile(str(path), "rb") as file:
        table = pa.ipc.open_stream(file).read_all()
    path.unlink()
    return table.cast(schema)


def _with_copies(documents: pa.Table, copies: Mapping[str, str]) -> pa.Table:
    place = documents.schema.get_field_index("duplicate_of")
    values = [copies.get(key) for key in documents["document_id"].to_pylist()]
    return documents.set_column(place, documents.schema.field(place), pa.array(values, pa.string()))


def _write_rejects(taken: Sequence[Taken], folder: Path) -> None:
    # Rejects are few and short, so they are one part.
    schema = plain_schema("rejects")
    tables = [schema.empty_table()]
    for each in taken:
        table = read_whole(each.root, "rejects").cast(schema)
        if each.inputs is not None:
            outcomes = _joined([each], "outcomes", "input", OUTCOMES)
            table = table.filter(pc.is_in(table["source"], value_set=outcomes["source"].combine_chunks()))
        tables.append(table)
    joined = pa.concat_tables(tables).sort_by("source")
    write_parquet(folder / "part-00000.parquet", encoded("rejects", joined), _ROW_GROUP)


def _write_state(taken: Sequence[Taken], outcomes: pa.Table, folder: Path) -> None:
    inputs = _joined(taken, "inputs", "source", INPUTS)
    # An input that came in several chunks has one line; if one of them is to be read again, all of it is.
    table = inputs.group_by("source").aggregate([("fingerprint", "min")])
    table = table.rename_columns(["source", "fingerprint"]) if table.num_rows else INPUTS.empty_table()
    write_parquet(folder / "inputs.parquet", table.select(INPUTS.names).sort_by("source").cast(INPUTS), _ROW_GROUP)
    write_parquet(folder / "outcomes.parquet", outcomes.cast(OUTCOMES), _ROW_GROUP)
