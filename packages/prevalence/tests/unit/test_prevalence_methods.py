"""Each further method against a closed form, a published figure, or a population of known size."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.special import gammaln

from schakel_base.errors import SchakelError
from schakel_base.verdict import Outcome
from schakel_prevalence import AssumptionLedger, CaptureTable, Settings, read_source
from schakel_prevalence.assumption_gates import gates, measured
from schakel_prevalence.chains import converged, effective_size, r_hat
from schakel_prevalence.coverage import sample_coverage
from schakel_prevalence.dated import stationarity, turnover, visibility
from schakel_prevalence.decomposable import decomposable, graphs, posterior
from schakel_prevalence.evidence import gather
from schakel_prevalence.existence import Existence
from schakel_prevalence.heterogeneity import bent
from schakel_prevalence.latent import latent_classes
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.ledger import Assumption
from schakel_prevalence.linkage_error import without_missed_links
from schakel_prevalence.multiplier import Benchmark, multiplier
from schakel_prevalence.ordered import behavioural_response, jolly_seber
from schakel_prevalence.plots import trajectory
from schakel_prevalence.registered import Registration, Registrations, as_occasions
from schakel_prevalence.thresholding import thresholding
from schakel_prevalence.two_lists import chapman, lincoln_petersen

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"

HEPATITIS = [
    ((1, 1, 1), 28),
    ((1, 1, 0), 21),
    ((1, 0, 1), 17),
    ((1, 0, 0), 69),
    ((0, 1, 1), 18),
    ((0, 1, 0), 55),
    ((0, 0, 1), 63),
]
"""The hepatitis A outbreak in Taiwan, 1995: three lists (Chao and others 2001)."""


def independent(population: int, chances: tuple[float, ...]) -> CaptureTable:
    """Return the expected table of independent lists."""
    rows = []
    for history in range(1, 1 << len(chances)):
        marks = [history >> i & 1 for i in range(len(chances))]
        chance = np.prod([p if mark else 1 - p for p, mark in zip(chances, marks, strict=True)])
        rows.append((marks, round(population * float(chance))))
    return CaptureTable.from_rows([f"list {i}" for i in range(len(chances))], rows)


def simulated(odds: float = 1.0, replaced: float = 0.0, seed: int = 1) -> list[Registration]:
    """Draw dated registrations of 4,000 persons in ten months; months in which all are equally likely to be seen."""
    generator = np.random.default_rng(seed)
    seen, person = np.zeros(4000, np.bool_), np.arange(4000)
    found, newcomer = [], 4000
    for month in range(10):
        chance = 0.05 * np.where(seen, odds, 1.0) / (1 + 0.05 * (np.where(seen, odds, 1.0) - 1))
        caught = generator.random(4000) < chance
        days = generator.integers(0, 30, 4000)
        found += [
            Registration(str(person[i]), "police", date(2020, 1, 1) + timedelta(int(30 * month + days[i])))
            for i in np.flatnonzero(caught)
        ]
        seen |= caught
        gone = np.flatnonzero(generator.random(4000) < replaced)
        person[gone], seen[gone] = newcomer + np.arange(len(gone)), False
        newcomer += len(gone)
    return found


def columns(odds: float = 1.0, replaced: float = 0.0) -> Registrations:
    return Registrations.of(simulated(odds, replaced))


def test_sample_coverage_of_the_hepatitis_outbreak_is_as_published() -> None:
    result = sample_coverage(CaptureTable.from_rows("PQE", HEPATITIS))
    assert result.details["coverage"] == pytest.approx(0.513, abs=0.001)
    assert result.details["without_dependence"] == pytest.approx(407, abs=0.5)
    assert result.population == pytest.approx(508, abs=0.5)


def test_sample_coverage_recovers_independent_lists() -> None:
    assert sample_coverage(independent(10_000, (0.5, 0.6, 0.7))).population == pytest.approx(10_000, rel=0.01)


def test_two_lists() -> None:
    table = CaptureTable.from_rows("AB", [((1, 0), 60), ((0, 1), 50), ((1, 1), 40)])
    assert lincoln_petersen(table).population == pytest.approx(100 * 90 / 40)
    assert chapman(table).population == pytest.approx(101 * 91 / 41 - 1)
    apart = CaptureTable.from_rows("AB", [((1, 0), 60), ((0, 1), 50)])
    assert lincoln_petersen(apart).existence is Existence.NO_ESTIMATE
    assert chapman(apart).population == pytest.approx(61 * 51 - 1)


def test_the_multiplier_propagates_both_errors() -> None:
    result = multiplier([Benchmark("shelters", 200, 0.1, count_error=20, share_error=0.03)])
    assert result.population == pytest.approx(2000)
    assert result.standard_error == pytest.approx(2000 * np.hypot(0.1, 0.3))


def test_multipliers_that_disagree_say_so() -> None:
    shelters = Benchmark("shelters", 200, 0.1, share_error=0.005)
    police = Benchmark("police", 900, 0.1, share_error=0.005)
    result = multiplier([shelters, police])
    assert result.details["disagreement"] == pytest.approx(4.5)
    assert float(result.details["disagreement_probability"]) < 1e-6
    assert result.population == pytest.approx(np.sqrt(2000 * 9000))


def test_a_share_that_is_no_share_gives_no_estimate() -> None:
    assert multiplier([Benchmark("guess", 200, 1.3)]).population is None


@pytest.mark.parametrize(("lists", "decomposable_graphs"), [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18_154)])
def test_decomposable_graphs_are_counted(lists: int, decomposable_graphs: int) -> None:
    assert len(graphs(lists)) == decomposable_graphs - 1  # without the complete graph


def test_two_independent_lists_have_a_posterior_in_closed_form() -> None:
    lattice = Lattice.of(CaptureTable.from_rows("AB", [((1, 0), 30), ((0, 1), 20), ((1, 1), 15)]))
    found = posterior(lattice)
    size = lattice.observed + found.unseen
    on = [lattice.totals[1], lattice.totals[2]]
    height = gammaln(size + 1) - gammaln(found.unseen + 1) - np.log(size) + np.log(np.gradient(found.unseen))
    height = height + sum(gammaln(n + 0.5) + gammaln(size - n + 0.5) - gammaln(size + 1) for n in on)
    expected = np.exp(height - height.max())
    assert found.weights == pytest.approx(expected / expected.sum(), rel=1e-6)


def test_averaging_counts_the_weight_of_graphs_without_an_estimate() -> None:
    settled = independent(10_000, (0.2, 0.3, 0.25))
    sparse = CaptureTable.from_rows("ABC", [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20), ((1, 1, 0), 6)])
    assert decomposable(Lattice.of(settled)).details["share_without"] == 0.0
    assert float(decomposable(Lattice.of(sparse)).details["share_without"]) > 0.0


def test_averaging_refuses_lists_that_cannot_share() -> None:
    table = CaptureTable.from_rows(
        "ABC", [((1, 0, 0), 9), ((0, 1, 0), 9), ((0, 1, 1), 4), ((1, 0, 1), 4)], [("A", "B")]
    )
    with pytest.raises(SchakelError, match="at most six lists"):
        posterior(Lattice.of(table))


def test_thresholding_keeps_the_interaction_that_is_there() -> None:
    rows = [(m, n * (5 if m[:2] == (1, 1) else 1)) for m, n in _rows(independent(20_000, (0.1, 0.15, 0.2, 0.1)))]
    result = thresholding(Lattice.of(CaptureTable.from_rows("ABCD", rows)))
    assert result.model == "[A:B]"
    assert result.existence is Existence.EXISTS
    assert result.population == pytest.approx(20_000 + 4 * 300, rel=0.05)


def _rows(table: CaptureTable) -> list[tuple[tuple[int, ...], int]]:
    return [(tuple(h >> i & 1 for i in range(len(table.lists))), n) for h, n in table.counts.items()]


def test_latent_classes_find_two_kinds_of_person_in_well_covered_lists() -> None:
    seen, hidden = independent(2_000, (0.7, 0.8, 0.6, 0.7)), independent(2_000, (0.3, 0.2, 0.3, 0.4))
    both = CaptureTable.from_rows("ABCD", _rows(seen) + _rows(hidden))
    result = latent_classes(Lattice.of(both))
    assert result.existence is Existence.EXISTS
    assert result.population == pytest.approx(4_000, rel=0.05)
    assert result.model == "2 classes"
    assert result.population == pytest.approx(by_sharing_out(both), rel=1e-3)


def by_sharing_out(table: CaptureTable) -> float:
    """Fit two classes by sharing persons out over them, the unseen included, again and again (EM)."""
    histories = np.array(list(table.counts))
    counts = np.array(list(table.counts.values()), np.float64)
    marks = (histories[:, None] >> np.arange(len(table.lists)) & 1).astype(np.float64)
    members, chances = np.array([1000.0, 3000.0]), np.array([[0.6] * 4, [0.2] * 4])
    for _ in range(5000):
        each = members * np.prod(np.where(marks[:, None, :] > 0, chances, 1 - chances), axis=2)
        share = counts[:, None] * each / each.sum(axis=1, keepdims=True)
        members = share.sum(axis=0) + members * np.prod(1 - chances, axis=1)
        chances = share.T @ marks / members[:, None]
    return float(members.sum())


@pytest.mark.parametrize("name", ["uk_2013_5lists", "netherlands_2010_2015_5lists"])
def test_latent_classes_give_one_answer_whatever_the_starts(name: str) -> None:
    table = read_source(TABLES / f"{name}.csv").tables[""]
    assert isinstance(table, CaptureTable)
    one, other = (latent_classes(Lattice.of(table), seed) for seed in (1, 2))
    assert one.existence is other.existence is Existence.EXISTS
    assert one.population == pytest.approx(other.population, rel=1e-3)


def test_chains_that_agree_and_chains_that_do_not() -> None:
    draws = np.random.default_rng(1).standard_normal((4, 1000))
    assert r_hat(draws) == pytest.approx(1.0, abs=0.01)
    assert effective_size(draws) == pytest.approx(4000, rel=0.15)
    assert converged(draws)
    assert not converged(draws + np.arange(4)[:, None])
    sticky = np.cumsum(draws, axis=1)
    assert effective_size(sticky) < 100


def test_an_autocorrelated_chain_is_worth_what_theory_says() -> None:
    generator, chains = np.random.default_rng(2), np.zeros((4, 5000))
    for t in range(1, 5000):
        chains[:, t] = 0.8 * chains[:, t - 1] + generator.standard_normal(4)
    assert effective_size(chains) == pytest.approx(20_000 * (1 - 0.8) / (1 + 0.8), rel=0.2)


def test_the_lower_bound_is_independence_when_visibility_is_equal() -> None:
    lattice = Lattice.of(independent(10_000, (0.2, 0.3, 0.25, 0.1)))
    bound = bent(lattice)
    assert bound is not None
    assert lattice.observed + bound.unseen == pytest.approx(10_000, rel=0.01)


def test_the_lower_bound_rises_with_unequal_visibility_and_stays_below_the_truth() -> None:
    seen, hidden = independent(5_000, (0.4, 0.5, 0.4, 0.3)), independent(5_000, (0.1, 0.1, 0.1, 0.1))
    mixed = Lattice.of(CaptureTable.from_rows("ABCD", _rows(seen) + _rows(hidden)))
    bound = bent(mixed)
    assert bound is not None
    assert 7_500 < mixed.observed + bound.unseen < 10_000


def test_a_response_to_registration_is_measured() -> None:
    happy = behavioural_response(as_occasions(columns(odds=4.0)))
    assert float(happy.details["probability"]) < 0.01
    assert float(happy.details["odds_factor"]) > 1.5


def test_an_open_population_shows_how_many_stay() -> None:
    found = jolly_seber(as_occasions(columns(replaced=0.2)))
    assert found is not None
    assert found.staying.mean() == pytest.approx(0.8**2, abs=0.12)
    assert found.present.mean() == pytest.approx(4000, rel=0.35)


def test_dates_show_turnover() -> None:
    assert turnover(columns(replaced=0.2)).probability < 0.01
    assert turnover(columns(replaced=0.2)).statistic < 0.9
    assert turnover(columns()).probability > 0.05


def test_dates_show_unequal_visibility_and_an_uneven_inflow() -> None:
    plain = simulated()
    often = [Registration("0", "police", date(2020, 1, 1) + timedelta(i)) for i in range(60)]
    assert visibility(Registrations.of(plain)).probability > 0.05
    assert visibility(Registrations.of(plain + often)).probability < 0.01
    assert stationarity(Registrations.of(plain)).probability > 0.01
    doubled = [r for r in plain if r.on < date(2020, 6, 1) or int(r.person) % 3]
    assert stationarity(Registrations.of(doubled)).probability < 0.01


def test_what_dates_contradict_stops_whatever_is_declared() -> None:
    found = {g.name: g for g in gates(AssumptionLedger({}), measured(columns(replaced=0.2)))}
    assert found[Assumption.CLOSED].outcome is Outcome.STOP
    assert "times as long as chance would make them" in found[Assumption.CLOSED].sentence.in_language("en")
    assert found[Assumption.LINKAGE].outcome is Outcome.CAUTION


def test_missed_links_are_undone() -> None:
    true = independent(20_000, (0.2, 0.3, 0.25))
    seen, rate = dict.fromkeys(range(1, 8), 0.0), 0.1
    for history, count in true.counts.items():
        bits = [1 << i for i in range(3) if history >> i & 1]
        for kept in range(1 << (len(bits) - 1)):
            lost = [bit for i, bit in enumerate(bits[1:]) if kept >> i & 1]
            chance = rate ** len(lost) * (1 - rate) ** (len(bits) - 1 - len(lost))
            for part in [history - sum(lost), *lost]:
                seen[part] += count * chance
    rows = [([h >> i & 1 for i in range(3)], round(n)) for h, n in seen.items()]
    found = without_missed_links(CaptureTable.from_rows(true.lists, rows), rate)
    assert found.observed == pytest.approx(true.observed, rel=0.002)
    for pair in (("list 0", "list 1"), ("list 0", "list 2"), ("list 1", "list 2")):
        assert found.on_all(*pair) == pytest.approx(true.on_all(*pair), rel=0.05)


def test_more_missed_links_than_there_are_persons_is_refused() -> None:
    table = CaptureTable.from_rows("AB", [((1, 0), 5), ((0, 1), 5), ((1, 1), 90)])
    with pytest.raises(SchakelError, match="fewer persons than none"):
        without_missed_links(table, 0.3)


def test_a_trajectory_is_flat_where_the_sample_is_large_enough() -> None:
    evidence = gather(independent(20_000, (0.2, 0.3, 0.25, 0.1)), Settings("stepwise", replicates=100))
    points = dict(trajectory(evidence).points)
    assert list(points) == ["50%", "60%", "70%", "80%", "90%", "100%"]
    assert list(points.values()) == pytest.approx([20_000] * 6, rel=0.03)
