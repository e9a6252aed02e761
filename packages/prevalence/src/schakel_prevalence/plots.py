"""Plots of what an estimate was held against, each as a picture (SVG) and as its figures (CSV).

Every plot is a range of answers on one axis, with the estimate of the whole as a line, so that a reader sees at one
glance whether the answer depends on what one happens to do.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import combinations
from pathlib import Path

import numpy as np

from schakel_base.drawing import (
    CHARACTER,
    Dot,
    DrawnText,
    Layer,
    Layout,
    Letters,
    Paint,
    Scale,
    StraightLine,
    ticks_up_to,
)
from schakel_base.verdict import Interval
from schakel_prevalence import thresholds
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.evidence import Evidence
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.methods import point
from schakel_prevalence.selection import rank
from schakel_prevalence.stepwise import stepwise

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
DRAWS_PER_SHARE = 200
ODDS_RATIOS = (0.25, 0.5, 0.67, 1.0, 1.5, 2.0, 4.0)


@dataclass(frozen=True)
class Plot:
    """Populations in persons, each by what was done to reach it; `what` names that for all of them."""

    title: str
    what: str
    points: tuple[tuple[str, float], ...]


def identifications(evidence: Evidence) -> Plot:
    """Show the limits of each way to identify the number unseen, and of the range that spans them."""
    span = evidence.span
    named = {**span.intervals, "range": span.interval} if span else {}
    points = [(f"{name}: {end}", limit) for name, one in named.items() for end, limit in _ends(one)]
    return Plot("What identifies the number unseen", "limit", tuple(points))


def _ends(interval: Interval) -> tuple[tuple[str, float], ...]:
    return ("lower", interval.lower), ("upper", interval.upper)


def sensitivity(evidence: Evidence) -> Plot:
    """Show the estimate if its identifying assumption fails, as a function of the odds ratio by which it does.

    The lists show every interaction but that of all lists at once, which only the unseen would show. If its odds ratio
    is not one but `r`, the number unseen is `r` times what was estimated (Gerritse, van der Heijden and Bakker 2015).
    """
    result = evidence.result
    unseen = (result.population or result.observed) - result.observed
    points = [(f"{ratio:g}", result.observed + ratio * unseen) for ratio in ODDS_RATIOS]
    return Plot("If the identifying assumption fails", "odds ratio", tuple(points) if result.population else ())


def model_spread(evidence: Evidence) -> Plot:
    """Show the populations of the models that fit about equally well."""
    ranked = rank(Lattice.of(evidence.table), evidence.settings.order)
    close = ranked.within(thresholds.CLOSE_MODELS) if ranked.models else ()
    points = [(f"{place}", float(n)) for place, n in enumerate(close, 1)]
    return Plot("Models within six points of BIC", "rank by BIC", tuple(points))


def threshold_path(evidence: Evidence) -> Plot:
    """Show the population along the thresholds of the stepwise selection."""
    lattice = Lattice.of(evidence.table)
    ends = {
        f"{p:g}": lattice.observed + float(stepwise(lattice, lattice.counts[None, :], p).unseen[0])
        for p in thresholds.PATH_THRESHOLDS
    }
    points = [(p, n) for p, n in ends.items() if np.isfinite(n)]
    return Plot("Threshold of the stepwise selection", "threshold", tuple(points))


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


PLOTS = {
    "identifications": identifications,
    "sensitivity": sensitivity,
    "model-spread": model_spread,
    "threshold-path": threshold_path,
    "neighbours": neighbours,
    "trajectory": trajectory,
}


_WIDTH, _TOP, _ROW, _RADIUS, _MARGIN = 420, 60, 22, 4.5, 28
_INK, _SUBDUED, _GRID, _DOT = "#1c2733", "#4a5665", "#d5dce5", "#00568b"
_IN_THE_DARK = {"#ffffff": "#10192a", _INK: "#e8edf4", _SUBDUED: "#b3bfcf", _GRID: "#33435c", _DOT: "#5aaee6"}
_LABEL, _SMALL = Letters(13, _INK, "end", down=4), Letters(12, _SUBDUED, "middle")
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"\
 font-family="sans-serif" role="img" aria-labelledby="title description">
<title id="title">{title}</title><desc id="description">{description}</desc>
<style>@media (prefers-color-scheme: dark) {{ {dark} }}</style>
<rect width="100%" height="100%" fill="#ffffff"/>{shapes}</svg>
"""


