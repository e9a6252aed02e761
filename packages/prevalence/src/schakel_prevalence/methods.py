"""All methods for tables of lists behind one interface: a table in, a `SizeEstimate` out, by name.

Methods that select or fix a log-linear model can be repeated in every replicate; the others bring an interval of
their own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from schakel_base.errors import RequestError
from schakel_base.verdict import Interval
from schakel_prevalence import hierarchy, two_lists
from schakel_prevalence.bootstrap import REPLICATES, SEED, Method, replicate
from schakel_prevalence.coverage import sample_coverage
from schakel_prevalence.decomposable import decomposable
from schakel_prevalence.existence import CODES, Existence
from schakel_prevalence.hierarchy import Model
from schakel_prevalence.intervals import Replicates, side_by_side
from schakel_prevalence.latent import latent_classes
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.loglinear import Ranked, fit_models
from schakel_prevalence.profile import profile_interval
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.selection import CONTENDERS, by_criterion, by_stepwise, fixed, rank
from schakel_prevalence.stepwise import stepwise
from schakel_prevalence.table import CaptureTable
from schakel_prevalence.thresholding import thresholding
from schakel_prevalence.thresholds import STEPWISE

FAMILIES = ("stepwise", "bic", "decomposable", "thresholding", "latent-classes")


@dataclass(frozen=True)
class Settings:
    """What a reader may set: the method, its parameters, and how much computing the intervals get.

    Parameters
    ----------
    method
        One of `NAMES`; if empty, Chapman's for two lists and stepwise selection for more.
    threshold
        The probability below which stepwise selection adds an interaction.
    order
        The most lists that may interact; by default what the number of lists allows.
    model
        Interactions of a fixed model, as `A:B`.
    level
        The confidence level of the intervals.
    replicates, seed
        How many tables are resampled, and from which seed: one seed gives one answer.
    contenders
        Models among which each replicate chooses again by criterion.
    families
        Methods to compare with.

    Raises
    ------
    RequestError
        If a number is none that it can be, or a model is one text and not several.
    """

    method: str = ""
    threshold: float = STEPWISE
    order: int | None = None
    model: tuple[str, ...] = ()
    level: float = 0.95
    replicates: int = REPLICATES
    contenders: int = CONTENDERS
    seed: int = SEED
    families: tuple[str, ...] = FAMILIES

    def __post_init__(self) -> None:
        wrong = [said.format(value=getattr(self, name)) for name, (can_be, said) in LIMITS.items() if not can_be(self)]
        if wrong:
            raise RequestError(wrong[0])

    def with_default(self, lists: int) -> "Settings":
        """Return the settings with a method: Chapman's for two lists, stepwise selection for more."""
        return self if self.method else replace(self, method="chapman" if lists == 2 else "stepwise")

    @property
    def of_the_whole(self) -> "Settings":
        """Those for a table whose answer comes from covariates: its own methods are not used."""
        return replace(self, method="independence", replicates=100, families=())


LIMITS: dict[str, tuple[Callable[[Settings], bool], str]] = {
    "level": (lambda one: 0 < one.level < 1, "The level is {value}; it lies between 0 and 1, as 0.95 does."),
    "threshold": (lambda one: 0 <= one.threshold <= 1, "The threshold is {value}; it is a probability."),
    "replicates": (lambda one: one.replicates > 0, "There are {value} replicates; there is at least one."),
    "seed": (lambda one: one.seed >= 0, "The seed is {value}; it is a whole number, not negative."),
    "families": (
        lambda one: set(one.families) <= set(NAMES),
        "The families are {value}; each is a method that is known.",
    ),
    "model": (
        lambda one: not isinstance(one.model, str),
        "The model is the text '{value}'; it is a tuple of interactions, as ('A:B', 'B:C').",
    ),
}
"""What each number of the settings can be, and what is said where it is none of that."""


@dataclass(frozen=True, eq=False)
class Replicated:
    """A result, and the replicates behind its intervals where the method has them."""

    result: SizeEstimate
    replicates: Replicates | None = None


@dataclass(frozen=True)
class Selected:
    """A chosen log-linear model, whether its estimate exists, its size, and how to choose again."""

    model: Model
    existence: Existence
    population: float
    again: Method


def _stepwise(lattice: Lattice, settings: Settings) -> Selected:
    path = stepwise(lattice, lattice.counts[None, :], settings.threshold)
    model = hierarchy.as_model(path.terms[0])
    return Selected(
        model, CODES[path.existence[0]], lattice.observed + float(path.unseen[0]), by_stepwise(settings.threshold)
    )


