"""What somebody types after `schakel`, and what comes out: every test of a command goes through this."""

import pytest
from typer.testing import CliRunner, Result

from schakel.cli import app
from schakel.store import door

IS_OPEN = door.is_open
"""What commands ask before they read a zone; tests themselves look without asking (`conftest`)."""


def schakel(*words: object) -> Result:
    """Run a command; the result has its output, its standard error and its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "is_open", IS_OPEN)
        return CliRunner().invoke(app, [str(word) for word in words])
