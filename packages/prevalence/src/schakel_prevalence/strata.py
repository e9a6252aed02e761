"""Lists by kind of person: models within observed strata, and lists that reach only some of them.

Persons of one kind are more alike than all together, so independence, or dependence in pairs, within strata by
covariates assumes less than it does of the whole. Lists and pairs of lists are terms of one log-linear model; whether a
list sees the categories of a covariate alike is chosen by BIC, as are the pairs.

A list that does not reach a stratum says nothing of who in it would be on that list: histories with and without it are
one observed count. The model is fitted by sharing that count out over them as the last fit has it, and fitting again
(EM; Zwane, van der Pal-de Bruin and van der Heijden 2004).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from schakel_base.errors import RequestError
from schakel_prevalence.columns import SMALLEST_EIGENVALUE, DesignColumns
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Flags, Floats, Integers
from schakel_prevalence.mixture import LogUnseen
from schakel_prevalence.poisson import ascend
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.table import CaptureTable

METHOD = "strata"
IDENTIFIED = "pairs of lists, within strata"
MOST_STRATA = 64
MOST_SHARES = 2000
SETTLED = 1e-9
"""How little the logarithm of the number unseen moves between two fits when sharing out ends."""

Term = tuple[str, int, int]
"""`pair` and the places of two lists, or `seen` and the places of a list and of a covariate."""


@dataclass(frozen=True, eq=False)
class StratifiedTable:
    """Capture histories of each stratum.

    Parameters
    ----------
    covariates
        The names of the covariates.
    strata
        The table of each stratum, by the values of the covariates. All have the same lists.
    reached
        Of a list that reaches only some strata, a covariate and the values that it reaches.
    numbers
        The covariates that are numbers, such as an age: each value that occurs is then a stratum of its own.
    """

    covariates: tuple[str, ...]
    strata: Mapping[tuple[str, ...], CaptureTable]
    reached: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()

    @property
    def lists(self) -> tuple[str, ...]:
        """The names of the lists."""
        return next(iter(self.strata.values())).lists

    @property
    def whole(self) -> CaptureTable:
        """The table of all strata together."""
        rows = (
            ([history >> i & 1 for i in range(len(self.lists))], count)
            for table in self.strata.values()
            for history, count in table.counts.items()
        )
        return CaptureTable.from_rows(self.lists, rows, next(iter(self.strata.values())).cannot_share)

    def mapped(self, change: Callable[[CaptureTable], CaptureTable]) -> "StratifiedTable":
        """Return the table with that of each stratum changed."""
        return replace(self, strata={kind: change(one) for kind, one in self.strata.items()})

    def reaching(self, reached: Mapping[str, tuple[str, frozenset[str]]]) -> "StratifiedTable":
        """Return the table with lists that reach only some strata.

        Raises
        ------
        RequestError
            If there is no such list, covariate or value, or a list has persons whom it does not reach.
        """
        found = replace(self, reached=reached)
        for name, (covariate, values) in reached.items():
            if name not in self.lists or covariate not in self.covariates:
                raise RequestError(f"The table has no list {name!r} or no covariate {covariate!r}.")
            known = {kind[self.covariates.index(covariate)] for kind in self.strata}
            if unknown := sorted(values - known):
                raise RequestError(f"Covariate {covariate} has no value {unknown[0]!r}.")
        for kind, table in self.strata.items():
            for name in found.beyond(kind):
                if table.on_all(name):
                    raise RequestError(f"List {name} has persons in {' '.join(kind)}, which it is said not to reach.")
        return found

    def beyond(self, kind: tuple[str, ...]) -> Iterator[str]:
        """Yield the lists that do not reach a stratum."""
        for name, (covariate, values) in self.reached.items():
            if kind[self.covariates.index(covariate)] not in values:
                yield name


def within_strata(table: StratifiedTable, level: float = 0.95) -> SizeEstimate:
    """Estimate the population by models of pairs of lists within strata, the best by BIC.

    Parameters
    ----------
    table
        The strata.
    level
        That of the interval, which averages over the models that the search met.

    Notes
    -----
    Covariates after van der Heijden, Whittaker, Cruyff, Bakker and van der Vliet 2012; partly covered strata after
    Zwane, van der Pal-de Bruin and van der Heijden 2004; averaging after Buckland, Burnham and Augustin 1997.
    """
    search = _Search(table)
    terms, best = search.descend()
    observed = float(table.whole.observed)
    name = "[" + ", ".join(sorted(map(search.cells.name, terms))) + "]"
    if best is None:
        return sized(METHOD, name, observed, 0.0, existence=Existence.NO_ESTIMATE)
    return sized(
        METHOD,
        name,
        observed,
        observed + float(np.exp(best.unseen)),
        standard_error=float(np.exp(best.unseen) * np.sqrt(best.variance)),
        intervals=(search.average().interval(observed, level),),
    )


class _Cells:
    """All histories of all strata: what is observed of them, and the columns of each term.

    `group` (cells,) numbers the count in which a cell is observed, below 0 where nobody could have seen it.
    """

    def __init__(self, table: StratifiedTable) -> None:
        self.table, self.lists = table, table.lists
        kinds, size = list(table.strata), 1 << len(table.lists)
        self.kind = np.repeat(np.arange(len(kinds)), size)
        history = np.tile(np.arange(size), len(kinds))
        self.marks: Flags = np.asarray(history[:, None] >> np.arange(len(self.lists)) & 1, np.bool_)
        reach = np.array([[name not in set(table.beyond(kind)) for name in self.lists] for kind in kinds])
        seen = history & (reach[self.kind] @ (1 << np.arange(len(self.lists))))
        possible = self._possible(table)
        self.group = np.where((seen > 0) & possible, self.kind * size + seen, -1)
        self.unseen: Flags = np.asarray((seen == 0) & possible)
        self.used: Flags = np.asarray(self.group >= 0)
        self.counts = np.zeros(len(kinds) * size)
        for place, one in enumerate(table.strata.values()):
            for on, count in one.counts.items():
                self.counts[place * size + on] += count

    def _possible(self, table: StratifiedTable) -> Flags:
        apart = next(iter(table.strata.values())).cannot_share
        found = np.ones(len(self.marks), np.bool_)
        for first, second in apart:
            found &= ~(self.marks[:, self.lists.index(first)] & self.marks[:, self.lists.index(second)])
        return found

    @cached_property
    def base(self) -> Floats:
        """The columns of every model: one per stratum, one per list."""
        kinds = self.kind[:, None] == np.arange(self.kind[-1] + 1)
        return np.concatenate([kinds, self.marks], axis=1).astype(np.float64)

    def columns(self, term: Term) -> Floats:
        """The columns of a term: one for a pair of lists, one per category but the first for a covariate."""
        sort, first, second = term
        if sort == "pair":
            return (self.marks[:, [first]] & self.marks[:, [second]]).astype(np.float64)
        values = np.array([kind[second] for kind in self.table.strata])[self.kind]
        return np.asarray(self.marks[:, [first]] & (values[:, None] == np.unique(values)[1:]), np.float64)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """All terms that a model can have; of lists that share nobody there is no interaction to estimate."""
        many = range(len(self.lists))
        whole = self.table.whole
        pairs = [("pair", i, j) for i in many for j in range(i) if whole.on_all(self.lists[i], self.lists[j])]
        return (*pairs, *(("seen", i, c) for i in many for c in range(len(self.table.covariates))))

    def name(self, term: Term) -> str:
        """Return a term as the names of its lists, or of its list and covariate."""
        sort, first, second = term
        other = self.lists[second] if sort == "pair" else self.table.covariates[second]
        return ":".join(sorted((self.lists[first], other)) if sort == "pair" else (self.lists[first], other))


@dataclass(frozen=True)
class _Fit:
    """The logarithm of the number unseen, its variance, and the criterion of the model."""

    unseen: float
    variance: float
    criterion: float


class _Search:
    """Models of terms by BIC, each fitted once, from no term and from all of them downhill."""

    def __init__(self, table: StratifiedTable) -> None:
        self.cells = _Cells(table)
        self._known: dict[frozenset[Term], _Fit | None] = {}

    def descend(self) -> tuple[frozenset[Term], _Fit | None]:
        """Return the best model, with its fit where it has one."""
        seen_alike = frozenset(term for term in self.cells.terms if term[0] == "seen")
        ends = [self._down(start) for start in (frozenset[Term](), seen_alike)]
        best = min(ends, key=self._criterion)
        return best, self._known[best]

    def average(self) -> LogUnseen:
        """Return the average over all models met."""
        fits = [one for one in self._known.values() if one is not None]
        return LogUnseen.by_criterion(*np.array([(one.criterion, one.unseen, one.variance) for one in fits]).T)

    def _down(self, best: frozenset[Term]) -> frozenset[Term]:
        while True:
            better = min([best, *(best ^ {term} for term in self.cells.terms)], key=self._criterion)
            if better == best:
                return best
            best = better

    def _criterion(self, terms: frozenset[Term]) -> float:
        if terms not in self._known:
            self._known[terms] = _fitted(self.cells, [self.cells.columns(term) for term in sorted(terms)])
        fit = self._known[terms]
        return float("inf") if fit is None else round(fit.criterion, 7)


def _fitted(cells: _Cells, extra: list[Floats]) -> _Fit | None:
    """Fit one model to what is observed; None where it has no estimate."""
    matrix = np.concatenate([cells.base, *extra], axis=1)
    coefficients = _shared_out(cells, matrix)
    if coefficients is None:
        return None
    fitted = np.exp(matrix @ coefficients)
    expected = _by_group(fitted[cells.used], cells)
    # Of a count in which several cells are observed, the information is that of their sum (Thompson and Baker 1981).
    slopes = np.stack([_by_group(column, cells) for column in (matrix * fitted[:, None])[cells.used].T], axis=1)
    seen = expected > 0
    information = slopes[seen].T @ (slopes[seen] / expected[seen, None])
    if np.linalg.eigvalsh(information)[0] <= SMALLEST_EIGENVALUE:
        return None
    unseen = fitted[cells.unseen].sum()
    gradient = fitted[cells.unseen] @ matrix[cells.unseen] / unseen
    variance = float(gradient @ np.linalg.solve(information, gradient)) + 1 / unseen
    likelihood = float((cells.counts[seen] * np.log(expected[seen])).sum() - expected.sum())
    criterion = float(np.log(cells.counts.sum()) * matrix.shape[1] - 2 * likelihood)
    return _Fit(float(np.log(unseen)), variance, criterion)


def _shared_out(cells: _Cells, matrix: Floats) -> Floats | None:
    """Share counts out over their cells and fit, in turns, until the number unseen stays; None without a fit."""
    used, group = matrix[cells.used], cells.group[cells.used]
    times = np.bincount(group, minlength=len(cells.counts))[group]
    coefficients, shares = np.zeros((1, matrix.shape[1])), 1 / times
    coefficients[:, : cells.kind[-1] + 1] = np.log(max(cells.counts.sum() / len(matrix), 1.0))
    before = np.inf
    for _ in range(MOST_SHARES):
        fits = ascend(DesignColumns.of(used, cells.counts[group] * shares), coefficients)
        coefficients = fits.coefficients
        if not fits.converged[0] or np.abs(coefficients).max() > 60:
            return None
        with np.errstate(over="ignore"):
            unseen = float(np.log(np.exp(matrix[cells.unseen] @ coefficients[0]).sum()))
        if abs(unseen - before) < SETTLED or times.max() == 1:
            return np.asarray(coefficients[0])
        before = unseen
        shares = fits.fitted[0] / _by_group(fits.fitted[0], cells)[group]
    return None


def _by_group(values: Floats, cells: _Cells) -> Floats:
    """Sum over the cells that are observed together."""
    places: Integers = cells.group[cells.used]
    return np.asarray(np.bincount(places, weights=values, minlength=len(cells.counts)), np.float64)
