"""Estimate, bound or refusal

A table gets a verdict: an estimate, an estimate with caution, a bound, or a refusal with its reasons.
"""

from pathlib import Path

import pytest

from schakel_base.text import Text
from schakel_base.verdict import BoundOnly, Direction, Estimate, EstimateWithCaution, Gate, Outcome, Refusal
from schakel_prevalence import AssumptionLedger, CaptureTable, Settings, assess, in_words, read_source
from schakel_prevalence.gates import together
from schakel_prevalence.ledger import Assumption, AssumptionStatus, Declaration, TargetPopulation, direction_of
from schakel_prevalence.record import as_record

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"
QUICK = Settings(replicates=1000)


def table_of(name: str) -> CaptureTable:
    table = read_source(TABLES / f"{name}.csv").tables[""]
    assert isinstance(table, CaptureTable)
    return table


def ledger(target: TargetPopulation | None = None, **status: AssumptionStatus) -> AssumptionLedger:
    """Every assumption holds, but for those named (with _ for a space)."""
    lines = {}
    for assumption in Assumption:
        said = status.get(assumption.replace(" ", "_"), AssumptionStatus.HOLDS)
        lines[assumption] = Declaration(assumption, said, Text({"en": "we looked"}), direction_of(assumption, target))
    return AssumptionLedger(lines, target)


@pytest.mark.parametrize("name", ["netherlands_2010_2015_5lists", "uk_2013_5lists"])
def test_five_lists_that_let_the_method_decide_are_refused(name: str) -> None:
    found = assess(table_of(name), QUICK)
    assert isinstance(found.verdict, Refusal)
    assert {"model spread", "methods", "lists"} <= {g.name for g in found.gates if g.outcome is Outcome.STOP}
    assert found.verdict.needed


def test_four_cautions_at_once_are_a_refusal() -> None:
    gates = [Gate(name, Outcome.CAUTION, Text()) for name in ("information", "path", "lists")]
    assert together(gates).outcome is Outcome.PASS
    assert together([*gates, Gate("bootstrap", Outcome.CAUTION, Text())]).outcome is Outcome.STOP


def test_four_lists_are_passable() -> None:
    found = assess(table_of("uk_2013_4lists"), QUICK)
    assert isinstance(found.verdict, EstimateWithCaution)
    assert found.verdict.value == pytest.approx(11_015.24, abs=0.01)
    assert found.verdict.interval.lower < found.verdict.value < found.verdict.interval.upper
    assert len(found.verdict.cautions) == len(Assumption)


def test_an_estimate_needs_every_assumption_declared() -> None:
    assert isinstance(assess(table_of("uk_2013_4lists"), QUICK, ledger()).verdict, Estimate)


@pytest.mark.parametrize("status", [AssumptionStatus.VIOLATED, AssumptionStatus.UNKNOWN])
def test_unequal_visibility_leaves_a_lower_bound(status: AssumptionStatus) -> None:
    verdict = assess(table_of("uk_2013_4lists"), QUICK, ledger(equal_visibility=status)).verdict
    assert isinstance(verdict, BoundOnly)
    assert verdict.direction is Direction.AT_LEAST
    assert verdict.bound < 11_015


@pytest.mark.parametrize(
    ("target", "direction"),
    [(TargetPopulation.PRESENT, Direction.AT_MOST), (TargetPopulation.EVER_PRESENT, Direction.AT_LEAST)],
)
def test_people_coming_and_going_bound_the_two_targets_on_two_sides(
    target: TargetPopulation, direction: Direction
) -> None:
    verdict = assess(
        table_of("uk_2013_4lists"), QUICK, ledger(target, closed_population=AssumptionStatus.VIOLATED)
    ).verdict
    assert isinstance(verdict, BoundOnly)
    assert verdict.direction is direction


def test_biases_that_point_both_ways_leave_nothing() -> None:
    said = ledger(
        TargetPopulation.PRESENT, closed_population=AssumptionStatus.VIOLATED, equal_visibility=AssumptionStatus.UNKNOWN
    )
    assert isinstance(assess(table_of("uk_2013_4lists"), QUICK, said).verdict, Refusal)


@pytest.mark.parametrize(
    "method", ["stepwise", "bic", "decomposable", "thresholding", "latent-classes", "independence"]
)
def test_persons_on_one_list_whom_no_two_others_share_get_no_figure_by_any_method(method: str) -> None:
    inside = table_of("netherlands_2010_2015_5lists").within("K")
    record = as_record(assess(inside, Settings(method=method, replicates=200)))
    assert record["verdict"] == "Refusal"
    assert record["estimate"] is record["interval"] is record["bound"] is None
    assert record["methods"] == {}


@pytest.mark.parametrize("method", ["stepwise", "bic", "decomposable"])
def test_six_shared_persons_are_too_few(method: str) -> None:
    record = as_record(assess(table_of("artificial_3lists"), Settings(method=method, replicates=200)))
    assert record["verdict"] == "Refusal"
    assert record["estimate"] is None
    assert record["methods"] == {}


def test_chains_that_disagree_give_no_figure() -> None:
    found = assess(table_of("uk_2013_5lists"), Settings(method="latent-classes"))
    assert isinstance(found.verdict, Refusal)
    assert found.result.population is None
    assert found.gates[0].outcome is Outcome.STOP


def test_two_lists_can_be_estimated_but_not_checked() -> None:
    table = CaptureTable.from_rows(["A", "B"], [((1, 0), 300), ((0, 1), 200), ((1, 1), 100)])
    assert isinstance(assess(table, QUICK, ledger(independence=AssumptionStatus.UNKNOWN)).verdict, Refusal)
    passed = assess(table, QUICK, ledger()).verdict
    assert isinstance(passed, EstimateWithCaution)
    assert passed.value == pytest.approx(401 * 301 / 101 - 1)


def test_the_report_says_what_was_asked_what_failed_and_what_would_be_needed() -> None:
    words = in_words(assess(table_of("netherlands_2010_2015_5lists"), QUICK), "en")
    for part in ("Asked: the size of", "Refusal", "What prevents an estimate:", "What would be needed:", "8,234"):
        assert part in words


def test_the_report_is_dutch_when_asked() -> None:
    words = in_words(assess(table_of("netherlands_2010_2015_5lists"), QUICK), "nl")
    for part in ("Gevraagd: de omvang van", "Weigering", "Wat in de weg staat:", "Wat nodig zou zijn:", "8.234"):
        assert part in words


@pytest.mark.parametrize(
    ("target", "certain"),
    [
        (TargetPopulation.EVER_PRESENT, "Certain is only that there are at least 8,234."),
        (
            TargetPopulation.PRESENT,
            "8,234 were seen in the period; how many of them were present at the date is not known.",
        ),
    ],
)
def test_what_a_refusal_leaves_certain_depends_on_who_was_asked_for(target: TargetPopulation, certain: str) -> None:
    assert certain in in_words(assess(table_of("netherlands_2010_2015_5lists"), QUICK, ledger(target)), "en")
