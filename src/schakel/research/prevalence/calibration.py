"""How far estimates lie from a known truth: simulated worlds, most of which break an assumption.

The figures are made by `python -m benchmarks.prevalence_calibration` and kept beside this file. They come from
simulation and say nothing about any real population; they say how much a figure can be trusted that a method gives.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from schakel_base.text import Text

FILE = Path(__file__).with_name("calibration.csv")
COLUMNS = (
    "world",
    "world_nl",
    "world_es",
    "lists",
    "seen",
    "tables",
    "ratio_p10",
    "ratio_median",
    "ratio_p90",
    "estimate",
    "range",
    "bound",
    "range_held",
    "bound_held",
)


@dataclass(frozen=True)
class CalibrationRow:
    """Simulated tables of one world.

    Parameters
    ----------
    world
        What was wrong with it.
    seen
        The share of the population that the lists saw.
    ratio
        The estimate of the method alone by the truth: the tenth percentile, the median, the ninetieth.
    estimate, range, bound
        Shares of the tables that got an estimate, a range alone, and a lower bound alone.
    range_held
        Of the tables with an estimate or a range, the share whose range holds the truth; None if there is none.
    bound_held
        The share of all tables in which the truth is at least the lower limit.
    """

    world: Text
    lists: int
    seen: float
    tables: int
    ratio: tuple[float, float, float]
    estimate: float
    range: float
    bound: float
    range_held: float | None
    bound_held: float


def calibration() -> tuple[CalibrationRow, ...]:
    """Return one row for each world that was simulated."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_row(line) for line in csv.DictReader(file))


def _row(line: dict[str, str]) -> CalibrationRow:
    return CalibrationRow(
        world=Text({"en": line["world"], "nl": line["world_nl"], "es": line["world_es"]}),
        lists=int(line["lists"]),
        seen=float(line["seen"]),
        tables=int(line["tables"]),
        ratio=(float(line["ratio_p10"]), float(line["ratio_median"]), float(line["ratio_p90"])),
        estimate=float(line["estimate"]),
        range=float(line["range"]),
        bound=float(line["bound"]),
        range_held=float(line["range_held"]) if line["range_held"] else None,
        bound_held=float(line["bound_held"]),
    )
