"""What decoding takes and gives: limits and column names in; records and faults out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.data import RejectReason


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one input may hold; what is beyond gives the reject reason `too_large`.

    The defaults are far above real project pages (2,500 characters) and far below what hurts a worker.
    """

    file_bytes: int = 256 * 2**20  # a file as it lies on disk
    unpacked_bytes: int = 512 * 2**20  # after gunzip
    office_bytes: int = 64 * 2**20  # all parts of a docx or xlsx unzipped; its XML tree takes ten times that
    markup_bytes: int = 16 * 2**20  # one HTML page; its tree takes twenty times that
    record_bytes: int = 8 * 2**20  # one record of a many-record file
    text_chars: int = 2_000_000  # the normalised text of one document, a thousand pages
    pages: int = 2_000  # of a PDF


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns (or JSON keys) of a many-record file; None: found by their usual names.

    >>> Columns(text="popis").text
    'popis'
    """

    text: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One description: `text` is normalised and final; `number` is its 1-based place in a many-record file.

    `language` is only what the input declares about itself. `content_sha256` is that of the record's
    canonical bytes, or None where the record is the whole file.
    """

    text: str
    media_type: str
    encoding: str
    title: str | None = None
    url: str | None = None
    published: date | None = None
    language: str | None = None
    number: int | None = None
    identifier: str | None = None
    content_sha256: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A record of a many-record file that gives no document; the records around it do."""

    number: int
    reason: RejectReason
    detail: str
    content_sha256: str | None = None
    size: int | None = None
