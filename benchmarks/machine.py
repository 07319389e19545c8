"""What a figure was measured on, for the head of every results file."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime


def machine() -> str:
    """Cores, processor and Python, and today's date.

    >>> "Python" in machine()
    True
    """
    today = datetime.now(UTC).date()
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {today}"
