"""Settings: which source wins, and that every mistake is named with its place, value and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import SettingsError
from flows.settings import Settings, load_settings


def test_defaults() -> None:
    settings = load_settings(Path("/nonexistent"))
    assert (settings.raw, settings.curated, settings.batch_size) == ("raw", Path("curated"), 200)
    assert 1 <= settings.workers <= 8


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "opis.toml").write_text("workers = 2\nbatch_size = 20\nkeep_snapshots = 9\n")
    monkeypatch.setenv("OPIS_BATCH_SIZE", "30")
    monkeypatch.setenv("OPIS_WORKERS", "3")
    settings = load_settings(tmp_path, workers=4, raw=None)
    assert (settings.workers, settings.batch_size, settings.keep_snapshots) == (4, 30, 9)
    assert settings.raw == "raw"


def test_pyproject_counts_only_without_a_file_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n[tool.opis]\nworkers = 5\n")
    assert load_settings(tmp_path).workers == 5
    (tmp_path / "opis.toml").write_text("batch_size = 20\n")
    assert load_settings(tmp_path).batch_size == 20
    assert load_settings(tmp_path).workers != 5 or load_settings(Path("/nonexistent")).workers == 5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("workers = 0", "workers = 0 (from opis.toml): give a number of at least 1"),
        ("workers = 'many'", "workers = 'many' (from opis.toml): give a whole number"),
        ("workers = 2.5", "workers = 2.5 (from opis.toml): give a whole number"),
        ("batch_size = 10001", "batch_size = 10001 (from opis.toml): give a number of at most 10000"),
        ("language = 'Bulgarian'", "give an ISO 639-1 code in small letters, such as bg"),
        ("raw = ''", "raw = '' (from opis.toml): give at least 1 character"),
        ("text_column = 7", "text_column = 7 (from opis.toml): give a text"),
        ("worker = 2", "worker = 2 (from opis.toml): no such setting; did you mean workers?"),
        ("zzz = 2", "zzz = 2 (from opis.toml): no such setting; the settings are batch_size, curated"),
        ("workers =", "opis.toml: cannot be read"),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "opis.toml").write_text(content)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert message in str(caught.value)


def test_mistakes_in_the_environment_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPIS_WORKERS", "many")
    with pytest.raises(SettingsError, match=r"workers = 'many' \(from the environment, OPIS_WORKERS\): give a whole"):
        load_settings(tmp_path)


def test_an_unknown_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPIS_BATCHSIZE", "3")
    with pytest.raises(SettingsError, match=r"OPIS_BATCHSIZE = '3' \(from the environment\).*mean batch_size\?"):
        load_settings(tmp_path)


def test_several_mistakes_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"workers = 0.*; batch_size = 0"):
        load_settings(tmp_path, workers=0, batch_size=0)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().workers = 3  # type: ignore[misc]


def test_the_readme_lists_every_setting() -> None:
    page = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    table = page[page.index("## Settings") :]
    assert [name for name in Settings.model_fields if f"`{name}`" not in table] == []
