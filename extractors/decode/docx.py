"""DOCX -> text: paragraphs, list items and table rows in document order, as they read with all changes accepted."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lxml import etree

from extractors.decode.lines import Lines
from extractors.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC = _W + "p", _W + "tbl", _W + "tr", _W + "tc"
# Parts of a paragraph that are not read: deleted text, field codes, the second copy of a text box.
_SKIPPED = {
    _W + "del", _W + "moveFrom", _W + "delText", _W + "instrText", _W + "pPr", _W + "rPr", _W + "footnoteReference",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_CHARACTERS = {_W + "tab": "\t", _W + "noBreakHyphen": "-", _W + "br": "\n", _W + "cr": "\n"}


def docx_text(data: bytes, source: str) -> tuple[str, str | None]:
    """The text of the body (not yet normalised) and the title of the file's properties.

    Raises InputError (`malformed`).
    """
    import docx  # loads slowly, and most runs meet no such file

    try:
        document = docx.Document(io.BytesIO(data))
        out = Lines()
        _Body(_list_formats(document)).write(document.element.body, out)
        return out.text(), document.core_properties.title or None
    except Exception as error:  # python-docx expects sound files and raises whatever comes of others
        raise InputError(source, "malformed", f"not a readable DOCX ({error}); save it anew") from error


class _Body:
    """Writes blocks; the numbers of ordered lists run through the whole document."""

    def __init__(self, formats: Mapping[tuple[str, str], str]) -> None:
        self._formats = formats
        self._numbers: Counter[tuple[str, str]] = Counter()

    def write(self, container: etree._Element, out: Lines) -> None:
        for block in _blocks(container):
            if block.tag == _P:
                self._paragraph(block, out)
            else:
                out.end_line(2)
                for row in block.iterchildren(_TR):
                    out.add_row([self._cell(cell) for cell in row.iterchildren(_TC)])
                    out.end_line(1)
                out.end_line(2)

    def _cell(self, cell: etree._Element) -> str:
        out = Lines()
        self.write(cell, out)
        return out.text()

    def _paragraph(self, paragraph: etree._Element, out: Lines) -> None:
        mark = self._mark(paragraph)
        out.end_line(1)
        out.mark(mark)
        for number, line in enumerate("".join(_pieces(paragraph)).split("\n")):
            if number:
                out.end_line(1)
            out.add_cells(line)
        out.mark("")
        # Word sets paragraphs apart by space, not by empty lines; a heading or an empty paragraph begins a block.
        out.end_line(2 if _is_heading(paragraph) or not (mark or _has_text(paragraph)) else 1)

    def _mark(self, paragraph: etree._Element) -> str:
        number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        named = (style.get(_W + "val") or "").lower() if style is not None else ""
        if number is None:
            return "• " if named.startswith(("listbullet", "listnumber")) else ""
        key = (number.get(_W + "val") or "0", (level.get(_W + "val") if level is not None else None) or "0")
        if key[0] == "0" or not _has_text(paragraph):
            return ""
        if self._formats.get(key, "bullet") != "decimal":
            return "• "
        self._numbers[key] += 1
        return f"{self._numbers[key]}. "


def _blocks(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables below a body or cell, also inside content controls and inserted blocks."""
    waiting = list(reversed(container))
    while waiting:
        node = waiting.pop()
        if node.tag in (_P, _TBL):
            yield node
        elif isinstance(node.tag, str) and node.tag not in _SKIPPED:
            waiting.extend(reversed(node))


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    """The text of a paragraph in order; that of a text box inside it follows on lines of its own."""
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag == _W + "t":
            yield node.text or ""
        elif node.tag in _CHARACTERS:
            yield _CHARACTERS[node.tag]
        elif isinstance(node.tag, str) and node.tag not in _SKIPPED:
            if node.tag == _P:
                yield "\n"
            waiting.extend(reversed(node))


def _has_text(paragraph: etree._Element) -> bool:
    return any(piece.strip() for piece in _pieces(paragraph))


def _is_heading(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and (style.get(_W + "val") or "").lower().startswith(("heading", "title"))


def _list_formats(document: Document) -> dict[tuple[str, str], str]:
    """What marks the items of each list: (number id, level) -> `bullet`, `decimal`, …"""
    try:
        root = document.part.numbering_part.element
    except (NotImplementedError, KeyError):
        return {}
    levels: dict[str, dict[str, str]] = {}
    for abstract in root.iterchildren(_W + "abstractNum"):
        formats = {lvl.get(_W + "ilvl"): lvl.find(_W + "numFmt") for lvl in abstract.iterchildren(_W + "lvl")}
        levels[abstract.get(_W + "abstractNumId")] = {
            level: found.get(_W + "val") for level, found in formats.items() if found is not None
        }
    return {
        (number.get(_W + "numId"), level): form
        for number in root.iterchildren(_W + "num")
        if (abstract := number.find(_W + "abstractNumId")) is not None
        for level, form in levels.get(abstract.get(_W + "val"), {}).items()
    }
