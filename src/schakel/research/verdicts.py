"""What verdicts of different methods share: their words, and what may be said about the gates behind them.

A gate's own sentence speaks of counts, and stays inside unless it was declared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from schakel.model.sentence import Sentence
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Gate,
    Outcome,
    RangeOnly,
    Verdict,
)


class VerdictKind(StrEnum):
    """What kind of answer it is."""

    ESTIMATE = "estimate"
    CAUTION = "estimate with caution"
    RANGE = "range"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    REFUSAL = "refusal"
    TOO_FEW = "too few seen"


@dataclass(frozen=True)
class SaidGate:
    """A gate that stopped, or asks for caution: its basis, and what is said about it."""

    name: str
    outcome: Outcome
    basis: Basis
    sentence: Sentence


@dataclass(frozen=True)
class SaidVerdict:
    """A verdict without its numbers; `level` is that of its interval."""

    kind: VerdictKind
    level: float | None = None
    gates: tuple[SaidGate, ...] = ()

    def stopped(self, *bases: Basis) -> tuple[Sentence, ...]:
        """Return the sentences of the gates that stopped an estimate: all of them, or those with one basis."""
        return tuple(g.sentence for g in self.gates if g.outcome is Outcome.STOP and g.basis in (bases or Basis))

    @property
    def cautions(self) -> tuple[Sentence, ...]:
        """The sentences of the gates that ask for caution."""
        return tuple(gate.sentence for gate in self.gates if gate.outcome is Outcome.CAUTION)

    @property
    def reasons(self) -> tuple[Sentence, ...]:
        """All of these sentences, in the order of the gates."""
        return tuple(gate.sentence for gate in self.gates)


TOO_FEW = SaidVerdict(VerdictKind.TOO_FEW)
"""Too few were seen for a verdict, perhaps nobody: which of these is not said."""


def said_verdict(verdict: Verdict, said: Callable[[Gate], Sentence]) -> SaidVerdict:
    """Return a verdict without its numbers; `said` is what may be said about a gate."""
    told = (gate for gate in verdict.gates if gate.outcome in (Outcome.STOP, Outcome.CAUTION))
    gates = tuple(SaidGate(gate.name, gate.outcome, gate.basis, said(gate)) for gate in told)
    # A bound has no interval, and a refusal nothing at all.
    level = verdict.interval.level if isinstance(verdict, Estimate | EstimateWithCaution | RangeOnly) else None
    return SaidVerdict(_kind(verdict), level, gates)


def _kind(verdict: Verdict) -> VerdictKind:
    if isinstance(verdict, BoundOnly):
        return VerdictKind.AT_LEAST if verdict.direction is Direction.AT_LEAST else VerdictKind.AT_MOST
    kinds = {Estimate: VerdictKind.ESTIMATE, EstimateWithCaution: VerdictKind.CAUTION, RangeOnly: VerdictKind.RANGE}
    # Whatever is not known here refuses: a new kind of verdict must not pass for an estimate.
    return kinds.get(type(verdict), VerdictKind.REFUSAL)
