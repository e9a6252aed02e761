"""Plots of what an estimate was held against, each as a picture (SVG) and as its figures (CSV).

Most plots are a range of answers on one axis, with the estimate of the whole as a line, so that a reader sees at one
glance whether the answer depends on what one happens to do. A new plot is a function and an entry in `PLOTS`.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from schakel_base.drawing import Layout
from schakel_base.verdict import Interval
from schakel_prevalence import pictured, thresholds
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.evidence import Evidence
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.layouts import Points, curve, dots, path, picture, ranges, said_estimate
from schakel_prevalence.methods import point
from schakel_prevalence.pictured import along_thresholds, if_unseen
from schakel_prevalence.selection import rank
from schakel_prevalence.stepwise import stepwise
from schakel_prevalence.upset import upset

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
DRAWS_PER_SHARE = 200
MOST_HISTORIES = 40
"""Of the overlaps: what comes after is on paper no more than a line of dots."""
POPULATION = "population"


LayOut = Callable[[str, str, Points, float | None], Layout]


@dataclass(frozen=True)
class Plot:
    """Numbers of persons, each by what was done to reach it.

    Parameters
    ----------
    title
        What the plot shows.
    what
        What the first of each of the points is, for all of them.
    points
        A text and a number of persons each.
    lay_out
        Where the shapes stand.
    of
        What the numbers are of.
    """

    title: str
    what: str
    points: Points
    lay_out: LayOut = dots
    of: str = POPULATION


def identifications(evidence: Evidence) -> Plot:
    """Show the limits of each way to identify the number unseen, and of the range that spans them."""
    span = evidence.span
    named = {**span.intervals, "range": span.interval} if span else {}
    points = [(f"{name}: {end}", limit) for name, one in named.items() for end, limit in _ends(one)]
    return Plot("Ways to count those whom nobody saw, and the range", "way", tuple(points), ranges)


def _ends(interval: Interval) -> tuple[tuple[str, float], ...]:
    return ("lower", interval.lower), ("upper", interval.upper)


def sensitivity(evidence: Evidence) -> Plot:
    """Show the estimate if its identifying assumption fails, as a function of the odds ratio by which it does."""
    found = if_unseen(evidence, evidence.span) if evidence.span else ()
    points = tuple((f"{one.odds_ratio:g}", one.value) for one in found if one.value is not None)
    lay_out = partial(curve, span=(1 / thresholds.SPAN_DOWN, thresholds.SPAN_UP))
    return Plot("If those whom nobody saw are more or fewer", "so many times as many (odds ratio)", points, lay_out)


def model_spread(evidence: Evidence) -> Plot:
    """Show the populations of the models that fit about equally well."""
    ranked = rank(Lattice.of(evidence.table), evidence.settings.order)
    close = ranked.within(thresholds.CLOSE_MODELS) if ranked.models else ()
    points = [(f"{place}", float(n)) for place, n in enumerate(close, 1)]
    return Plot("Models within six points of BIC", "rank by BIC", tuple(points))


def threshold_path(evidence: Evidence) -> Plot:
    """Show the population along the thresholds of the stepwise selection."""
    points = tuple((one.name, one.lower) for one in along_thresholds(evidence.table))
    return Plot("Threshold of the stepwise selection", "threshold", points, path)


def neighbours(evidence: Evidence) -> Plot:
    """Show the population with one list left out and with two taken together."""
    table = evidence.table.without_empty_lists()
    lists = sorted(table.lists) if len(table.lists) > 3 else []
    smaller = {f"without {name}": table.drop(name) for name in lists}
    smaller |= {" + ".join(pair): table.merge(*pair) for pair in combinations(lists, 2)}
    # A fixed model names lists that a neighbour no longer has.
    settings = replace(evidence.settings, method="stepwise", order=2)
    found = {name: point("stepwise", one, settings).population for name, one in smaller.items()}
    points = [(name, population) for name, population in found.items() if population is not None]
    return Plot("One list left out, two taken together", "lists", tuple(points))


def trajectory(evidence: Evidence, seed: int = 1) -> Plot:
    """Show the estimate from smaller and smaller samples of the table (Binette and Steorts 2022).

    A share of the persons stands for that share of the population, so each estimate is divided by it. A trajectory
    that has not settled at the full sample says that more persons would give another answer.
    """
    lattice, generator = Lattice.of(evidence.table), np.random.default_rng(seed)
    points = []
    for share in SHARES:
        tables = generator.binomial(lattice.counts.astype(np.int64), share, (DRAWS_PER_SHARE, lattice.size))
        populations = tables.sum(axis=1) + stepwise(lattice, tables.astype(np.float64)).unseen
        # A share of the persons estimates that share of the population.
        usable = populations[np.isfinite(populations)] / share
        if len(usable):
            points.append((f"{share:.0%}", float(np.median(usable))))
    return Plot("Share of the sample kept", "share", tuple(points))


def overlaps(evidence: Evidence) -> Plot:
    """Show how many persons are on exactly which lists, the most first (UpSet; Lex and others 2014)."""
    table, most = evidence.table, pictured.overlaps(evidence.table)[:MOST_HISTORIES]
    points = tuple((" + ".join(one.lists), float(one.persons)) for one in most)
    on = [one.lists for one in most]
    sizes = {name: table.on_all(name) for name in table.lists}
    return Plot("Who is on which lists", "lists", points, partial(upset, on=on, sizes=sizes), "persons")


PLOTS = {
    "overlaps": overlaps,
    "identifications": identifications,
    "sensitivity": sensitivity,
    "model-spread": model_spread,
    "threshold-path": threshold_path,
    "neighbours": neighbours,
    "trajectory": trajectory,
}


def draw(plot: Plot, estimate: float | None) -> str:
    """Return a plot as a standalone picture, with the estimate of the whole if it is about that."""
    said = "; ".join(f"{what}: {number:,.0f}" for what, number in plot.points)
    about = f" {said_estimate(estimate)}." if plot.of == POPULATION else ""
    described = f"{plot.of.capitalize()} (persons) by {plot.what}. {said}.{about}"
    return picture(plot.title, described, plot.lay_out(plot.title, plot.what, plot.points, estimate))


def write_plots(found: Mapping[str, SizeAssessment], folder: Path) -> list[str]:
    """Write every plot of every stratum that has its evidence, as `<stratum>-<plot>.svg` and `.csv`.

    Returns
    -------
    list of str
        The strata without plots: those on which no model was fitted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    without = []
    for stratum, assessment in found.items():
        evidence = assessment.evidence
        if evidence is None or evidence.span is None:
            without.append(stratum)
            continue
        for name, make in PLOTS.items():
            target = "-".join(filter(None, (stratum.replace("/", "-"), name)))
            plot = make(evidence)
            if not plot.points:
                continue
            (folder / f"{target}.svg").write_text(draw(plot, evidence.result.population), encoding="utf-8")
            _write_figures(plot, folder / f"{target}.csv")
    return without


def _write_figures(plot: Plot, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([(plot.what, plot.of), *plot.points])
