"""Who wants to know how far a run is: one listener a process, told from whichever thread does the work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]
"""(what is being done, how much is done, of how much; 0 of 0 where that is not known)"""

_lock = threading.Lock()
_listeners: list[Listener] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call `listener` for what is told while this is open.

    >>> heard = []
    >>> with listening(lambda *news: heard.append(news)):
    ...     tell("extracting", 1, 2)
    >>> heard
    [('extracting', 1, 2)]
    """
    with _lock:
        _listeners.append(listener)
    try:
        yield
    finally:
        with _lock:
            _listeners.remove(listener)


def tell(stage: str, done: int = 0, total: int = 0) -> None:
    """News for whoever listens."""
    with _lock:
        for listener in _listeners:
            listener(stage, done, total)


class Meter:
    """Counts up one stage from many threads."""

    def __init__(self, stage: str, total: int) -> None:
        self._stage, self._total, self._done = stage, total, 0
        self._lock = threading.Lock()
        tell(stage, 0, total)

    def add(self, number: int) -> None:
        """So many more are done."""
        with self._lock:
            self._done += number
            done = self._done
        tell(self._stage, done, self._total)

    def expect(self, number: int) -> None:
        """So many more have turned up."""
        with self._lock:
            self._total += number
        self.add(0)
