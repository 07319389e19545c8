"""The flow itself, with Prefect, worker processes and the real extractor; and runs killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.errors import InputError, SnapshotError
from flows.snapshots import WORK, find_latest, locked, open_latest
from flows.summary import Summary
from tests.running import description, fill, rows, run, settings_for, table_bytes, write_jsonl


@pytest.fixture
def curate(prefect_server: dict[str, str]) -> Callable[..., Summary]:
    from flows.curate import curate

    return curate


def test_one_and_two_workers_give_the_same_bytes_and_a_rerun_does_nothing(
    raw: Path, tmp_path: Path, curate: Callable[..., Summary]
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_jsonl(raw / "table.jsonl", [{"text": description(n)} for n in range(40, 44)])
    summary = curate(settings_for(raw, one, workers=1, batch_size=4))
    curate(settings_for(raw, two, workers=2, batch_size=3))
    assert table_bytes(one) == table_bytes(two)
    assert summary.published
    assert summary.inputs.extracted == 14
    assert summary.rows["documents"] == len(rows(one, "documents")) == 16
    assert sum(summary.languages.values()) == 16
    assert summary.rejects == {"empty": 1}
    assert min(summary.rows[name] for name in ("dates", "targets", "projects")) > 0
    again = curate(settings_for(raw, one))
    assert not again.published
    assert (again.inputs.extracted, again.inputs.unchanged) == (0, 14)
    assert again.run_id == summary.run_id


def test_the_run_leaves_an_artifact(
    raw: Path, tmp_path: Path, curate: Callable[..., Summary], prefect_server: dict[str, str]
) -> None:
    import httpx

    summary = curate(settings_for(raw, tmp_path / "curated"))
    answer = httpx.post(f"{prefect_server['PREFECT_API_URL']}/artifacts/filter", json={}, timeout=60)
    pages = [str(artifact["data"]) for artifact in answer.raise_for_status().json()]
    assert any(summary.run_id in page and "| documents | 12 |" in page for page in pages)


def test_errors_of_the_user_come_out_as_they_are(tmp_path: Path, raw: Path, curate: Callable[..., Summary]) -> None:
    with pytest.raises(InputError, match="nothing is there"):
        curate(settings_for(tmp_path / "nosuch", tmp_path / "curated"))
    with locked(tmp_path / "curated"), pytest.raises(SnapshotError, match="another run"):
        curate(settings_for(raw, tmp_path / "curated"))


def start(raw: Path, curated: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """`opis run` as a process group of its own, so that all of it can be killed."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run", str(raw), str(curated)]
    return subprocess.Popen(
        [*command, "--workers", "2", "--batch-size", "10"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def kill_when(process: subprocess.Popen[bytes], seen: Callable[[], object]) -> None:
    """SIGKILL to the whole group as soon as something is to be seen on the disk."""
    deadline = time.monotonic() + 300
    while not seen():
        assert process.poll() is None, "the run was over before it could be killed"
        assert time.monotonic() < deadline, "the run never came so far"
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(60) == -signal.SIGKILL


@pytest.fixture
def published(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of descriptions, some changed since it was published, and the curated folder."""
    raw, curated = fill(tmp_path / "raw", range(20)), tmp_path / "curated"
    run(settings_for(raw, curated, batch_size=10))
    fill(raw, range(10, 120))
    (raw / "d001.txt").write_text(description(300), "utf-8")
    return raw, curated


@pytest.mark.parametrize(
    "pattern",
    ["batches/*/[!.]*/checkpoint.json", "staging/*/part-*.parquet"],
    ids=["extraction", "publication"],
)
def test_a_run_killed_in_the_middle_leaves_the_last_snapshot_and_the_next_finishes(
    published: tuple[Path, Path],
    tmp_path: Path,
    prefect_server: dict[str, str],
    pattern: str,
) -> None:
    raw, curated = published
    before, whole = open_latest(curated), table_bytes(curated)
    kill_when(start(raw, curated, prefect_server), lambda: list((curated / WORK).glob(pattern)))
    after = find_latest(curated)
    assert after is not None
    assert after.run_id == before.run_id
    assert after.damage() is None
    assert table_bytes(curated) == whole
    finished = run(settings_for(raw, curated, batch_size=10))
    assert finished.resumed > 0
    assert finished.resumed + len(finished.todo) == 101
    run(settings_for(raw, tmp_path / "undisturbed", batch_size=50))
    assert table_bytes(curated) == table_bytes(tmp_path / "undisturbed")
    assert not list((curated / WORK).glob("staging"))
