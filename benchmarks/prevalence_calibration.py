"""How often a range holds the truth, where that is known: worlds that keep the assumptions, or break one.

Tables are simulated from a population of known size. Nothing is declared, since nothing that is declared narrows a
range. Seeds are not those on which the span was set. The result is kept with the engine, where the page on method and
packages/prevalence/docs/prevalence.md take it from; that of other numbers of lists is beside this file, for the latter.

    python -m benchmarks.prevalence_calibration 200
    python -m benchmarks.prevalence_calibration gates
    python -m benchmarks.prevalence_calibration numbers
"""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schakel.research.prevalence.calibration import COLUMNS, FILE
from schakel.research.prevalence.drawn_lists import BASE
from schakel_base.verdict import BoundOnly, Estimate, EstimateWithCaution, RangeOnly
from schakel_prevalence import CaptureTable, Settings, assess
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.open_numbers import over_open_numbers
from schakel_prevalence.rounding import by_person
from schakel_prevalence.span import plausible_range

POPULATION = 10_000
SEED = 20_261_130
FEW, MANY = (0.03, 0.04, 0.05, 0.06, 0.04, 0.05), (0.12, 0.15, 0.18, 0.2, 0.14, 0.16)
"""The share that each list sees: five of them together a fifth of the population, or more than half."""

SOUND = "no assumption broken"
Marks = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """One way in which a population is registered; the defaults break no assumption.

    Parameters
    ----------
    spread
        Standard deviation of the logarithm of the odds of being seen.
    hidden
        The share that is a class of its own, seen six times less easily.
    odds
        By what the first registration multiplies the odds of each later one.
    referral
        By what being on the first list multiplies the odds of being on the second, and being on the second those of
        the third.
    replaced
        The share replaced between two lists; the truth is then whoever was ever present.
    """

    name: str
    dutch: str
    spanish: str
    lists: int = 5
    seen: tuple[tuple[float, ...], ...] = (FEW, MANY)
    spread: float = 0.0
    hidden: float = 0.0
    odds: float = 1.0
    referral: tuple[float, float] = (1.0, 1.0)
    replaced: float = 0.0


WORLDS = (
    World(SOUND, "geen aanname geschonden", "ningún supuesto roto"),
    World(SOUND, "geen aanname geschonden", "ningún supuesto roto", lists=3),
    World(SOUND, "geen aanname geschonden", "ningún supuesto roto", lists=4),
    World(SOUND, "geen aanname geschonden", "ningún supuesto roto", lists=6),
    World(
        "lists that refer to each other, odds ×4 and ×3",
        "lijsten die naar elkaar verwijzen, odds ×4 en ×3",
        "listas que se derivan personas, odds ×4 y ×3",
        referral=(4.0, 3.0),
    ),
    World(
        "lists that avoid each other, odds ×0.3",
        "lijsten die elkaar mijden, kans (odds) ×0,3",
        "listas que se evitan, odds ×0,3",
        referral=(0.3, 0.3),
    ),
    World(
        "visibility that differs, typically ×1.8",
        "zichtbaarheid die verschilt, doorgaans ×1,8",
        "visibilidad desigual, en general ×1,8",
        spread=0.6,
    ),
    World(
        "visibility that differs, typically ×2.7",
        "zichtbaarheid die verschilt, doorgaans ×2,7",
        "visibilidad desigual, en general ×2,7",
        spread=1.0,
    ),
    World(
        "six in ten seen six times less easily",
        "zes op de tien zes maal minder zichtbaar",
        "seis de cada diez, seis veces menos visibles",
        hidden=0.6,
    ),
    World(
        "30% replaced between lists; asked: ever present",
        "30% vervangen tussen lijsten; gevraagd: ooit aanwezig",
        "30% reemplazado entre listas; se pregunta: alguna vez presentes",
        replaced=0.3,
    ),
    World("odds ×2 after a registration", "kans (odds) ×2 na een registratie", "odds ×2 tras un registro", odds=2.0),
    World(
        "odds ×0.5 after a registration", "kans (odds) ×0,5 na een registratie", "odds ×0,5 tras un registro", odds=0.5
    ),
    World("odds ×4 after a registration", "kans (odds) ×4 na een registratie", "odds ×4 tras un registro", odds=4.0),
    World(
        "odds ×0.25 after a registration",
        "kans (odds) ×0,25 na een registratie",
        "odds ×0,25 tras un registro",
        odds=0.25,
    ),
)
OTHER_LISTS = tuple(replace(world, lists=lists) for lists in (3, 4, 6) for world in WORLDS if world.name != SOUND)
"""The worlds that break an assumption, seen by other numbers of lists: for the documentation alone."""
FILE_OF_OTHER_LISTS = Path(__file__).with_suffix(".csv")


