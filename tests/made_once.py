"""What many tests of a file begin with: made once, on a day and with a secret of its own, and copied for each."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schakel.store import ENVIRONMENT
from schakel_base import clock


def work_on(day: date, place: Path, patch: pytest.MonkeyPatch) -> None:
    """Let it be a day, with the secret of a place."""
    patch.setenv(ENVIRONMENT, str(place / "keys" / "root"))
    patch.setattr(clock, "today", lambda: day)


def made_on(day: date, place: Path, make: Callable[[Path], None]) -> Path:
    """Make something in a place on a day, and return the place."""
    with pytest.MonkeyPatch.context() as patch:
        work_on(day, place, patch)
        make(place)
    return place


def copy_to_change(made: Path, day: date, place: Path, patch: pytest.MonkeyPatch) -> Path:
    """Copy what was made to another place, work there on that day, and return the folder of the alliance."""
    shutil.copytree(made, place, dirs_exist_ok=True)
    work_on(day, place, patch)
    return next(place.glob("*/alliance.yaml")).parent


def made_and_copied(day: date, make: Callable[[Path], None]) -> tuple[Any, Any]:
    """Return two fixtures: what is made once, on a day, and the alliance in a copy that a test may change."""

    @pytest.fixture(scope="module")
    def made(tmp_path_factory):
        return made_on(day, tmp_path_factory.mktemp("made"), make)

    @pytest.fixture
    def alliance(made, tmp_path, monkeypatch):
        return copy_to_change(made, day, tmp_path, monkeypatch)

    return made, alliance
