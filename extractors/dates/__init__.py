"""Calendar expressions: (reading, publication date) -> date mentions."""

from extractors.dates.find import find_dates, find_published

__all__ = ["find_dates", "find_published"]
