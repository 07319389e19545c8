"""A run without Prefect and without processes: the same steps in the same order, in this thread."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

from extractors.data import (
    DateMention,
    Document,
    Extraction,
    LanguageGuess,
    LanguageReport,
    PartnerMention,
    Passage,
    ProjectRecord,
    TargetMention,
)
from flows import steps
from flows.batches import is_large_table
from flows.plan import Plan, chunk_batches, plan_batches
from flows.settings import Settings
from flows.snapshots import locked, open_latest
from flows.workers import Workers

TEXTS = (
    "Проект „Заедно“\nБенефициент: Община Русе\nПродължителност: 24 месеца\n"
    "Проектът стартира на 1 март {year} г. и обхваща {count} ученици от три училища.",
    "Proiectul „Împreună”\nBeneficiar: Asociația Pro Vita\n"
    "Proiectul se desfășoară între 1 martie {year} și 31 august {year}; {count} de elevi participă.",
    "Projekt „Společně“\nPartner: Obec Brno\nDoba realizace: 1. 3. {year} – 31. 8. {year}. Zapojí se {count} žáků.",
)


def description(number: int) -> str:
    """A short description unlike the others, with dates, a partner and a target."""
    text = TEXTS[number % len(TEXTS)].format(year=2005 + number % 15, count=20 + number)
    words = " ".join(f"слово{number * 7 + place}" for place in range(12))
    return f"{text}\n{words}\n"


def fill(folder: Path, numbers: range) -> Path:
    """Descriptions as text files `d000.txt` …; their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"d{number:03}.txt").write_text(description(number), "utf-8")
    return folder


def quick_extract(document: Document, language: str | None = None) -> Extraction:
    """Stands in for the extractor where only the way of the rows matters: every year, word in quotes and number."""
    text, code = document.text, language or "bg"
    dates = [
        DateMention(*_place(m), "year", 0.5, date(int(m[0]), 1, 1), date(int(m[0]), 12, 31), m[0], "year", "other")
        for m in re.finditer(r"\b(?:19|20)\d\d\b", text)
    ]
    partners = [PartnerMention(*_place(m), "quoted", 0.4, m[0], "partner") for m in re.finditer(r"(?<=„)\w+", text)]
    targets = [
        TargetMention(*_place(m), "number", 0.3, float(m[0]), "person", "x", "target")
        for m in re.finditer(r"\b\d{2,3}\b", text)
    ]
    report = LanguageReport(LanguageGuess(code, 0.9), ((code, 1.0),), (Passage(0, len(text), code),))
    return Extraction(document, report, None, dates, partners, targets, ProjectRecord(title=text[:20]))


def _place(match: re.Match[str]) -> tuple[int, int, str]:
    return match.start(), match.end(), match[0]


class Here:
    """Stands in for `Workers`: runs a job where it is called, and notes the jobs."""

    def __init__(self) -> None:
        self.jobs: list[str] = []

    def run(self, job: Callable[..., Any], *arguments: Any) -> Any:
        self.jobs.append(job.__name__)
        return job(*arguments)


def run(settings: Settings, here: Here | None = None) -> Plan:
    """One run of the pipeline; what it had planned."""
    workers = here or Here()
    with locked(settings.curated):
        plan = steps.discover_plain(settings)
        if plan.nothing_changed:
            return plan
        batches = []
        for batch in plan_batches(plan, settings.batch_size):
            path = str(batch.save(plan.places.todo))
            if is_large_table(batch.inputs[0]):
                chunks = steps.split_plain(path, str(plan.places.chunks), settings.batch_size, cast(Workers, workers))
                batches += chunk_batches(batch, chunks, settings.batch_size)
            else:
                batches.append(batch)
        reports = [
            steps.extract_plain(str(batch.save(plan.places.todo)), str(plan.places.results), cast(Workers, workers))
            for batch in batches
        ]
        staged = steps.stage_plain(plan, reports)
        if not staged.same_as_last:
            steps.publish_plain(settings, plan, staged, time.time())
        return plan


def settings_for(raw: Path, curated: Path, **more: Any) -> Settings:
    """Settings of a small run."""
    return Settings(raw=str(raw), curated=curated, **{"workers": 1, "batch_size": 5, **more})


def table_bytes(curated: Path) -> dict[str, bytes]:
    """Every table file of the latest snapshot by its path below it."""
    root = open_latest(curated).root
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("part-*.parquet"))}


def rows(curated: Path, name: str) -> list[dict[str, Any]]:
    """All rows of one table of the latest snapshot."""
    return cast("list[dict[str, Any]]", open_latest(curated).table(name).to_pylist())


def write_jsonl(path: Path, records: list[dict[str, Any]]) -> None:
    """A table of records."""
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
