"""Lists that a simulated world picks from: CSV files with a header, each column a row of texts."""

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from schakel.simulation.declaration import DeclarationPlace
from schakel_base.faults import Faults
from schakel_base.text_file import read_text

List = Mapping[str, tuple[str, ...]]
Lists = Mapping[str, List]


def read_list(folder: Path, file: str, place: DeclarationPlace, faults: Faults) -> List:
    """Return the columns of a CSV file, none after noting why it cannot be read."""
    text = read_text(folder, file, faults)
    header, *lines = list(csv.reader(StringIO(text or "", newline=""))) or [[]]
    if not lines and text is not None:
        faults.add(f"The list `{file}` has no lines.", place.file, place.line)
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            faults.add(f"This line has {len(line)} values; the header has {len(header)}.", file, number)
            return {}
    return {name: tuple(line[index] for line in lines) for index, name in enumerate(header)}
