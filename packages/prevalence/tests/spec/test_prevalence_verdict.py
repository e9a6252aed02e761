"""Estimate, bound or refusal

A table gets a verdict: an estimate, an estimate with caution, a bound, or a refusal with its reasons.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from schakel_base.errors import RequestError
from schakel_base.text import Text
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Outcome,
    RangeOnly,
    Refusal,
    Verdict,
)
from schakel_prevalence import AssumptionLedger, CaptureTable, Settings, assess, in_words, read_source
from schakel_prevalence.heterogeneity import bent
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.ledger import Assumption, AssumptionStatus, Declaration, TargetPopulation, direction_of
from schakel_prevalence.ordered import lag
from schakel_prevalence.record import as_record

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"
QUICK = Settings(replicates=500, families=())


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


FEWER = CaptureTable.of({"A": 90, "B": 80, "C": 70, "A:B": 3, "A:C": 2, "B:C": 3})


def test_a_table_that_sees_a_fifth_gets_a_range_and_no_figure() -> None:
    found = assess(table_of("uk_2013_5lists"), QUICK)
    assert isinstance(found.verdict, RangeOnly)
    interval = found.verdict.interval
    # 10,000 to 13,000 was published; methods give from 11,000 to 25,000.
    assert interval.lower < 10_000 and interval.upper > 25_000
    assert found.verdict.needed and len(found.verdict.cautions) == 1 + len(Assumption)
    assert as_record(found)["estimate"] is None


def test_a_range_that_is_too_wide_is_a_lower_bound() -> None:
    found = assess(table_of("netherlands_2010_2015_5lists"), QUICK)
    assert isinstance(found.verdict, BoundOnly) and found.verdict.direction is Direction.AT_LEAST
    # Six years together; 6,250 a year was published.
    assert 8234 < found.verdict.bound < 6 * 6250
    assert [g.name for g in found.gates if g.outcome is Outcome.STOP] == ["range"]


def half_seen() -> CaptureTable:
    """A population of 10,000, three fifths of it seen by four independent lists."""
    chances, generator = (0.2, 0.25, 0.15, 0.2), np.random.default_rng(3)
    marks = generator.random((10_000, 4)) < np.array(chances)
    rows = [((*map(int, row),), 1) for row in marks if row.any()]
    return CaptureTable.from_rows("ABCD", rows)


def test_where_over_half_is_seen_there_is_an_estimate_and_the_range_holds_the_truth() -> None:
    verdict = assess(half_seen(), QUICK, ledger()).verdict
    assert isinstance(verdict, Estimate)
    assert verdict.interval.lower < verdict.value < verdict.interval.upper
    assert verdict.interval.lower < 10_000 < verdict.interval.upper < 3 * verdict.interval.lower


def test_an_estimate_is_held_against_the_interval_of_its_lower_bound_and_not_its_point() -> None:
    """Under independence the lower bound is as often above the truth as below it."""
    table = half_seen()
    found, bound = assess(table, QUICK, ledger()), bent(Lattice.of(table))
    assert bound is not None and found.result.population is not None
    assert found.result.population < table.observed + bound.unseen
    assert isinstance(found.verdict, Estimate)


# Persons with diabetes in Casale Monferrato, 1988, on the lists of clinics and physicians (A), hospitals (B),
# prescriptions (C) and strips and syringes (D): Bruno and others 1994, Diabetes Care 17(6).
DIABETES = CaptureTable.of(
    {"A": 709, "B": 74, "C": 182, "D": 10, "A:B": 104, "A:C": 650, "A:D": 12, "B:C": 20, "B:D": 7, "C:D": 8}
    | {"A:B:C": 157, "A:B:D": 18, "A:C:D": 46, "B:C:D": 14, "A:B:C:D": 58}
)


def test_a_figure_that_passes_over_what_the_lists_show_is_not_an_estimate() -> None:
    """2,771 was published. By pair totals, stepwise passes over A and C, who share more by odds of 2.4 (p = 1e-9)."""
    published = assess(DIABETES, Settings(method="aic", replicates=100))
    assert isinstance(published.verdict, EstimateWithCaution) and round(published.verdict.value) == 2771
    found = assess(DIABETES, QUICK)
    assert found.result.population is not None and round(found.result.population) == 2279
    assert isinstance(found.verdict, RangeOnly)
    assert [one.name for one in found.gates if one.outcome is Outcome.CAUTION and one.basis is Basis.DATA] == ["figure"]
    assert "2,279 persons, where models that fit the table give 2,399 to 3,083" in in_words(found)


def test_a_range_alone_says_why_where_it_is_narrow() -> None:
    """Two lists avoid each other: what they show lies below the lower bound, which holds where none do."""
    generator = np.random.default_rng(5)
    first, second = generator.random((2, 4000)) < np.array([[0.3], [0.3]])
    others = generator.random((4000, 2)) < 0.3
    second &= ~first | (generator.random(4000) < 0.3)
    rows = [((*map(int, row),), 1) for row in np.column_stack([first, second, others]) if row.any()]
    found = assess(CaptureTable.from_rows("ABCD", rows), QUICK, ledger())
    assert isinstance(found.verdict, RangeOnly) and found.evidence and found.evidence.span
    assert found.evidence.span.ratio < 3
    assert "which is below the lower bound" in in_words(found)


def test_nothing_that_is_declared_narrows_the_range() -> None:
    said, silent = assess(half_seen(), QUICK, ledger()).verdict, assess(half_seen(), QUICK).verdict
    assert isinstance(said, Estimate) and isinstance(silent, EstimateWithCaution)
    assert said.interval == silent.interval


def test_an_empty_ledger_is_one_in_which_all_is_unknown() -> None:
    unknown = ledger(**{one.replace(" ", "_"): AssumptionStatus.UNKNOWN for one in Assumption})
    silent, said = (assess(half_seen(), QUICK, one) for one in (AssumptionLedger({}), unknown))
    assert type(silent.verdict) is type(said.verdict) is EstimateWithCaution
    assert [gate.outcome for gate in silent.gates] == [gate.outcome for gate in said.gates]


def test_of_few_shared_persons_there_is_a_lower_bound_and_of_fewer_nothing() -> None:
    few = CaptureTable.of({"A": 90, "B": 80, "C": 70, "A:B": 5, "A:C": 4, "B:C": 6})
    verdict = assess(few, QUICK).verdict
    assert isinstance(verdict, BoundOnly) and verdict.direction is Direction.AT_LEAST
    assert few.observed < verdict.bound
    assert isinstance(assess(FEWER, QUICK).verdict, Refusal)


def test_unequal_visibility_that_is_known_leaves_a_lower_bound() -> None:
    verdict = assess(half_seen(), QUICK, ledger(equal_visibility=AssumptionStatus.VIOLATED)).verdict
    assert isinstance(verdict, BoundOnly)
    assert verdict.direction is Direction.AT_LEAST
    assert verdict.bound < 10_000


def test_who_came_and_went_before_a_date_must_be_known() -> None:
    unknown = ledger(TargetPopulation.PRESENT, closed_population=AssumptionStatus.UNKNOWN)
    verdict = assess(half_seen(), QUICK, unknown).verdict
    assert isinstance(verdict, BoundOnly) and verdict.direction is Direction.AT_MOST
    ever = ledger(TargetPopulation.EVER_PRESENT, closed_population=AssumptionStatus.UNKNOWN)
    assert isinstance(assess(half_seen(), QUICK, ever).verdict, EstimateWithCaution)


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
        TargetPopulation.PRESENT,
        closed_population=AssumptionStatus.VIOLATED,
        equal_visibility=AssumptionStatus.VIOLATED,
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


def test_hidden_classes_that_could_be_of_any_size_give_no_figure() -> None:
    found = assess(table_of("new_orleans_5lists_n185"), Settings(method="latent-classes", families=()))
    assert not isinstance(found.verdict, Estimate | EstimateWithCaution)
    assert found.result.population is None
    assert found.gates[0].outcome is Outcome.STOP


def test_two_lists_can_be_estimated_but_not_checked() -> None:
    table = CaptureTable.from_rows(["A", "B"], [((1, 0), 300), ((0, 1), 200), ((1, 1), 100)])
    assert isinstance(assess(table, QUICK, ledger(independence=AssumptionStatus.UNKNOWN)).verdict, Refusal)
    passed = assess(table, QUICK, ledger())
    assert isinstance(passed.verdict, RangeOnly)
    assert passed.result.population == pytest.approx(401 * 301 / 101 - 1)


def test_the_report_says_what_was_asked_what_failed_and_what_would_be_needed() -> None:
    words = in_words(assess(FEWER, QUICK), "en")
    for part in ("Asked: the size of", "Refusal", "What prevents an estimate:", "What would be needed:", "248"):
        assert part in words


def test_the_report_is_dutch_when_asked() -> None:
    words = in_words(assess(FEWER, QUICK), "nl")
    for part in ("Gevraagd: de omvang van", "Weigering", "Wat in de weg staat:", "Wat nodig zou zijn:", "248"):
        assert part in words


@pytest.mark.parametrize(
    ("target", "certain"),
    [
        (
            TargetPopulation.EVER_PRESENT,
            "Certain is only the least number of persons, 248: so many were seen, and they were linked without error.",
        ),
        (
            TargetPopulation.PRESENT,
            "Persons seen in the period: 248; how many of them were present at the date is not known.",
        ),
    ],
)
def test_what_a_refusal_leaves_certain_depends_on_who_was_asked_for(target: TargetPopulation, certain: str) -> None:
    assert certain in in_words(assess(FEWER, QUICK, ledger(target)), "en")


def test_who_may_be_counted_double_is_not_certain() -> None:
    assert "fewer if some of them were counted twice" in in_words(assess(FEWER, QUICK), "en")


def test_links_that_were_missed_lower_what_is_certain_and_false_ones_raise_it() -> None:
    def floor(missed: float | None, false: float | None = None) -> object:
        said = replace(AssumptionLedger({}, TargetPopulation.EVER_PRESENT), missed_links=missed, false_links=false)
        return as_record(assess(FEWER, QUICK, said))["bound"]

    assert floor(None) is floor(None, 0.2) is None
    found = floor(0.1)
    assert isinstance(found, dict) and found["direction"] == "at least"
    # Eight links were made, so one was missed, or three at most.
    assert found["value"] == 245
    assert "10% of the links between their registrations were missed" in found["reason"]["en"]
    more = floor(0.1, 0.5)
    assert isinstance(more, dict) and more["value"] > found["value"]
    none = floor(0.0)
    assert isinstance(none, dict) and "no link between their registrations was missed" in none["reason"]["en"]


def test_the_number_seen_is_said_to_be_corrected_where_it_is() -> None:
    corrected = replace(AssumptionLedger({}, TargetPopulation.EVER_PRESENT), false_links=0.5)
    assert "Persons seen, as corrected for errors of linkage: 252." in in_words(assess(FEWER, QUICK, corrected), "en")
    assert "Persons seen: 248." in in_words(assess(FEWER, QUICK), "en")


def registered_in_turn(replaced: float, shares: tuple[float, ...] = (0.12, 0.15, 0.18, 0.2, 0.14)) -> CaptureTable:
    """A population of 10,000 seen by lists one after the other; between two lists a share of it is replaced."""
    generator = np.random.default_rng(5)
    marks = generator.random((10_000, len(shares))) < np.array(shares)
    turn = np.cumsum(generator.random(marks.shape) < replaced, axis=1)
    both = [marks & (turn == number) for number in range(len(shares) + 1)]
    rows = [((*map(int, row),), 1) for part in both for row in part if row.any()]
    return CaptureTable.from_rows("ABCDE", rows)


def test_the_order_of_lists_shows_that_people_come_and_go() -> None:
    order = tuple("ABCDE")

    def verdict(replaced: float, target: TargetPopulation) -> Verdict:
        holds = replace(ledger(target, closed_population=AssumptionStatus.UNKNOWN), order=order)
        return assess(registered_in_turn(replaced), QUICK, holds).verdict

    present, ever = TargetPopulation.PRESENT, TargetPopulation.EVER_PRESENT
    turned = verdict(0.3, present)
    assert isinstance(turned, BoundOnly) and turned.direction is Direction.AT_MOST
    closed = next(gate for gate in turned.gates if gate.name == "closed population")
    assert "The order contradicts that nobody comes or goes" in closed.sentence.in_language("en")
    assert closed.statistic is not None and closed.statistic < 1
    # Of all who were ever there the range holds: who left and who came are both among them.
    assert isinstance(verdict(0.3, ever), EstimateWithCaution | RangeOnly)
    assert lag(registered_in_turn(0.0), order) is None


def test_an_order_that_lacks_a_list_is_refused() -> None:
    with pytest.raises(RequestError, match="lacks the list 'C'"):
        assess(FEWER, QUICK, replace(AssumptionLedger({}), order=("A", "B")))


def test_what_was_not_said_is_asked() -> None:
    words = in_words(assess(FEWER, QUICK), "en").split("What was not said:")[1]
    for part in ("Which population is meant", "In what order of time", "On what dates"):
        assert part in words
    told = replace(ledger(TargetPopulation.EVER_PRESENT), order=tuple("ABC"))
    asked = as_record(assess(FEWER, QUICK, told))["asked"]
    assert [one["en"][:13] for one in asked] == ["On what dates"]


def test_a_verdict_says_what_it_assumes_and_what_lies_outside() -> None:
    words = in_words(assess(half_seen(), QUICK), "en")
    assert "Outside it lie people whom no list can reach" in words
    assert "lists depend on each other among persons whom nobody saw" in words
    assert "Outside it" not in in_words(assess(FEWER, QUICK), "en")


def test_the_answer_comes_first_without_a_word_of_the_method() -> None:
    for table, verdict in ((table_of("uk_2013_5lists"), "Range only"), (half_seen(), "Estimate"), (FEWER, "Refusal")):
        first = in_words(assess(table, QUICK), "en").splitlines()[0]
        assert first.startswith(verdict)
        assert not re.search(r"z0|Mth|gate|BIC|BCa|stepwise", first)
        assert re.search("persons?\\b", first.lower())


def test_limits_are_said_in_two_digits_that_hold_as_much_as_they_were_computed() -> None:
    for table in (table_of("uk_2013_5lists"), half_seen()):
        found = assess(table, QUICK)
        assert isinstance(found.verdict, EstimateWithCaution | RangeOnly)
        said = in_words(found, "en").splitlines()[0].replace(",", "")
        low, high = map(int, re.findall(r"(\d+) to (\d+)", said)[0])
        assert max(low, found.result.observed) <= found.verdict.interval.lower
        assert found.verdict.interval.upper <= high
        assert all(len(str(limit).rstrip("0")) <= 2 or limit == found.result.observed for limit in (low, high))


def test_what_nobody_said_is_one_list_and_what_somebody_said_has_its_reason() -> None:
    unknown = Declaration(Assumption.VISIBILITY, AssumptionStatus.UNKNOWN, Text({"en": "minors were not asked"}))
    words = in_words(assess(half_seen(), QUICK, AssumptionLedger({Assumption.VISIBILITY: unknown})), "en")
    unsaid = words.split("Nobody said whether this holds")[1].split("\n\n")[0]
    assert "- nobody comes or goes in the period" in unsaid and "visible" not in unsaid
    assert words.count("It is unknown whether") == 1 and "Minors were not asked" not in unsaid
    assert "minors were not asked" in words
