"""The contract of the tables: what it refuses, column by column."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from extractors.errors import SchemaError
from extractors.schema import SCHEMA_VERSION, TABLES, check, violations

DATE: dict[str, Any] = {
    "document_id": "a",
    "language": "bg",
    "text": "2010",
    "start_char": 0,
    "end_char": 4,
    "start_date": date(2010, 1, 1),
    "end_date": date(2010, 12, 31),
    "edtf": "2010",
    "granularity": "year",
    "role": "project_period",
    "relative": False,
    "rule": "year",
    "confidence": 0.5,
}
TARGET: dict[str, Any] = {
    "document_id": "a",
    "language": "bg",
    "text": "120",
    "start_char": 0,
    "end_char": 3,
    "value": 120.0,
    "value_high": None,
    "qualifier": "exact",
    "unit": "person",
    "unit_text": "души",
    "currency": None,
    "amount": None,
    "kind": "target",
    "rule": "digits",
    "confidence": 0.5,
}


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=TABLES[name].arrow())


def test_sound_rows_pass() -> None:
    check("dates", table("dates", DATE, DATE | {"document_id": "b"}))
    check("targets", table("targets", TARGET, TARGET | {"start_char": 9, "end_char": 12, "value_high": 130.0}))


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_passes(name: str) -> None:
    assert list(violations(name, TABLES[name].arrow().empty_table())) == []


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("dates", DATE | {"role": "party"}, "dates.role: 'party' is not one of project_period"),
        ("dates", DATE | {"granularity": "week"}, "dates.granularity: 'week' is not one of day"),
        ("dates", DATE | {"confidence": 1.5}, "dates.confidence: a value above 1.0"),
        ("dates", DATE | {"confidence": -0.1}, "dates.confidence: a value below 0.0"),
        ("dates", DATE | {"start_char": -1}, "dates.start_char: a value below 0"),
        ("dates", DATE | {"start_char": 4}, "dates: evidence of no length"),
        ("dates", DATE | {"end_date": date(2009, 1, 1)}, "dates: end_date before start_date"),
        ("targets", TARGET | {"unit": "people"}, "targets.unit: 'people' is not one of person"),
        ("targets", TARGET | {"unit": "money"}, "targets: money without a currency"),
        ("targets", TARGET | {"value_high": 1.0}, "targets: value_high below value"),
    ],
)
def test_a_breach_is_named(name: str, row: dict[str, Any], message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check(name, table(name, row))
    assert message in str(caught.value)


def test_a_null_where_none_may_be_is_named() -> None:
    rows = table("dates", DATE)
    place = rows.schema.get_field_index("edtf")
    holed = rows.set_column(place, rows.schema.field(place), pa.array([None], pa.string()))
    assert "dates.edtf: 1 nulls in a column that has none" in list(violations("dates", holed))


def test_a_column_of_another_type_or_name_is_named() -> None:
    rows = table("dates", DATE)
    place = rows.schema.get_field_index("start_char")
    wider = rows.set_column(place, "start_char", rows["start_char"].cast(pa.int64()))
    assert "dates.start_char: type is int64, not int32" in list(violations("dates", wider))
    assert "columns are" in next(violations("dates", rows.drop_columns(["rule"])))


def test_rows_out_of_order_are_named() -> None:
    found = list(violations("dates", table("dates", DATE | {"document_id": "b"}, DATE)))
    assert found == ["dates: rows are not sorted by document_id, start_char, end_char"]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_what_it_means(name: str) -> None:
    spec = TABLES[name]
    assert spec.meaning.endswith(".")
    assert all(len(column.meaning) > 2 for column in spec.columns)
    assert len({column.name for column in spec.columns}) == len(spec.columns)
    assert set(spec.sort_by) <= {column.name for column in spec.columns}
    assert spec.arrow().metadata[b"opis.schema"] == SCHEMA_VERSION.encode()
