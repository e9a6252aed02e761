"""Simulates an alliance's world and writes what its partners would have delivered of it."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from schakel.model.alliance import Alliance, ShippedDelivery
from schakel.simulation.declaration import Simulation
from schakel.simulation.files import Files, WrittenDelivery, index
from schakel.simulation.reader import read_simulation
from schakel.simulation.truth import Truth
from schakel.simulation.writing import Writer
from schakel_base.progress import Progress, silent

INDEX = "deliveries.yaml"


def simulate(
    alliance: Alliance,
    out: Path,
    years: range | None = None,
    scale: float = 1.0,
    theme_only: bool = False,
    seed: int = 1,
    progress: Progress = silent,
) -> list[ShippedDelivery]:
    """Write the deliveries of a simulated world, the same bytes for the same arguments.

    Parameters
    ----------
    alliance
        An alliance that declares a simulation.
    out
        Where the files go: one per partner and period, an index of them, and the truth in a folder of its own.
    years
        The years in which partners deliver; those that the alliance declares, if none are given.
    scale
        The share of the declared yearly numbers that is made; 1 is all of them.
    theme_only
        Whether to leave out everything but the theme of the alliance.
    seed
        Another seed gives another world under the same parameters.

    Returns
    -------
    The deliveries in the order in which they were delivered, each marked synthetic.

    Raises
    ------
    DeclarationError
        If the alliance declares no simulation, or one that is at fault.
    """
    return list(deliveries(alliance, out, years, scale, theme_only, seed, progress))


def deliveries(
    alliance: Alliance,
    out: Path,
    years: range | None = None,
    scale: float = 1.0,
    theme_only: bool = False,
    seed: int = 1,
    progress: Progress = silent,
) -> Iterator[ShippedDelivery]:
    """Simulate, and yield each delivery of `simulate` as soon as it is written and none to come precedes it.

    The index and the truth are whole once all were taken.

    Raises
    ------
    DeclarationError
        As `simulate` does.
    """
    simulation = read_simulation(alliance)
    years = years or range(simulation.years[0], simulation.years[1] + 1)
    out.mkdir(parents=True, exist_ok=True)
    truth = Truth(simulation, seed, scale, theme_only)
    found = []
    for one in _write(simulation, alliance, truth, out, years, progress):
        found.append(one)
        yield ShippedDelivery(
            one.partner, one.file, one.delivered, simulation.source, synthetic=True, covers=one.covers
        )
    entries = index(found, simulation.source.by_language)
    (out / INDEX).write_text(yaml.safe_dump(entries, sort_keys=False, allow_unicode=True), "utf-8")


def _write(
    simulation: Simulation, alliance: Alliance, truth: Truth, out: Path, years: range, progress: Progress
) -> Iterator[WrittenDelivery]:
    writers = {
        writing.partner: Writer(writing, alliance.partners[writing.partner].contract, truth, years.start)
        for writing in simulation.writings
    }
    files = Files(out, writers, years)
    begin = years.start - simulation.warm_up
    for year in range(begin, years.stop):
        progress(f"{year}", (year - begin) / (years.stop - begin))
        tables = truth.year(year)
        for partner, writer in writers.items():
            for written in writer.write(tables, year):
                files.add(partner, written)
        files.remember(tables)
        yield from files.close(year)
    yield from files.finish()
