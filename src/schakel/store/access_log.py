"""Who looked behind which figure, and for what: one line of JSON per access, appended and never changed."""

import getpass
import json
import os
from datetime import UTC, datetime
from pathlib import Path


def record_access(log: Path, action: str, purpose: str, **what: str) -> None:
    """Append an access to the log: when, by which user of this machine, under which purpose, to what."""
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "user": user_name(),
        "action": action,
        "purpose": purpose,
        **what,
    }
    log.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def user_name() -> str:
    """Return the name of the user; a process without an account (in a container) is known by its number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
