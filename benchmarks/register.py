"""Protection of an invented register of three partners: ten tables, two comparisons, two editions of 8,442 cases.

The cases are drawn, so nothing here is about anybody. They are as sparse as a real register: of the combinations of all
answers that occur nearly all hold one or two cases. `python -m benchmarks.register old` attacks the first edition as
before too: cell by cell, from the true table, for counts of 1 and 2 alone. That takes minutes.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from schakel_protection import audit, find_profile
from schakel_protection.attack import require
from schakel_protection.releases import ProposedRelease, ReleaseRecord, Shown, protect_release
from schakel_protection.tables import Equations, cross, flat, link
from schakel_protection.tables.equations import Reserved, sparse_rows

CASES, LATE = 8442, 170
ANSWERS = {"month": 24, "category": 40, "region": 25, "partner": 3, "outcome": 12, "age": 9, "gender": 3, "court": 11}
TABLES = (
    ("month", "category"),
    ("month", "region"),
    ("month", "outcome"),
    ("category", "region"),
    ("category", "outcome"),
    ("partner", "category"),
    ("age", "gender", "category"),
    ("court", "outcome", "gender"),
    ("region", "age"),
    ("partner", "outcome", "age"),
)
COMPARISONS = (("category", "gender", "age"), ("region", "outcome", "month"))
GOAL = "under 20 CPU s for both editions"
PROFILE = find_profile("round-5-additive")

Case = Mapping[str, str]


def main() -> None:
    """Print what protecting two editions takes."""
    cases = list(_cases())
    print(f"invented register: {CASES:,} cases, {len(TABLES)} tables, {len(COMPARISONS)} comparisons; goal: {GOAL}")
    print(f"combinations of answers that hold one or two cases: {_sparse(cases):.1%}")
    first = _protected("first edition", cases[:-LATE], [])
    _protected("second edition", cases, [first])
    if "old" in sys.argv:
        _attacked_as_before(first)


def _cases() -> Iterator[Case]:
    """Draw cases: some answers are common and most are rare."""
    draws = np.random.default_rng(145)
    columns = {}
    for name, count in ANSWERS.items():
        shares = draws.gamma(0.7, size=count) + 0.02
        columns[name] = draws.choice(count, CASES, p=shares / shares.sum())
    for number in range(CASES):
        yield {name: f"{column[number]:02d}" for name, column in columns.items()}


def _sparse(cases: Sequence[Case]) -> float:
    held = Counter(tuple(case.values()) for case in cases)
    return sum(count <= 2 for count in held.values()) / len(held)


def _protected(name: str, cases: Sequence[Case], before: Sequence[ReleaseRecord]) -> ReleaseRecord:
    """Protect an edition with all that left before, and print what it took."""
    equations, read_off = _equations(cases)
    began = time.process_time()
    shown = protect_release(ProposedRelease(equations, read_off, before=before), PROFILE)
    _print(name, equations, shown, time.process_time() - began)
    return ReleaseRecord("monitor", name, equations, shown.known, shown.values, shown.promised, shown.witness)


def _print(name: str, equations: Equations, shown: Shown, spent: float) -> None:
    printed = ~np.isnan(shown.values)
    away = np.abs(shown.values - equations.values)[printed]
    said = "adds up" if shown.additive else "need not add up"
    print(f"{name:<16} {printed.sum():>6,} figures, {said}, {away.mean():.2f} away, {spent:6.1f} CPU s", flush=True)


def _equations(cases: Sequence[Case]) -> tuple[Equations, list[int]]:
    """The tables laid over each other, and the steps of the comparisons."""
    tables = []
    for names in TABLES:
        sides = [flat(name, [f"{code:02d}" for code in range(ANSWERS[name])]) for name in names]
        tables.append(cross(sides, Counter(tuple(case[name] for name in names) for case in cases)).equations)
    linked = link(*tables, *(_comparison(names, cases) for names in COMPARISONS))
    read_off = [place for place, key in enumerate(linked.keys) if key and key[0][0] == Reserved.BESIDE]
    return linked, read_off


def _comparison(names: Sequence[str], cases: Sequence[Case]) -> Equations:
    """Ever narrower counts, each a part of the one before; what a step leaves out can be read off."""
    keys: list[tuple[tuple[Reserved, str], ...]] = [()]
    values, entries = [float(len(cases))], list[tuple[int, int, float]]()
    inside = list(cases)
    for row, name in enumerate(names):
        inside = [case for case in inside if case[name] == "01"]
        step = "; ".join(names[: row + 1])
        keys += [((Reserved.STATED, step),), ((Reserved.BESIDE, step),)]
        values += [float(len(inside)), values[-2 if row else -1] - len(inside)]
        whole = 0 if row == 0 else 2 * row - 1
        entries += [(row, whole, -1.0), (row, 2 * row + 1, 1.0), (row, 2 * row + 2, 1.0)]
    hidden = np.array([bool(key) and key[0][0] == Reserved.BESIDE for key in keys])
    return Equations(tuple(keys), np.array(values), sparse_rows(entries, len(names), len(keys)), hidden)


def _attacked_as_before(release: ReleaseRecord) -> None:
    table = release.equations
    small = np.flatnonzero((table.values >= 1) & (table.values <= 2) & ~table.hidden)
    began = time.process_time()
    found = audit(table, release.known, require(small, 3.0))
    print(f"old attack       {len(small):,} counts of 1 or 2, {len(found.exposed)} exposed, ", end="")
    print(f"{time.process_time() - began:6.1f} CPU s")


if __name__ == "__main__":
    main()