def simulate(world: World, seen: tuple[float, ...], generator: np.random.Generator) -> tuple[CaptureTable, int]:
    """Draw the capture histories of one population, and how many were ever in it."""
    visibility = _visibility(world, generator)
    current = np.zeros((POPULATION, world.lists), np.bool_)
    left: list[Marks] = []
    for occasion, share in enumerate(seen[: world.lists]):
        odds = share / (1 - share) * visibility * np.where(current.any(axis=1), world.odds, 1.0)
        if occasion in (1, 2):
            odds = odds * np.where(current[:, occasion - 1], world.referral[occasion - 1], 1.0)
        current[:, occasion] = generator.random(POPULATION) < odds / (1 + odds)
        gone = generator.random(POPULATION) < (world.replaced if occasion < world.lists - 1 else 0.0)
        left.append(current[gone].copy())
        current[gone] = False
    marks = np.concatenate([current, *left])
    return _table(marks), len(marks)


def _visibility(world: World, generator: np.random.Generator) -> Floats:
    if world.hidden:
        return np.where(generator.random(POPULATION) < world.hidden, 1 / 6, 1.0)
    return np.asarray(np.exp(generator.normal(0.0, world.spread, POPULATION)))


def _table(marks: Marks) -> CaptureTable:
    histories, counts = np.unique(marks[marks.any(axis=1)], axis=0, return_counts=True)
    rows = ((history.astype(int).tolist(), int(count)) for history, count in zip(histories, counts, strict=True))
    return CaptureTable.from_rows([f"list {i + 1}" for i in range(marks.shape[1])], rows)


def assessments(world: World, seen: tuple[float, ...], tables: int) -> Iterator[tuple[SizeAssessment, int]]:
    """Assess simulated tables of one world, each with the truth."""
    generator = np.random.default_rng(SEED)
    settings = Settings(method="stepwise", replicates=100, families=())
    for _ in range(tables):
        table, truth = simulate(world, seen, generator)
        yield assess(table, settings), truth


def summary(world: World, found: list[tuple[SizeAssessment, int]]) -> Mapping[str, str]:
    """Return one row of the calibration; shares from 0 to 1, nothing where no table can tell."""
    verdicts = [(one.verdict, truth) for one, truth in found]
    estimates = sum(isinstance(one, Estimate | EstimateWithCaution) for one, _ in verdicts)
    ranges = sum(isinstance(one, RangeOnly) for one, _ in verdicts)
    held = [
        one.interval.lower <= truth <= one.interval.upper
        for one, truth in verdicts
        if isinstance(one, Estimate | EstimateWithCaution | RangeOnly)
    ]
    ratios = [one.result.population / truth for one, truth in found if one.result.population]
    row = (
        world.name,
        world.dutch,
        world.spanish,
        str(world.lists),
        f"{np.mean([one.result.observed / truth for one, truth in found]):.2f}",
        str(len(found)),
        *(f"{ratio:.2f}" for ratio in np.quantile(ratios, (0.1, 0.5, 0.9))),
        f"{estimates / len(found):.2f}",
        f"{ranges / len(found):.2f}",
        f"{sum(isinstance(one, BoundOnly) for one, _ in verdicts) / len(found):.2f}",
        f"{np.mean(held):.2f}" if held else "",
        f"{np.mean([_lower(one) <= truth for one, truth in verdicts]):.2f}",
    )
    return dict(zip(COLUMNS, row, strict=True))


