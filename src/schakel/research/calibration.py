"""How far estimates lie from the truth where the truth is known: simulated populations, under each violation.

The figures are made by `python -m benchmarks.prevalence_calibration` and kept beside this file. They come from
simulation and say nothing about any real population; they say how much a figure can be trusted that a method gives.
"""

import csv
from pathlib import Path

from schakel.model.calibration import CalibrationRow
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
