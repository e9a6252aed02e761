"""Answers of research pass through here as tables do: what comes out holds rounded numbers, or none.

Of a refusal no figure leaves but how many the lists have seen. A published table is no secret: its counts stay exact.
"""

from collections.abc import Iterator
from dataclasses import InitVar, dataclass
from enum import StrEnum

from schakel.disclosure.gate_words import public_sentence
from schakel.disclosure.output.checks import Judgement, Request, judge
from schakel.disclosure.profiles import DeclaredProfile, find_profile
from schakel.disclosure.protected import _SEAL, Figure, Profile
from schakel.disclosure.rounding.each import round_to
from schakel.disclosure.statistics import TOO_SMALL
from schakel.model.errors import DisclosureError
from schakel.model.research import PartAnswer, Prevalence, PrevalenceAnswer
from schakel.model.text import NOTHING, Text
from schakel.model.verdict import Basis, BoundOnly, Direction, Estimate, EstimateWithCaution, Outcome, Refusal

ENOUGH_BASES = 10
"""Ratios are said where the lists have seen at least so many times the smallest base of a statistic."""


class VerdictKind(StrEnum):
    """What kind of answer it is."""

    ESTIMATE = "estimate"
    CAUTION = "estimate with caution"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    REFUSAL = "refusal"
    NOBODY = "nobody seen"


@dataclass(frozen=True)
class ProtectedGate:
    """A gate that stopped, or asks for caution: its name, what it rests on, and a sentence."""

    name: str
    outcome: Outcome
    basis: Basis
    sentence: Text


@dataclass(frozen=True)
class ProtectedVerdict:
    """The verdict on one part; `value` is the estimate or the bound, `interval` that of an estimate."""

    code: str
    label: Text
    kind: VerdictKind
    observed: Figure
    gates: tuple[ProtectedGate, ...] = ()
    needed: tuple[Text, ...] = ()
    value: Figure | None = None
    interval: Figure | None = None

    def reasons(self, basis: Basis) -> tuple[Text, ...]:
        """Return the sentences of the gates that stopped an estimate, by what they rest on."""
        return tuple(g.sentence for g in self.gates if g.outcome is Outcome.STOP and g.basis is basis)

    @property
    def cautions(self) -> tuple[Text, ...]:
        """The sentences of the gates that ask for caution."""
        return tuple(gate.sentence for gate in self.gates if gate.outcome is Outcome.CAUTION)


@dataclass(frozen=True)
class ProtectedAnswer:
    """An answer that may be published."""

    question: Prevalence
    verdicts: tuple[ProtectedVerdict, ...]
    profile: Profile
    synthetic: bool
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureError("only the disclosure room makes a protected answer")


def rounding_profile(name: str) -> DeclaredProfile:
    """Return the profile of this name, which must protect by rounding.

    Raises
    ------
    DisclosureError
        If there is no such profile, or it protects in another way.
    """
    rules = find_profile(name)
    if rules.method not in ("round_each", "controlled_rounding"):
        raise DisclosureError(f"answers of research leave rounded, and the profile {name} protects by {rules.method}")
    return rules


def protect_answer(answer: PrevalenceAnswer, profile: str) -> ProtectedAnswer:
    """Protect an answer under a named profile.

    Raises
    ------
    DisclosureError
        If no profile has this name.
    """
    rules = rounding_profile(profile)
    verdicts = tuple(
        _protected(part, answer.labels.get(part.code, NOTHING), answer.question, rules) for part in answer.parts
    )
    return ProtectedAnswer(answer.question, verdicts, rules.shown, answer.synthetic, _SEAL)


def _protected(part: PartAnswer, label: Text, question: Prevalence, rules: DeclaredProfile) -> ProtectedVerdict:
    base = 1 if question.table else rules.base
    observed = _rounded(part.observed, base)
    if part.verdict is None:
        return ProtectedVerdict(part.code, label, VerdictKind.NOBODY, observed)
    figures = _figures(part.verdict, base)
    if not question.table and not _may_leave(part):
        figures = dict.fromkeys(figures, TOO_SMALL)
    enough = bool(question.table) or (observed.lower or 0) >= ENOUGH_BASES * rules.minimum_base
    return ProtectedVerdict(
        code=part.code,
        label=label,
        kind=_kind(part.verdict),
        observed=observed,
        gates=tuple(_gates(part, enough)),
        needed=tuple(getattr(part.verdict, "needed", ())),
        **figures,
    )


def _may_leave(part: PartAnswer) -> bool:
    """Whether an estimate passes the checks on outputs; the table of lists that it was made from does not leave."""
    request = Request("prevalence estimate without its table", {"observed": part.observed})
    return judge(request).judgement is Judgement.ACCEPT


def _kind(verdict: Estimate | EstimateWithCaution | BoundOnly | Refusal) -> VerdictKind:
    if isinstance(verdict, BoundOnly):
        return VerdictKind.AT_LEAST if verdict.direction is Direction.AT_LEAST else VerdictKind.AT_MOST
    kinds = {Estimate: VerdictKind.ESTIMATE, EstimateWithCaution: VerdictKind.CAUTION, Refusal: VerdictKind.REFUSAL}
    return kinds[type(verdict)]


def _figures(verdict: Estimate | EstimateWithCaution | BoundOnly | Refusal, base: int) -> dict[str, Figure]:
    if isinstance(verdict, BoundOnly):
        return {"value": _rounded(verdict.bound, base)}
    if isinstance(verdict, Refusal):
        return {}
    lower, upper = (_rounded(limit, base).lower for limit in (verdict.interval.lower, verdict.interval.upper))
    return {"value": _rounded(verdict.value, base), "interval": Figure(lower, upper)}


def _gates(part: PartAnswer, with_statistics: bool) -> Iterator[ProtectedGate]:
    assert part.verdict is not None
    for gate in part.verdict.gates:
        if gate.outcome in (Outcome.STOP, Outcome.CAUTION):
            yield ProtectedGate(gate.name, gate.outcome, gate.basis, public_sentence(gate, with_statistics))


def _rounded(number: float, base: int) -> Figure:
    rounded = round_to(base)(round(number))
    return Figure(rounded, rounded)
