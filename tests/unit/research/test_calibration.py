"""The calibration that the monitor shows is the one that the page on prevalence documents, as are its other lists."""

import csv
import re
from itertools import groupby
from pathlib import Path

from scipy.stats import beta

from schakel.research.prevalence.calibration import calibration

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "packages/prevalence/docs/prevalence.md").read_text(encoding="utf-8")
OTHER_LISTS = ROOT / "benchmarks/prevalence_calibration.csv"


def rows_of(part: str) -> list[str]:
    """Return the rows of the table in a part of the page, without its headings."""
    return re.findall(r"^\| (.*) \|$", part, re.MULTILINE)[2:]


def passed_and_held(row: dict[str, str]) -> str:
    """Return the share of tables with an estimate or a range, and of these the share that holds, with its interval."""
    passed = min(float(row["estimate"]) + float(row["range"]), 1.0)
    if not row["range_held"]:
        return f"{passed:.0%}"
    tables = round(passed * int(row["tables"]))
    held = round(float(row["range_held"]) * tables)
    # Clopper and Pearson 1934.
    low = beta.ppf(0.025, held, tables - held + 1) if held else 0.0
    high = beta.ppf(0.975, held + 1, tables - held) if held < tables else 1.0
    return f"{passed:.0%}: {held / tables:.0%} ({100 * low:.0f} to {100 * high:.0f})"


def test_the_calibration_is_documented_as_it_came_out() -> None:
    def share(number: float | None) -> str:
        return "-" if number is None else f"{number:.0%}"

    section = PAGE.split("## Calibration")[1].split("### Other numbers of lists")[0]
    assert rows_of(section) == [
        " | ".join(
            (
                row.world.in_language("en"),
                str(row.lists),
                share(row.seen),
                f"{row.ratio[1]:.2f}",
                *map(share, (row.estimate, row.range, row.bound, row.range_held, row.bound_held)),
            )
        )
        for row in calibration()
    ]


def test_that_of_other_numbers_of_lists_is_documented_as_it_came_out() -> None:
    section = PAGE.split("### Other numbers of lists")[1].split("## Known limits")[0]
    with OTHER_LISTS.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["world"])
    made = {world: [passed_and_held(row) for row in of] for world, of in groupby(rows, lambda row: row["world"])}
    assert len(rows) == 60
    assert {world: cells for world, *cells in (row.split(" | ") for row in rows_of(section))} == made
