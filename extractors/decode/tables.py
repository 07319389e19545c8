"""Files of many records -> their rows: CSV, TSV, XLSX, JSON, JSON Lines, Parquet.

A row is a mapping of column names to values, or a `BadRow` that says why it is none. Files are read row by row.
"""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.data import RejectReason
from extractors.decode.columns import may_be_text
from extractors.decode.model import Limits
from extractors.errors import InputError

_DELIMITERS = (",", ";", "\t", "|")
_PROBED_ROWS = 30
_PROBED_CHARS = 200_000
# The one limit of the csv module is global; records are measured against the caller's limits on top of it.
csv.field_size_limit(2**31 - 1)

Row = Mapping[str, Any]
if TYPE_CHECKING:
    from _csv import Reader as CsvReader


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, the rows around it can; `raw` is what stands in its place."""

    reason: RejectReason
    detail: str
    raw: str


def csv_rows(text: str, source: str, *, delimiter: str | None = None) -> Iterator[Row | BadRow]:
    """Rows below the header line; the delimiter is the one that cuts the first lines into most columns alike.

    A quote that is never closed would swallow all rows after it unseen: where the quotes do not pair up, rows are
    read strictly and such a row is a bad one.
    """
    text = text.replace("\x00", "")
    paired = text.count('"') % 2 == 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=not paired)
    header: list[str] = []
    for cells in _lines(reader):
        if isinstance(cells, BadRow):
            yield cells
        elif not any(cell.strip() for cell in cells):
            continue
        elif not header:
            header = _header(cells, source)
        elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            detail = f"line {reader.line_num}: {len(cells)} cells for {len(header)} columns"
            yield BadRow("malformed", f"{detail}; quote cells that hold the delimiter", "\t".join(cells))
        else:
            yield _row(header, cells)


def _lines(reader: CsvReader) -> Iterator[list[str] | BadRow]:
    while True:
        line = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            detail = f"line {line}: {error}; a quote opens or closes in the wrong place, rows after it may be lost"
            yield BadRow("malformed", detail, f"line {line}")


def jsonl_rows(text: str, limits: Limits) -> Iterator[Any]:
    """One JSON value a line; blank lines do not count."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(line) > limits.record_bytes:
            yield BadRow("too_large", f"line {number}: {len(line):,} characters; at most {limits.record_bytes:,}", line)
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            yield BadRow("malformed", f"line {number}: no JSON ({error}); mend the line", line)


def json_rows(value: list[Any] | dict[str, Any], source: str) -> list[Any] | dict[str, Any]:
    """The records of a JSON document: an array, the one array of objects in an object, or an object that is a record.

    Raises InputError (`malformed`) if several arrays may be meant.
    """
    if isinstance(value, list):
        return value
    arrays = {key: item for key, item in value.items() if isinstance(item, list) and item and isinstance(item[0], dict)}
    if len(arrays) > 1 and not any(map(may_be_text, value)):
        keys = ", ".join(map(repr, arrays))
        raise InputError(source, "malformed", f"the records may be under any of {keys}; write them as JSON Lines")
    return next(iter(arrays.values())) if len(arrays) == 1 and not any(map(may_be_text, value)) else value


def xlsx_sheets(data: bytes, source: str) -> Iterator[tuple[str, Iterator[Row | BadRow]]]:
    """Visible sheets with the rows below their first filled row. Formulas give the values saved with them."""
    import openpyxl  # takes as long to load as a hundred pages to extract; most runs meet no spreadsheet

    try:
        with warnings.catch_warnings():  # of styles and extensions that do not matter here
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:  # openpyxl expects sound files and raises whatever comes of others
        raise _damaged_xlsx(source, error) from error
    for sheet in sheets:
        yield sheet.title, _sheet_rows(sheet, f"{source}, sheet {sheet.title!r}")


def parquet_rows(data: bytes, source: str, limits: Limits) -> Iterator[Row]:
    """Rows in file order."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        groups = range(file.metadata.num_row_groups)
        size = sum(file.metadata.row_group(index).total_byte_size for index in groups)
        if size > limits.unpacked_bytes:
            detail = f"{size:,} bytes unpacked; at most {limits.unpacked_bytes:,}; split the file"
            raise InputError(source, "too_large", detail)
        for batch in file.iter_batches(batch_size=512):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(source, "malformed", f"not a readable Parquet file ({error}); write it anew") from error


def _sheet_rows(sheet: Any, source: str) -> Iterator[Row]:
    header: list[str] = []
    try:
        sheet.reset_dimensions()  # a wrong or hostile dimension would pad every row
        for cells in sheet.iter_rows(values_only=True):
            if all(cell is None or not str(cell).strip() for cell in cells):
                continue
            if header:
                yield _row(header, cells)
            else:
                header = _header(["" if cell is None else str(cell) for cell in cells], source)
    except InputError:
        raise
    except Exception as error:
        raise _damaged_xlsx(source, error) from error


def _damaged_xlsx(source: str, error: Exception) -> InputError:
    return InputError(source, "malformed", f"not a readable XLSX ({error}); save it anew")


def _row(header: list[str], cells: Sequence[Any]) -> Row:
    """Short rows lack their last columns."""
    return dict(zip_longest(header, cells[: len(header)]))


def _header(cells: list[str], source: str) -> list[str]:
    """Column names; unnamed columns are told apart by their place, those that stand twice by a number."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {number}"
        if name in names:
            if may_be_text(name):
                raise InputError(source, "malformed", f"two columns are named {name!r}; rename one")
            name = f"{name} ({number})"
        names.append(name)
    return names


def _delimiter(text: str) -> str:
    head = text[:_PROBED_CHARS]
    best = max(_DELIMITERS, key=lambda delimiter: _regularity(head, delimiter))
    return best if _regularity(head, best) > 0 else ","


def _regularity(head: str, delimiter: str) -> float:
    """Columns of the header, weighed by the share of the next rows that have as many."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    widths = [len(cells) for _, cells in zip(range(_PROBED_ROWS), reader, strict=False) if cells]
    if not widths or widths[0] < 2:
        return 0.0
    return widths[0] * sum(width == widths[0] for width in widths) / len(widths)
