"""A method answers with an estimate, one with a caution, a range, a bound, or a refusal: all five are results.

Which of them, the gates decide: named checks, each with what it measured, where it stops, and a sentence. A refusal
carries its reasons and what would be needed, and no number.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from schakel_base.text import Text


class Outcome(StrEnum):
    """What a gate says: go on, go on with a caution, stop, or that it could not be asked of this table."""

    PASS = "pass"
    CAUTION = "caution"
    STOP = "stop"
    NOT_RUN = "not run"


class Direction(StrEnum):
    """On which side of a bound the truth lies."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


BETWEEN_GROUPS = ", between groups"
"""How the threshold ends of a gate that compares groups of persons."""
IN_ORDER = ", in order of time"
"""How the threshold ends of a gate that compares lists or periods by how far they are apart."""


class Basis(StrEnum):
    """What a gate is based on: the data, or a declaration."""

    DATA = "data"
    DECLARED = "declared"


@dataclass(frozen=True)
class Interval:
    """Two limits at a level, and how they were made; the levels used and the errors are those of each limit.

    Parameters
    ----------
    lower, upper
        The limits, in the unit of the estimate.
    level
        The coverage that was aimed at, such as 0.95.
    kind
        How it was made, such as `bootstrap`.
    levels_used
        The quantiles (0 to 1) that were read for each limit, where these differ from the usual ones.
    monte_carlo_error
        The standard error of each limit from the number of replications, in the unit of the estimate.
    """

    lower: float
    upper: float
    level: float
    kind: str
    levels_used: tuple[float, float] | None = None
    monte_carlo_error: tuple[float, float] | None = None


def rounded_down(number: float) -> float:
    """Return the next number at or below of two digits, as a lower limit is said: more would promise too much."""
    step = 10.0 ** max(math.floor(math.log10(abs(number) or 1.0)) - 1, 0)
    return math.floor(number / step) * step


def rounded_up(number: float) -> float:
    """Return the next number at or above of two digits, as an upper limit is said."""
    return -rounded_down(-number)


@dataclass(frozen=True)
class Gate:
    """One check of a method's assumptions: what was measured, what it is compared with, and what came out.

    Parameters
    ----------
    name
        The same in all languages: declarations and tables refer to it.
    statistic
        What was measured; None where nothing is.
    threshold
        What it is compared with, in words.
    """

    name: str
    outcome: Outcome
    sentence: Text
    statistic: float | None = None
    threshold: str = ""
    basis: Basis = Basis.DATA


@dataclass(frozen=True)
class Estimate:
    """A number that may be used, with its interval; every gate was passed."""

    value: float
    interval: Interval
    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class EstimateWithCaution:
    """A number that may be used together with its cautions, and not without them."""

    value: float
    interval: Interval
    gates: tuple[Gate, ...]

    @property
    def cautions(self) -> tuple[Text, ...]:
        """The sentences of the gates that ask for caution."""
        return tuple(gate.sentence for gate in self.gates if gate.outcome is Outcome.CAUTION)


@dataclass(frozen=True)
class RangeOnly:
    """The truth lies in a range; as far as the data show, no number in it is likelier than the others.

    Parameters
    ----------
    interval
        The range, in the unit of the estimate that was asked for.
    needed
        What would have to be delivered or declared for an estimate.
    """

    interval: Interval
    gates: tuple[Gate, ...]
    needed: tuple[Text, ...] = ()

    @property
    def cautions(self) -> tuple[Text, ...]:
        """The sentences of the gates that ask for caution."""
        return tuple(gate.sentence for gate in self.gates if gate.outcome is Outcome.CAUTION)


@dataclass(frozen=True)
class BoundOnly:
    """No estimate, and yet the truth is at least, or at most, `bound`: every known bias points the same way.

    Parameters
    ----------
    bound
        In the unit of the estimate that was asked for.
    gates
        All that were asked; at least one of them stopped.
    needed
        What would have to be delivered or declared for an estimate.
    """

    direction: Direction
    bound: float
    gates: tuple[Gate, ...]
    needed: tuple[Text, ...] = ()

    @property
    def reasons(self) -> tuple[Text, ...]:
        """The sentences of the gates that stopped the estimate."""
        return tuple(gate.sentence for gate in self.gates if gate.outcome is Outcome.STOP)


@dataclass(frozen=True)
class Refusal:
    """No reliable number can be given: the reasons, and what would be needed for one."""

    gates: tuple[Gate, ...]
    needed: tuple[Text, ...] = ()

    @property
    def reasons(self) -> tuple[Text, ...]:
        """The sentences of the gates that stopped the estimate."""
        return tuple(gate.sentence for gate in self.gates if gate.outcome is Outcome.STOP)


Verdict = Estimate | EstimateWithCaution | RangeOnly | BoundOnly | Refusal
