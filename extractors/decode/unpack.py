"""Packed inputs: gzip streams and the ZIP archives inside DOCX and XLSX, both bounded against bombs."""

from __future__ import annotations

import io
import zipfile
import zlib

from extractors.decode.model import Limits
from extractors.errors import InputError

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = zlib.MAX_WBITS | 16
_LAYERS = 2  # a gz of a gz is a slip; more is a trap
_MANY_PARTS = 10_000


def unpacked(data: bytes, name: str, source: str, limits: Limits) -> tuple[bytes, str]:
    """The bytes below all gzip layers, and the name without ".gz".

    Raises InputError: `too_large` past the limit, `malformed` if the stream is cut or damaged.
    """
    for _ in range(_LAYERS):
        if not data.startswith(_GZIP):
            return data, name
        data = _gunzip(data, source, limits.unpacked_bytes)
        name = name[:-3] if name.lower().endswith(".gz") else name
    if data.startswith(_GZIP):
        raise InputError(source, "unsupported", f"packed more than {_LAYERS} times; unpack it")
    return data, name


def check_archive(data: bytes, source: str, limits: Limits) -> None:
    """Raises InputError if the parts of a ZIP say they unpack beyond the limit. (Reading stops at what they say.)"""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise InputError(source, "malformed", f"a damaged archive ({error}); fetch or save the file again") from error
    size = sum(part.file_size for part in parts)
    if size > limits.office_bytes or len(parts) > _MANY_PARTS:
        detail = f"{size:,} bytes in {len(parts):,} parts unpacked; at most {limits.office_bytes:,}; split the file"
        raise InputError(source, "too_large", detail)
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(source, "encrypted", "the file asks for a password; supply an open copy")


def _gunzip(data: bytes, source: str, most: int) -> bytes:
    """All members of a gzip file, one after another."""
    out = bytearray()
    while data.startswith(_GZIP):
        stream = zlib.decompressobj(_GZIP_WINDOW)
        try:
            out += stream.decompress(data, most - len(out) + 1)
        except zlib.error as error:
            raise InputError(source, "malformed", f"a damaged gzip file ({error}); fetch it again") from error
        if len(out) > most:
            raise InputError(source, "too_large", f"unpacks to more than {most:,} bytes; split the file")
        if not stream.eof:
            raise InputError(source, "malformed", "the gzip file is cut short; fetch it again")
        data = stream.unused_data.lstrip(b"\x00")  # padding of tapes
    return bytes(out)
