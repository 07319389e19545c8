"""Quoted stretches of a text: pairs of every style, nested, wrapped over a line, or left unclosed."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Names of projects run to some 250 characters; a quote that stays open longer was never closed.
MAX_QUOTED = 300
MAX_UNCLOSED = 160

_CLOSERS = {
    "„": '“”"‟«',
    "“": '”“"',
    "”": "”",
    "‟": '”“"',
    "«": "»",
    "»": "«",
    "‹": "›",
    '"': '"”“',
    "〝": "〞",
    "‚": "‘’",
    ",,": "“”\"'",
    "''": "'",
    "``": "'",
}
_NESTING = "„«"
_OPENING = re.compile(r",,(?=\w)|''(?=\w)|``(?=\w)|[„“”‟«»‹\"〝‚]")
_MARK = re.compile(r"''|[„“”‟«»›\"〞‘’']|\n[^\S\n]*\n|\n")
_UNCLOSED_END = re.compile(r"[.(;\n]|,(?=\s)|\s[–—-]\s|$")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted stretch: `outer` with its marks, `start`…`end` without them."""

    outer_start: int
    start: int
    end: int
    outer_end: int


def find_quoted(text: str) -> list[Quoted]:
    """The outermost quoted stretches, by start.

    >>> [q_text[q.start:q.end] for q_text in ['проект „ОУ „Св. Климент““ и "Да"'] for q in find_quoted(q_text)]
    ['ОУ „Св. Климент“', 'Да']
    """
    found: list[Quoted] = []
    position = 0
    while (mark := _OPENING.search(text, position)) is not None:
        quoted = _quoted_at(text, mark) if _can_open(text, mark) else None
        if quoted is not None:
            found.append(quoted)
        position = quoted.outer_end if quoted is not None else mark.end()
    return found


def _can_open(text: str, mark: re.Match[str]) -> bool:
    """A mark opens before a letter or digit and not right after one: inch signs and closers do not."""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if mark.group() in "„«":
        return bool(after.strip())
    return (not before or not before.isalnum()) and (after.isalnum() or after in "„“\"«#@(¿¡!?…'’")


def _quoted_at(text: str, mark: re.Match[str]) -> Quoted | None:
    opening, start = mark.group(), mark.end()
    closers, depth, first = _CLOSERS[opening], 0, -1
    for found in _MARK.finditer(text, start, min(len(text), start + MAX_QUOTED)):
        sign = found.group()
        if sign[0] == "\n":
            if _breaks(text, found, first, closers):
                break
        elif sign in _NESTING and sign not in (closers if opening not in _NESTING else ""):
            depth += 1
        elif sign in closers or (sign[0] in closers and opening in (",,", "''")):
            if depth == 0:
                return Quoted(mark.start(), start, found.start(), found.end())
            depth, first = depth - 1, first if first >= 0 else found.start()
            last = found
    if first >= 0:  # one closing mark stood for two opening ones
        return Quoted(mark.start(), start, last.end(), last.end())
    return _unclosed(text, mark)


def _breaks(text: str, newline: re.Match[str], first: int, closers: str) -> bool:
    """A blank line ends a quote; a line break wraps it where the next line goes on in lower case or closes it."""
    if first >= 0 or newline.group().count("\n") > 1:
        return True
    following = text[newline.end() : newline.end() + 120].split("\n", 1)[0].lstrip()
    mark = _MARK.search(following)
    closes = mark is not None and mark.group() in closers and mark.group() not in "\"'" and mark.start() > 0
    return not (following[:1].islower() or following[:1].isdigit() or closes)


def _unclosed(text: str, mark: re.Match[str]) -> Quoted | None:
    """A low or angled mark is an opening one for sure; its quote ends with the phrase."""
    if mark.group() not in ("„", "«", ",,"):
        return None
    stop = _UNCLOSED_END.search(text, mark.end(), min(len(text), mark.end() + MAX_UNCLOSED))
    end = stop.start() if stop else min(len(text), mark.end() + MAX_UNCLOSED)
    return Quoted(mark.start(), mark.end(), end, end) if end > mark.end() else None
