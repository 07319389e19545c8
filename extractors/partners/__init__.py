"""Participating organisations: (reading, entities) -> partner mentions."""

from extractors.partners.find import find_partners

__all__ = ["find_partners"]
