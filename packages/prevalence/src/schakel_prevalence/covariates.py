"""Covariates as columns of a regression: a column of ones, one per category but the first, and one per number."""

from collections.abc import Mapping, Sequence

import numpy as np

from schakel_prevalence.lattice import Floats


def as_columns(
    rows: int, categories: Mapping[str, Sequence[str]], numbers: Mapping[str, Sequence[float]]
) -> dict[str, Floats]:
    """Return columns by their names, the intercept first.

    Parameters
    ----------
    rows
        The length of every column.
    categories
        A category per row, under each name; the first in alphabetical order is the reference.
    numbers
        A number per row, under each name. One that is the same everywhere has no column.
    """
    columns = {"intercept": np.ones(rows)}
    for name, values in categories.items():
        for category in sorted(set(values))[1:]:
            columns[f"{name}={category}"] = np.array([value == category for value in values], np.float64)
    return columns | {name: standardised(np.array(values)) for name, values in numbers.items() if len(set(values)) > 1}


def standardised(values: Floats) -> Floats:
    """Return numbers around 0 and about 1 in size, so that a regression finds its way with ages as with incomes."""
    return np.asarray((values - values.mean()) / (values.std() or 1.0))


def as_number(text: str) -> float:
    """Return a number as people write it, with a point or a comma before its decimals.

    Raises
    ------
    ValueError
        If it is none, or not a finite one.
    """
    number = float(text.replace(",", "."))
    if not np.isfinite(number):
        raise ValueError(text)
    return number
