"""What somebody types after `schakel`, and what comes out, with the zones closed to commands as they are to users.

Tests of commands go through this, but for those that need a process of their own, in which nothing was opened.
"""

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
