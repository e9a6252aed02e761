"""Answers on recidivism pass through here: counts leave rounded, shares no finer than the persons who are rounded to.

Of a refusal no share leaves, and its reasons without counts. A share is rounded so coarsely that a step of it is at
least as many persons as a count is rounded to: otherwise it would give away the count.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schakel.disclosure.answers import (
    Gated,
    SealedAnswer,
    VerdictKind,
    level_of,
    of_part,
    parts_of_all,
    rounded,
    rounding_profile,
    shown_gates,
)
from schakel.disclosure.protected import _SEAL, StatedFigures
from schakel.disclosure.tables.stated import StatedCount, StatedShare, Statement
from schakel.model.asked import Asked
from schakel.model.figure import Figure
from schakel.model.recidivism import RecidivismAnswer, RecidivismPart, RecidivismQuestion
from schakel_base.text import NOTHING, Text
from schakel_base.verdict import Basis, Estimate, EstimateWithCaution, Gate, Refusal
from schakel_protection.profiles import DeclaredProfile
from schakel_recidivism.cohort import Clock

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Shares are rounded to multiples of the first of these that is coarse enough."""

WORDS: dict[str, tuple[str, str]] = {
    "follow-up": (
        "Nobody has been followed for so many years yet.",
        "Niemand is al zoveel jaren gevolgd.",
    ),
    "persons": (
        "Fewer persons could be followed than the rule asks for ({threshold}).",
        "Er konden minder personen gevolgd worden dan de regel vraagt ({threshold}).",
    ),
    "events": (
        "Fewer persons have a new case than the rule asks for ({threshold}).",
        "Minder personen hebben een nieuwe zaak dan de regel vraagt ({threshold}).",
    ),
    "half width": (
        "The interval is wider than the rule allows ({threshold} to either side).",
        "Het interval is breder dan de regel toestaat ({threshold} naar weerszijden).",
    ),
}
_WHOLE = 1e-6
LINKAGES = "linkage range"
ANDERS_GEKOPPELD = "Andere koppelingen van personen geven andere aandelen."
LINKED = (
    "Linked strictly the share is {strict}%, linked loosely {loose}%; the truth need not lie between them.",
    "Strenger gekoppeld is het aandeel {strict}%, ruimer {loose}%; de waarheid hoeft daar niet tussen te liggen.",
)
THRESHOLDS = {"at least": "ten minste", "at most": "ten hoogste"}


@dataclass(frozen=True)
class ProtectedShare:
    """The share with a new case by the end of a year on a clock, rounded, with its rounded limits."""

    clock: Clock
    year: int
    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class ProtectedRecidivismPart(Gated):
    """The verdict on one kind of recidivism in one part; shares, and the level of their limits, only of an estimate."""

    kind_of_recidivism: str
    code: str
    label: Text
    kind: VerdictKind
    persons: Figure
    shares: tuple[ProtectedShare, ...] = ()
    level: float | None = None

    def on(self, clock: Clock) -> tuple[ProtectedShare, ...]:
        """Return the shares on a clock, year by year."""
        return tuple(share for share in self.shares if share.clock is clock)

    @property
    def reasons(self) -> tuple[Text, ...]:
        """The sentences of the gates that stopped an estimate."""
        return self.stopped()


@dataclass(frozen=True)
class ProtectedRecidivism(SealedAnswer):
    """An answer on recidivism."""

    question: RecidivismQuestion
    parts: tuple[ProtectedRecidivismPart, ...]


def statement_of_recidivism(name: str, answer: RecidivismAnswer, profile: str) -> Statement:
    """Return the persons of each part, and the shares of them that can be written as a count of persons."""
    base = rounding_profile(profile).base
    persons = _persons(answer)
    places = {code: place for place, code in enumerate(persons)}
    shares = (share for part in answer.parts for share in _stated_shares(part, answer, places[part.code], base))
    return Statement(
        name,
        tuple(StatedCount(_asked(answer, code), count, count) for code, count in persons.items()),
        tuple(shares),
        parts_of_all(persons),
    )


def _persons(answer: RecidivismAnswer) -> dict[str, int]:
    """By part; the kinds of recidivism are asked of the same persons."""
    return {part.code: part.persons for part in answer.parts}


def _asked(answer: RecidivismAnswer, code: str, *more: str) -> Asked:
    cohort = frozenset([f"in the cohort of {answer.question.name}", *more])
    return Asked(answer.question.chain.person, cohort | of_part(code))


