"""HTML -> text with its lines, lists and tables: the facts of a project page live there.

Headings and paragraphs stand apart by an empty line; a list item begins with "• " or its number; the cells of a table
row are joined by tabs, a term and its definition likewise. Menus, scripts, cookie banners and hidden nodes go.
The tree is walked without recursion, so depth costs nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.decode.lines import Lines

_WORDS = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # "2014<sup>1</sup>" is not the number 20141
# The parser searches all open elements for some that begin a block: quadratic, so towers of them are taken down.
_BLOCK_TAG = re.compile(
    r"<(/?)(?:div|section|article|center|blockquote|ul|ol|dl|fieldset|form|main|aside)\b[^>]*>", re.I
)
_TOWER = 1_000
_MAX_SPAN = 50


@cache
def vocabulary() -> Mapping[str, Any]:
    """What markup.toml says, lists as frozen sets where order does not matter."""
    raw = tomllib.loads(resources.files("extractors.decode").joinpath("markup.toml").read_text(encoding="utf-8"))
    ordered = ("published", "titles", "urls", "dropped_phrases")
    return {key: value if key in ordered else frozenset(value) for key, value in raw.items()} | {
        "dropped_phrases": tuple(frozenset(phrase) for phrase in raw["dropped_phrases"])
    }


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page; a tower of unclosed blocks is flattened to lines first."""
    if html.count("<") > 2 * _TOWER and _depth(html) > _TOWER:
        html = _BLOCK_TAG.sub("<br>", html)
    return LexborHTMLParser(html)


def page_text(tree: LexborHTMLParser) -> str:
    """The text of a page, not yet normalised.

    >>> page_text(parse("<h2>Партньори</h2><ul><li>Община Русе<li>НЧ „Зора“</ul><table><tr><th>Лица<td>40"))
    'Партньори\\n\\n• Община Русе\\n• НЧ „Зора“\\n\\nЛица\\t40'
    """
    return _Writer().text(tree.body) if tree.body is not None else ""


def words(*values: str | None) -> frozenset[str]:
    """The words of class and id attributes: `mainMenu_top` -> main, menu, top."""
    joined = " ".join(value for value in values if value)
    return frozenset(_WORDS.split(_CAMEL.sub(" ", joined).lower()))


def _depth(html: str) -> int:
    deepest = depth = 0
    for tag in _BLOCK_TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _events(root: LexborNode, dropped: Callable[[LexborNode], bool]) -> Iterator[tuple[LexborNode, bool]]:
    """Each kept node when it opens (True), each kept element again when it closes (False)."""
    waiting = [(root, True)]
    while waiting:
        node, opens = waiting.pop()
        if opens and node.is_element_node:
            if dropped(node):
                continue
            waiting.append((node, False))
            child = node.last_child
            while child is not None:
                waiting.append((child, True))
                child = child.prev
        yield node, opens


class _Filter:
    """Which elements are no part of the description."""

    def __init__(self, body: LexborNode) -> None:
        self._body, self._known = body, vocabulary()
        self._half: float | None = None

    def __call__(self, node: LexborNode) -> bool:
        if node.tag in self._known["dropped"]:
            return True
        has = node.attributes
        if not has:
            return False
        if "hidden" in has or has.get("role") in self._known["dropped_roles"]:
            return True
        if _HIDDEN_STYLE.search(has.get("style") or ""):
            return True
        return self._named_so(words(has.get("class"), has.get("id"))) and not self._weighty(node)

    def _named_so(self, named: frozenset[str]) -> bool:
        return not named.isdisjoint(self._known["dropped_words"]) or any(
            phrase <= named for phrase in self._known["dropped_phrases"]
        )

    def _weighty(self, node: LexborNode) -> bool:
        """The body of a page may be called "has-cookie-banner", the frame of its article "content menu-open"."""
        if node.tag in ("body", "main", "article") or node.css_first("h1, main, article") is not None:
            return True
        if self._half is None:
            self._half = len(self._body.text()) / 2
        return len(node.text()) > self._half


class _Writer:
    """Turns the walk into lines; each open table cell has a buffer of its own, so that it can become part of a row."""

    def __init__(self) -> None:
        self._known = vocabulary()
        self._buffers = [Lines()]
        self._rows: list[list[str]] = []
        self._counters: list[int | None] = []
        self._pre = self._sup = 0

    @property
    def out(self) -> Lines:
        return self._buffers[-1]

    def text(self, body: LexborNode) -> str:
        for node, opens in _events(body, _Filter(body)):
            if node.is_text_node:
                self._characters(node.text_content or "")
            elif node.is_element_node:
                self._element(node, node.tag or "", opens)
        return self._buffers[0].text()

    def _element(self, node: LexborNode, tag: str, opens: bool) -> None:
        if opens:
            self._break(tag)
            self._open(node, tag)
        else:
            self._close(node, tag)
            self._break(tag)

    def _open(self, node: LexborNode, tag: str) -> None:
        match tag:
            case "br":
                self.out.line_break()
            case "li":
                self._open_item(node)
            case "ul":
                self._counters.append(None)
            case "ol":
                self._counters.append(_number(node.attributes.get("start")) or 1)
            case "dd":
                self.out.define()
            case "tr":
                self._rows.append([])
            case "td" | "th":
                self._buffers.append(Lines())
            case "pre":
                self._pre += 1
            case "sup":
                self._sup += 1

    def _close(self, node: LexborNode, tag: str) -> None:
        match tag:
            case "li":
                self.out.mark("")
            case "ul" | "ol":
                self._counters.pop()
            case "dt":
                self.out.term()
            case "dd":
                self.out.end_line(1)
            case "tr":
                self.out.add_row(self._rows.pop())
            case "td" | "th":
                self._close_cell(node)
            case "pre":
                self._pre -= 1
            case "sup":
                self._sup -= 1

    def _break(self, tag: str) -> None:
        if tag in self._known["paragraphs"]:
            self.out.end_line(1 if self._counters else 2)  # items of a list, and lists in lists, stay together
        elif tag in self._known["lines"]:
            self.out.end_line(1)

    def _characters(self, text: str) -> None:
        if self._sup:
            text = text.translate(_SUPERSCRIPT)
        if not self._pre:
            self.out.add(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.out.end_line(1)
            self.out.add(line)

    def _open_item(self, node: LexborNode) -> None:
        number = self._counters[-1] if self._counters else None
        if number is None:
            self.out.mark("• ")
            return
        number = _number(node.attributes.get("value")) or number
        self.out.mark(f"{number}. ")
        self._counters[-1] = number + 1

    def _close_cell(self, node: LexborNode) -> None:
        text = self._buffers.pop().text()
        if self._rows:
            span = _number(node.attributes.get("colspan")) or 1
            self._rows[-1] += [text, *[""] * (min(span, _MAX_SPAN) - 1)]
        else:  # a cell without a row, which the parser makes only of foreign markup
            self.out.add(text)


def _number(value: str | None) -> int | None:
    """A small whole number as attributes hold them."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else None
