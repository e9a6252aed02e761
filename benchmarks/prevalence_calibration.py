"""How often a figure that the gates let pass holds the truth, under each violation at each strength.

Tables are simulated from a population of known size, seen by five lists in order of time, about a fifth of it. Every
assumption is declared to hold, whatever was simulated: what is measured is what the *data* give away. What it shows
above all is what no gate can see, and must be asked. The result is kept with the package, where the page on method
and packages/prevalence/docs/prevalence.md take it from.

    python -m benchmarks.prevalence_calibration 100
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schakel.research.prevalence.calibration import COLUMNS, FILE
from schakel_base.text import Text
from schakel_base.verdict import Direction, Estimate, EstimateWithCaution, Outcome
from schakel_prevalence import AssumptionLedger, CaptureTable, Settings, assess
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.ledger import Assumption, AssumptionStatus, Declaration, TargetPopulation
from schakel_prevalence.methods import FAMILIES

POPULATION = 10_000
COVERAGE = (0.03, 0.04, 0.05, 0.06, 0.04)
REPLICATES = 1000
REASON = Text({"en": "declared for the calibration"})
DECLARED = AssumptionLedger(
    {a: Declaration(a, AssumptionStatus.HOLDS, REASON) for a in Assumption}, TargetPopulation.PRESENT
)

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class World:
    """One way in which a population is registered; the defaults violate nothing."""

    name: str
    dutch: str
    spread: float = 0.0
    odds: float = 1.0
    replaced: float = 0.0
    referral: float = 1.0
    population: int = POPULATION
    truth: Direction | None = None  # where the truth lies if the violation is declared


WORLDS = (
    World("none", "geen"),
    World("none, a third of the size", "geen, een derde van de omvang", population=POPULATION // 3),
    World(
        "a first list that refers to the second, tripling the odds",
        "een eerste lijst die naar de tweede verwijst: kans (odds) driemaal zo groot",
        referral=3.0,
    ),
    World(
        "visibility that differs, typically by a factor 1.6",
        "zichtbaarheid die verschilt, doorgaans een factor 1,6",
        spread=0.5,
        truth=Direction.AT_LEAST,
    ),
    World(
        "visibility that differs, typically by a factor 2.7",
        "zichtbaarheid die verschilt, doorgaans een factor 2,7",
        spread=1.0,
        truth=Direction.AT_LEAST,
    ),
    World(
        "30% of the population replaced between lists",
        "30% van de populatie vervangen tussen twee lijsten",
        replaced=0.3,
        truth=Direction.AT_MOST,
    ),
    World(
        "a first registration that doubles the odds of the next",
        "een eerste registratie die de kans (odds) op de volgende verdubbelt",
        odds=2.0,
        truth=Direction.AT_LEAST,
    ),
    World(
        "a first registration that makes the odds of the next four times as high",
        "een eerste registratie die de kans (odds) op de volgende vier maal zo groot maakt",
        odds=4.0,
        truth=Direction.AT_LEAST,
    ),
    World(
        "a first registration that makes the odds of the next a quarter",
        "een eerste registratie die de kans (odds) op de volgende tot een kwart maakt",
        odds=0.25,
        truth=Direction.AT_MOST,
    ),
)


def simulate(world: World, generator: np.random.Generator) -> CaptureTable:
    """Draw the capture histories of one population; who is replaced has been seen, and someone unseen comes."""
    visibility = _visibility(world, world.population, generator)
    current = np.zeros((world.population, len(COVERAGE)), np.bool_)
    left: list[Marks] = []
    for occasion, coverage in enumerate(COVERAGE):
        odds = coverage / (1 - coverage) * visibility * np.where(current.any(axis=1), world.odds, 1.0)
        if occasion == 1:
            odds = odds * np.where(current[:, 0], world.referral, 1.0)
        current[:, occasion] = generator.random(world.population) < odds / (1 + odds)
        gone = generator.random(world.population) < world.replaced
        left.append(current[gone].copy())
        current[gone] = False
    return _table(np.concatenate([current, *left]))


def _visibility(world: World, size: int, generator: np.random.Generator) -> NDArray[np.float64]:
    logs = generator.normal(0.0, world.spread, size) if world.spread else np.zeros(size)
    return np.asarray(np.exp(logs - logs.mean() if world.spread else logs))


def _table(marks: Marks) -> CaptureTable:
    histories, counts = np.unique(marks[marks.any(axis=1)], axis=0, return_counts=True)
    rows = ((history.astype(int).tolist(), int(count)) for history, count in zip(histories, counts, strict=True))
    return CaptureTable.from_rows([f"list {i + 1}" for i in range(marks.shape[1])], rows)


def assessments(world: World, tables: int, seed: int = 1) -> Iterator[SizeAssessment]:
    """Assess simulated tables of one world."""
    generator = np.random.default_rng(seed)
    # Latent classes do not converge at this coverage, and then are no part of any verdict.
    families = tuple(name for name in FAMILIES if name != "latent-classes")
    settings = Settings(method="stepwise", replicates=REPLICATES, families=families)
    for _ in range(tables):
        yield assess(simulate(world, generator), settings, DECLARED)


def summary(world: World, found: list[SizeAssessment]) -> Mapping[str, str]:
    """Return one row of the calibration; shares from 0 to 1, nothing where no table can tell."""
    passed = [a.verdict for a in found if isinstance(a.verdict, Estimate | EstimateWithCaution)]
    clean = [verdict for verdict in passed if isinstance(verdict, Estimate)]
    held = [verdict.interval.lower <= world.population <= verdict.interval.upper for verdict in passed]
    ratios = [a.result.population / world.population for a in found if a.result.population]
    low, median, high = np.quantile(ratios, (0.1, 0.5, 0.9)) if ratios else (np.nan,) * 3
    row = (
        world.name,
        world.dutch,
        str(len(found)),
        *(f"{ratio:.2f}" for ratio in (low, median, high)),
        f"{len(clean) / len(found):.2f}",
        f"{(len(passed) - len(clean)) / len(found):.2f}",
        f"{1 - len(passed) / len(found):.2f}",
        f"{np.mean(held):.2f}" if held else "",
        _bounds_hold(world, found),
        _reasons(found),
    )
    return dict(zip(COLUMNS, row, strict=True))


def _bounds_hold(world: World, found: list[SizeAssessment]) -> str:
    """Return how often the bound holds that is given instead when the violation is declared and the data pass."""
    passed = [a.verdict.interval for a in found if isinstance(a.verdict, Estimate | EstimateWithCaution)]
    if world.truth is None or not passed:
        return ""
    least = world.truth is Direction.AT_LEAST
    held = [i.lower <= world.population if least else i.upper >= world.population for i in passed]
    return f"{np.mean(held):.2f}"


def _reasons(found: list[SizeAssessment]) -> str:
    names: dict[str, int] = {}
    for assessment in found:
        for gate in assessment.gates:
            if gate.outcome in (Outcome.STOP, Outcome.CAUTION):
                names[gate.name] = names.get(gate.name, 0) + 1
    often = sorted(names.items(), key=lambda item: -item[1])[:4]
    return ", ".join(f"{name} {count / len(found):.0%}" for name, count in often)


def main(tables: int = 100, worlds: tuple[World, ...] = WORLDS) -> None:
    """Run the calibration and keep its result, row by row as it comes."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for world in worlds:
            row = summary(world, list(assessments(world, tables)))
            writer.writerow(row)
            file.flush()
            print(" | ".join(row.values()), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