def _stated_shares(part: RecidivismPart, answer: RecidivismAnswer, place: int, base: int) -> Iterator[StatedShare]:
    """The shares by calendar years of whoever was followed as long; others are no count of persons over another."""
    step = _step(part, base)
    if step is None or isinstance(part.verdict, Refusal):
        return
    for share in (one for one in part.shares if one.clock is Clock.CALENDAR):
        persons = share.value * part.persons
        if abs(persons - round(persons)) < _WHOLE:
            within = [
                f"{part.kind} within {year} years" for year in range(share.year, answer.question.cohort.years + 1)
            ]
            count = StatedCount(_asked(answer, part.code, *within), round(persons), round(persons))
            yield StatedShare(count, place, _to_step(share.value, step), step)


def protect_recidivism(
    answer: RecidivismAnswer, profile: str, stated: StatedFigures | None = None
) -> ProtectedRecidivism:
    """Protect an answer on recidivism under a named profile.

    `stated` are the persons of each part as they were protected together with tables; without them each number is
    rounded by itself.

    Raises
    ------
    DisclosureError
        If no profile has this name, or it does not protect by rounding.
    """
    rules = rounding_profile(profile)
    counts = _persons(answer)
    alone = tuple(rounded(count, rules.base) for count in counts.values())
    leaving = stated or StatedFigures(rules.shown, alone)
    figures = dict(zip(counts, leaving.figures, strict=True))
    parts = tuple(
        _protected(part, figures[part.code], answer.labels.get(part.code, NOTHING), rules) for part in answer.parts
    )
    return ProtectedRecidivism(answer.question, parts, profile=leaving.profile, synthetic=answer.synthetic, seal=_SEAL)


def _protected(part: RecidivismPart, persons: Figure, label: Text, rules: DeclaredProfile) -> ProtectedRecidivismPart:
    kinds = {Estimate: VerdictKind.ESTIMATE, EstimateWithCaution: VerdictKind.CAUTION}
    kind = kinds.get(type(part.verdict), VerdictKind.REFUSAL)
    shares = () if kind is VerdictKind.REFUSAL or persons.mark else tuple(_shares(part, rules.base))
    return ProtectedRecidivismPart(
        kind_of_recidivism=part.kind,
        code=part.code,
        label=label,
        kind=kind,
        persons=persons,
        shares=shares,
        level=level_of(part.verdict),
        gates=shown_gates(part.verdict, lambda gate: _said(gate, part, rules.base)),
    )


def _shares(part: RecidivismPart, base: int) -> Iterator[ProtectedShare]:
    step = _step(part, base)
    if step is None:
        return
    for share in part.shares:
        value, lower, upper = (_to_step(one, step) for one in (share.value, share.lower, share.upper))
        yield ProtectedShare(share.clock, share.year, value, lower, upper)


def _step(part: RecidivismPart, base: int) -> float | None:
    """Return to what a share is rounded; None with so few persons that no rounding would hide one."""
    return next((step for step in STEPS if step * part.persons >= base), None)


def _to_step(share: float, step: float) -> float:
    return round(round(share / step) * step, 2)


def _said(gate: Gate, part: RecidivismPart, base: int) -> Text:
    return _of_linkages(part, base) if gate.name == LINKAGES else _public(gate)


def _of_linkages(part: RecidivismPart, base: int) -> Text:
    """Say what other linkages make of the share, as coarsely as the share itself is said."""
    step = _step(part, base)
    if part.linkage is None or step is None:
        return Text({"en": "Other linkages of persons give other shares.", "nl": ANDERS_GEKOPPELD})
    strict, loose = (f"{round(100 * _to_step(one, step))}" for one in (part.linkage.strict, part.linkage.loose))
    english, dutch = LINKED
    return Text({"en": english.format(strict=strict, loose=loose), "nl": dutch.format(strict=strict, loose=loose)})


def _public(gate: Gate) -> Text:
    """Return what may be said of a gate: what is declared as it is, else the rule and nothing that was counted."""
    if gate.basis is Basis.DECLARED:
        return gate.sentence
    english, dutch = WORDS[gate.name]
    return Text({"en": english.format(threshold=gate.threshold), "nl": dutch.format(threshold=_dutch(gate.threshold))})


def _dutch(threshold: str) -> str:
    for english, dutch in THRESHOLDS.items():
        threshold = threshold.replace(english, dutch)
    return threshold.replace(".", ",")
