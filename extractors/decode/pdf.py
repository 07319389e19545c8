"""PDF -> text: lines as set on the page, wrapped paragraphs joined again, gaps between columns as tabs.

PDFium tells each character and its box; which lines belong together follows from where they end. PDFium is not
safe for threads: workers are processes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.decode.model import Limits
from extractors.errors import InputError

_COLUMN_GAP = 1.3  # of the font size: three spaces and more; justified text stretches a space to one at most
_PARAGRAPH_GAP = 1.35  # of the usual distance between lines
_HYPHENS = "\x02\ufffe\xad"  # how PDFium shows a hyphen that breaks a word at the end of a line
_NEW_LINE = re.compile(r"[•·●▪■◦‣–—*\uf0a7\uf0b7-]\s|\d{1,3}[.)]\s|[^\W\d_][^:.;,\n]{1,40}:(\s|$)")
_UNREADABLE = 0.3  # share of characters that the fonts of a file give no meaning to


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; in points from the lower left corner: its ends, base, height, and first word's width."""

    text: str
    left: float
    right: float
    base: float
    size: float
    first_word: float


def pdf_text(data: bytes, source: str, limits: Limits) -> tuple[str, str | None]:
    """The text of all pages (not yet normalised) and the title of the file's properties.

    Raises InputError: `encrypted`, `malformed`, `too_large` (pages), `empty` (a scan), `undecodable` (fonts).
    """
    if b"%%EOF" not in data[-65_536:]:
        raise InputError(source, "malformed", "the end of the PDF is missing; fetch the file again")
    document = _open(data, source)
    try:
        if len(document) > limits.pages:
            raise InputError(
                source, "too_large", f"{len(document)} pages; at most {limits.pages} are read; split the file"
            )
        pages = [_page_text(document, index) for index in range(len(document))]
        title = document.get_metadata_dict().get("Title") or None
    except pypdfium2.PdfiumError as error:
        raise InputError(source, "malformed", f"a damaged PDF ({error}); fetch the file again") from error
    finally:
        document.close()
    text = "\n\n".join(page for page in pages if page.strip())
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # PDFium counts in UTF-16
    _check_readable(text, source)
    return text, title


def _open(data: bytes, source: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD or error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise InputError(source, "encrypted", "the PDF asks for a password; supply an open copy") from error
        raise InputError(source, "malformed", f"not a readable PDF ({error}); fetch the file again") from error


def _check_readable(text: str, source: str) -> None:
    letters = sum(1 for char in text if not char.isspace())
    if not letters:
        raise InputError(source, "empty", "no text in the PDF, a scan perhaps; supply one with recognised text")
    if sum(map(text.count, "\ufffd\x00")) > _UNREADABLE * letters:
        raise InputError(source, "undecodable", "the fonts of the PDF do not tell its letters; supply a text version")


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            lines = list(_lines(textpage))
        finally:
            textpage.close()
    finally:
        page.close()
    return _joined(lines)


def _lines(page: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """The lines in PDFium's reading order, which ends each with a generated line feed."""
    chars: list[tuple[str, float, float, float, float]] = []
    for index in range(page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(page.raw, index))
        if char in "\r\n":
            yield from _line(chars)
            chars = []
            continue
        left, bottom, right, top = page.get_charbox(index, loose=True)
        chars.append((char, left, right, bottom, top - bottom))
    yield from _line(chars)


def _line(chars: list[tuple[str, float, float, float, float]]) -> Iterator[Line]:
    inked = [char for char in chars if not char[0].isspace() and char[2] > char[1]]
    if not inked:
        return
    size = max(char[4] for char in inked)
    parts: list[str] = []
    word_end = 0.0
    last: float | None = None
    for char, left, right, _, _ in chars:
        if char.isspace() and char != "\xa0":
            parts.append(" ")
            word_end = word_end or (last or 0.0)
            continue
        if last is not None and left - last > _COLUMN_GAP * size:
            parts.append("\t")
        parts.append(char)
        last = right if right > left else last
    text = re.sub(r" *\t *", "\t", "".join(parts)).strip(" ")
    first = (word_end or inked[-1][2]) - inked[0][1]
    yield Line(text, inked[0][1], inked[-1][2], inked[0][3], size, first)


def _joined(lines: list[Line]) -> str:
    pitches = [a.base - b.base for a, b in pairwise(lines) if 0 < a.base - b.base < 4 * a.size]
    usual = median(pitches) if pitches else 0.0
    edge = max((line.right for line in lines if "\t" not in line.text), default=0.0)
    parts: list[str] = []
    for line, following in zip_longest(lines, lines[1:]):
        if following is None:
            parts.append(line.text)
        elif _wraps(line, following, edge, usual):
            broken = line.text[-1] in _HYPHENS
            parts.append(line.text[:-1] if broken else line.text + ("" if line.text.endswith("-") else " "))
        else:
            apart = line.base - following.base > _PARAGRAPH_GAP * usual or following.base > line.base
            parts.append(line.text + ("\n\n" if apart else "\n"))
    return "".join(parts)


def _wraps(line: Line, following: Line, edge: float, usual: float) -> bool:
    """Whether the paragraph goes on: same size, next below, and the next word would not have fitted before the edge."""
    pitch = line.base - following.base
    return (
        0 < pitch <= _PARAGRAPH_GAP * usual
        and abs(line.size - following.size) <= 0.1 * line.size
        and "\t" not in line.text + following.text
        and not _NEW_LINE.match(following.text)
        and line.right + 0.25 * line.size + following.first_word > edge
    )
