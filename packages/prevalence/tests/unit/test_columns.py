"""Models of any columns climb to the same maximum as models on the lattice, and one without a maximum is told."""

import numpy as np
import pytest

from schakel_prevalence.columns import DesignColumns, solve
from schakel_prevalence.existence import design
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.loglinear import fit_models
from schakel_prevalence.table import CaptureTable

TABLE = CaptureTable.of({"A": 54, "B": 463, "C": 99, "A:B": 15, "A:C": 19, "B:C": 62, "A:B:C": 4})


def test_columns_of_terms_give_the_fit_on_the_lattice() -> None:
    lattice = Lattice.of(TABLE)
    terms = np.array([*lattice.main_terms, lattice.pairs[0]])
    cells = np.flatnonzero(lattice.possible)
    found = solve(DesignColumns.of(design(cells, terms), lattice.counts[cells]), np.zeros((1, len(terms))))
    assert found.exists[0]
    on_lattice = fit_models(lattice, lattice.counts[None, :], terms[None, :]).coefficients
    assert found.coefficients == pytest.approx(on_lattice, abs=1e-7)


def test_a_column_that_can_fall_for_ever_has_no_estimate() -> None:
    alone = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    assert not solve(DesignColumns.of(alone, np.array([5.0, 7.0, 0.0])), np.zeros((1, 2))).exists[0]
    assert solve(DesignColumns.of(alone, np.array([5.0, 7.0, 1.0])), np.zeros((1, 2))).exists[0]
