"""A buffer of lines: pieces of text come in, spaces collapse, lines and paragraphs break once.

Readers of markup (HTML, DOCX) write through it, so that both give the same shapes: list marks, tab-joined rows.
"""

from __future__ import annotations

import re

_SPACES = re.compile(r"[ \t\n\r\f]+")
_MARKED = re.compile(r"[•·●▪■◦‣–—*-]\s|\d{1,3}[.)]\s")
_LISTED = re.compile(r"• |\d{1,3}\. ")


class Lines:
    """Collects text.

    >>> lines = Lines()
    >>> lines.add("Партньори:"); lines.end_line(1); lines.mark("• "); lines.add(" Община "); lines.add(" Русе")
    >>> lines.text()
    'Партньори:\\n• Община Русе'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = 0  # line ends due before the next piece
        self._glue = ""  # what is due before the next piece on the same line
        self._mark = ""
        self._after_term = False

    def add(self, text: str) -> None:
        """Text whose runs of white space count as one space (a no-break space is none of them)."""
        text = _SPACES.sub(" ", text)
        piece = text.strip(" ")
        if not piece:
            self._glue = self._glue or text[:1]
            return
        self._write(piece, " " if text[0] == " " else "")
        self._glue = " " if text[-1] == " " else ""

    def add_cells(self, line: str) -> None:
        """A line that holds tabs of its own: they stay."""
        for number, cell in enumerate(line.strip("\t ").split("\t")):
            if number:
                self._glue = "\t"
            self.add(cell)

    def add_row(self, cells: list[str]) -> None:
        """A table row: one line if its cells are. Cells of many lines keep them, as in pages laid out by tables."""
        while cells and not cells[-1]:
            cells.pop()
        if not any(cells):
            return
        tall = [cell for cell in cells if "\n" in cell]
        if not tall:
            row = "\t".join(cells)
        elif tall == cells[-1:]:
            joint = "\n" if _LISTED.match(cells[-1]) else "\t"
            row = joint.join(part for part in ("\t".join(cells[:-1]), cells[-1]) if part)
        else:
            self.end_line(2)
            row = "\n\n".join(cell for cell in cells if cell)
        self._write(row, "")
        self.end_line(2 if len(tall) > 1 else 1)

    def end_line(self, count: int) -> None:
        """The next piece begins a line (1) or a paragraph (2)."""
        self._gap = max(self._gap, count)
        self._glue = ""

    def line_break(self) -> None:
        """As <br>: a second one makes an empty line."""
        self._gap = min(2, self._gap + 1)
        self._glue = ""

    def mark(self, mark: str) -> None:
        """The mark of a list item, written before the next piece; "" takes an unused one back."""
        self._mark = mark

    def term(self) -> None:
        """The line so far is a term; a definition that follows at once is joined to it by a tab."""
        self.end_line(1)
        self._after_term = bool(self._parts)

    def define(self) -> None:
        """A definition begins."""
        if self._after_term:
            self._gap, self._glue = 0, "\t"
        else:
            self.end_line(1)

    def text(self) -> str:
        """All lines so far."""
        return "".join(self._parts)

    def _write(self, piece: str, space: str) -> None:
        if self._parts:
            self._parts.append("\n" * self._gap if self._gap else self._glue or space)
        if self._mark and not _MARKED.match(piece):
            self._parts.append(self._mark)
        self._parts.append(piece)
        self._gap, self._glue, self._mark, self._after_term = 0, "", "", False
