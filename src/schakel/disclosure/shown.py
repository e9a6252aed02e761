"""What a method of protection hands on: the number printed for each cell, and what whoever reads it knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from schakel.disclosure.ledger import Release
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_protection.attack.audit import Requirement
from schakel_protection.attack.parts import Knowledge
from schakel_protection.profiles import DeclaredProfile
from schakel_protection.solver import INFINITE
from schakel_protection.tables.equations import Vector


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
    """

    values: Vector
    known: Knowledge
    promised: Requirement


Method = Callable[[TableEquations, DeclaredProfile, Sequence[Release]], Shown]


def known_within(values: Vector, below: float, above: float) -> Knowledge:
    """Return what is known of counts that lie at most so far below and above the numbers printed for them."""
    printed = ~np.isnan(values)
    numbers = np.where(printed, values, 0.0)
    return Knowledge(
        np.where(printed, np.maximum(numbers - below, 0.0), 0.0), np.where(printed, numbers + above, INFINITE)
    )


def nothing_promised() -> Requirement:
    """Return the requirement of a method that leaves each cell what its own number leaves it."""
    return Requirement(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
