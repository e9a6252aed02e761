"""From a table to a verdict: estimate, hold it against everything else, and say what may be said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schakel_base.errors import RequestError
from schakel_base.text import Text, say
from schakel_base.verdict import (
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Gate,
    Outcome,
    RangeOnly,
    Refusal,
    Verdict,
)
from schakel_prevalence import assumption_gates, gates
from schakel_prevalence.asked import asked
from schakel_prevalence.checks import examine
from schakel_prevalence.dated import NO_GROUPS
from schakel_prevalence.evidence import Evidence, gather
from schakel_prevalence.intervals import at_edge
from schakel_prevalence.lattice import Flags, Integers, Lattice
from schakel_prevalence.ledger import NOTHING_DECLARED, AssumptionLedger
from schakel_prevalence.linkage_error import Floor, floor, said_corrected, without_link_errors
from schakel_prevalence.methods import Settings
from schakel_prevalence.needed import needed
from schakel_prevalence.pictured import PicturedRange, pictured
from schakel_prevalence.registered import NO_REGISTRATIONS, Registrations, as_table
from schakel_prevalence.result import SizeEstimate
from schakel_prevalence.strata import StratifiedTable
from schakel_prevalence.table import CaptureTable, TableFinding


@dataclass(frozen=True, eq=False)
class SizeAssessment:
    """The verdict, the result that it is about, and what it was held against.

    Parameters
    ----------
    verdict
        An estimate, an estimate with caution, a range, a bound, or a refusal, with every gate.
    result
        The estimate that the verdict is about, also where the verdict shows none.
    families
        What other methods make of the same table.
    findings
        What looks wrong with the lists.
    evidence
        Everything that the gates looked at; None for repeated counts.
    floor
        How many there are at least without any model, where that is known.
    asked
        What nobody said, and would help.
    """

    verdict: Verdict
    result: SizeEstimate
    ledger: AssumptionLedger = NOTHING_DECLARED
    families: Mapping[str, SizeEstimate] = field(default_factory=dict)
    findings: tuple[TableFinding, ...] = ()
    remarks: tuple[Text, ...] = ()
    evidence: Evidence | None = None
    floor: Floor | None = None
    asked: tuple[Text, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The version of the table that was assessed; empty for repeated counts."""
        return Lattice.of(self.evidence.table).fingerprint if self.evidence else ""

    @property
    def pictured(self) -> PicturedRange | None:
        """The figures of pictures of the range; None for repeated counts."""
        return pictured(self.evidence) if self.evidence else None

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates of the verdict, in the order in which they were asked."""
        return self.verdict.gates


def assess(
    table: CaptureTable | StratifiedTable,
    settings: Settings | None = None,
    ledger: AssumptionLedger = NOTHING_DECLARED,
    registrations: Registrations = NO_REGISTRATIONS,
    groups: Integers = NO_GROUPS,
) -> SizeAssessment:
    """Estimate the size of a population from capture histories, or give a range, a bound, or a refusal.

    Parameters
    ----------
    table
        The capture histories, or those of each stratum by covariates (`assess_strata`).
    settings
        The method, and how much computing its interval gets.
    ledger
        What is declared of the assumptions, of the order of the lists and of errors of linkage.
    registrations
        The dated rows behind the table, where there are any: assumptions are then tested. With numbers of persons the
        method is `doubly-robust`, whatever the settings say.
    groups
        The number of the group of each person, below 0 where it has none: visibility is compared between groups.

    Returns
    -------
    The verdict with every gate. Its limits are those of the range that allows for a number unseen that is misjudged
    within a span, not those of one method.

    Raises
    ------
    RequestError
        If the table counts nobody, or the settings ask for what does not exist.
    """
    if isinstance(table, StratifiedTable):
        from schakel_prevalence.stratified_assess import assess_strata  # which assesses all strata together by this

        return assess_strata(table, settings, ledger)
    if not table.observed:
        raise RequestError("The table counts nobody.")
    # An empty list says nothing, so it counts as little here as it does in the models.
    lists = len(table.without_empty_lists().lists)
    settings = (settings or Settings()).with_default(lists)
    separate = _with_structural_zeros(table, ledger)
    corrected = without_link_errors(separate, ledger)
    tests = assumption_gates.tested(corrected, ledger.order, registrations, groups)
    assumptions = assumption_gates.gates(ledger, tests, lists)
    evidence = _evidence(corrected, settings, registrations)
    side = assumption_gates.truth_lies([g for g in assumptions if g.outcome is Outcome.STOP], ledger, tests)
    verdict = decide(evidence, tuple(make(evidence) for make in gates.GATES.values()), assumptions, side)
    return SizeAssessment(
        verdict=verdict,
        result=evidence.result,
        ledger=ledger,
        families=evidence.families,
        findings=examine(table),
        remarks=(*said_corrected(table, corrected), *_of_replicates(evidence)),
        evidence=evidence,
        floor=floor(separate, ledger, settings.level),
        asked=tuple(asked(ledger, lists, len(registrations) > 0)),
    )


def _evidence(table: CaptureTable, settings: Settings, registrations: Registrations) -> Evidence:
    """What the table shows; where persons have numbers, joined by what two lists show given these."""
    if not registrations.numbers.size:
        return gather(table, settings, registrations)
    from schakel_prevalence.stratified_assess import given_numbers  # which assesses all strata together by `assess`

    return given_numbers(gather(table, settings.of_the_whole, registrations), registrations, settings)


def assess_registrations(
    registrations: Registrations,
    parts: Mapping[str, Flags],
    settings: Settings | None = None,
    ledger: AssumptionLedger = NOTHING_DECLARED,
) -> dict[str, SizeAssessment | None]:
    """Estimate how many there are from dated rows, of all persons together and of each part.

    Visibility is compared between parts, over the persons who are in one of them alone.

    Parameters
    ----------
    registrations
        Who was registered on which list, and when.
    parts
        Which registrations are of each part, by its name; shape (registrations,).
    settings, ledger
        As `assess` takes them, for every part.

    Returns
    -------
    The assessment of all, under the name `""`, and of each part; None where nobody was registered.

    Raises
    ------
    RequestError
        If the settings ask for what does not exist.
    """

    def of(some: Registrations, groups: Integers = NO_GROUPS) -> SizeAssessment | None:
        return assess(as_table(some), settings, ledger, some, groups) if len(some) else None

    found = {"": of(registrations, registrations.groups([inside for _, inside in sorted(parts.items())]))}
    return found | {name: of(registrations.where(inside)) for name, inside in parts.items()}


def _with_structural_zeros(table: CaptureTable, ledger: AssumptionLedger) -> CaptureTable:
    """Return the table with the ledger's structural zeros."""
    rows = (([history >> i & 1 for i in range(len(table.lists))], count) for history, count in table.counts.items())
    return CaptureTable.from_rows(table.lists, rows, {*table.cannot_share, *ledger.cannot_share})


