"""Scoring of tables against gold: what counts, and agreement with the scorer that ships beside the gold documents."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.errors import InputError
from flows.evaluation import FIELDS, Tally, evaluate, read_gold, read_tables

SHARED = Path(__file__).resolve().parents[2] / "shared" / "gold"
Row = dict[str, Any]
Tables = dict[str, list[Row]]


def gold_record(**parts: Any) -> Row:
    project = dict.fromkeys(("title", "identifier", "start_date", "end_date", "duration_months"))
    return {"id": "a", "language": "bg", "dates": [], "partners": [], "quantities": [], **parts} | {
        "project": project | parts.get("project", {})
    }


def tables_of(record: Row) -> Tables:
    """The tables that hold exactly what a gold record says."""
    key = {"document_id": f"id-{record['id']}"}
    project = {name: record["project"].get(name) for name in ("title", "identifier", "duration_months")}
    for name in ("start_date", "end_date"):
        text = record["project"].get(name)
        project[name] = date.fromisoformat(text) if text else None
    return {
        "documents": [{**key, "source": f"in/{record['id']}.txt", "language": record["language"]}],
        "projects": [{**key, **project}],
        "dates": [
            {
                **key,
                "text": row["text"],
                "start_date": date.fromisoformat(row["start"]),
                "end_date": date.fromisoformat(row["end"]),
                "role": row["role"],
            }
            for row in record["dates"]
        ],
        "partners": [
            {**key, **{name: row.get(name) for name in ("text", "name", "acronym", "country", "role")}}
            for row in record["partners"]
        ],
        "targets": [
            {**key, **{name: row.get(name) for name in ("text", "unit", "currency", "kind")}}
            | {"value": float(row["value"]), "value_high": _float(row.get("value_high"))}
            for row in record["quantities"]
        ],
    }


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def join(parts: list[Tables]) -> Tables:
    return {name: [row for part in parts for row in part[name]] for name in parts[0]}


def counts(record: Row, tables: Tables, field: str) -> tuple[int, int, int]:
    tally = evaluate([record], tables).tallies["all"][field]
    return tally.right, tally.predicted, tally.gold


DATE = {"text": "2010", "start": "2010-01-01", "end": "2010-12-31", "role": "event"}
WIEN = {"text": "Verein Wien (VW)", "name": "Verein Wien", "acronym": "VW", "role": "partner", "country": "AT"}
MONEY = {"text": "100 лв.", "value": 100, "unit": "money", "currency": "BGN", "kind": "budget"}


def test_what_the_gold_says_scores_in_full() -> None:
    project = {"title": "Хляб", "identifier": "A-1", "start_date": "2010-01-01", "end_date": "2010-12-31"}
    record = gold_record(dates=[DATE], partners=[WIEN], quantities=[MONEY], project=project | {"duration_months": 12})
    scores = evaluate([record], tables_of(record))
    assert all(scores.tallies["all"][field].f1 == 1.0 for field in FIELDS)
    assert scores.differences == []


def test_an_empty_table_finds_nothing_and_is_not_wrong() -> None:
    record = gold_record(dates=[DATE])
    tables = tables_of(record) | {"dates": []}
    assert counts(record, tables, "date") == (0, 0, 1)
    assert evaluate([record], tables).tallies["all"]["date"].precision is None


@pytest.mark.parametrize(
    ("change", "date_right", "role_right"),
    [({}, 1, 1), ({"role": "publication"}, 1, 0), ({"end_date": date(2010, 12, 30)}, 0, 0)],
)
def test_dates_match_by_days_and_then_by_role(change: Row, date_right: int, role_right: int) -> None:
    record = gold_record(dates=[DATE])
    tables = tables_of(record)
    tables["dates"][0].update(change)
    assert counts(record, tables, "date") == (date_right, 1, 1)
    assert counts(record, tables, "date+role") == (role_right, 1, 1)


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({"name": "VEREIN – WIEN"}, 1),
        ({"name": "Verein  Wiens"}, 1),
        ({"name": "Verein Linz am Attersee"}, 1),  # the acronym is the same
        ({"name": "Verein Linz am Attersee", "acronym": "VL"}, 0),
        ({"name": "VW", "acronym": None}, 1),
        ({"name": None, "acronym": None}, 0),
    ],
)
def test_partners_match_by_name_likeness_or_acronym(change: Row, right: int) -> None:
    record = gold_record(partners=[WIEN])
    tables = tables_of(record)
    tables["partners"][0].update(change)
    assert counts(record, tables, "partner") == (right, 1, 1)


def test_a_partner_known_by_country_alone_matches_the_country_alone() -> None:
    record = gold_record(partners=[{"text": "Норвегия", "name": None, "role": "partner", "country": "NO"}])
    tables = tables_of(record)
    assert counts(record, tables, "partner") == (1, 1, 1)
    tables["partners"][0]["country"] = "SE"
    assert counts(record, tables, "partner") == (0, 1, 1)


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({}, 1),
        ({"value": 100.00001}, 1),
        ({"value": 101.0}, 0),
        ({"unit": "item"}, 0),
        ({"currency": "EUR"}, 0),
        ({"value_high": 200.0}, 0),
    ],
)
def test_targets_match_by_value_unit_and_currency(change: Row, right: int) -> None:
    record = gold_record(quantities=[MONEY])
    tables = tables_of(record)
    tables["targets"][0].update(change)
    assert counts(record, tables, "target") == (right, 1, 1)


def test_a_repeat_is_neither_right_nor_wrong_but_an_addition_is_wrong() -> None:
    record = gold_record(dates=[DATE])
    tables = tables_of(record)
    tables["dates"].append(dict(tables["dates"][0]))
    assert counts(record, tables, "date") == (1, 1, 1)
    tables["dates"].append(tables["dates"][0] | {"end_date": date(2011, 1, 1)})
    assert counts(record, tables, "date") == (1, 2, 1)


@pytest.mark.parametrize(
    ("field", "gold", "got", "right"),
    [
        ("title", "Хляб и сол", "ХЛЯБ И СОЛ!", 1),
        ("title", "Хляб и сол", "Хляб", 0),
        ("identifier", "CZ.1.04/3", "cz 1 04 3", 1),
        ("identifier", "CZ.1.04/3", "CZ.1.04/4", 0),
        ("duration_months", 24, 24.5, 1),
        ("duration_months", 24, 25, 0),
        ("start_date", "2010-03-01", date(2010, 3, 1), 1),
        ("end_date", "2010-03-01", date(2010, 3, 2), 0),
        ("title", None, "Хляб", 0),
    ],
)
def test_fields_of_the_project(field: str, gold: object, got: object, right: int) -> None:
    record = gold_record(project={field: gold})
    tables = tables_of(record)
    tables["projects"][0][field] = got
    assert counts(record, tables, f"project.{field}") == (right, 1, int(gold is not None))


def test_a_document_that_is_absent_is_named_and_costs_recall() -> None:
    record = gold_record(dates=[DATE])
    scores = evaluate([record], {name: [] for name in tables_of(record)})
    assert scores.absent == ["a"]
    assert scores.tallies["bg"]["date"] == Tally(0, 0, 1)
    assert scores.tallies["bg"]["language"] == Tally(0, 1, 1)


def test_faults_of_a_gold_file_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl: malformed: line 1: no dates, language"):
        read_gold([path])
    path.write_text("\n[1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl: malformed: line 2"):
        read_gold([path])
    with pytest.raises(InputError, match=r"none\.jsonl: unreadable"):
        read_gold([tmp_path / "none.jsonl"])


def perturbed(tables: Tables, seed: int) -> Tables:
    """The tables with rows dropped, doubled, moved to other roles and spoilt, the same for the same seed."""
    dice = random.Random(seed)
    tables = copy.deepcopy(tables)
    for name in ("dates", "partners", "targets"):
        rows = []
        for row in tables[name]:
            roll = dice.random()
            role = "kind" if name == "targets" else "role"
            if roll < 0.1:
                continue
            if roll < 0.2:
                row[role] = dice.choice([other[role] for other in tables[name]])
            elif roll < 0.3:
                rows.append(dict(row))
            elif roll < 0.4:
                _spoil(name, row, dice)
            rows.append(row)
        tables[name] = rows
    for row in tables["projects"]:
        for field in ("title", "identifier", "start_date", "end_date", "duration_months"):
            if dice.random() < 0.2:
                row[field] = None
            elif dice.random() < 0.1 and row["title"]:
                row["title"] = row["title"][: -dice.randrange(1, 12)]
    for row in tables["documents"]:
        row["language"] = "xx" if dice.random() < 0.1 else row["language"]
    tables["documents"] = [row for row in tables["documents"] if dice.random() > 0.05]
    return tables


def _spoil(name: str, row: Row, dice: random.Random) -> None:
    if name == "dates":
        row["end_date"] = date(2001, 2, 3)
    elif name == "targets":
        row["value"] = row["value"] + dice.choice([0.00001, 1.0])
    else:
        row["name"] = (row["name"] or "x")[: dice.randrange(2, 30)]
        row["acronym"] = dice.choice([None, row["acronym"]])


TYPES = {"start_date": pa.date32(), "end_date": pa.date32(), "value": pa.float64(), "value_high": pa.float64()}
TYPES["duration_months"] = pa.float64()


def write(tables: Tables, folder: Path) -> None:
    for name, rows in tables.items():
        fields = [pa.field(key, TYPES.get(key, pa.string())) for key in rows[0]]
        pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(fields)), folder / f"{name}.parquet")


@pytest.mark.skipif(not (SHARED / "score.py").is_file(), reason="the gold documents are not beside this checkout")
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_agrees_with_the_scorer_beside_the_gold(tmp_path: Path, seed: int | None) -> None:
    """The same tables, scored by both, give the same counts to the last for every language and field."""
    paths = [SHARED / "dev" / f"{name}.jsonl" for name in ("bg", "ro", "cs", "other")]
    gold = read_gold(paths)
    tables = join([tables_of(dict(record)) for record in gold])
    if seed is not None:
        tables = perturbed(tables, seed)
    write(tables, tmp_path)
    out = tmp_path / "scores.json"
    command = [
        sys.executable,
        str(SHARED / "score.py"),
        *map(str, paths),
        "--curated",
        str(tmp_path),
        "--json",
        str(out),
    ]
    subprocess.run(command, check=True, capture_output=True)
    theirs = json.loads(out.read_text(encoding="utf-8"))
    ours = evaluate(gold, read_tables(tmp_path)).tallies
    assert set(ours) == set(theirs)
    for group, fields in theirs.items():
        for field in FIELDS[:-1]:
            tally = ours[group][field]
            expected = {name: fields[field][name] for name in ("right", "predicted", "gold")}
            assert {"right": tally.right, "predicted": tally.predicted, "gold": tally.gold} == expected, (group, field)
        assert ours[group]["language"].precision == pytest.approx(fields["language"])
    if seed is None:
        assert ours["all"]["date+role"].f1 == 1.0
    else:
        assert 0.5 < (ours["all"]["date+role"].f1 or 0) < 0.97
