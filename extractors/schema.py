"""The curated tables: every column declared once, with type, meaning and checks.

The Arrow schemas, the Parquet field metadata, the data dictionary in docs/ and the checks before
publication are all generated from `TABLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc

from extractors.data import (
    DateRole,
    Granularity,
    PartnerRole,
    Qualifier,
    RejectReason,
    TargetKind,
    Unit,
)
from extractors.errors import SchemaError

SCHEMA_VERSION = "1.0"
CODE = pa.dictionary(pa.int32(), pa.string())
# Project budgets reach 10^13 in forints or old lei; two digits keep cents.
MONEY = pa.decimal128(18, 2)
LANGUAGE_SHARE = pa.list_(
    pa.struct([pa.field("language", pa.string(), nullable=False), pa.field("share", pa.float64(), nullable=False)])
)


@dataclass(frozen=True)
class Column:
    """One column: `check` is a short name of the constraint that `violations` applies to it."""

    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """One table: its columns in order and the columns that sort its rows."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    sort_by: tuple[str, ...]

    def arrow(self) -> pa.Schema:
        """The Arrow schema, meanings as field metadata and the schema version as table metadata."""
        fields = [
            pa.field(c.name, c.type, nullable=c.nullable, metadata={b"meaning": c.meaning.encode()})
            for c in self.columns
        ]
        return pa.schema(fields, metadata={b"opis.table": self.name.encode(), b"opis.schema": SCHEMA_VERSION.encode()})


def _codes(literal: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in get_args(literal))


_ID = Column("document_id", pa.string(), "Stable id of the source (hash of `source`); joins all tables")
_LANGUAGE = Column("language", CODE, "ISO 639-1 code of the document's main language, `und` if undecided")
_CONFIDENCE = Column("confidence", pa.float64(), "Probability that the row is right, 0 to 1", minimum=0.0, maximum=1.0)
_RULE = Column("rule", CODE, "Name of the rule that found the row")
_SHA = Column("content_sha256", pa.string(), "SHA-256 of the raw bytes (of the record, in a file of many), hex")


