"""Extraction -> rows: one document's facts as rows of the curated tables, and rows as Arrow tables.

The columns and their types are those of `extractors.schema`; nothing here names a type twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

from extractors.data import DateMention, Document, Extraction, Mention, PartnerMention, ProjectRecord, TargetMention
from extractors.schema import MONEY, TABLES
from flows.sources import Reject

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_CENT = Decimal(1).scaleb(-MONEY.scale)
_TOO_MUCH = Decimal(10) ** (MONEY.precision - MONEY.scale)


def rows_of(extraction: Extraction, version: str) -> Rows:
    """The rows of one document, by table, each table's in its order."""
    document = extraction.document
    key = {"document_id": document.document_id, "language": extraction.language.whole.language}
    return {
        "documents": [_document_row(extraction, version)],
        "projects": [_project_row(key, extraction.project)] if extraction.project else [],
        "dates": _in_order(key | _date_row(mention) for mention in extraction.dates),
        "partners": _in_order(key | _partner_row(mention) for mention in extraction.partners),
        "targets": _in_order(key | _target_row(mention) for mention in extraction.targets),
        "rejects": [],
    }


def reject_row(reject: Reject) -> Row:
    """One row of the rejects table."""
    return {
        "source": reject.source,
        "content_sha256": reject.sha256,
        "bytes": reject.bytes,
        "reason": reject.reason,
        "detail": reject.detail,
    }


def to_table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table with the declared schema, sorted as declared.

    >>> to_table("rejects", []).num_rows
    0
    """
    spec = TABLES[name]
    table = pa.Table.from_pylist(list(rows), schema=spec.arrow())
    return table.sort_by([(key, "ascending") for key in spec.sort_by])


def evidence_faults(name: str, row: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    """A sentence if the evidence of a row is not what the text of its document has at its offsets."""
    text, start, end = texts.get(row["document_id"]), row["start_char"], row["end_char"]
    if text is None:
        yield f"{name}: document {row['document_id']} of a row is not in documents"
    elif text[start:end] != row["text"]:
        yield (
            f"{name}: document {row['document_id']}: evidence {row['text']!r} is not the text at {start}:{end}, "
            f"which is {text[start:end]!r}"
        )


def project_id(document_id: str, number: int = 0) -> str:
    """The stable id of a project record: of its document and its place in it.

    >>> project_id("0123456789abcdef") == project_id("0123456789abcdef")
    True
    """
    return hashlib.sha256(f"{document_id}/project/{number}".encode()).hexdigest()[:16]


def money(amount: Decimal | None) -> Decimal | None:
    """An amount in whole cents; None for one that no project reaches and the column cannot hold.

    >>> money(Decimal("12.345")), money(Decimal("1e30"))
    (Decimal('12.35'), None)
    """
    if amount is None or not amount.is_finite() or abs(amount) >= _TOO_MUCH:
        return None
    try:
        rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    except InvalidOperation:
        return None
    return rounded if abs(rounded) < _TOO_MUCH else None


def _document_row(extraction: Extraction, version: str) -> Row:
    document: Document = extraction.document
    report = extraction.language
    return {
        "document_id": document.document_id,
        "source": document.source,
        "content_sha256": document.content_sha256,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "language": report.whole.language,
        "language_confidence": report.whole.confidence,
        "languages": [{"language": code, "share": share} for code, share in report.shares],
        "title": document.title,
        "url": document.url,
        "published": extraction.published,
        "text": document.text,
        "duplicate_of": None,  # known only when all documents are, so it is filled in when a snapshot is staged
        "extractor_version": version,
    }


def _project_row(key: Mapping[str, str], project: ProjectRecord) -> Row:
    return {
        "project_id": project_id(key["document_id"]),
        **key,
        "title": project.title,
        "identifier": project.identifier,
        "programme": project.programme,
        "start_date": project.start_date,
        "end_date": project.end_date,
        "start_edtf": project.start_edtf,
        "end_edtf": project.end_edtf,
        "dates_inferred": project.dates_inferred,
        "duration_months": project.duration_months,
        "budget_amount": money(project.budget_amount),
        "budget_currency": project.budget_currency,
        "coordinator": project.coordinator,
        "partner_count": project.partner_count,
        "countries": list(project.countries),
        "confidence": project.confidence,
    }


def _evidence(mention: Mention) -> Row:
    return {
        "text": mention.text,
        "start_char": mention.start,
        "end_char": mention.end,
        "rule": mention.rule,
        "confidence": mention.confidence,
    }


def _date_row(mention: DateMention) -> Row:
    return _evidence(mention) | {
        "start_date": mention.first,
        "end_date": mention.last,
        "edtf": mention.edtf,
        "granularity": mention.granularity,
        "role": mention.role,
        "relative": mention.relative,
    }


def _partner_row(mention: PartnerMention) -> Row:
    return _evidence(mention) | {
        "name": mention.name,
        "acronym": mention.acronym,
        "legal_form": mention.legal_form,
        "role": mention.role,
        "country": mention.country,
    }


def _target_row(mention: TargetMention) -> Row:
    return _evidence(mention) | {
        "value": mention.value,
        "value_high": mention.value_high,
        "qualifier": mention.qualifier,
        "unit": mention.unit,
        "unit_text": mention.unit_text,
        "currency": mention.currency,
        "amount": money(mention.amount),
        "kind": mention.kind,
    }


def _in_order(rows: Iterable[Row]) -> list[Row]:
    # Rows of one stretch of text keep the order of the finder, which is part of the extractor's version.
    return sorted(rows, key=lambda row: (row["start_char"], row["end_char"]))
