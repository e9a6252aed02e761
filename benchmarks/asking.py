"""Questions about the whole chain: what opening an epoch takes, and an answer, from one to all years of the country.

`make bench` takes the national year; all six years take some minutes: `python -m benchmarks.asking 2014-2019`.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import cost
from benchmarks.national import BUILD, prepare, print_cost

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
        print("                     goals: opened within 600 s CPU and 4,096 MB, answered within 10 s")


if __name__ == "__main__":
    main(*sys.argv[1:])
