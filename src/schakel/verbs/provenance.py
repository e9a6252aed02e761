"""Which deliveries a table rests on. Synthetic is inherited, and real and invented rows never meet in one table."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from schakel.model.errors import DisclosureError
from schakel.model.indicator import Indicator
from schakel.store.engine import connect

_RESTS_ON = """
SELECT DISTINCT delivery FROM key_map WHERE unit = $unit
UNION
SELECT DISTINCT key_map.delivery
FROM links
JOIN key_map ON key_map.unit = links.parent_unit AND key_map.unit_id = links.parent_id
WHERE links.unit = $unit
UNION
SELECT DISTINCT key_map.delivery
FROM ancestors
JOIN key_map ON key_map.unit = ancestors.ancestor_unit AND key_map.unit_id = ancestors.ancestor_id
WHERE ancestors.unit = $unit
ORDER BY delivery
"""


def deliveries_behind(indicator: Indicator, edition: Path) -> tuple[int, ...]:
    """Return the numbers of the deliveries with rows about the units of an indicator, or about what they belong to."""
    return deliveries_of_units((indicator.unit,), edition)


def deliveries_of_units(units: Sequence[str], edition: Path) -> tuple[int, ...]:
    """Return the numbers of the deliveries with rows about some kinds of unit, or about what they belong to."""
    tables = {name: edition / f"{name}.parquet" for name in ("key_map", "links", "ancestors")}
    with connect(tables) as connection:
        found = [row for unit in units for row in connection.execute(_RESTS_ON, {"unit": unit}).fetchall()]
    return tuple(sorted({number for (number,) in found}))


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
