"""One-time clean-up of decoded text: after it every offset is final.

What looks the same becomes the same (NFC, comma-below letters, plain spaces and hyphens, LF), what cannot be
seen goes (soft hyphens, zero-width and control characters). Words, lines, case and accents stay as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_CEDILLA = {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț"}
# A dotless i or soft g more often than the letters of Romanian alone: Turkish, where s-cedilla is right.
_TURKISH, _ROMANIAN = re.compile("[ığİĞ]"), re.compile("[ăĂțȚţŢ]")


def _ranges(*spans: str | tuple[str, str]) -> Iterable[str]:
    for span in spans:
        first, last = (span, span) if isinstance(span, str) else span
        yield from map(chr, range(ord(first), ord(last) + 1))


_REMOVED = [
    *_ranges(("\x00", "\x08"), ("\x0e", "\x1b"), ("\x7f", "\x84"), ("\x86", "\x9f")),  # controls
    *_ranges("\xad", "\u034f", "\u061c", "\u180e", ("\u200b", "\u200f"), ("\u202a", "\u202e")),  # invisible, bidi
    *_ranges(("\u2060", "\u206f"), ("\ufe00", "\ufe0f"), "\ufeff", ("\ufff9", "\ufffb"), "\ufffe", "\uffff"),
]
_SPACES = [*_ranges("\x1f", "\xa0", "\u1680", ("\u2000", "\u200a"), "\u202f", "\u205f", "\u3000")]
_BREAKS = [*_ranges("\x0b", "\x0c", ("\x1c", "\x1e"), "\x85", "\u2028", "\u2029")]
_HYPHENS = [*_ranges("\u2010", "\u2011", "\u2212")]  # not the dashes: they mean something else
_SURROGATES = [*_ranges(("\ud800", "\udfff"))]
# Symbol fonts of word processors put their bullets into the private use area.
_BULLETS = [*_ranges("\uf0a7", "\uf0a8", "\uf0b7", "\uf0d8", "\uf0fc", "\uf076", "\uf0e0", "\uf02d")]
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_MAP: dict[str, str] = {
    **dict.fromkeys(_REMOVED, ""),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_BREAKS, "\n"),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_SURROGATES, "\ufffd"),
    **dict.fromkeys(_BULLETS, "•"),
    **_LIGATURES,
}
_MAPPED = re.compile("[" + "".join(re.escape(char) for char in sorted(_MAP)) + "]")
_WRAPPED = re.compile("\xad[ \t]*\r?\n[ \t]*(?=[^\\W\\d_])")  # a word broken over two lines
_LINE_END = re.compile(r"[ \t]+(?=\n)")
_GAP = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    r"""The text that all offsets refer to. Idempotent; does not repair encodings.

    >>> normalise("\ufeffTermen: 1\u202f250\xa0lei\r\nînvă\xad\nţare")
    'Termen: 1 250 lei\nînvățare'
    """
    if "\xad" in text:
        text = _WRAPPED.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _MAPPED.sub(_mapped, text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _trim(_comma_below(text))


def one_line(text: str | None) -> str | None:
    r"""A title or other short value: normalised, on one line, None when nothing is left.

    >>> one_line(" Проект \n „Мост“ ")
    'Проект „Мост“'
    """
    return " ".join(normalise(text).split()) or None if text else None


def _mapped(found: re.Match[str]) -> str:
    return _MAP[found[0]]


def _comma_below(text: str) -> str:
    present = [letter for letter in _CEDILLA if letter in text]
    if {"ş", "Ş"}.intersection(present) and len(_TURKISH.findall(text)) > len(_ROMANIAN.findall(text)):
        return text
    while present:  # twice only for letters that carry more than one mark below
        for letter in present:
            text = text.replace(letter, _CEDILLA[letter])
        text = unicodedata.normalize("NFC", text)
        present = [letter for letter in _CEDILLA if letter in text]
    return text


def _trim(text: str) -> str:
    if " \n" in text or "\t\n" in text:
        text = _LINE_END.sub("", text)
    if "\n\n\n" in text:
        text = _GAP.sub("\n\n", text)
    return text.strip("\n").rstrip()
