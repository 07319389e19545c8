"""Worker processes that may hang or die without taking a batch with them.

Each slot is one process that runs one job at a time and notes, in a small file, the document it is at. When a
process dies or stays at one document for too long, the job is run again without that document, whose name and
fault are handed to the job. A death is believed only when it happens twice at the same document: the first may
have been the machine's fault.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import shutil
import signal
import tempfile
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from extractors.data import RejectReason
from extractors.errors import OpisError

Faults = dict[str, tuple[RejectReason, str]]
Job = Callable[..., Any]
"""job(*arguments, skip=faults, mark=note) -> anything that pickles."""

_POLL = 0.5
_open: weakref.WeakSet[Workers] = weakref.WeakSet()
_DEATHS = 2


class WorkersError(OpisError):
    """Worker processes that cannot do their work at all, whichever document they are at."""


class Workers:
    """`count` processes; use as a context manager, `run` from any thread.

    They end with this process however it ends, and then end the processes in `wards` too, which it has started
    and cannot end any more.
    """

    def __init__(self, count: int, timeout: float, wards: Sequence[int] = ()) -> None:
        # The notes lie on this machine's own disk, so that their times are those of its clock.
        self._folder = tempfile.TemporaryDirectory(prefix="opis-")
        self._timeout = timeout
        self._free: queue.Queue[_Process] = queue.Queue()
        notes = [Path(self._folder.name, f"worker-{number}") for number in range(count)]
        self._all = [_Process(note, tuple(wards)) for note in notes]
        self._stopped = threading.Event()
        for process in self._all:
            self._free.put(process)

    def __enter__(self) -> Workers:
        _open.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all processes at once, in the middle of whatever they do."""
        self._stopped.set()
        for process in self._all:
            process.stop()
        self._folder.cleanup()

    def run(self, job: Job, *arguments: Any) -> Any:
        """The job's result. Raises what the job raises, WorkersError when its processes die for no document."""
        skip: Faults = {}
        deaths: Counter[str] = Counter()
        with self._slot() as process:
            while True:
                try:
                    return process.call(job, arguments, skip, self._timeout)
                except _LostError as lost:
                    if self._stopped.is_set():
                        raise WorkersError("the run was stopped") from None
                    deaths[lost.source] += 1
                    if lost.reason == "timeout" or deaths[lost.source] >= _DEATHS:
                        _blame(lost, skip)

    @contextmanager
    def _slot(self) -> Iterator[_Process]:
        process = self._free.get()
        try:
            yield process
        finally:
            self._free.put(process)


def stop_all() -> None:
    """End the worker processes of every open `Workers` of this process."""
    for workers in list(_open):
        workers.stop()


class _LostError(Exception):
    """A process that died or hung, and the document it was at ("" for none)."""

    def __init__(self, source: str, reason: RejectReason, detail: str) -> None:
        super().__init__(detail)
        self.source, self.reason, self.detail = source, reason, detail


def _blame(lost: _LostError, skip: Faults) -> None:
    if not lost.source or lost.source in skip:
        where = f" at {lost.source}" if lost.source else ""
        raise WorkersError(f"worker processes fail{where} again and again: {lost.detail}; see the system's log")
    skip[lost.source] = (lost.reason, lost.detail)


class _Process:
    """One worker process, started when first needed and again after each loss."""

    def __init__(self, note: Path, wards: tuple[int, ...]) -> None:
        self._note, self._wards = note, wards
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False

    def call(self, job: Job, arguments: tuple[Any, ...], skip: Faults, timeout: float) -> Any:
        """Run one job to its end. Raises _LostError when the process dies, or stays at one document too long."""
        pipe, process = self._started()
        self._note.write_bytes(b"")
        try:
            pipe.send((job, arguments, skip))
            while not connection.wait([pipe, process.sentinel], _POLL):
                self._check_time(timeout)
            result, error = pipe.recv()
        except (EOFError, OSError):
            raise self._lost("crashed", f"the worker process died ({self._status()})") from None
        if error is not None:
            raise error
        return result

    def stop(self) -> None:
        """End the process at once; it is not started again."""
        self._closed = True
        self._kill()

    def _started(self) -> tuple[Connection, multiprocessing.process.BaseProcess]:
        if self._closed:
            raise _LostError("", "crashed", "the run was stopped")
        if self._pipe is None or self._process is None:
            context = multiprocessing.get_context("spawn")  # threads run here already, so forking is not safe
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, str(self._note), self._wards), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe, self._process

    def _check_time(self, timeout: float) -> None:
        try:
            still = time.time() - self._note.stat().st_mtime
        except OSError:
            return
        source = self._source()
        # Before the first note the process loads its packs and models; that is the machine's time, not a document's.
        if source and still > timeout:
            raise self._lost("timeout", f"not finished after {timeout:g} s; set timeout higher or split the document")

    def _lost(self, reason: RejectReason, detail: str) -> _LostError:
        source = self._source()
        self._kill()
        return _LostError(source, reason, detail)

    def _source(self) -> str:
        try:
            return self._note.read_bytes().split(b"\0")[0].decode("utf-8", "replace")
        except OSError:
            return ""

    def _status(self) -> str:
        if self._process is None:
            return "stopped"
        self._process.join(5)
        code = self._process.exitcode
        return signal.Signals(-code).name if code is not None and code < 0 else f"exit status {code}"

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(5)
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, note: str, wards: Sequence[int]) -> None:
    """The life of a worker process: a job, its result, the next job, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which stops its workers
    threading.Thread(target=_die_with_parent, args=(Path(note).parent, wards), daemon=True).start()
    handle = os.open(note, os.O_RDWR | os.O_CREAT, 0o600)

    def mark(source: str) -> None:
        os.pwrite(handle, source.encode("utf-8", "replace") + b"\0", 0)

    while True:
        try:
            job, arguments, skip = pipe.recv()
        except (EOFError, OSError):
            return
        except Exception as error:  # what the job is defined in does not load
            pipe.send((None, _portable(error)))
            continue
        pipe.send(_answer(job, arguments, skip, mark))


def _answer(job: Job, arguments: tuple[Any, ...], skip: Faults, mark: Callable[[str], None]) -> tuple[Any, Any]:
    try:
        return job(*arguments, skip=skip, mark=mark), None
    except Exception as error:
        return None, _portable(error)


def _portable(error: Exception) -> Exception:
    if isinstance(error, OpisError):
        return error
    return WorkersError(f"{type(error).__name__} in a worker: {error}")


def _die_with_parent(notes: Path, wards: Sequence[int]) -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    for pid in wards:
        with suppress(OSError):
            os.kill(pid, signal.SIGTERM)
    shutil.rmtree(notes, ignore_errors=True)
    os._exit(1)
