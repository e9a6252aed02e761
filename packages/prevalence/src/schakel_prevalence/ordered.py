"""Lists in order of time: whether registration changes the odds of the next one, and whether people come and go.

Where people come and go, few persons are on lists that lie far apart (`lag`). Two classical
models. Behavioural response (Mtb): each occasion has its chance of a first registration, and one factor
multiplies the odds for those registered before. The open population of Jolly (1965) and Seber (1965) tells how many
were present at each inner occasion and how many of them stayed until the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import chdtrc, gammaln, log_expit

from schakel_base.errors import RequestError
from schakel_prevalence.columns import DesignColumns, solve
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Floats, Integers, Lattice
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.span import PairModels
from schakel_prevalence.stepwise import independent_start
from schakel_prevalence.table import CaptureTable
from schakel_prevalence.thresholds import LARGEST_POPULATION


@dataclass(frozen=True, eq=False)
class Occasions:
    """Per occasion: first registrations, registered again, and how many had been registered before."""

    first: Floats
    again: Floats
    before: Floats

    @classmethod
    def of(cls, table: CaptureTable) -> "Occasions":
        """Count along the lists in the order in which the table has them."""
        histories = np.array(list(table.counts))
        counts = np.array(list(table.counts.values()), dtype=np.float64)
        marks = histories[:, None] >> np.arange(len(table.lists)) & 1
        earlier = np.cumsum(marks, axis=1) - marks > 0
        first = counts @ (marks * ~earlier)
        return cls(first, counts @ (marks * earlier), counts @ earlier.astype(np.float64))


def behavioural_response(table: CaptureTable, inflation: float = 1.0) -> SizeEstimate:
    """Estimate the population with a response to registration; details hold the odds factor and its test.

    `odds_factor` above one: registration makes the next one likelier, and figures without it are too low.

    Parameters
    ----------
    table
        Lists in order of time, three or more.
    inflation
        By what rounding multiplies the variance of its counts.
    """
    occasions = Occasions.of(table)
    observed = float(occasions.first.sum())
    if not occasions.again.sum() or len(table.lists) < 3:
        return sized("behavioural-response", "Mtb", observed, 0.0, existence=Existence.NO_ESTIMATE)
    without, with_response = _maximise(occasions, False), _maximise(occasions, True)
    gain = max(0.0, 2 * (without[1] - with_response[1]))
    population = observed + float(np.exp(with_response[0][0]))
    # Close to the bounds of the optimiser: the likelihood still rises there, and the bound would be the answer.
    edge = population > LARGEST_POPULATION or with_response[0][0] > 18 or with_response[0][0] < -6
    return sized(
        "behavioural-response",
        "Mtb",
        observed,
        population,
        existence=Existence.NOT_ESTIMABLE if edge else Existence.EXISTS,
        odds_factor=float(np.exp(with_response[0][1])),
        probability=float(chdtrc(1, gain / inflation)),
    )


def _maximise(occasions: Occasions, response: bool) -> tuple[Floats, float]:
    observed = occasions.first.sum()
    share = np.clip((occasions.first + occasions.again) / (3 * observed), 1e-6, 0.9)
    start = np.concatenate([[np.log(2 * observed), 0.0], np.log(share / (1 - share))])
    bounds = [(-10.0, 20.0), (-6.0, 6.0) if response else (0.0, 0.0), *[(-18.0, 18.0)] * len(share)]
    found = minimize(_loss, start, (occasions,), method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000})
    return np.asarray(found.x), float(found.fun)


def _loss(parameters: Floats, occasions: Occasions) -> float:
    observed = occasions.first.sum()
    population = observed + np.exp(parameters[0])
    new, old = parameters[2:], parameters[2:] + parameters[1]
    never = population - occasions.before - occasions.first
    likelihood = gammaln(population + 1) - gammaln(population - observed + 1)
    likelihood += (occasions.first * log_expit(new) + never * log_expit(-new)).sum()
    likelihood += (occasions.again * log_expit(old) + (occasions.before - occasions.again) * log_expit(-old)).sum()
    return float(-likelihood)


def lag(table: CaptureTable, order: Sequence[str], inflation: float = 1.0) -> float | None:
    """Return the share that seems to stay from each list to the next, if the order shows that others leave.

    Of a person on several lists the model knows how many steps in time lie between the first and the last: so long
    that person must have stayed.

    Parameters
    ----------
    table
        Three lists or more.
    order
        The lists in order of time.
    inflation
        By what rounding multiplies the variance of the counts.

    Returns
    -------
    A factor below one by step; None where it is not, or where models of pairs of lists and of visibility, which know
    no order, explain the table as well (by BIC).

    Raises
    ------
    RequestError
        If the order lacks a list.
    """
    lattice = Lattice.of(table)
    lacking = [name for name in lattice.lists if name not in order]
    if lacking:
        raise RequestError(f"'list order' lacks the list {lacking[0]!r}.")
    if len(lattice.lists) < 3:
        return None
    cells = np.flatnonzero(lattice.possible)
    matrix = _followed(cells, np.array([order.index(name) for name in lattice.lists]))
    start = np.append(independent_start(lattice.counts[None], np.array([lattice.main_terms]))[0], 0.0)
    found = solve(DesignColumns.of(matrix, lattice.counts[cells]), start[None])
    criterion = np.log(lattice.observed) * matrix.shape[1] - 2 * found.likelihood[0] / inflation
    best = PairModels(lattice, (inflation - 1) * lattice.counts).best
    factor = float(np.exp(found.coefficients[0, -1]))
    return factor if found.exists[0] and factor < 1 and criterion < best else None


def _followed(cells: Integers, place: Integers) -> Floats:
    """The columns of independent lists, and the steps in time from the first to the last list of each history."""
    marks = cells[:, None] >> np.arange(len(place)) & 1
    first, last = np.where(marks, place, len(place)).min(axis=1), np.where(marks, place, -1).max(axis=1)
    return np.column_stack([np.ones(len(cells)), marks, last - first]).astype(np.float64)


@dataclass(frozen=True, eq=False)
class OpenPopulation:
    """Present at each inner occasion, and the share that stays from each occasion to the next (the last is unknown)."""

    present: Floats
    staying: Floats


def jolly_seber(table: CaptureTable) -> OpenPopulation | None:
    """Estimate an open population, bias-corrected (Seber 1982); None with fewer than three occasions.

    Returns
    -------
    Persons present at each occasion but the first and the last, and the share that stays, each shape (occasions - 2,).

    Notes
    -----
    Jolly 1965; Seber 1965, with the correction for bias of Seber 1982.
    """
    occasions = len(table.lists)
    if occasions < 3:
        return None
    histories = np.array(list(table.counts))
    counts = np.array(list(table.counts.values()), dtype=np.float64)
    marks = (histories[:, None] >> np.arange(occasions) & 1).astype(np.bool_)
    earlier = np.cumsum(marks, axis=1) - marks > 0
    later = np.cumsum(marks[:, ::-1], axis=1)[:, ::-1] - marks > 0
    caught, again = counts @ marks, counts @ (marks & earlier)
    seen_later, passed_over = counts @ (marks & later), counts @ (~marks & earlier & later)
    marked = again + passed_over * (caught + 1) / (seen_later + 1)
    marked[0] = 0.0
    present = (caught + 1) * marked / (again + 1)
    staying = marked[1:-1] / np.maximum(marked[:-2] - again[:-2] + caught[:-2], 1e-12)
    return OpenPopulation(present[1:-1], staying)