def _lower(verdict: object) -> float:
    interval = getattr(verdict, "interval", None)
    return float(interval.lower if interval else getattr(verdict, "bound", 0.0))


def rows(tables: int, worlds: Sequence[World] = WORLDS) -> Iterator[Mapping[str, str]]:
    """Yield the rows of the calibration, and print them as they come."""
    for world in worlds:
        for seen in world.seen:
            row = summary(world, list(assessments(world, seen, tables)))
            print(" | ".join(row.values()), flush=True)
            yield row


def main(tables: int = 20) -> None:
    """Print a calibration of few tables, for a look beside the one that is kept."""
    for _ in rows(tables, (*WORLDS, *OTHER_LISTS)):
        pass


def keep(tables: int) -> None:
    """Run the calibration and keep its result, row by row as it comes."""
    for path, worlds in ((FILE, WORLDS), (FILE_OF_OTHER_LISTS, OTHER_LISTS)):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for row in rows(tables, worlds):
                writer.writerow(row)
                file.flush()


def gates_tried(tables: int = 200, seeds: int = 20) -> None:
    """Print how many tables get a range under other gates: sound ones of three lists, and some whose range is wrong."""
    sound = next(world for world in WORLDS if world.lists == 3)
    wrong = next(world for world in WORLDS if world.odds == 0.25)
    for world, sets in ((sound, seeds), (wrong, 1)):
        generators = (np.random.default_rng(SEED + 1 + number) for number in range(sets))
        simulated = [simulate(world, FEW, generator)[0] for generator in generators for _ in range(tables)]
        for level, limits in ((0.95, (8, 9, 10)), (0.9, (9,))):
            found = (plausible_range(Lattice.of(table), level) for table in simulated)
            ratios = np.array([np.inf if one is None else one.ratio for one in found]).reshape(sets, tables)
            for limit in limits:
                shares = (ratios <= limit).mean(axis=1)
                by_set = f"{shares.min():.2f} to {shares.max():.2f} by set of seeds"
                print(f"{world.name}, at most {limit}, level {level}: {shares.mean():.3f}, {by_set}", flush=True)


def numbers_given(tables: int = 400) -> None:
    """Print how often an interval holds the truth that rests on a number of each person, on lists as they are or drawn.

    Lists are drawn so that of each value of the number a multiple of five persons is on exactly these.
    """
    generator = np.random.default_rng(SEED)
    for population, some in ((820, tables), (4000, tables // 4)):
        for values in (4, 16):
            found = [_held_given_numbers(population, values, generator) for _ in range(some)]
            seen, as_they_are, drawn = np.mean(found, axis=0)
            said = f"as they are {as_they_are:.3f}, drawn {drawn:.3f} of {some} lists"
            print(f"{population} persons, {seen:.0f} seen, {values} values: {said}", flush=True)


def _held_given_numbers(population: int, values: int, generator: np.random.Generator) -> tuple[int, bool, bool]:
    number = generator.integers(0, values, population)
    chances = 1 / (1 + np.exp(-(np.array([-1.3, -1.0]) + 1.1 * (2 * number[:, None] / (values - 1) - 1))))
    marks = generator.random(chances.shape) < chances
    rows = np.column_stack([marks, number])[marks.any(axis=1)]
    ways, way = np.unique(rows, axis=0, return_inverse=True)
    sizes = (np.bincount(way) + generator.integers(0, BASE, len(ways))) // BASE * BASE
    drawn = np.repeat(ways, sizes, axis=0)
    added = by_person(np.repeat(np.arange(len(ways)), sizes), BASE)
    return len(rows), _holds(rows, 0.0, population), _holds(drawn, added, population)


def _holds(rows: NDArray[np.int64], added: Floats | float, population: int) -> bool:
    first, second, number = rows.T
    ends = np.repeat(number[:, None, None], 2, axis=2).astype(np.float64)
    (interval,) = over_open_numbers(first > 0, second > 0, ends, added=added).intervals
    return interval.lower <= population <= interval.upper


if __name__ == "__main__":
    if sys.argv[1:] == ["gates"]:
        gates_tried()
    elif sys.argv[1:] == ["numbers"]:
        numbers_given()
    else:
        keep(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
