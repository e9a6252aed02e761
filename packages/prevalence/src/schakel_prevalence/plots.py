"""Plots of what an estimate was held against: Vega-Lite specifications in plain dictionaries, and drawings of them.

Every plot is a range of answers on one axis, with the estimate of the whole as a line, so that a reader sees at one
glance whether the answer depends on what one happens to do.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import vl_convert

from schakel_prevalence.assess import Assessment
from schakel_prevalence.evidence import Evidence
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.stepwise import stepwise

Specification = dict[str, Any]
Point = dict[str, float | str]

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
DRAWS_PER_SHARE = 200


def model_spread(evidence: Evidence) -> Specification:
    """Show the populations of the models that fit about equally well."""
    points: list[Point] = [{"what": f"{i + 1}", "population": float(n)} for i, n in enumerate(evidence.close)]
    return _dots("Models within six points of BIC", "rank by BIC", points, evidence)


def threshold_path(evidence: Evidence) -> Specification:
    """Show the population along the thresholds of the stepwise selection."""
    points: list[Point] = [{"what": p, "population": n} for p, n in evidence.path.items()]
    return _dots("Threshold of the stepwise selection", "threshold", points, evidence)


def neighbours(evidence: Evidence) -> Specification:
    """Show the population with one list left out and with two taken together."""
    named = [(f"without {n.lists[0]}", n) for n in evidence.dropped] + [
        (" + ".join(n.lists), n) for n in evidence.merged
    ]
    points: list[Point] = [{"what": name, "population": n.population} for name, n in named if n.population is not None]
    return _dots("One list left out, two taken together", "", points, evidence)


def trajectory(evidence: Evidence, seed: int = 1) -> Specification:
    """Show the estimate from smaller and smaller samples of the table (Binette and Steorts 2022).

    A share of the persons stands for that share of the population, so each estimate is divided by it. A trajectory
    that has not settled at the full sample says that more persons would give another answer.
    """
    lattice, generator = Lattice.of(evidence.table), np.random.default_rng(seed)
    points: list[Point] = []
    for share in SHARES:
        tables = generator.binomial(lattice.counts.astype(np.int64), share, (DRAWS_PER_SHARE, lattice.size))
        populations = tables.sum(axis=1) + stepwise(lattice, tables.astype(np.float64)).unseen
        usable = populations[np.isfinite(populations)] / share
        if len(usable):
            points.append({"what": f"{share:.0%}", "population": float(np.median(usable))})
    return _dots("Share of the sample kept", "share", points, evidence)


PLOTS = {
    "model-spread": model_spread,
    "threshold-path": threshold_path,
    "neighbours": neighbours,
    "trajectory": trajectory,
}


def _dots(title: str, axis: str, points: list[Point], evidence: Evidence) -> Specification:
    rule = [{"population": evidence.result.population}]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": title,
        "width": 420,
        "layer": [
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {
                    "y": {"field": "what", "type": "nominal", "sort": None, "title": axis},
                    "x": {"field": "population", "type": "quantitative", "title": "population"},
                },
            },
            {
                "data": {"values": rule},
                "mark": {"type": "rule", "strokeDash": [4, 4]},
                "encoding": {"x": {"field": "population", "type": "quantitative"}},
            },
        ],
    }


def write_plots(found: Mapping[str, Assessment], folder: Path) -> None:
    """Write every plot of every stratum that has its evidence, as `<stratum>-<plot>.svg` and `.vl.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    for stratum, assessment in found.items():
        evidence = assessment.evidence
        if evidence is None or not len(evidence.close):
            continue
        for name, make in PLOTS.items():
            target = "-".join(filter(None, (stratum.replace("/", "-"), name)))
            specification = make(evidence)
            (folder / f"{target}.vl.json").write_text(json.dumps(specification, indent=1), encoding="utf-8")
            (folder / f"{target}.svg").write_text(vl_convert.vegalite_to_svg(specification), encoding="utf-8")
