"""mypy is told to look for garbage no more: nearly all that it makes stays until it ends.

It looks some ten times, each time through all that it holds: a sixth of its work, to spare a fifth of a gigabyte.
"""

import gc

from mypy.plugin import Plugin


def plugin(_: str) -> type[Plugin]:
    """Return a plugin that does nothing more; mypy asks for one when it begins."""
    gc.set_threshold(1_000_000_000)
    return Plugin
