"""raw/manifest.csv: what the caller knows of a file that its bytes do not say. Optional; checked line by line.

Columns: `file` (path below raw/, POSIX; `table.csv#3` names one record) and any of `url`, `published` (ISO date),
`encoding`, `language` (ISO 639-1), `title`. What it says goes before what is detected.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import urlsplit

from extractors.errors import SettingsError

MANIFEST = "manifest.csv"
FIELDS = ("file", "url", "published", "encoding", "language", "title")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_RECORD = re.compile(r"(?P<file>.+?)#(?P<number>[1-9]\d*)\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `record` is None for the whole file; a field is None where the line leaves it empty."""

    line: int
    record: int | None = None
    url: str | None = None
    published: date | None = None
    encoding: str | None = None
    language: str | None = None
    title: str | None = None

    def key(self) -> str:
        """What of the entry shapes documents, in one string: all but the line it stands on."""
        return repr(astuple(self)[1:])


def load_manifest(path: Path) -> Mapping[str, tuple[Entry, ...]]:
    """Entries by file; empty when there is no manifest.

    Raises SettingsError naming the line, the column, the value and what is allowed.

    >>> dict(load_manifest(Path("no/such/manifest.csv")))
    {}
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from error
    entries: dict[str, list[Entry]] = {}
    for file, entry in _entries(str(path), content):
        known = entries.setdefault(file, [])
        twin = next((other for other in known if other.record == entry.record), None)
        if twin:
            raise _error(str(path), entry.line, "file", file, f"is already named on line {twin.line}; keep one line")
        known.append(entry)
    return {file: tuple(found) for file, found in entries.items()}


def _entries(place: str, content: str) -> Iterator[tuple[str, Entry]]:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(place, header)
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _entry(place, reader.line_num, header, row)
    except csv.Error as error:
        raise SettingsError(f"{place}, line {reader.line_num}: {error}; write it as comma-separated values") from error


def _check_header(place: str, header: list[str]) -> None:
    allowed = f"allowed are {', '.join(FIELDS)}"
    if "file" not in header:
        raise SettingsError(f"{place}, line 1: no column 'file'; {allowed}")
    for name in header:
        if name not in FIELDS:
            raise _error(place, 1, name, name, f"is not a column of the manifest; {allowed}")
        if header.count(name) > 1:
            raise _error(place, 1, name, name, "stands twice; keep one")


def _entry(place: str, line: int, header: list[str], row: list[str]) -> tuple[str, Entry]:
    if len(row) > len(header):
        raise SettingsError(f"{place}, line {line}: {len(row)} cells for {len(header)} columns; quote commas")
    cells = {name: cell.strip() for name, cell in zip(header, row, strict=False)}

    def fail(column: str, remedy: str) -> SettingsError:
        return _error(place, line, column, cells.get(column, ""), remedy)

    file, number = _file(cells["file"])
    if not file or file.startswith("/") or ".." in PurePosixPath(file).parts or "\\" in file:
        raise fail("file", "must be a path below the folder of the manifest, with forward slashes")
    return file, Entry(
        line=line,
        record=number,
        url=_url(cells.get("url"), fail),
        published=_published(cells.get("published"), fail),
        encoding=_encoding(cells.get("encoding"), fail),
        language=_language(cells.get("language"), fail),
        title=cells.get("title") or None,
    )


def _file(cell: str) -> tuple[str, int | None]:
    found = _RECORD.match(cell)
    file, number = (found["file"], int(found["number"])) if found else (cell, None)
    return str(PurePosixPath(file)) if file else "", number


class _Fail(Protocol):
    def __call__(self, column: str, remedy: str) -> SettingsError: ...


def _url(cell: str | None, fail: _Fail) -> str | None:
    if not cell:
        return None
    try:
        parts = urlsplit(cell)
    except ValueError as error:
        raise fail("url", "must be a full address such as https://example.org/page") from error
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", cell):
        raise fail("url", "must be a full address such as https://example.org/page")
    return cell


def _published(cell: str | None, fail: _Fail) -> date | None:
    if not cell:
        return None
    try:
        if len(cell) != len("2014-01-24"):
            raise ValueError(cell)
        return date.fromisoformat(cell)
    except ValueError as error:
        raise fail("published", "must be a date such as 2014-01-24") from error


def _encoding(cell: str | None, fail: _Fail) -> str | None:
    if not cell:
        return None
    try:
        info = codecs.lookup(cell)
        "".encode(info.name)  # str codecs only: "rot13", "base64" name no encoding of text
    except (LookupError, ValueError, TypeError) as error:
        raise fail("encoding", "must be an encoding such as windows-1251, iso-8859-2, mac-cyrillic, utf-16") from error
    return info.name


def _language(cell: str | None, fail: _Fail) -> str | None:
    if not cell:
        return None
    if not _LANGUAGE.match(cell):
        raise fail("language", "must be a two-letter code of ISO 639-1 such as bg, ro, cs")
    return cell


def _error(place: str, line: int, column: str, value: str, remedy: str) -> SettingsError:
    return SettingsError(f"{place}, line {line}, column {column!r}: {value!r} {remedy}")
