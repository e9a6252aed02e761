"""How much coarser classes keep of a table, as lines: the table as it is, then the most informative."""

from collections.abc import Iterable
from itertools import islice

from schakel_protection.information import InformationKept

_MOST, _WIDE = 12, 44  # lines, and letters of a name


def kept_lines(ways: Iterable[tuple[str, InformationKept, float]]) -> str:
    """Return ways in lines: the name of each (none: as it is), what it keeps, and the share of information."""
    columns = f"{'':<{_WIDE}} {'cells shown':>15} {'units in own class':>19} {'information':>12}"
    return "\n".join([columns, *(_line(*one) for one in islice(ways, _MOST))])


def _line(name: str, kept: InformationKept, information: float) -> str:
    shown, own = f"{kept.shown:,} of {kept.cells:,}", f"{kept.at_finest:,.0f} of {kept.units:,.0f}"
    return f"{name or 'as it is':<{_WIDE}} {shown:>15} {own:>19} {information:>11.0%}"
