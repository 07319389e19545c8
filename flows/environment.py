"""What Prefect must be told before it is imported. Whatever the user has set stands.

The server that Prefect starts for a run without one has 20 s to come up, which a loaded machine exceeds, and it
loads services that a single run has no use for. Nothing is sent to anybody.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, MutableMapping
from pathlib import Path

_SERVER = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_ENABLED": "false",
}
# A server for one run ends with it; what it says while it is being ended is no news.
_QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL", "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL"}


def prepare(environment: MutableMapping[str, str] = os.environ, *, quiet: bool = False) -> None:
    """Set what is not set yet; `quiet` leaves the terminal to the command line.

    >>> settings = {"DO_NOT_TRACK": "0"}
    >>> prepare(settings)
    >>> settings["DO_NOT_TRACK"], settings["PREFECT_SERVER_ANALYTICS_ENABLED"]
    ('0', 'false')
    """
    for name, value in (_SERVER | (_QUIET if quiet else {})).items():
        environment.setdefault(name, value)


def has_server(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment or Prefect's active profile names a server that wants to hear of every run.

    >>> has_server({"PREFECT_API_URL": "http://127.0.0.1:4200/api"})
    True
    """
    if environment.get("PREFECT_API_URL"):
        return True
    home = Path(environment.get("PREFECT_HOME") or "~/.prefect").expanduser()
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    active = environment.get("PREFECT_PROFILE") or profiles.get("active")
    profile = profiles.get("profiles", {}).get(active, {})
    return bool(profile.get("PREFECT_API_URL"))
