"""The command line: `opis run`, `extract`, `evaluate`, `schema`.

Everything heavy is imported by the command that needs it, so that `opis extract` and `--help` answer at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from extractors.errors import InputError, OpisError, SettingsError
from extractors.version import __version__

app = typer.Typer(
    name="opis",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""**Exit status**: 0 done (rejected inputs are listed, they are no failure) · 1 a defect of Opis ·
    2 wrong usage or settings · 3 an input or snapshot that is not as it must be · 130 stopped by Ctrl-C.""",
)

USAGE, FAILED = 2, 3


def main() -> NoReturn:
    """Run the command line and exit; what a user can mend is one line on standard error, never a traceback."""
    try:
        app()
    except OpisError as error:
        _complain(str(error))
        sys.exit(USAGE if isinstance(error, SettingsError) else FAILED)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has seen enough
        sys.exit(0)
    sys.exit(0)


def _argument(text: str, default: str) -> Any:
    return typer.Argument(help=f"{text}  [default: {default}]", show_default=False)


def _option(text: str, default: str, *names: str) -> Any:
    return typer.Option(*names, help=f"{text}  [default: {default}]", show_default=False)


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Project descriptions in many European languages → verified Parquet tables of dates, partners and targets.

    Settings come from the flags, else from the environment (`OPIS_WORKERS=4`), else from `opis.toml` or
    `[tool.opis]` of `pyproject.toml` in the working directory.
    """
    if version:
        typer.echo(f"opis {__version__}")
        raise typer.Exit


@app.command(
    epilog="""**Examples**

    `opis run` — `raw/` to `curated/`

    `opis run "pages/**/*.html" tables --workers 8`

    `opis run projects.csv tables --text-column summary --published-column created`
    """
)
def run(
    raw: Annotated[str | None, _argument("Folder, glob or file to read.", "raw")] = None,
    curated: Annotated[Path | None, _argument("Folder to publish the tables in.", "curated")] = None,
    workers: Annotated[int | None, _option("Worker processes.", "cores, at most 8", "--workers", "-w")] = None,
    batch_size: Annotated[int | None, _option("Documents a task.", "200")] = None,
    keep_snapshots: Annotated[int | None, _option("Snapshots kept after a run.", "3")] = None,
    timeout: Annotated[float | None, _option("Seconds one document may take.", "120")] = None,
    max_bytes: Annotated[int | None, _option("Bytes of the largest file that is read.", "256 MiB")] = None,
    language: Annotated[str | None, _option("ISO 639-1 code of all documents.", "identified")] = None,
    text_column: Annotated[str | None, _option("Column of the text in tables.", "found by name")] = None,
    title_column: Annotated[str | None, _option("Column of the title.", "found by name")] = None,
    url_column: Annotated[str | None, _option("Column of the address.", "found by name")] = None,
    published_column: Annotated[str | None, _option("Column of the publication date.", "found by name")] = None,
    language_column: Annotated[str | None, _option("Column of the language code.", "found by name")] = None,
) -> None:
    """Bring the tables in CURATED up to date with the descriptions in RAW."""
    flags: dict[str, Any] = {key: value for key, value in locals().items() if value is not None}
    from flows.settings import load_settings
    from flows.terminal import run_with_progress, show_summary

    settings = load_settings(**flags)
    show_summary(run_with_progress(settings))


@app.command(
    epilog="""**Examples**

    `opis extract page.html`

    `opis extract report.pdf --json > report.json`

    `opis extract note.txt --language bg`
    """
)
def extract(
    file: Annotated[Path, typer.Argument(help="One file; a table gives each of its records.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a document, one a line.")] = False,
    language: Annotated[str | None, typer.Option(help="Its language (ISO 639-1).  [default: identified]")] = None,
) -> None:
    """Show what one document yields, with the evidence. Nothing is written."""
    from flows.settings import load_settings
    from flows.show import documents_of, print_document, print_json

    settings = load_settings(language=language)
    printer = print_json if as_json else print_document
    rejected = [printer(found) for found in documents_of(file, settings)]
    if all(rejected):
        raise typer.Exit(FAILED)


@app.command(
    epilog="""**Examples**

    `opis evaluate gold/bg.jsonl gold/ro.jsonl`

    `opis evaluate gold.jsonl tables --errors errors.jsonl`
    """
)
def evaluate(
    places: Annotated[
        list[Path],
        typer.Argument(metavar="GOLD.jsonl... [CURATED]", help="Gold records, then the curated folder."),
    ],
    errors: Annotated[Path | None, typer.Option(help="Write every difference here, a JSON object a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Scores as JSON.")] = False,
) -> None:
    """Precision, recall and F1 of the latest tables against gold records, by language and field."""
    from flows.settings import load_settings
    from flows.show import evaluate_to_terminal

    folders = [path for path in places if path.is_dir()]
    if len(folders) > 1:
        raise InputError(str(folders[1]), "unsupported", "a second folder; give gold files and one curated folder")
    gold = [path for path in places if path not in folders]
    curated = folders[0] if folders else load_settings().curated
    evaluate_to_terminal(gold, curated, errors, as_json)


@app.command()
def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="As the Markdown of docs/data-dictionary.md.")] = False,
) -> None:
    """The data dictionary: every table and column with type and meaning."""
    from flows.dictionary import as_markdown, print_schema

    if markdown:
        typer.echo(as_markdown(), nl=False)
    else:
        print_schema()


def _complain(message: str) -> None:
    typer.echo(f"opis: {message}", err=True)
