"""The types of arrays, one word for each: of records, persons, pairs or whatever a function says."""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
"""Of a few values, in half the room of integers."""
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
