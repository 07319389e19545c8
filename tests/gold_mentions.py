"""Gold records as the mentions that perfect finders would give, to test what is built on mentions alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors.data import DateMention, PartnerMention, TargetMention

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"


def gold_records(*names: str) -> Iterator[Mapping[str, Any]]:
    for name in names:
        for line in (GOLD / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def date_mentions(record: Mapping[str, Any]) -> list[DateMention]:
    return sorted((_date_mention(row) for row in record["dates"]), key=lambda mention: mention.start)


def _date_mention(row: Mapping[str, Any]) -> DateMention:
    first, last = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    cut = {"day": 10, "month": 7, "quarter": 7, "season": 7, "half_year": 7}.get(row["granularity"], 4)
    parts = [first.isoformat()[:cut], last.isoformat()[:cut]]
    return DateMention(
        start=row["start_char"],
        end=row["end_char"],
        text=row["text"],
        rule="gold",
        confidence=1.0,
        first=first,
        last=last,
        edtf=parts[0] if parts[0] == parts[1] else "/".join(parts),
        granularity=row["granularity"],
        role=row["role"],
        relative=row.get("relative", False),
    )


def partner_mentions(record: Mapping[str, Any]) -> list[PartnerMention]:
    rows = sorted(record["partners"], key=lambda row: row["start_char"])
    return [
        PartnerMention(
            row["start_char"],
            row["end_char"],
            row["text"],
            "gold",
            1.0,
            row["name"],
            row["role"],
            row.get("acronym"),
            None,
            row.get("country"),
        )
        for row in rows
    ]


def target_mentions(record: Mapping[str, Any]) -> list[TargetMention]:
    return sorted((_target_mention(row) for row in record["quantities"]), key=lambda mention: mention.start)


def _target_mention(row: Mapping[str, Any]) -> TargetMention:
    money = row["unit"] == "money"
    return TargetMention(
        row["start_char"], row["end_char"], row["text"], "gold", 1.0, float(row["value"]), row["unit"], row["text"],
        row["kind"], row.get("value_high"), row.get("qualifier", "exact"), row.get("currency"),
        Decimal(str(row["value"])) if money else None,
    )  # fmt: skip
