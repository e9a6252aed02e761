"""What a respondent does not know of a sum: what the others hold of it.

Who is alone in some cell knows what is his in every sum above it, and takes it off. Of the rest no more can be asked to
stay open than all of it: nobody can hide the largest in a sum behind others who hold next to nothing, and against
himself nobody needs to.
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
