"""Jobs that misbehave, for the tests of worker processes; a worker imports them by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def visit(sources: list[str], skip: Mapping[str, Any], mark: Callable[[str], None]) -> list[str]:
    """Walk over documents whose names say what befalls the process at them; names of those reached or skipped."""
    seen = []
    for source in sources:
        mark(source)
        if source in skip:
            seen.append(f"{source}: {skip[source][0]}")
            continue
        if source.startswith("hang"):
            time.sleep(600)
        if source.startswith("die"):
            os.kill(os.getpid(), signal.SIGKILL)
        if source.startswith("once:") and not Path(source.removeprefix("once:")).exists():
            Path(source.removeprefix("once:")).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if source == "raise":
            raise ValueError("out of the job")
        seen.append(source)
    return seen


def die_at_once(skip: Mapping[str, Any], mark: Callable[[str], None]) -> None:
    """Die before any document."""
    os._exit(7)


def process_id(skip: Mapping[str, Any], mark: Callable[[str], None]) -> int:
    """Of the worker process."""
    return os.getpid()
