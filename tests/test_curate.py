"""The run as a whole: what it does again and what not, and that its bytes depend on the inputs alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from extractors.data import Document, Extraction
from extractors.errors import SnapshotError
from flows import assemble, batches, plan
from flows.snapshots import LATEST, WORK, find_latest, locked, open_latest
from tests.running import Here, description, fill, rows, run, settings_for, table_bytes, write_jsonl

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def curated(quick: None, tmp_path: Path, raw: Path) -> Path:
    folder = tmp_path / "curated"
    run(settings_for(raw, folder))
    return folder


def without(curated: Path, *sources: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but those of some sources."""
    hidden = {row["document_id"] for row in rows(curated, "documents") if row["source"] in sources}
    names = ("documents", "projects", "dates", "partners", "targets")
    return {name: [row for row in rows(curated, name) if row["document_id"] not in hidden] for name in names}


def test_every_input_is_in_documents_or_in_rejects(curated: Path) -> None:
    assert sorted(row["source"] for row in rows(curated, "documents")) == [f"d{n:03}.txt" for n in range(12)]
    assert [(row["source"], row["reason"]) for row in rows(curated, "rejects")] == [("empty.txt", "empty")]


def test_rows_have_their_evidence_and_their_version(curated: Path) -> None:
    texts = {row["document_id"]: row["text"] for row in rows(curated, "documents")}
    for name in ("dates", "partners", "targets"):
        found = rows(curated, name)
        assert found, name
        for row in found:
            assert texts[row["document_id"]][row["start_char"] : row["end_char"]] == row["text"]


@pytest.mark.parametrize("change", [{"batch_size": 1}, {"batch_size": 100}])
def test_batch_size_leaves_no_trace_in_the_bytes(raw: Path, curated: Path, tmp_path: Path, change: Any) -> None:
    run(settings_for(raw, tmp_path / "other", **change))
    assert table_bytes(tmp_path / "other") == table_bytes(curated)


def test_the_way_to_the_same_inputs_leaves_no_trace_in_the_bytes(raw: Path, curated: Path, tmp_path: Path) -> None:
    grown = tmp_path / "grown"
    half = tmp_path / "half"
    fill(half, range(5, 12))
    (half / "gone.txt").write_text(description(99), "utf-8")
    run(settings_for(half, grown))
    (half / "gone.txt").unlink()
    (half / "empty.txt").write_bytes(b"")
    fill(half, range(12))
    run(settings_for(half, grown))
    assert table_bytes(grown) == table_bytes(curated)


def test_parts_are_cut_and_joined_the_same_way(
    raw: Path, tmp_path: Path, curated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble, "PART_DOCUMENTS", 5)
    one, other = tmp_path / "one", tmp_path / "other"
    run(settings_for(raw, one, batch_size=3))
    run(settings_for(raw, other, batch_size=100))
    assert table_bytes(one) == table_bytes(other)
    assert len([path for path in table_bytes(one) if path.startswith("documents/")]) == 3
    for name in ("documents", "dates", "targets"):
        assert rows(one, name) == rows(curated, name)


def test_an_unchanged_rerun_extracts_and_publishes_nothing(raw: Path, curated: Path) -> None:
    before, here = open_latest(curated).run_id, Here()
    again = run(settings_for(raw, curated), here)
    assert again.nothing_changed
    assert here.jobs == []
    assert open_latest(curated).run_id == before


def test_a_touched_file_with_the_same_bytes_is_not_extracted(raw: Path, curated: Path) -> None:
    path = raw / "d003.txt"
    path.write_bytes(path.read_bytes())
    assert run(settings_for(raw, curated)).nothing_changed


def test_a_changed_file_changes_only_its_rows(raw: Path, curated: Path) -> None:
    before, here = without(curated, "d003.txt"), Here()
    (raw / "d003.txt").write_text(description(50), "utf-8")
    changed = run(settings_for(raw, curated), here)
    assert [item.source for item in changed.todo] == ["d003.txt"]
    assert without(curated, "d003.txt") == before
    assert [row["text"].strip() for row in rows(curated, "documents") if row["source"] == "d003.txt"] == [
        description(50).strip()
    ]


