"""Numbers with the thing they count: (reading, spans of dates) -> target mentions."""

from extractors.targets.find import find_targets

__all__ = ["find_targets"]
