"""Check: every file that an alliance declares something in is read, also those that only one command needs."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from schakel.alliance.checking import check as check_declarations
from schakel.alliance.general import FILE
from schakel.model.alliance import Alliance
from schakel.simulation import declares_simulation, read_simulation
from schakel_base.errors import DeclarationError, SchakelError
from schakel_base.faults import Faults
from schakel_judgments import read_rules
from schakel_judgments.guidelines import read_guidelines, read_orientation_points

SENTENCING: Mapping[str, Callable[[Path], object]] = {
    "sentencing/reading-rules.yaml": read_rules,
    "sentencing/guidelines.yaml": read_guidelines,
    "sentencing/orientation-points.csv": read_orientation_points,
}
"""What reads each file about sentencing."""


def check(folder: Path) -> Alliance:
    """Read an alliance with all of its models, its simulation, and its rules and guidelines about sentencing.

    Raises
    ------
    DeclarationError
        With every fault that was found, each with its file relative to the folder.
    """
    faults, alliance = Faults(), None
    try:
        alliance = check_declarations(folder)
    except DeclarationError as error:
        if not (folder / FILE).exists():
            raise
        _add(error, faults)
    for file, read in _others(folder, alliance):
        try:
            read()
        except SchakelError as error:
            _add(error, faults, file)
    faults.raise_if_any()
    assert alliance is not None, "an alliance that cannot be read has a fault"
    return alliance


def _others(folder: Path, alliance: Alliance | None) -> Iterator[tuple[str, Callable[[], object]]]:
    """What else is read, each with the file that its faults are in, where these name none of the folder."""
    # What partners write is held against their contracts, so these must be sound first.
    if alliance is not None and declares_simulation(folder):
        yield "", partial(read_simulation, alliance)
    for file, read in SENTENCING.items():
        if (folder / file).is_file():
            yield file, partial(read, folder / file)


def _add(error: SchakelError, faults: Faults, file: str = "") -> None:
    for fault in error.faults:
        faults.add(fault.sentence, file or fault.file, fault.line)
