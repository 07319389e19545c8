"""From the bytes of one input to its records: unpack, tell the media type, call its reader.

The content tells the type, and the extension only where the content cannot (one text from another). Extensions lie.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from extractors.decode.clean import normalise, one_line
from extractors.decode.docx import docx_text
from extractors.decode.encodings import to_text
from extractors.decode.html import page_text, parse
from extractors.decode.html_meta import declared_charset, page_meta
from extractors.decode.markdown import markdown_text
from extractors.decode.model import Columns, Fault, Limits, Record
from extractors.decode.mojibake import repair
from extractors.decode.pdf import pdf_text
from extractors.decode.records import plain_text, records
from extractors.decode.sniff import (
    CSV,
    DOCX,
    HTML,
    JSON,
    JSONL,
    MARKDOWN,
    PARQUET,
    PDF,
    TSV,
    XLSX,
    binary_type,
    text_type,
)
from extractors.decode.tables import csv_rows, json_rows, jsonl_rows, parquet_rows, xlsx_sheets
from extractors.decode.unpack import check_archive, unpacked
from extractors.decode.values import iso_date, language_code, web_address
from extractors.errors import InputError

_UTF8 = "utf-8"


@dataclass(frozen=True, slots=True)
class _Job:
    """One input and what the caller said about it."""

    data: bytes
    source: str
    name: str
    encoding: str | None
    columns: Columns
    limits: Limits


def decode(
    data: bytes,
    source: str,
    *,
    name: str | None = None,
    declared_encoding: str | None = None,
    declared_media_type: str | None = None,
    columns: Columns | None = None,
    limits: Limits | None = None,
) -> Iterator[Record | Fault]:
    """The records of one input, in order: one for a page, many for a table; a bad record comes as a Fault.

    `source` names the input in errors; `name` (default: `source`) is where the extension is read from. Raises
    InputError, in the course of the iteration, when the input as a whole cannot be read, and nothing else.

    >>> [record.text for record in decode("Проект „Мост“".encode("cp1251"), "raw/a.txt")]
    ['Проект „Мост“']
    """
    limits = limits or Limits()
    data, name = unpacked(data, name or source, source, limits)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise InputError(source, "empty", f"{len(data)} bytes and no text in them; remove the file")
    job = _Job(data, source, PurePosixPath(name).name, declared_encoding, columns or Columns(), limits)
    media_type = binary_type(data, source)
    if media_type:
        yield from _BINARY_READERS[media_type](job)
    else:
        yield from _text_records(job, declared_media_type)


def _text_records(job: _Job, declared: str | None) -> Iterator[Record | Fault]:
    text, encoding = to_text(job.data, job.source, declared=job.encoding, hint=declared_charset(job.data))
    text = text.removeprefix("\ufeff")
    media_type = text_type(text, job.name, declared)
    if media_type in (CSV, TSV):
        rows: Any = csv_rows(text, job.source, delimiter="\t" if media_type == TSV else None)
    elif media_type == JSONL:
        rows = jsonl_rows(text, job.limits)
    elif media_type == JSON:
        rows = _json(text, job)
        if isinstance(rows, dict):
            yield from _single_object(rows, job, encoding)
            return
    else:
        yield _document(text, media_type, encoding, job)
        return
    yield from records(rows, job.source, job.columns, job.limits, media_type=media_type, encoding=encoding)


def _document(text: str, media_type: str, encoding: str, job: _Job) -> Record:
    _check_length(len(text) // (20 if media_type == HTML else 2), job)  # before any work on it
    if media_type == HTML:
        return _html(text, encoding, job)
    if media_type == MARKDOWN:
        text, fields = markdown_text(repair(text))
        return _record(
            text, media_type, encoding, job, title=fields.get("title"), url=web_address(fields.get("url")),
            published=iso_date(fields.get("date")), language=language_code(fields.get("lang")),
        )  # fmt: skip
    return _record(plain_text(text), media_type, encoding, job)


def _html(text: str, encoding: str, job: _Job) -> Record:
    if len(job.data) > job.limits.markup_bytes:
        detail = f"{len(job.data):,} bytes of HTML; at most {job.limits.markup_bytes:,}"
        raise InputError(job.source, "too_large", detail)
    tree = parse(repair(text))
    meta = page_meta(tree)
    return _record(page_text(tree), HTML, encoding, job, **asdict(meta))


def _record(text: str, media_type: str, encoding: str, job: _Job, title: str | None = None, **values: Any) -> Record:
    text = normalise(text)
    if not text:
        raise InputError(job.source, "empty", "no text in it; remove the file")
    _check_length(len(text), job)
    return Record(text=text, media_type=media_type, encoding=encoding, title=one_line(title), **values)


def _check_length(chars: int, job: _Job) -> None:
    if chars > job.limits.text_chars:
        detail = f"more than {job.limits.text_chars:,} characters; split the file into its descriptions"
        raise InputError(job.source, "too_large", detail)


def _json(text: str, job: _Job) -> Any:
    """A list of records, or the one object that is itself a record."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(job.source, "malformed", f"no JSON ({error}); mend it or write JSON Lines") from error
    if isinstance(value, dict | list):
        return json_rows(value, job.source)
    raise InputError(job.source, "malformed", "a single value in the JSON, no records; write an array of objects")


def _single_object(value: dict[str, Any], job: _Job, encoding: str) -> Iterator[Record]:
    """A JSON object is one description: its record has no number."""
    for found in records([value], job.source, job.columns, job.limits, media_type=JSON, encoding=encoding):
        if isinstance(found, Fault):
            raise InputError(job.source, found.reason, found.detail)
        yield replace(found, number=None, content_sha256=None, size=None)


def _pdf(job: _Job) -> Iterator[Record]:
    text, title = pdf_text(job.data, job.source, job.limits)
    yield _record(repair(text), PDF, _UTF8, job, title=title)


def _docx(job: _Job) -> Iterator[Record]:
    check_archive(job.data, job.source, job.limits)
    text, title = docx_text(job.data, job.source)
    yield _record(repair(text), DOCX, _UTF8, job, title=title)


def _xlsx(job: _Job) -> Iterator[Record | Fault]:
    """The records of all sheets that have a text column, numbered through; if none has, the first one's error."""
    check_archive(job.data, job.source, job.limits)
    number = 0
    without: list[InputError] = []
    for _, rows in xlsx_sheets(job.data, job.source):
        before = number
        try:
            for found in records(rows, job.source, job.columns, job.limits, media_type=XLSX, encoding=_UTF8):
                number += 1
                yield replace(found, number=number)
        except InputError as error:
            if number > before:
                raise
            without.append(error)
    if not number:
        raise next(iter(without), InputError(job.source, "empty", "no visible sheet in the workbook; remove the file"))


def _parquet(job: _Job) -> Iterator[Record | Fault]:
    rows = parquet_rows(job.data, job.source, job.limits)
    yield from records(rows, job.source, job.columns, job.limits, media_type=PARQUET, encoding=_UTF8)


_BINARY_READERS: dict[str, Callable[[_Job], Iterator[Record | Fault]]] = {
    PDF: _pdf,
    DOCX: _docx,
    XLSX: _xlsx,
    PARQUET: _parquet,
}