def test_a_deleted_file_takes_its_rows_along(raw: Path, curated: Path) -> None:
    before, here = without(curated, "d003.txt"), Here()
    (raw / "d003.txt").unlink()
    assert run(settings_for(raw, curated), here).removed == 1
    assert here.jobs == []
    assert without(curated) == before
    assert "d003.txt" not in {row["source"] for row in rows(curated, "documents")}


def test_an_added_file_changes_no_other_rows(raw: Path, curated: Path) -> None:
    before = without(curated)
    (raw / "a-new.txt").write_text(description(60), "utf-8")
    assert [item.source for item in run(settings_for(raw, curated)).todo] == ["a-new.txt"]
    assert without(curated, "a-new.txt") == before


def test_a_reject_that_is_mended_becomes_a_document(raw: Path, curated: Path) -> None:
    (raw / "empty.txt").write_text(description(70), "utf-8")
    run(settings_for(raw, curated))
    assert rows(curated, "rejects") == []
    assert "empty.txt" in {row["source"] for row in rows(curated, "documents")}


def test_another_extractor_version_extracts_all_again(
    raw: Path, curated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "extractor_version", lambda: "next")
    changed = run(settings_for(raw, curated))
    assert len(changed.todo) == 13


def test_other_options_extract_all_again(raw: Path, curated: Path) -> None:
    assert len(run(settings_for(raw, curated, language="bg")).todo) == 13
    assert {row["language"] for row in rows(curated, "documents")} == {"bg"}


def test_a_damaged_snapshot_is_made_again(raw: Path, curated: Path) -> None:
    whole = table_bytes(curated)
    path = next(open_latest(curated).root.glob("targets/part-*.parquet"))
    path.write_bytes(path.read_bytes()[:-9])
    mended = run(settings_for(raw, curated))
    assert len(mended.todo) == 13
    assert "bytes" in mended.notices[0]
    assert table_bytes(curated) == whole


