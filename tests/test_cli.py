"""The command line: what it prints, what it exits with, and that mistakes are one line and no traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractors.schema import TABLES
from extractors.version import __version__
from flows.cli import run as run_command
from flows.dictionary import as_markdown
from flows.settings import Settings
from tests.running import description, fill, run, settings_for

ROOT = Path(__file__).parents[1]
OPIS = [sys.executable, "-c", "from flows.cli import main; main()"]


def opis(*words: object, environment: dict[str, str] | None = None, cwd: Path | None = None) -> tuple[int, str, str]:
    """Exit status, standard output and error of one command."""
    env = (environment or dict(os.environ)) | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([*OPIS, *map(str, words)], capture_output=True, text=True, env=env, cwd=cwd, timeout=300)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of descriptions that is published and has not changed since."""
    folder = tmp_path_factory.mktemp("cli")
    raw = fill(folder / "raw", range(3))
    (raw / "[b]empty.txt").write_bytes(b"")
    run(settings_for(raw, folder / "curated"))
    return raw, folder / "curated"


def test_version_and_help() -> None:
    assert opis("--version") == (0, f"opis {__version__}\n", "")
    status, out, _ = opis("--help")
    assert status == 0
    assert all(command in out for command in ("run", "extract", "evaluate", "schema", "Exit status"))
    assert "Examples" in opis("run", "--help")[1]


def test_every_setting_has_a_flag() -> None:
    assert set(Settings.model_fields) == set(run_command.__annotations__) - {"return"}


def test_a_run_ends_with_its_summary(tables: tuple[Path, Path], prefect_server: dict[str, str]) -> None:
    raw, curated = tables
    (raw / "new.txt").write_text(description(9), "utf-8")
    status, out, err = opis("run", raw, curated, "-w", 1, environment=prefect_server)
    assert (status, err) == (0, "")
    assert "5 inputs: 1 extracted, 4 unchanged." in out
    for words in ("documents │    4", "bg       │", "empty  │      1", "[b]empty.txt", "latest/targets", "duckdb"):
        assert words in out, out
    assert "\x1b" not in out


def test_an_unchanged_rerun_starts_no_server(tables: tuple[Path, Path]) -> None:
    raw, curated = tables
    run(settings_for(raw, curated))
    # A server that could be started neither here nor anywhere: whoever tries fails.
    broken = dict(os.environ) | {"PREFECT_SERVER_EPHEMERAL_ENABLED": "false"}
    status, out, err = opis("run", raw, curated, environment=broken)
    assert (status, err) == (0, "")
    assert "Nothing changed" in out


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("run", "nosuch"), 3, "opis: nosuch: vanished: nothing is there; name a folder, a file or a glob\n"),
        (("run", "--workers", "0"), 2, "opis: workers = 0 (from the command line): give a number of at least 1\n"),
        (("extract", "nosuch.txt"), 3, "opis: nosuch.txt: vanished: nothing is there; name a folder, a file or a"),
        (("extract", "."), 3, "opis: .: unsupported: a folder; `opis run` takes folders, this takes one file\n"),
        (("evaluate", "gold.jsonl"), 3, "opis: gold.jsonl: unreadable: "),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, words: tuple[str, ...], status: int, message: str) -> None:
    found, out, err = opis(*words, cwd=tmp_path)
    assert found == status
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert "Traceback" not in out + err


def test_a_wrong_option_is_a_matter_of_usage() -> None:
    status, _, err = opis("run", "--wrokers", 2)
    assert status == 2
    assert "No such option" in err
    assert "Traceback" not in err


def test_a_wrong_setting_in_the_working_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "opis.toml").write_text("workers = 'many'")
    assert opis("run", cwd=tmp_path)[::2] == (2, "opis: workers = 'many' (from opis.toml): give a whole number\n")


def test_extract_shows_evidence(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Проектът започва на 1 март 2010 г. и обхваща 120 ученици.", "utf-8")
    status, out, err = opis("extract", tmp_path / "page.txt")
    assert (status, err) == (0, "")
    assert "1 март 2010" in out
    assert "120" in out
    assert "2010-03-01" in out


def test_extract_gives_json_in_the_columns_of_the_tables(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Проектът започва на 1 март 2010 г. и обхваща 120 ученици.", "utf-8")
    status, out, _ = opis("extract", tmp_path / "page.txt", "--json", "--language", "bg")
    assert status == 0
    found = json.loads(out)
    text = found["document"]["text"]
    assert set(found["document"]) == {column.name for column in TABLES["documents"].columns}
    assert found["document"]["language"] == "bg"
    for row in found["dates"] + found["targets"]:
        assert text[row["start_char"] : row["end_char"]] == row["text"]
    assert [row["start_date"] for row in found["dates"]] == ["2010-03-01"]


def test_extract_of_a_rejected_file_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    status, out, err = opis("extract", tmp_path / "empty.txt")
    assert status == 3
    assert "empty.txt: empty:" in out
    assert "Traceback" not in out + err


def test_extract_does_not_load_prefect(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Проект", "utf-8")
    script = (
        "import sys; sys.argv = ['opis', 'extract', 'page.txt']\n"
        "from flows.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "assert 'flows.show' in sys.modules and 'prefect' not in sys.modules and 'spacy' not in sys.modules"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_evaluate_prints_scores_and_writes_differences(tables: tuple[Path, Path], tmp_path: Path) -> None:
    gold = {"id": "d000", "language": "bg", "project": {}, "dates": [], "partners": [], "quantities": []}
    missing = gold | {"id": "not-there"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n" + json.dumps(missing) + "\n")
    status, out, _ = opis("evaluate", tmp_path / "gold.jsonl", tables[1], "--errors", tmp_path / "errors.jsonl")
    assert status == 0
    assert "precision" in out
    assert "Not in the tables: 1, not-there the first" in out
    differences = [json.loads(line) for line in (tmp_path / "errors.jsonl").read_text("utf-8").splitlines()]
    assert {"document", "field", "kind", "detail"} == set(differences[0])
    scores = json.loads(opis("evaluate", tmp_path / "gold.jsonl", tables[1], "--json")[1])
    assert scores["all"]["language"]["right"] == 1


def test_schema_names_every_column() -> None:
    status, out, _ = opis("schema")
    assert status == 0
    assert all(column.name in out for spec in TABLES.values() for column in spec.columns)


def test_the_data_dictionary_in_docs_is_the_declared_one() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert written == as_markdown(), "run `make docs`"


def test_ctrl_c_ends_a_run_at_once_and_keeps_what_is_done(tmp_path: Path, prefect_server: dict[str, str]) -> None:
    raw = fill(tmp_path / "raw", range(200))
    command = [*OPIS, "run", str(raw), str(tmp_path / "curated"), "--batch-size", "10", "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=prefect_server, start_new_session=True)
    while not list(tmp_path.glob("curated/.work/batches/*/*/checkpoint.json")):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "opis: stopped; the last snapshot stands, and the next run takes up finished batches\n"
    assert list(tmp_path.glob("curated/.work/batches/*/*/checkpoint.json"))