def _evidence() -> tuple[Column, ...]:
    return (
        Column("text", pa.string(), "The evidence: exactly `documents.text[start_char:end_char]`"),
        Column("start_char", pa.int32(), "First code point of the evidence, inclusive", minimum=0),
        Column("end_char", pa.int32(), "End of the evidence in code points, exclusive", minimum=1),
    )


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            "documents",
            "One row per raw description that could be read.",
            (
                _ID,
                Column("source", pa.string(), "Path under raw/ (POSIX) or URI; `#3` marks record 3 of a file of many"),
                _SHA,
                Column("media_type", CODE, "Media type as detected"),
                Column("encoding", CODE, "Character encoding as detected"),
                _LANGUAGE,
                Column(
                    "language_confidence", pa.float64(), "Probability that `language` is right", minimum=0, maximum=1
                ),
                Column("languages", LANGUAGE_SHARE, "Share of the text's letters in each language, largest first"),
                Column("title", pa.string(), "Title of the page as its metadata or the caller gives it", nullable=True),
                Column("url", pa.string(), "Address of the page as its metadata or the caller gives it", nullable=True),
                Column(
                    "published", pa.date32(), "Publication date that the text or its metadata states", nullable=True
                ),
                Column("text", pa.string(), "The normalised text that all offsets refer to"),
                Column(
                    "duplicate_of",
                    pa.string(),
                    "document_id of the first document, in order of source, with the same or nearly the same text",
                    nullable=True,
                ),
                Column("extractor_version", CODE, "Changes whenever code, packs or models that shape the rows change"),
            ),
            ("document_id",),
        ),
        Table(
            "projects",
            "One row per project described.",
            (
                Column("project_id", pa.string(), "Stable id of the project record"),
                _ID,
                _LANGUAGE,
                Column("title", pa.string(), "The project's name, without surrounding quotes", nullable=True),
                Column("identifier", pa.string(), "The funder's code of the project, as written", nullable=True),
                Column("programme", pa.string(), "Funding programme, fund or call, as written", nullable=True),
                Column("start_date", pa.date32(), "First day of the project", nullable=True),
                Column("end_date", pa.date32(), "Last day of the project, inclusive", nullable=True),
                Column(
                    "start_edtf",
                    pa.string(),
                    "Start with the precision the text gives (EDTF, ISO 8601-2)",
                    nullable=True,
                ),
                Column(
                    "end_edtf", pa.string(), "End with the precision the text gives (EDTF, ISO 8601-2)", nullable=True
                ),
                Column("dates_inferred", pa.bool_(), "True when one end was computed from the other and the duration"),
                Column(
                    "duration_months",
                    pa.float64(),
                    "Length of the project in months, where stated",
                    nullable=True,
                    minimum=0,
                ),
                Column("budget_amount", MONEY, "Total budget, or the grant where no total is stated", nullable=True),
                Column("budget_currency", CODE, "ISO 4217 code of the budget", nullable=True),
                Column("coordinator", pa.string(), "Name of the coordinating organisation", nullable=True),
                Column(
                    "partner_count", pa.int32(), "Distinct organisations in `partners` that are not funders", minimum=0
                ),
                Column("countries", pa.list_(pa.string()), "ISO 3166-1 alpha-2 codes of the partners, sorted"),
                _CONFIDENCE,
            ),
            ("document_id", "project_id"),
        ),
        Table(
            "dates",
            "One row per expression that fixes calendar time.",
            (
                _ID,
                _LANGUAGE,
                *_evidence(),
                Column("start_date", pa.date32(), "First day of the span, inclusive"),
                Column("end_date", pa.date32(), "Last day of the span, inclusive"),
                Column("edtf", pa.string(), "The span with the precision the text gives (EDTF, ISO 8601-2)"),
                Column("granularity", CODE, "Finest part written", allowed=_codes(Granularity)),
                Column("role", CODE, "What the date is", allowed=_codes(DateRole)),
                Column("relative", pa.bool_(), "True when the expression needs the publication date"),
                _RULE,
                _CONFIDENCE,
            ),
            ("document_id", "start_char", "end_char"),
        ),
        Table(
            "partners",
            "One row per organisation that takes part, at its first clear mention.",
            (
                _ID,
                _LANGUAGE,
                *_evidence(),
                Column(
                    "name", pa.string(), "The organisation's name; null when only a country is given", nullable=True
                ),
                Column("acronym", pa.string(), "Acronym as given", nullable=True),
                Column("legal_form", pa.string(), "Trailing legal form as written", nullable=True),
                Column(
                    "role", CODE, "Part it takes (IATI 2.03 OrganisationRole in words)", allowed=_codes(PartnerRole)
                ),
                Column("country", CODE, "ISO 3166-1 alpha-2, where the text says it", nullable=True),
                _RULE,
                _CONFIDENCE,
            ),
            ("document_id", "start_char", "end_char"),
        ),
        Table(
            "targets",
            "One row per number with the thing it counts.",
            (
                _ID,
                _LANGUAGE,
                *_evidence(),
                Column("value", pa.float64(), "The number; the lower end of a range; percent as 18.2"),
                Column("value_high", pa.float64(), "Upper end of a range", nullable=True),
                Column("qualifier", CODE, "How the number bounds the fact", allowed=_codes(Qualifier)),
                Column("unit", CODE, "Class of the thing counted", allowed=_codes(Unit)),
                Column("unit_text", pa.string(), "The noun phrase as written"),
                Column("currency", CODE, "ISO 4217, for unit `money`", nullable=True),
                Column("amount", MONEY, "The exact amount, for unit `money`", nullable=True),
                Column("kind", CODE, "What the number says", allowed=_codes(TargetKind)),
                _RULE,
                _CONFIDENCE,
            ),
            ("document_id", "start_char", "end_char"),
        ),
        Table(
            "rejects",
            "One row per input that gave no document.",
            (
                Column("source", pa.string(), "Path under raw/ (POSIX) or URI; `#3` marks a record"),
                Column(
                    "content_sha256",
                    pa.string(),
                    "SHA-256 of the raw bytes, hex; null if they could not be read",
                    nullable=True,
                ),
                Column("bytes", pa.int64(), "Size of the input in bytes, if known", nullable=True, minimum=0),
                Column("reason", CODE, "Why", allowed=_codes(RejectReason)),
                Column("detail", pa.string(), "The error in words: place, value, remedy"),
            ),
            ("source",),
        ),
    )
}