def draw(plot: Plot, estimate: float | None) -> str:
    """Return a plot as a picture that stands alone, with the estimate of the whole as a line."""
    colours = _IN_THE_DARK.items()
    said = "; ".join(f"{what}: {population:,.0f}" for what, population in plot.points)
    description = f"Population in persons by {plot.what}. {said}. {_estimate(estimate)}."
    layout = lay_out(plot, estimate)
    return _SVG.format(
        width=layout.width,
        height=layout.height,
        title=escape(plot.title),
        description=escape(description),
        dark=" ".join(
            f'[{name}="{light}"] {{ {name}: {dark}; }}' for light, dark in colours for name in ("fill", "stroke")
        ),
        shapes=layout,
    )


def lay_out(plot: Plot, estimate: float | None) -> Layout:
    """Return where the shapes of a plot stand: a row for each point, the populations from 0 on along the axis."""
    left = _MARGIN + CHARACTER * max(len(what) for what, _ in (*plot.points, (plot.what, 0.0)))
    bottom = _TOP + _ROW * len(plot.points)
    ticks = ticks_up_to(max([population for _, population in plot.points] + [estimate or 0.0]))
    across = Scale((0.0, ticks[-1]), (left, _WIDTH - _MARGIN))
    rows = [(what, across(population), _TOP + _ROW * (i + 0.5)) for i, (what, population) in enumerate(plot.points)]
    labels = tuple(DrawnText((left - 10, y), (what,), _LABEL) for what, _, y in rows)
    dots = tuple(Dot((x, y), _RADIUS, Paint(_DOT)) for _, x, y in rows)
    title = DrawnText((_MARGIN / 2, 20), (plot.title,), Letters(14, _INK, weight=600))
    what = DrawnText((left - 10, _TOP - 10), (plot.what,), Letters(12, _SUBDUED, "end"))
    axis = _axis(ticks, across, bottom)
    return Layout(_WIDTH, bottom + 48, ((title, what), axis, _line(estimate, across, bottom), labels, dots))


def _axis(ticks: list[float], across: Scale, bottom: float) -> Layer:
    grid = (StraightLine((across(tick), _TOP), (across(tick), bottom), Paint(stroke=_GRID)) for tick in ticks)
    below = (DrawnText((across(tick), bottom + 16), (f"{tick:,.0f}",), _SMALL) for tick in ticks)
    middle = (across(0.0) + across(ticks[-1])) / 2
    return (*grid, *below, DrawnText((middle, bottom + 36), ("population (persons)",), _SMALL))


def _line(estimate: float | None, across: Scale, bottom: float) -> Layer:
    if estimate is None:
        return ()
    at = across(estimate)
    letters = Letters(12, _INK, "end" if at > _WIDTH * 0.75 else "middle", 600)
    said = DrawnText((at, _TOP - 10), (_estimate(estimate),), letters)
    return StraightLine((at, _TOP - 5), (at, bottom), Paint(stroke=_INK, width=1.5, dashes=(4, 4))), said


def _estimate(estimate: float | None) -> str:
    return "No estimate" if estimate is None else f"Estimate: {estimate:,.0f}"


def write_plots(found: Mapping[str, SizeAssessment], folder: Path) -> None:
    """Write every plot of every stratum that has its evidence, as `<stratum>-<plot>.svg` and `.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    for stratum, assessment in found.items():
        evidence = assessment.evidence
        if evidence is None or evidence.span is None:
            continue
        for name, make in PLOTS.items():
            target = "-".join(filter(None, (stratum.replace("/", "-"), name)))
            plot = make(evidence)
            if not plot.points:
                continue
            (folder / f"{target}.svg").write_text(draw(plot, evidence.result.population), encoding="utf-8")
            _write_figures(plot, folder / f"{target}.csv")


def _write_figures(plot: Plot, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([(plot.what, "population"), *plot.points])
