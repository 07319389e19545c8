"""The rows of a batch as they come, and their checkpoint on disk.

A checkpoint is a set of tables (see `flows.store`) with `checkpoint.json`: which inputs it holds at which
fingerprint, and the digest of each file, so that a later run can tell a whole one from a damaged one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from extractors.data import Document, Extraction, RejectReason
from extractors.schema import TABLES, violations
from extractors.version import extractor_version
from flows.duplicates import signature
from flows.rows import Row, Rows, evidence_faults, reject_row, rows_of, to_table
from flows.sources import Reject
from flows.store import INPUTS, OUTCOMES, file_digest, fresh_folder, put_folder, write_parquet

# Rejects for these reasons may be the fault of the hour and not of the input, so the next run tries again.
PASSING: frozenset[RejectReason] = frozenset({"timeout", "vanished", "unreadable", "crashed"})
_CHECKPOINT = "checkpoint.json"
_ROW_GROUP = 1_000

Fingerprints = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Report:
    """Where the rows of a batch lie, and how many there are."""

    path: str
    documents: int
    rejects: int


@dataclass(frozen=True)
class Checkpoint:
    """A finished batch: its folder, the (source, fingerprint) it was made from, its numbers."""

    inputs: tuple[tuple[str, str], ...]
    report: Report


class Gathered:
    """Collects what the documents of a batch give, in any order, and saves it."""

    def __init__(self) -> None:
        self._documents: list[tuple[str, Document, Rows]] = []
        self._rejects: list[tuple[str, Reject]] = []

    def add(self, source: str, outcome: Extraction | Reject) -> None:
        """Take one document's facts or one reject; `source` is that of the input it came in."""
        if isinstance(outcome, Reject):
            self._rejects.append((source, outcome))
        else:
            self._documents.append((source, outcome.document, rows_of(outcome, extractor_version())))

    def save(
        self,
        folder: Path,
        inputs: Fingerprints,
        passing: frozenset[RejectReason] = PASSING,
        whole: bool = True,
    ) -> Report:
        """Write tables and checkpoint to `folder`, whole or not at all; documents that break the contract are rejected.

        Inputs with a reject for one of the `passing` reasons are noted as to be read again by the next run.
        `whole` tells that all of the inputs' documents are here, so that the checkpoint may stand for them.
        """
        tables, fault = _checked_tables(self._rows())
        if fault:
            self._reject_faulty()
            tables, _ = _checked_tables(self._rows())
        tables["outcomes"] = pa.Table.from_pylist(list(self._outcomes()), schema=OUTCOMES)
        again = {source for source, reject in self._rejects if reject.reason in passing}
        known = [{"source": source, "fingerprint": "" if source in again else mark} for source, mark in inputs]
        tables["inputs"] = pa.Table.from_pylist(known, schema=INPUTS)
        beside = fresh_folder(folder)
        for name, table in tables.items():
            write_parquet(beside / f"{name}.parquet", table, _ROW_GROUP)
        report = Report(str(folder), len(self._documents), len(self._rejects))
        _write_checkpoint(beside, inputs if whole else (), report)
        put_folder(beside, folder)
        return report

    def _rows(self) -> Rows:
        rows: Rows = {name: [row for _, _, found in self._documents for row in found[name]] for name in TABLES}
        rows["rejects"] = [reject_row(reject) for _, reject in self._rejects]
        return rows

    def _reject_faulty(self) -> None:
        sound = []
        for source, document, rows in self._documents:
            _, fault = _checked_tables(rows)
            if fault is None:
                sound.append((source, document, rows))
            else:
                self._rejects.append((source, _contract_reject(document, fault)))
        self._documents = sound

    def _outcomes(self) -> Iterator[Row]:
        for source, document, _ in self._documents:
            yield {
                "input": source,
                "source": document.source,
                "document_id": document.document_id,
                "chars": len(document.text),
                "signature": signature(document.text),
            }
        for source, reject in self._rejects:
            yield {"input": source, "source": reject.source}


def load_checkpoint(folder: Path) -> Checkpoint | None:
    """The checkpoint in a folder; None where it is missing, unfinished or damaged."""
    try:
        content = json.loads((folder / _CHECKPOINT).read_text("utf-8"))
        if any(file_digest(folder / name) != digest for name, digest in content["files"].items()):
            return None
        inputs = tuple((str(source), str(mark)) for source, mark in content["inputs"])
        return Checkpoint(inputs, Report(str(folder), content["documents"], content["rejects"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_checkpoint(folder: Path, inputs: Fingerprints, report: Report) -> None:
    content = {
        "inputs": list(inputs),
        "documents": report.documents,
        "rejects": report.rejects,
        "files": {path.name: file_digest(path) for path in sorted(folder.glob("*.parquet"))},
    }
    (folder / _CHECKPOINT).write_text(json.dumps(content), "utf-8")


def _checked_tables(rows: Rows) -> tuple[dict[str, pa.Table], str | None]:
    """Rows as tables, and the first thing that is wrong with them, in words.

    That is evidence that is not the text, a value that does not fit its column, or a broken contract.
    """
    try:
        tables = {name: to_table(name, found) for name, found in rows.items()}
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        return {}, f"a value does not fit its column: {error}"
    return tables, next(_faults(rows, tables), None)


def _faults(rows: Rows, tables: Mapping[str, pa.Table]) -> Iterator[str]:
    texts = {row["document_id"]: row["text"] for row in rows["documents"]}
    for name in ("dates", "partners", "targets"):
        for row in rows[name]:
            yield from evidence_faults(name, row, texts)
    for name, table in tables.items():
        yield from violations(name, table)


def _contract_reject(document: Document, fault: str) -> Reject:
    size = len(document.text.encode("utf-8", "surrogatepass"))
    detail = f"its rows break the contract: {fault}; a defect of Opis, please report it with the document"
    return Reject(document.source, document.content_sha256 or None, size, "crashed", detail[:1_000])
