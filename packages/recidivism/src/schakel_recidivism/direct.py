"""Direct standardisation: the share of a cohort had its persons been spread over cells as those of the standard are.

A cell that too few persons make has no share of its own: its weight is dropped, and how much that was is said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schakel_recidivism.curves import Curve
from schakel_recidivism.risk_table import RiskTable
from schakel_recidivism.thresholds import SMALLEST_CELL


@dataclass(frozen=True)
class Standardised:
    """A standardised share by a time with its standard error; None where no cell has a share."""

    value: float | None
    error: float
    weight_dropped: float


def standardised(
    cells: Mapping[str, RiskTable], weights: Mapping[str, float], time: float, curve_of: Callable[[RiskTable], Curve]
) -> Standardised:
    """Return the share by a time over the cells of a cohort, weighed as in the standard.

    Parameters
    ----------
    weights
        The share of the standard in each cell; together 1.
    time
        In the unit of the clock.
    """
    value = variance = known = 0.0
    for cell, weight in weights.items():
        table = cells.get(cell)
        curve = curve_of(table) if table and table.persons >= SMALLEST_CELL else None
        share, error = (curve.at(time), curve.error_at(time)) if curve else (None, None)
        if share is not None and error is not None:
            value, variance, known = value + weight * share, variance + (weight * error) ** 2, known + weight
    # The weights that are left are made to add up to 1 again, as if the dropped cells were like the rest.
    return Standardised(value / known, variance**0.5 / known, 1 - known) if known else Standardised(None, 0.0, 1.0)


def weights_of(cohorts: Mapping[str, Mapping[str, RiskTable]]) -> dict[str, float]:
    """Return the share in each cell of the persons of all cohorts together; a cell without a name is a whole cohort."""
    persons: dict[str, int] = {}
    for cells in cohorts.values():
        for cell, table in cells.items():
            if cell:
                persons[cell] = persons.get(cell, 0) + table.persons
    everybody = sum(persons.values())
    return {cell: number / everybody for cell, number in persons.items()}
