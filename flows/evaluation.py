"""Precision, recall and F1 of curated tables against gold records, by language and field.

What counts (micro-averaged over documents):

* date: same first and last day; date+role: and the same role
* partner: same organisation (names equal after folding, or at least 87 alike, or equal acronyms), or
  the same country for a partner known by country only; partner+role: and the same role
* target: same value, upper value and unit, for money the same currency; target+kind: and the same kind
* project.*: the scalar fields of the project record, titles at least 90 alike
* language: plain accuracy

A repeat of a fact that the gold has is neither right nor wrong.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from extractors.errors import InputError

Row = Mapping[str, Any]
FIELDS = (
    "date", "date+role", "partner", "partner+role", "target", "target+kind", "project.title",
    "project.identifier", "project.start_date", "project.end_date", "project.duration_months", "language",
)  # fmt: skip
_TABLES = (("dates", "dates", "role"), ("partners", "partners", "role"), ("targets", "quantities", "kind"))


@dataclass
class Tally:
    """Counts of one field: right, predicted and gold facts."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        """Add the counts of one document."""
        self.right, self.predicted, self.gold = self.right + right, self.predicted + predicted, self.gold + gold

    @property
    def precision(self) -> float | None:
        """Share of the predicted that is right; None where nothing was predicted."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found; None where the gold has nothing."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing on either side.

        >>> Tally(right=1, predicted=2, gold=1).f1
        0.6666666666666666
        """
        total = self.predicted + self.gold
        return 2 * self.right / total if total else None


@dataclass(frozen=True)
class Difference:
    """One disagreement between gold and tables."""

    document: str
    field: str
    kind: str
    detail: str


@dataclass
class Scores:
    """Tallies by group (a language or document, and `all`) and field, and every disagreement."""

    tallies: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))
    differences: list[Difference] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def read_gold(paths: Iterable[Path]) -> list[Row]:
    """Gold records of JSONL files. Raises InputError naming file, line and fault."""
    records = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(str(path), "unreadable", f"{error}; give a gold file in UTF-8 JSONL") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                records.append(_gold_record(path, number, line))
    return records


def _gold_record(path: Path, number: int, line: str) -> Row:
    try:
        record = json.loads(line)
        missing = {"id", "language", "project", "dates", "partners", "quantities"} - set(record)
    except (ValueError, TypeError) as error:
        raise InputError(str(path), "malformed", f"line {number}: {error}; one JSON object a line") from error
    if missing:
        raise InputError(str(path), "malformed", f"line {number}: no {', '.join(sorted(missing))}")
    return dict(record)


def read_tables(curated: Path) -> dict[str, list[Row]]:
    """The rows of the published tables, from a snapshot folder (`curated/latest`) or a folder of NAME.parquet."""
    import pyarrow.dataset as ds

    tables = {}
    for name in ("documents", "projects", "dates", "partners", "targets"):
        path = curated / f"{name}.parquet"
        path = path if path.is_file() else curated / name
        if not path.exists():
            raise InputError(str(path), "vanished", "no such table; give a snapshot such as curated/latest")
        tables[name] = ds.dataset(path, format="parquet").to_table().to_pylist()
    return tables


def evaluate(gold: Sequence[Row], tables: Mapping[str, Sequence[Row]], by: str = "language") -> Scores:
    """Score tables against gold records. A document is found by the stem of its `source`.

    `by` is "language" or "document".
    """
    by_stem = {PurePosixPath(str(d["source"])).stem: d for d in tables["documents"]}
    rows: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in tables}
    for name, table in tables.items():
        for row in table:
            rows[name][row["document_id"]].append(row)
    scores = Scores()
    for record in gold:
        document = by_stem.get(record["id"])
        if document is None:
            scores.absent.append(record["id"])
        mine = {name: rows[name][document["document_id"]] if document else [] for name in tables}
        groups = (record["language"] if by == "language" else record["id"], "all")
        _score_document(scores, groups, record, document, mine)
    return scores


def _score_document(
    scores: Scores, groups: Sequence[str], gold: Row, document: Row | None, rows: Mapping[str, list[Row]]
) -> None:
    language_right = document is not None and document["language"] == gold["language"]
    _count(scores, groups, "language", (int(language_right), 1, 1))
    if not language_right:
        read = document["language"] if document else "nothing"
        scores.differences.append(Difference(gold["id"], "language", "differs", f"gold {gold['language']} read {read}"))
    for table, gold_key, role in _TABLES:
        _score_table(scores, groups, gold, (table, gold_key, role), rows[table])
    record = rows["projects"][0] if rows["projects"] else {}
    for name, expected, got, equal in _project_fields(gold["project"], record):
        _count(scores, groups, f"project.{name}", (int(equal), int(got is not None), int(expected is not None)))
        if not equal and (expected is not None or got is not None):
            detail = f"gold {expected!r} read {got!r}"
            scores.differences.append(Difference(gold["id"], f"project.{name}", "differs", detail))


def _score_table(
    scores: Scores, groups: Sequence[str], gold: Row, names: tuple[str, str, str], predicted: list[Row]
) -> None:
    table, gold_key, role = names
    label = table[:-1]
    pairs, missed, spurious = match(gold[gold_key], predicted, SAME[table])
    agreed = sum(expected[role] == got.get(role) for expected, got in pairs)
    total = len(pairs) + len(spurious)
    _count(scores, groups, label, (len(pairs), total, len(gold[gold_key])))
    _count(scores, groups, f"{label}+{role}", (agreed, total, len(gold[gold_key])))
    add = scores.differences.append
    for row in missed:
        add(Difference(gold["id"], label, "missed", _shown(row)))
    for row in spurious:
        add(Difference(gold["id"], label, "spurious", _shown(row)))
    for expected, got in pairs:
        if expected[role] != got.get(role):
            kind = f"{role}: {expected[role]} read as {got.get(role)}"
            add(Difference(gold["id"], label, kind, f"{expected['text']} [{got.get('rule')}]"))


def _count(scores: Scores, groups: Sequence[str], name: str, counts: tuple[int, int, int]) -> None:
    for group in groups:
        scores.tallies[group][name].add(*counts)


_SHOWN = (
    "text", "name", "country", "role", "kind", "value", "value_high", "unit", "currency", "start", "end",
    "start_date", "end_date", "rule",
)  # fmt: skip


def _shown(row: Row) -> str:
    return " | ".join(f"{key}={row[key]}" for key in _SHOWN if row.get(key) is not None)


def match(
    gold: Sequence[Row], predicted: Sequence[Row], same: Callable[[Row, Row], bool]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Greedy one-to-one matching in order: pairs, missed gold, spurious predictions (repeats left out)."""
    pairs, missed, left = [], [], list(predicted)
    for expected in gold:
        hit = next((index for index, got in enumerate(left) if same(expected, got)), None)
        if hit is None:
            missed.append(expected)
        else:
            pairs.append((expected, left.pop(hit)))
    return pairs, missed, [got for got in left if not any(same(expected, got) for expected in gold)]


