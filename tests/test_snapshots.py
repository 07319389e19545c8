"""Publishing: a snapshot is there whole or not at all, and nobody is disturbed by the next."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.errors import SchemaError, SnapshotError
from extractors.schema import SCHEMA_VERSION, TABLES
from flows import snapshots
from flows.assemble import Assembled
from flows.snapshots import find_latest, locked, open_latest, prune, publish
from flows.store import encoded, parts, plain_schema, write_parquet
from flows.verify import verify
from tests.running import description, rows, run, settings_for, table_bytes

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def curated(quick: None, tmp_path: Path, raw: Path) -> Path:
    folder = tmp_path / "curated"
    run(settings_for(raw, folder))
    return folder


def test_pandas_and_duckdb_read_the_latest_tables(curated: Path) -> None:
    frame = pd.read_parquet(curated / "latest" / "dates")
    assert len(frame) == len(rows(curated, "dates")) > 0
    query = f"SELECT count(*) FROM '{curated}/latest/dates/*.parquet' WHERE granularity = 'year'"
    found = duckdb.sql(query).fetchall()
    assert found == [(sum(row["granularity"] == "year" for row in rows(curated, "dates")),)]


def test_every_table_has_the_declared_schema_with_meanings(curated: Path) -> None:
    for name, spec in TABLES.items():
        for path in parts(open_latest(curated).root, name):
            schema = pq.read_schema(path)
            assert schema.equals(spec.arrow()), name
            assert [field.metadata[b"meaning"].decode() for field in schema] == [c.meaning for c in spec.columns]
            assert schema.metadata[b"opis.schema"] == SCHEMA_VERSION.encode()


def test_the_manifest_describes_every_file(curated: Path) -> None:
    snapshot = open_latest(curated)
    listed = {entry["path"]: entry for entry in snapshot.manifest["files"]}
    present = {path.relative_to(snapshot.root).as_posix() for path in snapshot.root.rglob("*.parquet")}
    assert set(listed) == present
    assert snapshot.manifest["contents"]["rows"]["documents"] == 12
    assert snapshot.manifest["contents"]["rejects"] == {"empty": 1}
    assert snapshot.damage() is None
    assert sum(entry["rows"] for path, entry in listed.items() if path.startswith("dates/")) == len(
        rows(curated, "dates")
    )


def test_no_column_and_no_file_but_the_manifest_holds_the_time_of_the_run(curated: Path) -> None:
    snapshot = open_latest(curated)
    for moment in (snapshot.manifest["started"], snapshot.run_id[:15]):
        for path in snapshot.root.rglob("*.parquet"):
            assert moment.encode() not in path.read_bytes()


def test_a_reader_of_the_old_snapshot_is_not_disturbed(raw: Path, curated: Path) -> None:
    old = open_latest(curated)
    before = old.table("documents")
    (raw / "d001.txt").unlink()
    run(settings_for(raw, curated))
    assert open_latest(curated).run_id != old.run_id
    assert old.table("documents").equals(before)
    assert old.damage() is None


@pytest.mark.parametrize("step", ["os.rename", "os.replace", "os.symlink"])
def test_a_failure_at_any_step_leaves_the_last_snapshot(
    raw: Path, curated: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, whole = open_latest(curated).run_id, table_bytes(curated)
    (raw / "d001.txt").write_text(description(90), "utf-8")
    real = getattr(os, step.removeprefix("os."))

    def cut_off(source: Any, target: Any, *more: Any, **named: Any) -> None:
        if snapshots.SNAPSHOTS in str(source) or snapshots.SNAPSHOTS in str(target) or ".latest" in str(source):
            raise KeyboardInterrupt
        real(source, target, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(snapshots.os, step.removeprefix("os."), cut_off)
        with pytest.raises(KeyboardInterrupt):
            run(settings_for(raw, curated))
    assert open_latest(curated).run_id == before
    assert table_bytes(curated) == whole
    run(settings_for(raw, curated))
    assert open_latest(curated).run_id != before
    assert not list(curated.glob(".latest.*"))


def test_where_links_cannot_be_made_a_pointer_file_stands_in(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError("no links here")

    curated = tmp_path / "curated"
    with monkeypatch.context() as patch:
        patch.setattr(snapshots.os, "symlink", refused)
        run(settings_for(raw, curated))
    pointer = json.loads((curated / "latest.json").read_text())
    assert open_latest(curated).run_id == pointer["snapshot"]
    assert len(rows(curated, "documents")) == 12
    (raw / "d001.txt").unlink()
    run(settings_for(raw, curated))
    assert not (curated / "latest.json").exists()
    assert (curated / "latest").is_symlink()


def test_the_latest_is_never_pruned(curated: Path, tmp_path: Path) -> None:
    latest = open_latest(curated)
    for number in range(4):
        (curated / "snapshots" / f"9999-{number}").mkdir()
    with locked(curated):
        gone = prune(curated, 2)
    assert gone == ["9999-2", "9999-1", "9999-0"]
    assert open_latest(curated).run_id == latest.run_id


def test_no_snapshot_yet_is_said_with_a_remedy(tmp_path: Path) -> None:
    assert find_latest(tmp_path) is None
    with pytest.raises(SnapshotError, match="no snapshot in it; make one with `opis run"):
        open_latest(tmp_path)


def test_a_broken_link_is_said_with_a_remedy(curated: Path) -> None:
    (open_latest(curated).root / "manifest.json").unlink()
    with pytest.raises(SnapshotError, match=r"manifest\.json: cannot be read.*run again"):
        open_latest(curated)


def test_an_unknown_table_is_named(curated: Path) -> None:
    with pytest.raises(SnapshotError, match="no table 'people'; there are documents, projects"):
        open_latest(curated).table("people")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError, match="cannot be written to"), locked(tmp_path / "file"):
        pass


# What verification must refuse, each a way in which a staged snapshot could lie.


def staged(curated: Path) -> tuple[Path, Assembled]:
    """The latest snapshot as if it were staged, and what is expected of it."""
    documents = frozenset(row["source"] for row in rows(curated, "documents"))
    return open_latest(curated).root, Assembled(documents, frozenset({"empty.txt"}))


def rewrite(root: Path, name: str, change: Any) -> None:
    path = parts(root, name)[0]
    plain = pq.read_table(path).cast(plain_schema(name)).to_pylist()
    table = pa.Table.from_pylist(change(plain), schema=plain_schema(name))
    write_parquet(path, encoded(name, table), 1_000)


def test_a_whole_snapshot_passes(curated: Path) -> None:
    verify(*staged(curated))


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("dates", lambda r: [r[0] | {"text": "elsewhere"}, *r[1:]], "evidence 'elsewhere' is not the text at"),
        ("dates", lambda r: [r[0] | {"document_id": "0"}, *r[1:]], "document 0 of a row is not in documents"),
        ("dates", lambda r: [r[0] | {"role": "party"}, *r[1:]], "dates.role: 'party' is not one of"),
        ("targets", lambda r: r[::-1], "targets: rows are not sorted"),
        ("projects", lambda r: [r[0] | {"document_id": "0"}, *r[1:]], "document 0 of a row is not in documents"),
        ("documents", lambda r: [r[0], *r], "document_id twice"),
        ("documents", lambda r: r[1:], "of a row is not in documents"),
        ("rejects", lambda r: [], "1 inputs are missing from it, 'empty.txt' the first"),
        ("rejects", lambda r: [*r, r[0] | {"source": "x"}], "1 inputs are unexpected in it, 'x' the first"),
        ("rejects", lambda r: [r[0], r[0]], "rejects: 1 inputs are there twice"),
    ],
)
def test_what_breaks_the_contract_is_refused(curated: Path, name: str, change: Any, message: str) -> None:
    root, expected = staged(curated)
    rewrite(root, name, change)
    with pytest.raises(SchemaError, match=message):
        verify(root, expected)


def test_an_input_in_both_documents_and_rejects_is_refused(curated: Path) -> None:
    root, expected = staged(curated)
    rewrite(root, "rejects", lambda r: [r[0] | {"source": "d001.txt"}, *r])
    with pytest.raises(SchemaError, match=r"documents, rejects: 1 inputs are in both, 'd001\.txt' the first"):
        verify(root, Assembled(expected.documents, frozenset({"empty.txt", "d001.txt"})))


def test_publishing_writes_the_manifest_last_into_the_folder_it_names(curated: Path, tmp_path: Path) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    with locked(curated):
        made = publish(curated, staging, {"files": []}, "f" * 64)
    assert made.root.parent == curated / "snapshots"
    assert json.loads((made.root / "manifest.json").read_text())["run_id"] == made.run_id
    assert made.run_id.endswith("-ffffffff")
