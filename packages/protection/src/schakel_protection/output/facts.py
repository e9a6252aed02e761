"""Facts about an output that are read from the output itself: what is in a file need not be believed."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from schakel_base.errors import DisclosureError, Fault

SMALLEST = {
    "count": "smallest_cell",
    "at_risk": "smallest_at_risk",
    "events": "smallest_events_per_step",
    "overlap": "smallest_overlap",
    "observed": "observed",
}
"""What a column of an output holds, and the fact that its smallest number above 0 is."""


def facts_in(output: Path, columns: Mapping[str, str]) -> dict[str, float]:
    """Return the facts in an output that is a CSV file; `columns` says by what they hold which columns to read.

    Raises
    ------
    DisclosureError
        If a column is missing, holds what nobody declared, or holds something that is no number.
    """
    found = {}
    for holds, name in columns.items():
        if holds not in SMALLEST:
            known = ", ".join(SMALLEST)
            raise DisclosureError(
                "no fact is read from a column of {holds}; known are {known}", holds=holds, known=known
            )
        numbers = _column(output, str(name))
        found[SMALLEST[holds]] = min((number for number in numbers if number > 0), default=0.0)
    return found


def _column(output: Path, name: str) -> Sequence[float]:
    try:
        with output.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except UnicodeDecodeError:
        raise DisclosureError(Fault("this is not UTF-8 text, so no column can be read", str(output))) from None
    if not rows or name not in rows[0]:
        raise DisclosureError(Fault("the output has no column {name}", str(output), fields={"name": name}))
    numbers = []
    for line, row in enumerate(rows, start=2):
        try:
            numbers.append(float(row[name] or 0))
        except ValueError:
            said = {"name": name, "value": row[name]}
            raise DisclosureError(
                Fault("{name} holds {value}, which is not a number", str(output), line, said)
            ) from None
    return numbers
