"""Tables by name that leave together: cells in common make them one set of equations."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from schakel_protection.profiles import Profile
from schakel_protection.releases.joint import SameCount
from schakel_protection.releases.proposed import ProposedRelease, Shown
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.releases.shares import CountShare
from schakel_protection.tables.equations import Equations

Tables = TypeVar("Tables", bound="LinkedTables")


@dataclass(frozen=True, eq=False)
class LinkedTables:
    """The equations of tables, and of what is stated beside them, by name.

    In `readable` the differences between bounds count as published, since whoever reads both bounds knows them.

    Parameters
    ----------
    equations, readable
        What is printed, and what can be read; they differ in what is hidden.
    printed
        By name, and by cell or count, the places of the numbers that are printed; behind the cells of a table those
        that its statistics tell.
    cells
        By name the places of all cells, hidden ones as well.
    shares
        By name the shares of counts that are printed beside them.
    """

    equations: Equations
    readable: Equations
    printed: Mapping[str, tuple[tuple[int, ...], ...]]
    cells: Mapping[str, frozenset[int]]
    shares: Mapping[str, tuple[CountShare, ...]]

    def printed_under(self: Tables, _: Profile, /) -> Tables:
        """Return what a reader knows of them under a profile: all the same, unless more is known of their counts."""
        return self

    def known_of(self, release: ReleaseRecord, /) -> ReleaseRecord:
        """Return a release before as readers of these tables know it: with sums of its own that stand in these."""
        return release

    def same_in(self, _: ReleaseRecord, /) -> Iterable[tuple[int, int]]:
        """Yield the counts that left in a release before under another name: their places here, and there."""
        return ()

    def proposed(self, before: Sequence[ReleaseRecord] = (), seed: bytes = b"") -> ProposedRelease:
        """Return what they are when they leave together after some releases.

        Parameters
        ----------
        before
            What left before, the earliest first: releases, and epochs.
        seed
            A secret of this edition, from which the choice between roundings is drawn.
        """
        return ProposedRelease(
            self.equations,
            np.flatnonzero(self.equations.hidden & ~self.readable.hidden).tolist(),
            tuple(share for shares in self.shares.values() for share in shares),
            [places for printed in self.printed.values() for places in printed],
            [self.known_of(release) for release in before],
            [SameCount.of(here, release, there) for release in before for here, there in self.same_in(release)],
            seed,
        )

    def depends_on(self, profile: Profile, before: Sequence[ReleaseRecord] = ()) -> Iterator[bytes]:
        """Yield all that their figures depend on when they leave under a profile after some releases, but the seed."""
        yield repr([profile, *profile.next_profiles]).encode()
        yield from self.equations.as_bytes()
        yield self.readable.hidden.tobytes()
        yield repr([sorted(one.items()) for one in (self.printed, self.shares)]).encode()
        yield repr(sorted((name, sorted(cells)) for name, cells in self.cells.items())).encode()
        for one in before:
            yield repr((one.name, list(self.same_in(one)))).encode()
            yield from one.equations.as_bytes()
            left = Shown(one.shown, one.known, one.promised, witness=one.witness)
            yield from (array.tobytes() for array in left.arrays.values())

    def cells_of(self, names: Sequence[str]) -> list[int]:
        """Return the places of all cells of some of them: those that are printed and those they are sums of."""
        return sorted({place for name in names for place in self.cells[name]})

    def among(self: Tables, names: Sequence[str]) -> Tables:
        """Return the same for some that share no relation with the others."""
        cells = self.cells_of(names)
        at = {cell: place for place, cell in enumerate(cells)}
        return replace(
            self,
            equations=self.equations.among(cells),
            readable=self.readable.among(cells),
            printed={name: tuple(tuple(at[cell] for cell in one) for one in self.printed[name]) for name in names},
            cells={name: frozenset(at[cell] for cell in self.cells[name]) for name in names},
            shares={name: self.shares[name] for name in names if name in self.shares},
        )

    def withholding(self: Tables, names: Collection[str]) -> Tables:
        """Return the same with nothing printed of some but what others print as well."""
        left = [name for name in self.printed if name not in names]
        printed = {cell for name in left for cell in self._printed_by(name)}
        # A cell that another table prints is known to readers all the same, so withholding this table does not hide it.
        kept = np.isin(np.arange(len(self.equations)), sorted(printed))
        gone = np.isin(np.arange(len(self.equations)), [cell for name in names for cell in self._printed_by(name)])
        # Nor can sums of what is withheld be read off.
        unread = np.isin(np.arange(len(self.equations)), sorted({*self.cells_of([*names])} - {*self.cells_of(left)}))
        return replace(
            self,
            equations=replace(self.equations, hidden=self.equations.hidden | (gone & ~kept)),
            readable=replace(self.readable, hidden=self.readable.hidden | (gone & ~kept) | unread),
            shares={name: shares for name, shares in self.shares.items() if name not in names},
        )

    def _printed_by(self, name: str) -> Iterator[int]:
        return (cell for places in self.printed[name] for cell in places)
