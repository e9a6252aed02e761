"""Checks the access log of an alliance against everything that recorded its length."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schakel.alliance import read
from schakel.publication.editions import released
from schakel.publication.verification import read_manifest
from schakel.store.workspace import Workspace
from schakel.verbs.proving import logs_of_releases
from schakel_base.chained_file import Head
from schakel_base.errors import ReleaseError


def accesses(folder: Path) -> list[dict[str, Any]]:
    """Return the records of the access log of an alliance, the earliest first.

    Each has `at` (ISO 8601, UTC), `user`, `action` and `purpose`, and what was read.

    Raises
    ------
    ChainError
        If a record was changed or left out since it was written.
    """
    return list(_workspace(folder).access_log.records())


def verify_log(folder: Path, releases: Sequence[Path] = ()) -> int:
    """Return how many records the access log of an alliance has, all of them as they were written.

    Each record is held against the one before, and the log against the head beside it, the heads that the release
    ledger keeps, and those in `releases`, folders of which somebody else may have kept a copy.

    Raises
    ------
    ChainError
        With the first record that is not as it was written, or how many are missing.
    ReleaseError
        If one of the folders holds no release.
    """
    workspace = _workspace(folder)
    # Whoever rewrites the log and the head beside it cannot rewrite what others keep.
    heads = [Head(place.number, place.head) for _, place in logs_of_releases(workspace)]
    return workspace.access_log.verify(heads, [head for release in releases for head in _told_by(release)])


def _workspace(folder: Path) -> Workspace:
    alliance = read(folder)
    return Workspace.of(alliance.folder, alliance.name)


def _told_by(folder: Path) -> list[str]:
    """The checksum of the last record of the log when each release in a folder was made; old ones do not tell."""
    places = released(folder)
    if not places:
        raise ReleaseError(f"{folder} holds no release")
    told = (read_manifest(place).get("log") for place in places.values())
    return [one["head"] for one in told if isinstance(one, dict) and one["head"]]
