"""The data dictionary, made from the declared columns: for the terminal, and as Markdown for docs/."""

from __future__ import annotations

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from extractors.schema import CODE, SCHEMA_VERSION, TABLES
from extractors.schema import Column as Declared
from flows.console import console

_HEAD = """# Data dictionary

Schema {version}. Made by `opis schema --markdown` from the columns that `extractors/schema.py` declares; not edited
by hand.

Offsets count Unicode code points of `documents.text`, end exclusive: `text[start_char:end_char]` is the evidence of
each row of `dates`, `partners` and `targets`. What a text does not say is null. A *code* is a string, encoded by
dictionary.
"""


def as_markdown() -> str:
    """The whole dictionary as one Markdown page."""
    return _HEAD.format(version=SCHEMA_VERSION) + "".join(_section(name) for name in TABLES)


def type_name(type_: pa.DataType) -> str:
    """A type in the words of the dictionary.

    >>> type_name(CODE), type_name(pa.list_(pa.string())), type_name(pa.decimal128(18, 2))
    ('code', 'list<string>', 'decimal(18, 2)')
    """
    if type_.equals(CODE):
        return "code"
    if pa.types.is_list(type_):
        return f"list<{type_name(type_.value_type)}>"
    if pa.types.is_struct(type_):
        inner = ", ".join(f"{field.name}: {type_name(field.type)}" for field in type_)
        return f"struct<{inner}>"
    if pa.types.is_decimal(type_):
        return f"decimal({type_.precision}, {type_.scale})"
    return {"date32[day]": "date", "double": "float64"}.get(str(type_), str(type_))


def print_schema(to: Console | None = None) -> None:
    """The dictionary as tables on the terminal."""
    out = to or console()
    for name, spec in TABLES.items():
        table = Table("column", "type", "null", "meaning", title=f"{name}: {spec.meaning}", title_justify="left")
        for column in spec.columns:
            table.add_row(column.name, type_name(column.type), "yes" if column.nullable else "", _meaning(column))
        out.print(table)


def _section(name: str) -> str:
    spec = TABLES[name]
    lines = [
        f"\n## {name}\n\n{spec.meaning} Sorted by {', '.join(f'`{key}`' for key in spec.sort_by)}.\n",
        "| column | type | null | meaning |",
        "|---|---|---|---|",
    ]
    for column in spec.columns:
        cells = (f"`{column.name}`", type_name(column.type), "yes" if column.nullable else "", _meaning(column))
        lines.append("| " + " | ".join(map(_escaped, cells)) + " |")
    return "\n".join(lines) + "\n"


def _meaning(column: Declared) -> str:
    if not column.allowed:
        return column.meaning
    return f"{column.meaning}: {', '.join(column.allowed)}"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