def violations(name: str, table: pa.Table) -> Iterator[str]:
    """Every breach of the contract in one table, as sentences naming column, count and value.

    >>> list(violations("rejects", TABLES["rejects"].arrow().empty_table()))
    []
    """
    spec = TABLES[name]
    expected = spec.arrow()
    if table.schema.names != expected.names:
        yield f"{name}: columns are {table.schema.names}, not {expected.names}"
        return
    for column in spec.columns:
        yield from _column_violations(name, column, table.column(column.name))
    if not _sorted(table, spec.sort_by):
        yield f"{name}: rows are not sorted by {', '.join(spec.sort_by)}"
    yield from _row_violations(name, table)


def check(name: str, table: pa.Table) -> None:
    """Raise SchemaError naming the first breaches, if there are any."""
    found = list(violations(name, table))
    if found:
        raise SchemaError("; ".join(found[:5]))


def _column_violations(name: str, column: Column, values: pa.ChunkedArray) -> Iterator[str]:
    if not values.type.equals(column.type):
        yield f"{name}.{column.name}: type is {values.type}, not {column.type}"
        return
    if not column.nullable and values.null_count:
        yield f"{name}.{column.name}: {values.null_count} nulls in a column that has none"
    if column.allowed:
        plain = pc.unique(values.cast(pa.string())).drop_null().to_pylist()
        for value in sorted(set(plain) - set(column.allowed)):
            yield f"{name}.{column.name}: {value!r} is not one of {', '.join(column.allowed)}"
    for bound, compare, word in ((column.minimum, pc.less, "below"), (column.maximum, pc.greater, "above")):
        if bound is not None and len(values) and pc.any(compare(values, bound)).as_py():
            yield f"{name}.{column.name}: a value {word} {bound}"


def _sorted(table: pa.Table, keys: tuple[str, ...]) -> bool:
    rows = list(zip(*(table.column(key).to_pylist() for key in keys), strict=True))
    return all(a <= b for a, b in pairwise(rows))


def _no_length(table: pa.Table) -> Any:
    return pc.less_equal(table["end_char"], table["start_char"])


def _ends_before_start(table: pa.Table) -> Any:
    return pc.less(table["end_date"], table["start_date"])


def _high_below_low(table: pa.Table) -> Any:
    return pc.less(table["value_high"], table["value"])


def _money_without_currency(table: pa.Table) -> Any:
    return pc.and_(pc.equal(table["unit"].cast(pa.string()), "money"), pc.is_null(table["currency"]))


_ROW_CHECKS: Mapping[str, tuple[tuple[str, Callable[[pa.Table], Any]], ...]] = {
    "dates": (("evidence of no length", _no_length), ("end_date before start_date", _ends_before_start)),
    "partners": (("evidence of no length", _no_length),),
    "targets": (
        ("evidence of no length", _no_length),
        ("money without a currency", _money_without_currency),
        ("value_high below value", _high_below_low),
    ),
}


def _row_violations(name: str, table: pa.Table) -> Iterator[str]:
    for meaning, breach in _ROW_CHECKS.get(name, ()):
        if table.num_rows and pc.any(breach(table)).as_py():
            yield f"{name}: {meaning}"
