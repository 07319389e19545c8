"""Rows of a many-record file -> records; a row that fails is a Fault, the rows around it are not touched."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from extractors.decode.clean import normalise, one_line
from extractors.decode.columns import resolve
from extractors.decode.html import page_text, parse
from extractors.decode.model import Columns, Fault, Limits, Record
from extractors.decode.mojibake import repair
from extractors.decode.tables import BadRow
from extractors.decode.values import iso_date, language_code, web_address
from extractors.errors import InputError

_MARKUP = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|span|strong|em|b|i|a|table|tr|td|h[1-6])\b[^<>]{0,500})\s*/?>", re.I)
_BLOCKS = re.compile(r"<(?:br|p|div|li|tr|h[1-6])\b", re.I)
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,24});")


def records(
    rows: Iterable[Any], source: str, wanted: Columns, limits: Limits, *, media_type: str, encoding: str
) -> Iterator[Record | Fault]:
    """Each row as a record, numbered from 1 in the order of the file.

    Raises InputError (`malformed`) if the columns of the first row cannot be told; `empty` if there is no row.
    """
    reader = _Rows(source, wanted, limits, media_type, encoding)
    number = 0
    for number, row in enumerate(rows, start=1):
        yield reader.read(number, row)
    if not number:
        raise InputError(source, "empty", "no records in it; remove the file")


def plain_text(text: str) -> str:
    """A text that may hold scraps of markup, as descriptions in tables do: tags and entities resolved, then final.

    >>> plain_text("Целева група:<br/>120&nbsp;деца &amp; родители"), plain_text("a < b")
    ('Целева група:\\n120 деца & родители', 'a < b')
    """
    text = repair(text)
    if "<" in text and _MARKUP.search(text):
        if not _BLOCKS.search(text):
            text = text.replace("\n", "<br>")
        return normalise(page_text(parse(text)))
    return normalise(unescaped(text))


def unescaped(text: str) -> str:
    """Entities that were left in a plain text, resolved."""
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


class _Rows:
    """Reads rows by columns that are resolved once for each set of names."""

    def __init__(self, source: str, wanted: Columns, limits: Limits, media_type: str, encoding: str) -> None:
        self._source, self._wanted, self._limits = source, wanted, limits
        self._media_type, self._encoding = media_type, encoding
        self._known: dict[tuple[str, ...], Columns] = {}

    def read(self, number: int, row: Any) -> Record | Fault:
        try:
            raw = (row.raw if isinstance(row, BadRow) else canonical(row)).encode("utf-8", "replace")
        except RecursionError:
            return Fault(number, "malformed", "nested too deeply to be read")
        sha, size = hashlib.sha256(raw).hexdigest(), len(raw)

        def fault(error: BadRow | InputError) -> Fault:
            return Fault(number, error.reason, error.detail, sha, size)

        if isinstance(row, BadRow):
            return fault(row)
        if not self._known and isinstance(row, Mapping):
            self._columns(row)  # if no row before it gave columns, it is the file that is wrong: this raises
        try:
            if size > self._limits.record_bytes:
                detail = f"{size:,} bytes; at most {self._limits.record_bytes:,} a record"
                raise InputError(self._source, "too_large", detail)
            return self._record(number, row, sha, size)
        except InputError as error:
            return fault(error)

    def _record(self, number: int, row: Any, sha: str, size: int) -> Record:
        if isinstance(row, str):
            row = {"text": row}
        if not isinstance(row, Mapping):
            raise InputError(self._source, "malformed", f"a {type(row).__name__}, not an object with named values")
        columns = self._columns(row)
        text = plain_text(self._text(row, columns.text))
        if not text:
            raise InputError(self._source, "empty", f"no text in {columns.text!r}")
        if len(text) > self._limits.text_chars:
            detail = f"{len(text):,} characters; at most {self._limits.text_chars:,}"
            raise InputError(self._source, "too_large", detail)
        return Record(
            text=text,
            media_type=self._media_type,
            encoding=self._encoding,
            title=_title(row.get(columns.title or "")),
            url=web_address(row.get(columns.url or "")),
            published=iso_date(row.get(columns.published or "")),
            language=language_code(row.get(columns.language or "")),
            number=number,
            identifier=_title(row.get(columns.id or "")),
            content_sha256=sha,
            size=size,
        )

    def _columns(self, row: Mapping[str, Any]) -> Columns:
        names = tuple(row)
        if names not in self._known:
            self._known[names] = resolve(names, self._wanted, self._source)
        return self._known[names]

    def _text(self, row: Mapping[str, Any], column: str | None) -> str:
        value = row.get(column or "")
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = "\n".join(value)
        if value is None or isinstance(value, str):
            return value or ""
        raise InputError(self._source, "malformed", f"{column!r} holds a {type(value).__name__}, not text")


def canonical(row: Any) -> str:
    """A row as one string that is the same whenever its values are: what its hash is taken of."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=str, skipkeys=True)


def _title(value: object) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return one_line(unescaped(repair(str(value))))
