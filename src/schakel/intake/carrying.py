"""Columns of texts as they are staged: of those that recur each text once, and all of these known where they are few.

What is known so is checked by a look at the texts, in place of one at the rows.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.formats.recurring import each_alone, each_once, is_recurring

MOST_KNOWN = 1 << 16
"""A column with more texts is checked row by row."""


class CarriedColumns:
    """Which columns recur, as the first rows of each tell, and which texts these have."""

    def __init__(self) -> None:
        self._recurs, self._known = dict[str, bool](), dict[str, pa.Array]()

    @property
    def known(self) -> Mapping[str, pa.Array]:
        """All texts of columns in which they are few, each once; NULL is one of them where a row is blank."""
        return {name: texts for name, texts in self._known.items() if len(texts) <= MOST_KNOWN}

    def carried(self, texts: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """Return columns by name as they are to be staged: each as all rows before of that name."""
        for name in texts.keys() - self._recurs.keys():
            self._recurs[name] = is_recurring(texts[name])
        return {name: each_once(one) if self._recurs[name] else each_alone(one) for name, one in texts.items()}

    def know(self, texts: Mapping[str, pa.Array]) -> None:
        """Know the texts of columns that are carried."""
        for name, column in texts.items():
            before = self._known.get(name, pa.array([], pa.string()))
            if self._recurs[name] and len(before) <= MOST_KNOWN:
                blank = pa.nulls(min(column.null_count, 1), pa.string())
                self._known[name] = pc.unique(pa.chunked_array([before, column.dictionary, blank]))
