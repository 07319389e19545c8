"""Mentions and layout -> the one project record of a description.

`record` puts it together; `titles` and `headings` find the name, `identifiers` the funder's code, `programmes` the
programme, `terms` start, end and duration, `money` the budget.
"""

from extractors.projects.record import build_project, describes_nothing

__all__ = ["build_project", "describes_nothing"]
