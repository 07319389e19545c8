"""Mentions -> the one project record."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.data import DateMention, Document, PartnerMention, ProjectRecord, TargetMention
from extractors.reading import Reading


def build_project(
    reading: Reading,
    document: Document,
    dates: Sequence[DateMention],
    partners: Sequence[PartnerMention],
    targets: Sequence[TargetMention],
) -> ProjectRecord:
    """The record that the text and its mentions amount to."""
    return ProjectRecord()