def _by_criterion(criterion: str) -> Callable[[Lattice, Settings], Selected]:
    def select(lattice: Lattice, settings: Settings) -> Selected:
        ranked: Ranked = rank(lattice, settings.order, criterion)
        if not ranked.models:
            return Selected(frozenset(), Existence.NO_ESTIMATE, np.nan, fixed(frozenset()))
        again = by_criterion(ranked, criterion, settings.contenders)
        return Selected(ranked.models[0], Existence.EXISTS, float(ranked.population[0]), again)

    return select


def _fixed(lattice: Lattice, settings: Settings) -> Selected:
    model = hierarchy.parse(lattice, settings.model)
    fits = fit_models(lattice, lattice.counts[None, :], hierarchy.as_terms(lattice, [model]))
    return Selected(model, CODES[fits.existence[0]], float(fits.population[0]), fixed(model))


def _independence(lattice: Lattice, settings: Settings) -> Selected:
    return _fixed(lattice, replace(settings, model=()))


SELECTORS: dict[str, Callable[[Lattice, Settings], Selected]] = {
    "stepwise": _stepwise,
    "bic": _by_criterion("bic"),
    "aic": _by_criterion("aic"),
    "independence": _independence,
    "fixed": _fixed,
}
UNSELECTED = ("independence", "fixed")
SAMPLED: dict[str, Callable[[Lattice, Settings], SizeEstimate]] = {
    "decomposable": lambda lattice, settings: decomposable(lattice, settings.level),
    "thresholding": lambda lattice, settings: thresholding(lattice, level=settings.level),
    "latent-classes": lambda lattice, settings: latent_classes(lattice, level=settings.level),
}
CLOSED_FORM: dict[str, Callable[[CaptureTable], SizeEstimate]] = {
    "sample-coverage": sample_coverage,
    "lincoln-petersen": two_lists.lincoln_petersen,
    "chapman": two_lists.chapman,
}
NAMES: tuple[str, ...] = (*SELECTORS, *SAMPLED, *CLOSED_FORM)


def point(name: str, table: CaptureTable, settings: Settings) -> SizeEstimate:
    """Return a method's estimate without the replicates of a selection.

    Raises
    ------
    RequestError
        If there is no such method.
    """
    if name in CLOSED_FORM:
        return CLOSED_FORM[name](table.without_empty_lists()).at_level(settings.level)
    lattice = Lattice.of(table)
    if name in SELECTORS:
        selected = SELECTORS[name](lattice, settings)
        return _as_result(name, lattice, selected, ())
    if name not in SAMPLED:
        raise RequestError(f"There is no method {name!r} for lists without covariates; known: {', '.join(NAMES)}.")
    # A posterior is proper only through its prior where the likelihood has no maximum: no number then.
    if _independence(lattice, settings).existence is not Existence.EXISTS:
        return sized(name, "", lattice.observed, 0.0, existence=Existence.NO_ESTIMATE)
    return SAMPLED[name](lattice, settings)


def estimate(table: CaptureTable, settings: Settings) -> Replicated:
    """Estimate the size of a population by one method, with intervals from resampled tables.

    This judges nothing: `assess` also compares methods, tests assumptions and can refuse.

    Parameters
    ----------
    table
        The persons with each capture history.
    settings
        The method and its options, the level of the intervals, and how many tables are resampled with which seed.

    Returns
    -------
    Replicated
        The estimate in persons, the observed persons included, and the estimates in the resampled tables. There are no
        intervals if the maximum likelihood estimate does not exist.

    Raises
    ------
    RequestError
        If the method or an option does not fit the table.
    """
    settings = settings.with_default(len(table.without_empty_lists().lists))
    if settings.method not in SELECTORS:
        return Replicated(point(settings.method, table, settings))
    lattice = Lattice.of(table)
    selected = SELECTORS[settings.method](lattice, settings)
    if selected.existence is not Existence.EXISTS:
        return Replicated(_as_result(settings.method, lattice, selected, ()))
    replicates = replicate(lattice, selected.again, settings.replicates, settings.seed)
    intervals = side_by_side(replicates, settings.level)
    if settings.method in UNSELECTED:
        profile = profile_interval(lattice, selected.model, settings.level)
        intervals = (*intervals, profile) if profile else intervals
    return Replicated(_as_result(settings.method, lattice, selected, intervals), replicates)


def _as_result(name: str, lattice: Lattice, selected: Selected, intervals: tuple[Interval, ...]) -> SizeEstimate:
    return sized(
        name,
        hierarchy.name(lattice, selected.model),
        lattice.observed,
        selected.population,
        existence=selected.existence,
        intervals=intervals,
    )
