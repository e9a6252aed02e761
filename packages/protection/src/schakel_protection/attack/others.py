"""What a respondent does not know about a total: the contributions of others.

A sole contributor can subtract its own value from every total. The uncertainty required about the rest cannot exceed
the rest itself: nothing can hide the largest contributor behind others who hold next to nothing, and nobody needs to be
protected against himself.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse

from schakel_protection.tables.equations import Equations, Vector


class Others:
    """Per respondent what the others hold of each cell."""

    def __init__(self, equations: Equations) -> None:
        self._values, self._base = equations.values, equations.base
        self._under = sparse.csr_array(equations.matrix)
        self._above = sparse.csc_array(self._under)

    def hold(self, own: Sequence[int]) -> Vector:
        """Return per cell the value that is not of a respondent alone in some cells; infinite where he has no part."""
        his = np.unique(self._under[list(own)].indices)
        part = np.asarray(self._above[:, his] @ self._values[self._base[his]])
        return np.where(part > 0, np.maximum(self._values - part, 0.0), np.inf)
