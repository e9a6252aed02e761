"""Words that are looked for in files, in any language: they are data, a file of lines for each kind."""

from functools import cache
from importlib.resources import files


@cache
def listed_words(kind: str) -> frozenset[str]:
    """Return the words of a kind, in small letters: `totals`, `titles`, `unknown`; in names of columns `personal`,
    `persons`, `measures`.
    """
    written = files("schakel.intake").joinpath("words", f"{kind}.txt").read_text("utf-8")
    return frozenset(line for line in written.splitlines() if line and not line.startswith("#"))


def opens_totals(cell: str) -> bool:
    """Whether the first filled cell of a line begins as one of totals does: `Total:`, `Subtotaal 2024`."""
    return (cell.split() or [""])[0].casefold().rstrip(":.") in listed_words("totals")
