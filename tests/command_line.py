"""What somebody types after `schakel`, and what comes out: every test of a command goes through this."""

from typer.testing import CliRunner, Result

from schakel.cli import app


def schakel(*words: object) -> Result:
    """Run a command; the result has its output, its standard error and its exit code."""
    return CliRunner().invoke(app, [str(word) for word in words])
