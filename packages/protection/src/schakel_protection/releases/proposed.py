"""What is to leave together, and what a method of protection makes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schakel_protection.attack.attacker import connected_parts
from schakel_protection.attack.audit import Audit
from schakel_protection.attack.parts import Knowledge
from schakel_protection.attack.requirements import NOTHING, Requirement, sliding
from schakel_protection.attack.witness import agrees
from schakel_protection.profiles import Profile
from schakel_protection.releases.joint import SameCount, join
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.releases.shares import CountShare
from schakel_protection.solver import INFINITE
from schakel_protection.tables.equations import Equations, Vector


@dataclass(frozen=True, eq=False)
class ProposedRelease:
    """Tables that are to leave beside each other, and what left before.

    Parameters
    ----------
    equations
        All their cells.
    read_off
        The places of hidden cells that a reader computes at once, such as the difference of two printed bounds.
    shares
        The shares that are printed beside the counts, each once its whole has a figure.
    together
        Cells that are shown together or not at all, such as the two bounds of one count.
    before
        What left before, the earliest first: releases, and epochs.
    same
        Counts that left before under another name.
    seed
        A secret of this edition, from which the choice between roundings is drawn; without one the nearest is taken.
    """

    equations: Equations
    read_off: Sequence[int] = ()
    shares: Sequence[CountShare] = ()
    together: Sequence[Sequence[int]] = ()
    before: Sequence[ReleaseRecord] = ()
    same: Sequence[SameCount] = ()
    seed: bytes = b""

    @cached_property
    def readable(self) -> Equations:
        """The same cells, with those that can be read off counted as printed."""
        hidden = self.equations.hidden.copy()
        hidden[list(self.read_off)] = False
        return replace(self.equations, hidden=hidden)

    @cached_property
    def released(self) -> tuple[ReleaseRecord, ...]:
        """The releases before, without epochs."""
        return tuple(one for one in self.before if not one.drawn)

    @cached_property
    def asked(self) -> tuple[ReleaseRecord, ...]:
        """The epochs before."""
        return tuple(one for one in self.before if one.drawn)

    @cached_property
    def told(self) -> tuple[ReleaseRecord, ...]:
        """What left before, of epochs the cells that now leave alone."""
        return (*self.released, *(one.told_of(self.equations) for one in self.asked))

    def connected(self) -> NDArray[np.int32]:
        """Label each cell by the part of all cells to which relations tie it, by way of earlier editions too."""
        joint = join(self.equations, self.told, self.same).equations
        return connected_parts(joint.relations)[: len(self.equations)]


@dataclass(frozen=True, eq=False)
class Shown:
    """The cells of some tables as they leave.

    Parameters
    ----------
    values
        The number printed for each cell; not a number where there is none.
    known
        The range in which each count lies, for whoever reads the number.
    promised
        The ranges that must stay open to somebody who knows everything published.
    additive
        Whether the parts that are printed add up to their totals.
    audit
        The attack that all survived; None where there was none.
    witness
        A whole table of which the printed numbers are sums, cells that are never printed included; if these do not add
        up, one that agrees with them all the same, each number within its range. None where none was found.
    """

    values: Vector
    known: Knowledge
    promised: Requirement = NOTHING
    additive: bool = True
    audit: Audit | None = None
    witness: Vector | None = None

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is printed and promised of it as plain arrays, by name; the attack is not among them."""
        found: dict[str, NDArray[Any]] = {"values": self.values, "lower": self.known.lower, "upper": self.known.upper}
        found |= {"places": self.promised.places, "width": self.promised.width}
        return found | ({} if self.witness is None else {"witness": self.witness})

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]], additive: bool) -> "Shown":
        """Return what such arrays are of.

        Raises
        ------
        KeyError
            If one of them is missing.
        """
        known = Knowledge(arrays["lower"], arrays["upper"])
        promised = sliding(arrays["places"], arrays["width"])
        return cls(arrays["values"], known, promised, additive, None, arrays.get("witness"))

    @classmethod
    def exactly(cls, values: Vector) -> "Shown":
        """Return cells that are printed as they are, or not at all (not a number)."""
        return cls(values, known_within(values, 0.0, 0.0))

    def without(self, cells: Sequence[int]) -> "Shown":
        """Return the same with nothing shown of some cells, of which the others are printed as they are."""
        values = self.values.copy()
        values[cells] = np.nan
        return replace(self, values=values, known=known_within(values, 0.0, 0.0))

    def among(self, cells: Sequence[int]) -> "Shown":
        """Return the same of some cells alone, without the attack."""
        witness = None if self.witness is None else self.witness[cells]
        return Shown(
            self.values[cells], self.known.among(cells), self.promised.among(cells), self.additive, None, witness
        )

    def record(self, product: str, edition: str, equations: Equations) -> ReleaseRecord:
        """Return what it gives away of these cells, for the ledger."""
        return ReleaseRecord(product, edition, equations, self.known, self.values, self.promised, self.witness)

    def may_be_of(self, equations: Equations) -> bool:
        """Whether it may leave of these cells: near their counts, nothing that is hidden, and what the witness says."""
        if len(self.values) != len(equations):
            return False
        printed = ~np.isnan(self.values)
        near = (self.known.lower <= equations.values) & (equations.values <= self.known.upper)
        if not near.all() or (printed & equations.hidden).any():
            return False
        if self.witness is None:
            return True
        same = bool((self.witness[printed] == self.values[printed]).all())
        return (same or not self.additive) and agrees(equations, self.known, self.witness)


Method = Callable[[ProposedRelease, Profile], Shown]
"""A method protects what is proposed under a profile, or raises ExposureError where the attack gets through."""


def known_within(values: Vector, below: float, above: float) -> Knowledge:
    """Return what is known about counts that lie at most so far below and above the numbers printed for them.

    Parameters
    ----------
    values
        The printed numbers; not a number where none is.
    below, above
        How far a count can lie on either side, in units.

    Returns
    -------
    Knowledge
        Never below 0: counts are not negative.
    """
    printed = ~np.isnan(values)
    numbers = np.where(printed, values, 0.0)
    return Knowledge(
        np.where(printed, np.maximum(numbers - below, 0.0), 0.0), np.where(printed, numbers + above, INFINITE)
    )
