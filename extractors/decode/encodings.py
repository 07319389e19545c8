"""Bytes -> text: byte order marks, UTF-8 and UTF-16 first, then the likeliest legacy encoding.

UTF-8 proves itself by decoding. For the rest the letters decide (see `letters`): the encoding a page declares
about itself is often wrong, so it counts as a hint; the one the caller names counts as an order.
"""

from __future__ import annotations

import codecs
import re

from extractors.decode.letters import CYRILLIC, GREEK, LATIN, high_share, readings
from extractors.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP = re.compile(rb"<(script|style)\b.{0,50000}?</\1\s*>|<[^<>]{0,2000}>", re.IGNORECASE | re.DOTALL)
_SAMPLED = 500_000
_LABELS = {codecs.lookup(label).name: label for label in (*CYRILLIC, *GREEK, *LATIN)}  # as the web calls them
_HINT = 8.0  # natural logarithm: without other evidence the declared encoding is believed, 3,000 to 1
# Nats a high byte. Texts of 25 languages in their own encoding reach -8.3 at worst, noise and Asian encodings -11 to
# -15 (benchmarks/encodings.py); below 40 high bytes the two cannot be told apart, a foreign name looks like noise.
_NONSENSE, _TELLING = -9.8, 40


def to_text(data: bytes, source: str, *, declared: str | None = None, hint: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding; `declared` is the caller's word, `hint` what the input says of itself.

    Raises InputError (`undecodable`) for binary data, for bytes that contradict `declared`, and for bytes that
    read as nonsense in every encoding known here.

    >>> to_text("Община Русе".encode("koi8-r"), "a.txt", hint="windows-1251")
    ('Община Русе', 'koi8-r')
    """
    if declared:
        return _as_declared(data, source, declared)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.removesuffix("-sig")
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), wide
    _refuse_binary(data, source)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        damaged = _damaged_utf8(data)
    return (damaged, "utf-8") if damaged is not None else _legacy(data, source, hint)


def codec(label: str | None) -> str | None:
    """Python's name of an encoding label found in the wild, None if there is no such text encoding."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'").lower().removeprefix("x-")).name
        "".encode(name)
        return name
    except (LookupError, ValueError, TypeError):
        return None


def _as_declared(data: bytes, source: str, declared: str) -> tuple[str, str]:
    name = codec(declared)
    if name is None:
        raise InputError(source, "undecodable", f"{declared!r} is no encoding; name one such as windows-1251")
    try:
        return data.decode("utf-8-sig" if name == "utf-8" else name), _LABELS.get(name, name)
    except UnicodeDecodeError as error:
        detail = f"byte {error.start}: not {declared} as declared ({error.reason}); correct or drop the declaration"
        raise InputError(source, "undecodable", detail) from error


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: the high bytes of European letters are 0 to 5, 0x1E or 0x20, on one side only."""
    if len(data) < 4 or len(data) % 2:
        return None
    sample = data[:4000]
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        rows = sum(map(high.count, (0, 1, 2, 3, 4, 5, 0x1E, 0x20)))
        if rows >= 0.97 * len(high) and high.count(0) and low.count(0) <= 0.03 * len(low):
            controls = _WIDE_CONTROL.findall(sample.decode(encoding, "replace"))
            return encoding if len(controls) <= 0.01 * len(high) else None
    return None


def _refuse_binary(data: bytes, source: str) -> None:
    """A stray control character is dirt; NUL bytes or one in a hundred are no text."""
    if not (found := _BINARY.search(data)):
        return
    controls = len(_BINARY.findall(data[:1_000_000]))
    if data.count(b"\x00", 0, 1_000_000) > 2 or controls > max(2, 0.01 * min(len(data), 1_000_000)):
        detail = f"byte {found.start()}: binary data, not text; remove the file or convert it to text"
        raise InputError(source, "undecodable", detail)


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken places, as where a text was cut: those become U+FFFD."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = len(text) - broken - len(re.findall(r"[\x00-\x7f]", text))
    return text if good >= 10 * broken else None


def _legacy(data: bytes, source: str, hint: str | None) -> tuple[str, str]:
    name = codec(hint)
    sample = _MARKUP.sub(b" ", data[:_SAMPLED]) if b"<" in data else data  # markup has no language
    candidates = [*CYRILLIC, *GREEK] + ([] if high_share(sample) > 0.6 else [*LATIN])
    if name and _single_byte(name) and name not in map(codec, candidates):
        candidates.append(name)
    found = readings(sample, candidates)
    best = max(found, key=lambda r: r.score + (_HINT if codec(r.encoding) == name else 0.0))
    if best.high >= _TELLING and best.high_score < _NONSENSE * best.high:
        detail = "not UTF-8, and nonsense in every legacy encoding tried; set its encoding in the manifest"
        raise InputError(source, "undecodable", detail)
    return data.decode(best.encoding, "replace"), best.encoding


def _single_byte(name: str) -> bool:
    try:
        return len(bytes(range(256)).decode(name, "replace")) == 256
    except (UnicodeError, ValueError):
        return False