def test_bytes_changed_in_place_are_noticed_before_they_are_taken_over(raw: Path, curated: Path) -> None:
    path = next(open_latest(curated).root.glob("targets/part-*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    (raw / "d003.txt").unlink()
    assert "not as it was published" in run(settings_for(raw, curated)).notices[0]


def test_near_duplicates_point_at_the_first(raw: Path, tmp_path: Path) -> None:
    long = "\n".join(description(number) for number in range(20))
    (raw / "x1.txt").write_text(long, "utf-8")
    (raw / "x2.txt").write_text(long.upper(), "utf-8")
    (raw / "x3.txt").write_text(long + "\nоще една дума", "utf-8")
    run(settings_for(raw, tmp_path / "curated"))
    found = {row["source"]: row for row in rows(tmp_path / "curated", "documents")}
    first = found["x1.txt"]["document_id"]
    copies = {source: row["duplicate_of"] for source, row in found.items() if row["duplicate_of"]}
    assert copies == {"x2.txt": first, "x3.txt": first}


def test_a_document_that_breaks_the_extractor_is_rejected_by_name(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = batches.extract

    def fragile(document: Document, **more: Any) -> Extraction:
        if document.source == "d004.txt":
            raise ZeroDivisionError("deep inside")
        return real(document, **more)

    monkeypatch.setattr(batches, "extract", fragile)
    run(settings_for(raw, tmp_path / "curated"))
    rejects = {row["source"]: row for row in rows(tmp_path / "curated", "rejects")}
    assert set(rejects) == {"d004.txt", "empty.txt"}
    assert rejects["d004.txt"]["reason"] == "crashed"
    assert "ZeroDivisionError" in rejects["d004.txt"]["detail"]
    assert len(rows(tmp_path / "curated", "documents")) == 11
    monkeypatch.setattr(batches, "extract", real)
    # A crash may have been the fault of the hour, so the next run tries again.
    assert [item.source for item in run(settings_for(raw, tmp_path / "curated")).todo] == ["d004.txt"]
    assert len(rows(tmp_path / "curated", "documents")) == 12


def test_a_document_whose_rows_break_the_contract_is_rejected_by_name(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = batches.extract

    def lying(document: Document, **more: Any) -> Extraction:
        found = real(document, **more)
        if document.source == "d004.txt":
            object.__setattr__(found.dates[0], "text", "not what is there")
        return found

    monkeypatch.setattr(batches, "extract", lying)
    run(settings_for(raw, tmp_path / "curated"))
    reject = rows(tmp_path / "curated", "rejects")[0]
    assert (reject["source"], reject["reason"]) == ("d004.txt", "crashed")
    assert "not what is there" in reject["detail"]


def test_a_large_table_is_split_and_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    records = [{"title": f"Project {n}", "text": description(n)} for n in range(23)]
    write_jsonl(raw / "table.jsonl", records)
    whole, split = tmp_path / "whole", tmp_path / "split"
    run(settings_for(raw, whole))
    monkeypatch.setattr(batches, "_SPLIT_BYTES", 1_000)
    here = Here()
    run(settings_for(raw, split, batch_size=5), here)
    assert here.jobs == ["split_input"] + ["extract_batch"] * 5
    assert table_bytes(split) == table_bytes(whole)
    assert sorted(row["source"] for row in rows(split, "documents"))[:2] == ["table.jsonl#1", "table.jsonl#10"]
    assert run(settings_for(raw, split)).nothing_changed


def test_checkpoints_of_a_run_that_was_cut_off_are_taken_up(raw: Path, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    run(settings_for(raw, whole))

    class Failing(Here):
        def run(self, job: Any, *arguments: Any) -> Any:
            if len(self.jobs) == 2:
                raise KeyboardInterrupt
            return super().run(job, *arguments)

    with pytest.raises(KeyboardInterrupt):
        run(settings_for(raw, cut, batch_size=4), Failing())
    assert find_latest(cut) is None
    (raw / "a-first.txt").write_text(description(80), "utf-8")  # moves every batch that follows by one
    here = Here()
    resumed = run(settings_for(raw, cut, batch_size=4), here)
    assert resumed.resumed == 8
    assert len(resumed.todo) == 6
    (raw / "a-first.txt").unlink()
    run(settings_for(raw, cut))
    assert table_bytes(cut) == table_bytes(whole)
    assert not list((cut / WORK).glob("batches/*/*"))


def test_a_damaged_checkpoint_is_not_believed(raw: Path, tmp_path: Path) -> None:
    settings = settings_for(raw, tmp_path / "curated", batch_size=100)
    with locked(settings.curated):
        made = plan.make_plan(settings)
        batch = plan.plan_batches(made, 100)[0]
        report = batches.extract_batch(batch.save(made.places.todo), made.places.results)
    (Path(report.path) / "dates.parquet").write_bytes(b"PAR1")
    assert run(settings).resumed == 0
    assert rows(settings.curated, "dates")


def test_old_snapshots_go_and_the_latest_stays(raw: Path, curated: Path) -> None:
    for number in range(100, 104):
        (raw / "d003.txt").write_text(description(number), "utf-8")
        run(settings_for(raw, curated, keep_snapshots=2))
    kept = sorted(path.name for path in (curated / "snapshots").iterdir())
    assert len(kept) == 2
    assert (curated / LATEST).resolve().name == kept[-1]


def test_one_run_at_a_time(raw: Path, curated: Path) -> None:
    with locked(curated), pytest.raises(SnapshotError, match="another run"):
        run(settings_for(raw, curated))


def test_the_work_folder_may_be_removed(raw: Path, curated: Path) -> None:
    shutil.rmtree(curated / WORK)
    assert run(settings_for(raw, curated)).nothing_changed
