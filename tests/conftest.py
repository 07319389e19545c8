"""What all tests share: a Prefect home of their own, settings from nowhere, one server for the flows under test."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.environment import prepare
from tests.running import fill, quick_extract

_HOME = tempfile.TemporaryDirectory(prefix="opis-tests-")

# Before anything imports Prefect: neither the user's profile nor the user's settings may reach a test.
for name in [name for name in os.environ if name.startswith(("OPIS_", "PREFECT_"))]:
    del os.environ[name]
os.environ["PREFECT_HOME"] = _HOME.name
os.environ["NO_COLOR"] = "1"
prepare(quiet=True)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[dict[str, str]]:
    """A server for the flows of this process; the environment lets another process use it too."""
    from prefect.server.api.server import SubprocessASGIServer

    server = SubprocessASGIServer()
    server.start(timeout=300)
    yield os.environ | {"PREFECT_API_URL": server.api_url}
    server.stop()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with a dozen descriptions and one empty file that must be rejected."""
    folder = fill(tmp_path / "raw", range(12))
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let batches in this process use a stand-in for the extractor, so that a test is about the run alone."""
    monkeypatch.setattr("flows.batches.extract", quick_extract)
