"""Run all benchmarks, or those named: `python -m benchmarks argentina`."""

import sys
from importlib import import_module

ALL = (
    "argentina",
    "intake",
    "simulation",
    "national",
    "asking",
    "prevalence",
    "prevalence_calibration",
    "disclosure",
    "register",
    "sparse",
    "pseudonyms",
    "zone",
    "sentencing",
    "recidivism",
    "publication",
    "linking",
    "desk",
    "judging",
)

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        import_module(f"benchmarks.{name}").main()