def decide(
    evidence: Evidence, asked: tuple[Gate, ...], assumptions: tuple[Gate, ...], side: Direction | None
) -> Verdict:
    """Turn gates into a verdict, by the width of the range and by what is known not to hold.

    Parameters
    ----------
    evidence
        The estimate and the range.
    asked
        The gates on the data.
    assumptions
        The gates on what is declared or tested.
    side
        Where the truth lies if the assumptions that stop fail, where all agree on it.
    """
    every = asked + assumptions
    if evidence.span is None:
        return Refusal(every, needed(every))
    interval = evidence.span.interval
    if any(gate.outcome is Outcome.STOP for gate in assumptions):
        if side is None:
            return Refusal(every, needed(every))
        limit = interval.lower if side is Direction.AT_LEAST else interval.upper
        return BoundOnly(side, limit, every, needed(every))
    # Of what the lists see too little of there is still a lower limit: it allows for all that the range allows for.
    if any(gate.outcome is Outcome.STOP for gate in asked if gate.name in CARRYING):
        return BoundOnly(Direction.AT_LEAST, interval.lower, every, needed(every))
    value = _value(evidence, asked)
    if value is None:
        return RangeOnly(interval, every, needed(every))
    cautious = any(gate.outcome is Outcome.CAUTION for gate in every)
    return (EstimateWithCaution if cautious else Estimate)(value, interval, every)


CARRYING = ("information", "range")
"""The gates that say how much the lists see."""


def _value(evidence: Evidence, asked: tuple[Gate, ...]) -> float | None:
    """The one figure that can stand for the range, if there is one."""
    return (
        None if any(gate.outcome in (Outcome.CAUTION, Outcome.STOP) for gate in asked) else evidence.result.population
    )


def _of_replicates(evidence: Evidence) -> Iterator[Text]:
    """Limits of the method's own interval that more replicates would have moved."""
    replicates = evidence.outcome.replicates
    if replicates and any(at_edge(one, len(replicates.usable)) for one in evidence.result.intervals):
        yield say(
            "A limit of the interval of the method itself lies at the edge of the {n} resampled tables; with more of "
            "them it would move.",
            "Een grens van het interval van de methode zelf ligt aan de rand van de {n} getrokken tabellen; met meer "
            "daarvan verschuift zij.",
            n=len(replicates.resampled),
        )
