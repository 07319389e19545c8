"""Participating organisations: (reading, entities) -> partner mentions."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.data import Entity, PartnerMention
from extractors.reading import Reading


def find_partners(reading: Reading, entities: Sequence[Entity] = ()) -> list[PartnerMention]:
    """Every organisation that takes part."""
    return []
