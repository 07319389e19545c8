"""The settings of a run: one frozen, validated model, and where each value comes from.

A setting is taken from the first of: the command line, the environment (`OPIS_WORKERS=4`), `opis.toml` in the
working directory or, without one, `[tool.opis]` of its `pyproject.toml`, the default below.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from extractors.decode import Columns, Limits
from extractors.errors import SettingsError

PREFIX = "OPIS_"
MAX_WORKERS = 64
_MEBIBYTE = 2**20
_CODE = r"^[a-z]{2,3}$"


def _cores() -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, 8))  # beyond eight, ask for it: each worker holds the packs and models in memory


class Settings(BaseSettings):
    """Everything a run can be told.

    >>> Settings(workers=2).workers
    2
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", validate_default=True)

    raw: Annotated[str, Field(min_length=1, description="Folder, glob or file to read")] = "raw"
    curated: Annotated[Path, Field(description="Folder to publish the tables in")] = Path("curated")
    workers: Annotated[int, Field(ge=1, le=MAX_WORKERS, description="Worker processes")] = Field(
        default_factory=_cores
    )
    batch_size: Annotated[int, Field(ge=1, le=10_000, description="Documents a task")] = 200
    keep_snapshots: Annotated[int, Field(ge=1, le=1_000, description="Snapshots kept after a run")] = 3
    timeout: Annotated[float, Field(ge=1, le=3_600, description="Seconds one document may take")] = 120.0
    max_bytes: Annotated[
        int, Field(ge=1_024, le=2**31 - 1, description="Bytes one file may have; larger ones are rejected")
    ] = 256 * _MEBIBYTE
    language: Annotated[
        str | None, Field(pattern=_CODE, description="ISO 639-1 code of all documents; identified if not given")
    ] = None
    text_column: Annotated[str | None, Field(min_length=1, description="Column of the text in tables")] = None
    title_column: Annotated[str | None, Field(min_length=1, description="Column of the title")] = None
    url_column: Annotated[str | None, Field(min_length=1, description="Column of the address")] = None
    published_column: Annotated[str | None, Field(min_length=1, description="Column of the publication date")] = None
    language_column: Annotated[str | None, Field(min_length=1, description="Column of the language code")] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: `load_settings` puts the sources together, so that it knows where a value is from."""
        return (init_settings,)

    def columns(self) -> Columns:
        """The columns of many-record files, as the reader takes them."""
        return Columns(
            text=self.text_column,
            title=self.title_column,
            url=self.url_column,
            published=self.published_column,
            language=self.language_column,
        )

    def limits(self) -> Limits:
        """How much one input may hold, as the reader takes it."""
        return Limits(file_bytes=self.max_bytes)


class Given(NamedTuple):
    """A value and where it was given."""

    value: Any
    origin: str


def load_settings(folder: Path | None = None, **flags: Any) -> Settings:
    """The settings in force in `folder` (default: the working directory). Flags that are None count as not given.

    Raises SettingsError that names the setting, its value, what is allowed and where the value came from.

    >>> load_settings(Path("/nonexistent"), batch_size=0)
    Traceback (most recent call last):
    extractors.errors.SettingsError: batch_size = 0 (from the command line): give a number of at least 1
    """
    given = dict(_file_layer(folder or Path()))
    given |= dict(_environment_layer())
    given |= {name: Given(value, "the command line") for name, value in flags.items() if value is not None}
    for name, item in given.items():
        if name not in Settings.model_fields:
            raise SettingsError(f"{name} = {item.value!r} (from {item.origin}): no such setting{_meant(name)}")
    try:
        return Settings(**{name: item.value for name, item in given.items()})
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(detail, given) for detail in error.errors())) from None


def _file_layer(folder: Path) -> Iterator[tuple[str, Given]]:
    own, project = folder / "opis.toml", folder / "pyproject.toml"
    path = own if own.is_file() else project
    if not path.is_file():
        return
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path.name}: cannot be read: {error}; mend or remove the file") from error
    if path == project:
        values = values.get("tool", {}).get("opis", {})
    origin = "opis.toml" if path == own else "[tool.opis] in pyproject.toml"
    yield from ((name, Given(value, origin)) for name, value in values.items())


def _environment_layer() -> Iterator[tuple[str, Given]]:
    names = {PREFIX + name.upper(): name for name in Settings.model_fields}
    for variable in sorted(os.environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in names:
            unknown = variable[len(PREFIX) :].lower()
            value = os.environ[variable]
            raise SettingsError(f"{variable} = {value!r} (from the environment): no such setting{_meant(unknown)}")
    for name, value in EnvSettingsSource(Settings)().items():
        yield name, Given(value, f"the environment, {PREFIX}{name.upper()}")


def _meant(name: str) -> str:
    close = difflib.get_close_matches(name, Settings.model_fields, n=1)
    known = ", ".join(sorted(Settings.model_fields))
    return f"; did you mean {close[0]}?" if close else f"; the settings are {known}"


def _sentence(detail: ErrorDetails, given: Mapping[str, Given]) -> str:
    name = str(detail["loc"][0])
    item = given.get(name, Given(detail["input"], "the defaults"))
    return f"{name} = {item.value!r} (from {item.origin}): {_remedy(detail)}"


def _remedy(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    sentences = {
        "greater_than_equal": "give a number of at least {ge}",
        "less_than_equal": "give a number of at most {le}",
        "string_too_short": "give at least {min_length} character",
        "string_pattern_mismatch": "give an ISO 639-1 code in small letters, such as bg",
        "int_parsing": "give a whole number",
        "int_type": "give a whole number",
        "int_from_float": "give a whole number",
        "float_parsing": "give a number",
        "float_type": "give a number",
        "string_type": "give a text",
        "path_type": "give a path",
    }
    known = sentences.get(detail["type"])
    return known.format(**context) if known else detail["msg"]
