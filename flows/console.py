"""The terminal: colours and widths as rich finds them; plain and wide enough where it is a file or a pipe."""

from __future__ import annotations

import sys

from rich.console import Console

_PIPE_WIDTH = 140


def console(*, err: bool = False) -> Console:
    """A console on standard output or error; honours NO_COLOR and what the terminal can do."""
    stream = sys.stderr if err else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(stderr=err, width=width, highlight=False, soft_wrap=False)
