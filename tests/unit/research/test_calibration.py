"""The calibration that the monitor shows is the one that the page on prevalence documents."""

import re
from pathlib import Path

from schakel.research.prevalence.calibration import calibration

PAGE = (Path(__file__).parents[3] / "packages/prevalence/docs/prevalence.md").read_text(encoding="utf-8")


def test_the_calibration_is_documented_as_it_came_out() -> None:
    def share(number: float | None) -> str:
        return "-" if number is None else f"{number:.0%}"

    section = PAGE.split("## Calibration")[1].split("## Known limits")[0]
    rows = re.findall(r"^\| (.*) \|$", section, re.MULTILINE)[2:]
    assert rows == [
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
