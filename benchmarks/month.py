"""A month of one partner on top of national years: what it takes after linking, and whether its cells are right.

The last twelfth of the largest file is held back, delivered by itself, and built on the edition without it. All base
cells are then held against the same built in full.
"""

import json
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import yaml

from benchmarks.measure import cost
from benchmarks.national import BUILD
from schakel import verbs
from schakel.alliance import read
from schakel.indicators.open_edition import open_edition
from schakel.store.access_log import reading
from schakel.store.engine import connect
from schakel.store.sealed_tables import read_table
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables

CHAIN = ("superseded", "relations", "said", "what changed", "links", "wide", "layer", "provenance", "answers", "base")
"""How the names of those parts of a build begin that make the chain and its counts, once persons are linked."""

Cells = dict[str, pa.Table]
"""The base cells of each indicator, by its name."""


@dataclass(frozen=True)
class HeldBack:
    """Rows of a partner that are delivered later than the rest of their file."""

    partner: str
    file: Path
    delivered: date


def hold_back(out: Path) -> HeldBack:
    """Move the last month of the largest file of the last day into a file of its own, for the day after."""
    entries = yaml.safe_load((out / "deliveries.yaml").read_text("utf-8"))["deliveries"]
    last = max(entries, key=lambda one: (str(one["delivered"]), (out / one["file"]).stat().st_size))
    whole = out / last["file"]
    header, *rows = whole.read_text("utf-8").splitlines(keepends=True)
    month = out / f"month-of-{whole.name}"
    since = len(rows) - len(rows) // 12
    month.write_text("".join([header, *rows[since:]]), "utf-8")
    whole.write_text("".join([header, *rows[:since]]), "utf-8")
    return HeldBack(last["partner"], month, date.fromisoformat(str(last["delivered"])) + timedelta(days=1))


def built_on(folder: Path, held: HeldBack, steps: Path) -> tuple[Cells, float]:
    """Build without what was held back, deliver it, and build that on top: print what this takes, and return it."""
    build = [sys.executable, "-c", BUILD, str(folder), str(steps)]
    cost(build)
    rows = verbs.deliver(folder, held.partner, held.file, held.delivered, synthetic=True).accepted
    cost(build)
    after_linking = of_chain(steps)
    print(
        f"a month more of {held.partner} ({rows:,} rows): {after_linking:.1f} s CPU after linking (goal 3)", flush=True
    )
    return cells_of(folder), after_linking


def compare(built: Cells, folder: Path) -> int:
    """Return, and print, of how many indicators the base cells are those of the last edition, built in full."""
    whole = cells_of(folder)
    equal = sum(cells.to_pylist() == whole[name].to_pylist() for name, cells in built.items())
    print(f"    base cells of {equal} of {len(built)} indicators are those of the same build in full", flush=True)
    return int(equal)


def of_chain(steps: Path) -> float:
    """Return the CPU seconds of the chain and its counts in what a build took."""
    parts = json.loads(steps.read_text("utf-8"))
    return sum(float(part["cpu"]) for part in parts if part["what"].startswith(CHAIN))


def cells_of(folder: Path) -> Cells:
    """The base cells of each indicator in the last edition."""
    alliance = read(folder)
    with reading(Workspace.of(folder, alliance.name), "build", "measuring a month more", ""):
        bases = open_edition(alliance, "latest").place.folder("bases")
        return {name: read_table(bases / f"{name}.parquet") for name in alliance.indicators}


def claims_of(folder: Path) -> int:
    """The number of claims in the last edition."""
    alliance = read(folder)
    with (
        reading(Workspace.of(folder, alliance.name), "build", "measuring how a build grows", ""),
        connect({"claims": chain_tables(open_edition(alliance, "latest").place)["claims"]}) as connection,
    ):
        [(claims,)] = connection.execute("SELECT count(*) FROM claims").fetchall()
    return int(claims)
