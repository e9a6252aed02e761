"""Public test tables of disclosure control, built as their publishers describe them (see data/README.md)."""

from functools import cache
from itertools import pairwise

import numpy as np
from disclosure_tables import codes, cross_records, read

from schakel_protection.attack import Requirement, around
from schakel_protection.tables import Cube, Equations, Variable, cross, flat, link, tree


@cache
def norway(name: str) -> Equations:
    """z1, z2 or z3: regions, in z2 and z3 by county as well as by group, and main income (and months)."""
    rows = read(f"{name}.csv")
    region = codes("region", rows) if name == "z1" else _by_county_and_group(rows)
    sides = [region, codes("hovedint", rows)]
    if name == "z3":
        months = {("Total", row["mnd2"]) for row in rows} | {(row["mnd2"], row["mnd"]) for row in rows}
        sides.append(tree("mnd", sorted(months), "Total"))
    return cross(sides, {tuple(row[side.name] for side in sides): float(row["ant"]) for row in rows}).equations


def _by_county_and_group(rows: list[dict[str, str]]) -> Variable:
    splits: dict[str, tuple[tuple[str, ...], ...]] = {}
    ways = []
    for way in ("fylke", "kostragr"):
        parts = {f"{way} {row[way]}": sorted({r["region"] for r in rows if r[way] == row[way]}) for row in rows}
        ways.append(tuple(sorted(parts)))
        splits |= {code: (tuple(found),) for code, found in parts.items()}
    return Variable("region", "Total", {"Total": tuple(ways), **splits})


def turnover() -> tuple[Cube, Requirement]:
    """Turnover by activity and size; cells of fewer than 3 firms, or of which one has over 85%, stay 10% open."""
    rows = read("turnover_act_size.csv")
    known = {row["ACTIVITY"] for row in rows}
    edges: dict[tuple[str, str], None] = {}
    for row in read("activity_corr_table.csv"):
        path = ["Total", *(row[level] for level in ("A10", "A21", "A88") if row[level] in known)]
        edges |= dict.fromkeys(pairwise(path))
    sides = [tree("activity", list(edges), "Total"), flat("size", ["tr1", "tr2", "tr3"])]
    value = {(row["ACTIVITY"], row["SIZE"]): float(row["TOT"]) for row in rows}
    leaves = {(a, s): value.get((a, s), 0.0) for a in sides[0].leaves for s in sides[1].leaves}
    cube = cross(sides, leaves, integer=False)
    failing = [
        cube.equations.index(cube.key((row["ACTIVITY"], row["SIZE"])))
        for row in rows
        if float(row["TOT"]) > 0 and (int(row["N_OBS"]) < 3 or float(row["MAX"]) > 0.85 * float(row["TOT"]))
    ]
    places = np.array(sorted(failing))
    tenth = 0.1 * cube.equations.values[places]
    return cube, around(places, tenth, tenth)


def linked() -> Equations:
    """Two tables over the same municipalities: by county, and by group of counties; one count is small."""
    records = [row for row in read("linked_usersupport136.csv") for _ in range(int(row["n"]))]
    by_county = cross_records([codes("region", records), codes("county", records)], records).equations
    by_group = cross_records([codes("region", records), codes("group", records)], records).equations
    return link(by_county, by_group)


def three_singletons() -> Equations:
    """A row with three counts of 1 among others."""
    rows = read("singletons_usersupport135.csv")
    sides = [codes("var1", rows), codes("var2", rows)]
    return cross(sides, {(row["var1"], row["var2"]): float(row["values"]) for row in rows}).equations
