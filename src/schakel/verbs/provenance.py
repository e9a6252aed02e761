"""Which deliveries a table rests on. Synthetic is inherited, and real and invented rows never meet in one table."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.model.indicator import Indicator
from schakel_base.errors import DisclosureError, RequestError


def deliveries_behind(indicator: Indicator, edition: Path) -> tuple[int, ...]:
    """Return the numbers of the deliveries with rows about the units of an indicator, or about what they belong to."""
    return deliveries_of_units((indicator.unit,), edition)


def deliveries_of_units(units: Sequence[str], edition: Path) -> tuple[int, ...]:
    """Return the numbers of the deliveries with rows about some kinds of unit, or about what they belong to.

    Raises
    ------
    RequestError
        If the edition was built before this was kept with it.
    """
    file = edition / "provenance.parquet"
    if not file.exists():
        raise RequestError(f"edition {edition.name} was built by an earlier version of Schakel; build it again")
    rests_on = pq.read_table(file)
    return tuple(sorted(set(rests_on.filter(pc.field("unit").isin(list(units)))["delivery"].to_pylist())))


def is_synthetic(what: str, numbers: Sequence[int], synthetic: Mapping[int, bool]) -> bool:
    """Return whether the deliveries that something rests on are invented; it is named by `what` in a complaint.

    Raises
    ------
    DisclosureError
        If some are and some are not.
    """
    kinds = {synthetic[number] for number in numbers}
    if len(kinds) > 1:
        invented = ", ".join(str(number) for number in numbers if synthetic[number])
        raise DisclosureError(f"{what} rests on real deliveries and on synthetic ones ({invented}); they may not meet")
    return True in kinds
