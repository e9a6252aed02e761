"""Questions about the whole chain: what opening an epoch takes, and an answer, from one to all years of the country.

`make bench` takes the national year; all six years take some minutes: `python -m benchmarks.asking 2014-2019`.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.measure import cost
from benchmarks.national import BUILD, prepare, print_cost
from schakel.alliance import read
from schakel.store.workspace import Workspace
from schakel_protection.releases import ReleaseLedger

ALLIANCE, PRODUCT = Path("alliances/nl-strafrechtketen"), "strafrechtketen"
YEARS, WHOLE = "2017-2017", "100"  # its own deliveries are one in a hundred
QUESTION = ("--of", "case", "--by", "court", "--by", "outcome")


def main(years: str = YEARS, scale: str = WHOLE) -> None:
    """Print what it takes to build and publish national years, to open an epoch of them, and to answer a question."""
    schakel = str(Path(sys.executable).with_name("schakel"))
    with tempfile.TemporaryDirectory() as temporary:
        folder, out = prepare(Path(temporary), years, scale, alliance=ALLIANCE), Path(temporary) / "out"
        steps = Path(temporary) / "steps.json"
        print_cost("built", cost([sys.executable, "-c", BUILD, str(folder), str(steps)]))
        for what, words in {
            "published": ("publish", str(folder), PRODUCT, "--out", str(out / "release")),
            "opened": ("epoch", "open", str(folder), PRODUCT),
            "answered": ("ask", str(folder), PRODUCT, *QUESTION, "--out", str(out / "answer")),
        }.items():
            print_cost(what, cost([schakel, *words]))
        print(
            f"                     {_shown_as_they_are(folder):.0%} of counts of 1 and 2 shown as they are (even: 9%)"
        )
        print("                     goals: opened within 600 s CPU and 4,096 MB, answered within 10 s")


def _shown_as_they_are(folder: Path) -> float:
    drawn = ReleaseLedger(Workspace.of(folder, read(folder).name).epoch_records).releases()
    counts, shown = (
        np.concatenate(one) for one in zip(*((it.equations.values, it.shown) for it in drawn), strict=True)
    )
    small = (counts >= 1) & (counts <= 2) & ~np.isnan(shown)
    return float((counts == shown)[small].mean())


if __name__ == "__main__":
    main(*sys.argv[1:])
