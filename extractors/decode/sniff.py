"""Which media type some bytes are: by their signature and first words, by the extension where these leave it open."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import PurePosixPath

from extractors.errors import InputError

TEXT, MARKDOWN, HTML, CSV, TSV = "text/plain", "text/markdown", "text/html", "text/csv", "text/tab-separated-values"
JSON, JSONL = "application/json", "application/jsonl"
PDF, PARQUET = "application/pdf", "application/vnd.apache.parquet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BY_EXTENSION = {
    ".txt": TEXT, ".text": TEXT, ".md": MARKDOWN, ".markdown": MARKDOWN, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".csv": CSV, ".tsv": TSV, ".tab": TSV, ".json": JSON, ".jsonl": JSONL, ".ndjson": JSONL,
}  # fmt: skip
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
# Signatures at the start of files that are no descriptions: what they are, for the reject.
_OTHERS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"), (b"MM\x00*", "a TIFF picture"), (b"RIFF", "a RIFF sound, film or picture"),
    (b"OggS", "an Ogg film"), (b"ID3\x03", "an MP3 sound"), (b"ID3\x04", "an MP3 sound"), (b"fLaC", "a FLAC sound"),
    (b"\x1aE\xdf\xa3", "a Matroska film"),
    (b"\x7fELF", "a program"), (b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xfd7zXZ\x00", "an xz archive"), (b"BZh", "a bzip2 archive"), (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3\x00", "an SQLite database"), (b"{\\rtf", "a Rich Text file"), (b"%!PS", "a PostScript file"),
)  # fmt: skip
_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|meta|title|div|p|table|tr|td|ul|ol|li|span|br|h[1-6]|article|section)\b", re.I
)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL
)
_SNIFFED = 5_000
_JSON_LINE = re.compile(r"\s*[{\[]")


def binary_type(data: bytes, source: str) -> str | None:
    """The media type of a binary format that is read here, None for text.

    Raises InputError: `unsupported` for a known format that is not read, `encrypted` for a locked Office file.
    """
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PAR1"):
        return PARQUET
    if data.startswith(_ZIP):
        return _archive_type(data, source)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputError(source, "encrypted", "the Office file asks for a password; supply an open copy")
        raise InputError(source, "unsupported", "an Office file of before 2007; save it as docx or xlsx")
    if data[4:8] == b"ftyp":
        raise InputError(source, "unsupported", "an MP4 film or sound; supply its text")
    for signature, kind in _OTHERS:
        if data.startswith(signature):
            raise InputError(source, "unsupported", f"{kind}; convert it to text, html, pdf or docx")
    return None


def text_type(text: str, name: str, declared: str | None = None) -> str:
    """The media type of a text.

    >>> text_type("<!DOCTYPE html><p>Проект", "a.txt"), text_type("Проект", "a.docx"), text_type("a;b", "t.csv")
    ('text/html', 'text/plain', 'text/csv')
    """
    named = _BY_EXTENSION.get(PurePosixPath(name).suffix.lower())
    if declared in _BY_EXTENSION.values():
        return str(declared)
    if _HTML_START.match(text[:_SNIFFED]):
        return HTML
    if named in (MARKDOWN, CSV, TSV, JSONL):
        return str(named)
    if named == JSON or _JSON_LINE.match(text[:100]):
        found = _json_type(text)
        if found or named == JSON:
            return found or JSON
    tags = len(_TAG.findall(text[:_SNIFFED]))
    return HTML if tags >= (1 if named == HTML else 3) else TEXT


def _json_type(text: str) -> str | None:
    """JSON, JSON Lines (also under the other's extension), or None: a text that begins with a bracket."""
    try:
        return JSON if isinstance(json.loads(text), dict | list) else None
    except (ValueError, RecursionError):
        pass
    lines = [line for line in text[:200_000].split("\n") if line.strip()][:3]
    try:
        return JSONL if len(lines) > 1 and all(isinstance(json.loads(line), dict) for line in lines[:2]) else None
    except (ValueError, RecursionError):
        return None


def _archive_type(data: bytes, source: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise InputError(source, "malformed", f"a damaged archive ({error}); fetch or save the file again") from error
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    kind = "an OpenDocument file; save it as docx or xlsx" if "mimetype" in names else "a ZIP archive; unpack it"
    raise InputError(source, "unsupported", kind)
