"""Atoms: leaves that one table cannot tell apart. Whatever readers compute by subtracting is a sum of atoms.

A country has hundreds of thousands of leaves, and far fewer atoms of each table. So of each atom some leaves, chosen by
lot, are enough to draw anew: then no sum of atoms shows its count.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from schakel.indicators.counting import COUNT
from schakel.indicators.kind import Flags

ALWAYS = ""
"""The name under which columns are that every table asks: the conditions of populations."""

Columns = Mapping[str, Sequence[str]]
"""The columns of leaves by the dimension that asks them."""

Numbers = NDArray[np.int64]


class Atoms:
    """The leaves of a kind of unit, to be grouped by what tables ask.

    Parameters
    ----------
    leaves
        What is known of each, and `n` units.
    columns
        Which of its columns each dimension asks, and every table.
    """

    def __init__(self, leaves: pa.Table, columns: Columns) -> None:
        self.leaves, self._columns = leaves, columns
        self._numbers = {name: numbered(leaves, asked) for name, asked in columns.items()}

    def of(self, family: Iterable[str], units: Numbers | None = None) -> tuple[pa.Table, Numbers]:
        """Return the atoms of tables with some dimensions, with `n` units, and of each leaf the place of its atom.

        Parameters
        ----------
        units
            Of each leaf, of shape (n,); by default those that were counted.
        """
        names = [column for name in (ALWAYS, *sorted(family)) for column in self._columns[name]]
        _, first, atom = np.unique(self._numbered(family), return_index=True, return_inverse=True)
        counted = self.leaves[COUNT].to_numpy() if units is None else units
        summed = np.bincount(atom, counted, len(first)).astype(np.int64)
        known = self.leaves.select([*names, COUNT]).take(pa.array(first))
        return known.set_column(len(names), COUNT, pa.array(summed)), atom

    def chosen_by_lot(self, families: Iterable[Iterable[str]], least: int, seed: int) -> Flags:
        """Choose a minimum number of leaves from each atom of the tables, or all that it has.

        Parameters
        ----------
        seed
            The secret of the lot.

        Returns
        -------
        Flags
            Which leaves were chosen, of shape (n,).
        """
        order = np.random.default_rng(seed).permutation(len(self.leaves))
        chosen = np.zeros(len(self.leaves), bool)
        for family in families:
            chosen[order[_first_of_each(self._numbered(family)[order], least)]] = True
        return chosen

    def _numbered(self, family: Iterable[str]) -> Numbers:
        """A number for each leaf, the same for all of one atom."""
        found = self._numbers[ALWAYS]
        for name in sorted(family):
            found = found * (self._numbers[name].max(initial=0) + 1) + self._numbers[name]
        return found


def numbered(leaves: pa.Table, columns: Sequence[str]) -> Numbers:
    """Return a number for each leaf, the same for all that say the same in some columns."""
    found = np.zeros(len(leaves), np.int64)
    for name in columns:
        codes = leaves[name].combine_chunks().dictionary_encode("encode").indices.to_numpy()
        _, found = np.unique(found * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    return found.astype(np.int64)


def _first_of_each(atom: Numbers, least: int) -> Numbers:
    """The places of the first leaves of each atom."""
    places = np.argsort(atom, kind="stable")
    in_order = atom[places]
    return places[np.arange(len(atom)) - np.searchsorted(in_order, in_order) < least]