@lru_cache(maxsize=65536)
def _fold(name: str | None) -> str:
    text = unicodedata.normalize("NFKD", name or "").casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


@lru_cache(maxsize=65536)
def _similarity(a: str, b: str) -> float:
    return 100 * difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def _iso(value: object) -> str | None:
    return None if value is None else str(value)[:10]


def _same_date(gold: Row, got: Row) -> bool:
    return bool(gold["start"] == _iso(got["start_date"]) and gold["end"] == _iso(got["end_date"]))


def _same_partner(gold: Row, got: Row) -> bool:
    if gold["name"] is None:
        return not got.get("name") and got.get("country") == gold["country"]
    if not got.get("name"):
        return False
    a, b = _fold(gold["name"]), _fold(got["name"])
    if a == b or _similarity(a, b) >= 87:
        return True
    acronyms = {_fold(gold.get("acronym")), _fold(got.get("acronym"))} - {""}
    both = bool(gold.get("acronym")) and bool(got.get("acronym"))
    return (len(acronyms) == 1 and both) or a in acronyms or b in acronyms


def _number(value: object) -> float | None:
    return None if value is None else round(float(str(value)), 4)


def _same_target(gold: Row, got: Row) -> bool:
    if _number(gold["value"]) != _number(got["value"]) or _number(gold.get("value_high")) != _number(got["value_high"]):
        return False
    if gold["unit"] != got.get("unit"):
        return False
    return bool(gold["unit"] != "money" or gold.get("currency") == got.get("currency"))


SAME: Mapping[str, Callable[[Row, Row], bool]] = {
    "dates": _same_date,
    "partners": _same_partner,
    "targets": _same_target,
}


def _project_fields(gold: Row, got: Row) -> Iterator[tuple[str, Any, Any, bool]]:
    for name in ("title", "identifier", "start_date", "end_date", "duration_months"):
        a, b = gold.get(name), got.get(name)
        b = _iso(b) if name.endswith("_date") else b
        if name == "title":
            equal = bool(a and b) and _similarity(_fold(a), _fold(b)) >= 90
        elif name == "identifier":
            equal = bool(a and b) and re.sub(r"\W", "", str(a)).casefold() == re.sub(r"\W", "", str(b)).casefold()
        elif name == "duration_months":
            equal = a is not None and b is not None and abs(float(a) - float(b)) < 0.51
        else:
            equal = a is not None and a == b
        yield name, a, b, equal
