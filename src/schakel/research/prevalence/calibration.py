"""How far estimates lie from the truth where the truth is known: simulated populations, under each violation.

The figures are made by `python -m benchmarks.prevalence_calibration` and kept beside this file. They come from
simulation and say nothing about any real population; they say how much a figure can be trusted that a method gives.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from schakel_base.text import Text

FILE = Path(__file__).with_name("calibration.csv")
COLUMNS = (
    "violation",
    "violation_nl",
    "tables",
    "ratio_p10",
    "ratio_median",
    "ratio_p90",
    "estimate",
    "caution",
    "refused",
    "interval_held",
    "bound_held",
    "gates",
)


@dataclass(frozen=True)
class CalibrationRow:
    """Simulated tables under one violation.

    Attributes
    ----------
    violation
        What was wrong with the world that was simulated.
    tables
        How many tables were simulated.
    ratio
        Estimate by truth: the tenth percentile, the median, the ninetieth.
    estimate, caution, refused
        Shares of the tables that were let pass, let pass with caution, or not.
    interval_held
        Of the tables let pass, the share whose 95% interval holds the truth; None if none was.
    bound_held
        Where the violation is declared: the share whose bound holds; None if no bound can be given.
    gates
        Which gates stopped or warned most, in the words of the library.
    """

    violation: Text
    tables: int
    ratio: tuple[float, float, float]
    estimate: float
    caution: float
    refused: float
    interval_held: float | None
    bound_held: float | None
    gates: str


def calibration() -> tuple[CalibrationRow, ...]:
    """Return one row for each way in which a population was simulated."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_row(line) for line in csv.DictReader(file))


def _row(line: dict[str, str]) -> CalibrationRow:
    return CalibrationRow(
        violation=Text({"en": line["violation"], "nl": line["violation_nl"]}),
        tables=int(line["tables"]),
        ratio=(float(line["ratio_p10"]), float(line["ratio_median"]), float(line["ratio_p90"])),
        estimate=float(line["estimate"]),
        caution=float(line["caution"]),
        refused=float(line["refused"]),
        interval_held=_share(line["interval_held"]),
        bound_held=_share(line["bound_held"]),
        gates=line["gates"],
    )


def _share(text: str) -> float | None:
    return float(text) if text else None
