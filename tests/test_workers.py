"""Worker processes: a document that hangs or kills its process is named, the others are not lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.workers import Workers, WorkersError
from tests import jobs


def test_a_document_that_kills_and_one_that_hangs_are_named_and_skipped() -> None:
    with Workers(1, timeout=2) as workers:
        seen = workers.run(jobs.visit, ["a", "die", "b", "hang", "c"])
    assert seen == ["a", "die: crashed", "b", "hang: timeout", "c"]


def test_a_death_that_does_not_happen_again_blames_nobody(tmp_path: Path) -> None:
    source = f"once:{tmp_path / 'died'}"
    with Workers(1, timeout=60) as workers:
        assert workers.run(jobs.visit, ["a", source, "b"]) == ["a", source, "b"]


def test_an_error_in_a_job_is_told_and_the_process_goes_on() -> None:
    with Workers(1, timeout=60) as workers:
        first = workers.run(jobs.process_id)
        with pytest.raises(WorkersError, match="ValueError in a worker: out of the job"):
            workers.run(jobs.visit, ["raise"])
        assert workers.run(jobs.process_id) == first


def test_processes_that_die_at_no_document_end_the_run() -> None:
    with Workers(1, timeout=60) as workers, pytest.raises(WorkersError, match=r"again and again.*exit status 7"):
        workers.run(jobs.die_at_once)


def test_workers_end_with_the_process_that_started_them_and_take_its_wards_along(tmp_path: Path) -> None:
    script = """
import os, subprocess, sys, time
from flows.workers import Workers
from tests import jobs
if __name__ == "__main__":
    ward = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with Workers(1, 60, wards=[ward.pid]) as workers:
        print(workers.run(jobs.process_id), ward.pid, flush=True)
        os.kill(os.getpid(), 9)
"""
    (tmp_path / "script.py").write_text(script)
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, tmp_path / "script.py"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
        timeout=120,
    )
    pids = [int(word) for word in done.stdout.split()]
    assert len(pids) == 2, done.stderr
    deadline = time.monotonic() + 60
    while any(_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still there: {pids}"
        time.sleep(0.1)


def _alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc/self").exists()
    return "State:\tZ" not in status  # a zombie is dead; who adopted it has only not looked yet
