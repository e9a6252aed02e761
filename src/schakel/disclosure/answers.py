"""Answers of research pass through this room as tables do: what comes out holds rounded numbers, or none.

The form that all answers have in common stands here, and the answers about hidden populations: of a refusal no figure
leaves but how many the lists have seen. A published table is no secret: its counts stay exact.
"""

from collections.abc import Callable, Iterable
from dataclasses import InitVar, dataclass
from enum import StrEnum

from schakel.disclosure.gate_words import public_sentence
from schakel.disclosure.protected import _SEAL, StatedFigures
from schakel.disclosure.statistics import TOO_SMALL
from schakel.disclosure.tables.stated import Parts, StatedCount, Statement
from schakel.model.asked import Asked
from schakel.model.figure import Figure
from schakel.model.prevalence import PartAnswer, PrevalenceAnswer, PrevalenceQuestion
from schakel_base.errors import DisclosureError
from schakel_base.text import NOTHING, Text
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Gate,
    Outcome,
    Refusal,
    Verdict,
)
from schakel_protection import find_profile, judge_output
from schakel_protection.output import Judgement, OutputRequest
from schakel_protection.profiles import DeclaredProfile, Profile
from schakel_protection.rounding import round_to

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


@dataclass(frozen=True, kw_only=True)
class SealedAnswer:
    """An answer that may be published, with the profile that protected it; this room alone can seal one."""

    profile: Profile
    synthetic: bool
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureError("only the disclosure room makes a protected answer")


@dataclass(frozen=True, kw_only=True)
class Gated:
    """What was found of one part: behind it stand gates, of which those that stopped or ask for caution are said."""

    gates: tuple[ProtectedGate, ...] = ()

    def stopped(self, *bases: Basis) -> tuple[Text, ...]:
        """Return the sentences of the gates that stopped an estimate: of all, or by what they rest on."""
        return tuple(g.sentence for g in self.gates if g.outcome is Outcome.STOP and g.basis in (bases or Basis))

    @property
    def cautions(self) -> tuple[Text, ...]:
        """The sentences of the gates that ask for caution."""
        return tuple(gate.sentence for gate in self.gates if gate.outcome is Outcome.CAUTION)


def shown_gates(verdict: Verdict, said: Callable[[Gate], Text]) -> tuple[ProtectedGate, ...]:
    """Return the gates that stopped or ask for caution, each with what may be said of it."""
    told = (gate for gate in verdict.gates if gate.outcome in (Outcome.STOP, Outcome.CAUTION))
    return tuple(ProtectedGate(gate.name, gate.outcome, gate.basis, said(gate)) for gate in told)


def rounded(number: float, base: int) -> Figure:
    """Return a number at a multiple of `base`."""
    near = round_to(base)(round(number))
    return Figure(near, near)


@dataclass(frozen=True)
class ProtectedVerdict(Gated):
    """The verdict on one part; `value` is the estimate or the bound, `interval` that of an estimate at a `level`."""

    code: str
    label: Text
    kind: VerdictKind
    observed: Figure
    needed: tuple[Text, ...] = ()
    value: Figure | None = None
    interval: Figure | None = None
    level: float | None = None

    def reasons(self, basis: Basis) -> tuple[Text, ...]:
        """Return the sentences of the gates that stopped an estimate, by what they rest on."""
        return self.stopped(basis)


@dataclass(frozen=True)
class ProtectedAnswer(SealedAnswer):
    """An answer about a hidden population."""

    question: PrevalenceQuestion
    verdicts: tuple[ProtectedVerdict, ...]


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


def statement_of_answer(name: str, answer: PrevalenceAnswer) -> Statement:
    """Return how many the lists have seen, of all and of each part, by what is asked of them; nothing of a table."""
    question = answer.question
    if question.table:
        return Statement(name, ())
    seen = frozenset([f"on the lists of {question.name}"])
    return Statement(
        name,
        tuple(
            StatedCount(Asked(question.unit, seen | of_part(part.code)), part.observed, part.observed)
            for part in answer.parts
        ),
        parts=parts_of_all([part.code for part in answer.parts]),
    )


def parts_of_all(codes: Iterable[str]) -> tuple[Parts, ...]:
    """Return that the parts share nobody, and stand beside the whole, where there is one."""
    places = {code: place for place, code in enumerate(codes)}
    return (Parts(places[""], tuple(place for code, place in places.items() if code)),) if "" in places else ()


def of_part(code: str) -> frozenset[str]:
    """Return what a part of an answer asks more than the whole does; the rows of the lists decide who is in it."""
    return frozenset([f"in part {code}"] if code else [])


def protect_answer(answer: PrevalenceAnswer, profile: str, stated: StatedFigures | None = None) -> ProtectedAnswer:
    """Protect an answer under a named profile.

    `stated` are the numbers seen as they were protected together with tables; without them each is rounded by itself.

    Raises
    ------
    DisclosureError
        If no profile has this name.
    """
    rules = rounding_profile(profile)
    base = 1 if answer.question.table else rules.base
    alone = StatedFigures(rules.shown, tuple(rounded(part.observed, base) for part in answer.parts))
    leaving = stated if stated and stated.figures else alone
    verdicts = tuple(
        _protected(part, observed, answer.labels.get(part.code, NOTHING), answer.question, rules)
        for part, observed in zip(answer.parts, leaving.figures, strict=True)
    )
    return ProtectedAnswer(
        answer.question,
        verdicts,
        profile=stated.profile if stated else rules.shown,
        synthetic=answer.synthetic,
        seal=_SEAL,
    )


def _protected(
    part: PartAnswer, observed: Figure, label: Text, question: PrevalenceQuestion, rules: DeclaredProfile
) -> ProtectedVerdict:
    base = 1 if question.table else rules.base
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
        gates=shown_gates(part.verdict, lambda gate: public_sentence(gate, enough)),
        needed=tuple(getattr(part.verdict, "needed", ())),
        level=level_of(part.verdict),
        **figures,
    )


def level_of(verdict: Verdict) -> float | None:
    """Return the level of the interval of an estimate."""
    return verdict.interval.level if isinstance(verdict, Estimate | EstimateWithCaution) else None


def _may_leave(part: PartAnswer) -> bool:
    """Whether an estimate passes the checks on outputs; the table of lists that it was made from does not leave."""
    request = OutputRequest("prevalence estimate without its table", {"observed": part.observed})
    return judge_output(request).judgement is Judgement.ACCEPT


def _kind(verdict: Estimate | EstimateWithCaution | BoundOnly | Refusal) -> VerdictKind:
    if isinstance(verdict, BoundOnly):
        return VerdictKind.AT_LEAST if verdict.direction is Direction.AT_LEAST else VerdictKind.AT_MOST
    kinds = {Estimate: VerdictKind.ESTIMATE, EstimateWithCaution: VerdictKind.CAUTION, Refusal: VerdictKind.REFUSAL}
    return kinds[type(verdict)]


def _figures(verdict: Estimate | EstimateWithCaution | BoundOnly | Refusal, base: int) -> dict[str, Figure]:
    if isinstance(verdict, BoundOnly):
        return {"value": rounded(verdict.bound, base)}
    if isinstance(verdict, Refusal):
        return {}
    lower, upper = (rounded(limit, base).lower for limit in (verdict.interval.lower, verdict.interval.upper))
    return {"value": rounded(verdict.value, base), "interval": Figure(lower, upper)}
