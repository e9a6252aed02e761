"""Repeated counts: how often each person was registered in one source, with covariates if there are any.

A row is a person, or a weight of persons who are alike. Covariates are categories, of which the first in alphabetical
order is the reference, as treatment contrasts have it, or numbers, of which the logarithm of the rate is linear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schakel_base.errors import RequestError
from schakel_prevalence.covariates import as_columns
from schakel_prevalence.lattice import Floats


@dataclass(frozen=True, eq=False)
class CountTable:
    """How often persons were registered in one source; each row represents a number of them.

    Parameters
    ----------
    captures
        Registrations per person, 1 or more, shape (n,).
    weights
        Persons with so many registrations and these covariates, shape (n,).
    design
        Shape (n, k): the intercept, then one column for each category but the first, and one for each number.
    names
        The names of the k columns.
    """

    captures: Floats
    weights: Floats
    design: Floats
    names: tuple[str, ...]

    @classmethod
    def from_rows(
        cls,
        captures: Sequence[int],
        weights: Sequence[int],
        covariates: Mapping[str, Sequence[str]] | None = None,
        numbers: Mapping[str, Sequence[float]] | None = None,
    ) -> "CountTable":
        """Make a table of rows.

        Parameters
        ----------
        captures
            Registrations, one number per row.
        weights
            Persons, one number per row.
        covariates
            A category per row, under each name.
        numbers
            A number per row, under each name.

        Raises
        ------
        RequestError
            If a count of registrations is below one, a weight is negative, nobody is left, or columns differ in length.
        """
        covariates, numbers = covariates or {}, numbers or {}
        if any(len(one) != len(captures) for one in (weights, *covariates.values(), *numbers.values())):
            raise RequestError("Registrations, persons and covariates have one value in each row.")
        if any(value < 1 for value in captures):
            raise RequestError("Every person in the table was registered once or more.")
        if any(weight < 0 for weight in weights) or sum(weights) == 0:
            raise RequestError("The numbers of persons must not be negative, nor all zero.")
        columns = as_columns(len(captures), covariates, numbers)
        return cls(
            np.array(captures, dtype=np.float64),
            np.array(weights, dtype=np.float64),
            np.stack(list(columns.values()), axis=1),
            tuple(columns),
        )

    @property
    def observed(self) -> float:
        """The number of persons registered."""
        return float(self.weights.sum())

    def times(self, captures: int) -> float:
        """Return the number of persons who were registered exactly so often."""
        return float(self.weights[self.captures == captures].sum())

    def only(self, chosen: np.typing.NDArray[np.bool_]) -> "CountTable":
        """Return the rows chosen."""
        return CountTable(self.captures[chosen], self.weights[chosen], self.design[chosen], self.names)
