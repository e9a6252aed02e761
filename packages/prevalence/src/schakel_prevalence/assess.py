"""From a table to a verdict: estimate, hold it against everything else, and say what may be said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schakel_base.errors import RequestError
from schakel_base.text import Text, say
from schakel_base.verdict import BoundOnly, Direction, Estimate, EstimateWithCaution, Gate, Outcome, Refusal, Verdict
from schakel_prevalence import assumption_gates, gates, thresholds
from schakel_prevalence.checks import examine
from schakel_prevalence.dated import NO_GROUPS
from schakel_prevalence.evidence import Evidence, all_evidence, first_evidence
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Flags, Integers, Lattice
from schakel_prevalence.ledger import NOTHING_DECLARED, AssumptionLedger
from schakel_prevalence.linkage_error import without_missed_links
from schakel_prevalence.methods import Settings
from schakel_prevalence.needed import needed
from schakel_prevalence.registered import NO_REGISTRATIONS, Registrations, as_table
from schakel_prevalence.result import SizeEstimate
from schakel_prevalence.table import CaptureTable, TableFinding


@dataclass(frozen=True, eq=False)
class SizeAssessment:
    """The verdict, the result that it is about, and what it was held against.

    Parameters
    ----------
    verdict
        An estimate, an estimate with caution, a bound, or a refusal, with every gate.
    result
        The estimate that the verdict is about, also where the verdict shows none.
    families
        What other methods make of the same table.
    findings
        What looks wrong with the lists.
    evidence
        Everything that the gates looked at; None for repeated counts.
    """

    verdict: Verdict
    result: SizeEstimate
    ledger: AssumptionLedger = NOTHING_DECLARED
    families: Mapping[str, SizeEstimate] = field(default_factory=dict)
    findings: tuple[TableFinding, ...] = ()
    remarks: tuple[Text, ...] = ()
    evidence: Evidence | None = None

    @property
    def fingerprint(self) -> str:
        """The version of the table that was assessed; empty for repeated counts."""
        return Lattice.of(self.evidence.table).fingerprint if self.evidence else ""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates of the verdict, in the order in which they were asked."""
        return self.verdict.gates


def assess(
    table: CaptureTable,
    settings: Settings | None = None,
    ledger: AssumptionLedger = NOTHING_DECLARED,
    registrations: Registrations = NO_REGISTRATIONS,
    groups: Integers = NO_GROUPS,
) -> SizeAssessment:
    """Estimate the size of a population from capture histories, or refuse to.

    Parameters
    ----------
    table
        The capture histories.
    settings
        The method, and how much computing its interval gets.
    ledger
        What is declared of the assumptions, which pairs of lists cannot share persons, the share of missed links.
    registrations
        The dated rows behind the table, where there are any: assumptions are then tested.
    groups
        The number of the group of each person, below 0 where it has none: visibility is compared between groups.

    Returns
    -------
    The verdict with every gate. It holds a number only if all gates agree that there is one.

    Raises
    ------
    RequestError
        If the table counts nobody, or the settings ask for what does not exist.
    """
    if not table.observed:
        raise RequestError("The table counts nobody.")
    # An empty list says nothing, so it counts as little here as it does in the models.
    settings = (settings or Settings()).with_default(len(table.without_empty_lists().lists))
    findings = examine(table)
    corrected = without_missed_links(_with_structural_zeros(table, ledger), ledger.missed_links)
    tests = assumption_gates.measured(registrations, groups) if len(registrations) else {}
    assumptions = assumption_gates.gates(ledger, tests, len(table.without_empty_lists().lists))
    evidence = first_evidence(corrected, settings)
    asked = [make(evidence) for make in gates.FIRST.values()]
    if _withheld(evidence):
        # Figures of other methods would be taken for an answer, where the first gates say that there is none.
        asked += [gates.not_run(name) for name in (*gates.LATER, gates.TOGETHER)]
    else:
        evidence = all_evidence(evidence)
        asked += [make(evidence) for make in gates.LATER.values()]
        asked.append(gates.together(asked))
    side = assumption_gates.truth_lies([g for g in assumptions if g.outcome is Outcome.STOP], ledger, tests)
    verdict = decide(evidence.result, tuple(asked), assumptions, side)
    return SizeAssessment(
        verdict, evidence.result, ledger, evidence.families, findings, _remarks(table, corrected), evidence
    )


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


def _withheld(evidence: Evidence) -> bool:
    """Whether there is no number to hold against others: it does not exist, or far too few persons carry it."""
    exists = evidence.start is evidence.result.existence is Existence.EXISTS
    return not exists or evidence.table.on_several < (thresholds.FEWEST_SHARED.stop or 0)


def decide(
    result: SizeEstimate, asked: tuple[Gate, ...], assumptions: tuple[Gate, ...], side: Direction | None
) -> Verdict:
    """Turn gates into a verdict: the data must pass; assumptions that fail on one known side leave a bound.

    Parameters
    ----------
    result
        The estimate.
    asked
        The gates on the data.
    assumptions
        The gates on what is declared or tested.
    side
        Where the truth lies if the assumptions that stop fail, where all agree on it.
    """
    every = asked + assumptions
    interval = result.intervals[0] if result.intervals else None
    stopped = [gate for gate in every if gate.outcome is Outcome.STOP]
    # A gate on the data says that the number itself is unsound, so it cannot serve as a bound either.
    if result.population is None or interval is None or any(gate.outcome is Outcome.STOP for gate in asked):
        return Refusal(every, needed(every))
    if stopped and side is not None:
        limit = interval.lower if side is Direction.AT_LEAST else interval.upper
        return BoundOnly(side, limit, every, needed(every))
    if stopped:
        return Refusal(every, needed(every))
    cautious = any(gate.outcome is Outcome.CAUTION for gate in every)
    return (EstimateWithCaution if cautious else Estimate)(result.population, interval, every)


def _remarks(table: CaptureTable, corrected: CaptureTable) -> tuple[Text, ...]:
    if table.counts == corrected.counts:
        return ()
    return (
        say(
            "Corrected for missed links: {n} persons instead of {m}.",
            "Gecorrigeerd voor gemiste koppelingen: {n} personen in plaats van {m}.",
            n=corrected.observed,
            m=table.observed,
        ),
    )
