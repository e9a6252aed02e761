"""Suppression of sparse tables of five dimensions: cells shown, information kept, processor seconds on one thread.

8,442 invented cases of seven years by region, form, age and sex, by year (7,920 cells) and by month (91,080). Most
classes that are not empty hold one or two cases. `python -m benchmarks.sparse years alliance` runs one of them.
"""

import sys
import time

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection import protect_data

CASES, YEARS = 8442, 7
CODES = {"region": 10, "form": 5, "age": 4, "sex": 2}
PROFILES = ("alliance", "cbs-10-50-90")


def main() -> None:
    """Print one line for each table and profile."""
    print(f"{'table':<8}{'profile':<15}{'cells':>8}{'hidden':>8}{'CPU s':>8}  said")
    for by in [name for name in sys.argv[1:] if name in ("years", "months")] or ["years", "months"]:
        for profile in [name for name in sys.argv[1:] if name in PROFILES] or PROFILES:
            _measure(by, profile)


def _measure(by: str, profile: str) -> None:
    begin = time.process_time()
    try:
        protected = protect_data(_cases(by), _asked(by, profile))
    except DisclosureError as error:
        print(f"{by:<8}{profile:<15}{'':>8}{'':>8}{time.process_time() - begin:>8.0f}  refused: {error}", flush=True)
        return
    spent, cells = time.process_time() - begin, len(protected.cells)
    said = protected.sentence.partition("Categories are")[2]
    print(f"{by:<8}{profile:<15}{cells:>8,}{protected.suppressed:>8,}{spent:>8.0f} {said}", flush=True)


def _cases(by: str) -> dict[str, list[str]]:
    """Invented cases: codes as unequal as those of registers, drawn with a fixed seed."""
    random = np.random.default_rng(7)
    shares = {name: random.dirichlet(np.full(count, 0.8)) for name, count in CODES.items()}
    years, months = random.integers(0, YEARS, CASES), random.integers(1, 13, CASES)
    times = [
        f"{2015 + year}-{month:02d}"[: 7 if by == "months" else 4] for year, month in zip(years, months, strict=True)
    ]
    drawn = {name: random.choice(count, CASES, p=shares[name]) for name, count in CODES.items()}
    return {"time": times, **{name: [f"{name} {code}" for code in codes] for name, codes in drawn.items()}}


def _asked(by: str, profile: str) -> dict[str, object]:
    years = [str(2015 + year) for year in range(YEARS)]
    parts = {"Total": years} | (
        {year: [f"{year}-{m:02d}" for m in range(1, 13)] for year in years} if by == "months" else {}
    )
    return {"dimensions": {"time": {"parts": parts}, **{name: {} for name in CODES}}, "profile": profile}


if __name__ == "__main__":
    main()
