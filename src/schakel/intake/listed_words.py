"""Words that are looked for in files, in any language: they are data, a file of lines for each kind."""

from functools import cache
from importlib.resources import files


@cache
def listed_words(kind: str) -> frozenset[str]:
    """Return the words of a kind, in small letters: `personal`, those of names of columns, or `totals`."""
    written = files("schakel.intake").joinpath("words", f"{kind}.txt").read_text("utf-8")
    return frozenset(line for line in written.splitlines() if line and not line.startswith("#"))
