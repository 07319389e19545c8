"""The rules of the house that no linter checks: sizes of files and functions, and words where they belong."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from extractors.version import LIBRARIES

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for package in ("extractors", "flows") for path in (ROOT / package).rglob("*.py"))
FILE_LINES, FUNCTION_LINES = 400, 60


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_small(path: Path) -> None:
    content = path.read_text("utf-8")
    assert content.count("\n") <= FILE_LINES, f"{path.name} is longer than {FILE_LINES} lines; split it"
    long = [
        f"{function.name}: {function.end_lineno - function.lineno + 1} lines"
        for function in functions(ast.parse(content))
        if function.end_lineno and function.end_lineno - function.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_the_lock_names_no_host_and_pins_every_library() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", " "))]
    assert len(pins) > 100
    assert all(re.match(r"[A-Za-z0-9_.-]+==\S+", line) for line in pins)
    assert not [line for line in lines if "://" in line or "--index" in line or "--find-links" in line]
    hashed = sum(line.strip().startswith("--hash=sha256:") for line in lines)
    assert hashed >= len(pins)


def test_the_lock_holds_what_the_project_asks_for() -> None:
    pinned = {
        match[1].lower().replace("_", "-")
        for match in re.finditer(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    }
    content = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = {match[1].lower() for match in re.finditer(r'^  "([A-Za-z0-9_-]+)[<>=]', content, re.M)}
    assert len(wanted) > 20
    assert wanted <= pinned, "run the command at the head of requirements.lock"


def test_fastapi_is_locked_below_the_version_with_which_prefect_starts_no_server() -> None:
    match = re.search(r"^fastapi==(\d+)\.(\d+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    assert match
    assert (int(match[1]), int(match[2])) < (0, 155)


def test_all_that_shapes_rows_counts_for_the_version() -> None:
    imported = {
        match[1]
        for path in (ROOT / "extractors").rglob("*.py")
        for match in re.finditer(r"^\s*(?:from|import) ([a-z0-9_]+)", path.read_text("utf-8"), re.M)
    }
    packages = metadata.packages_distributions()
    named = imported - set(sys.stdlib_module_names) - {"extractors"}
    outside = {packages[name][0].lower() for name in named if name in packages}
    # pyarrow holds rows, pydantic checks packs; neither reads text.
    assert outside - {"pyarrow", "pydantic", "numpy"} <= set(LIBRARIES)
