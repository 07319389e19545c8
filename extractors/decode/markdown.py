"""Markdown -> text by way of HTML, and what its front matter says."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

from extractors.decode.html import page_text, parse

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"""^([A-Za-z_-]{2,20}):[ \t]*["']?(.*?)["']?[ \t]*$""", re.MULTILINE)


def markdown_text(text: str) -> tuple[str, dict[str, str]]:
    """The text without Markdown's signs, line ends kept, and the simple fields of its front matter.

    >>> markdown_text("---\\ntitle: Мост\\n---\\n# Цели\\n**Бюджет:** 120 лв.\\n- 40 души")
    ('Цели\\n\\nБюджет: 120 лв.\\n\\n• 40 души', {'title': 'Мост'})
    """
    fields: dict[str, str] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        fields = {name.lower(): value for name, value in _FIELD.findall(front[1]) if value}
        text = text[front.end() :]
    return page_text(parse(_renderer().render(text))), fields


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"breaks": True, "html": True}).enable("table")
