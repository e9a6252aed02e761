"""What tau-ARGUS calls metadata (`.rda`) and a hierarchy (`.hrc`), read as parts of a specification.

A `.rda` names the columns of a table and says what each is. A `.hrc` lists codes, each with as many signs before it as
it is levels deep. What has no counterpart here is left alone.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schakel_base.errors import DeclarationError, Fault
from schakel_base.faults import Faults
from schakel_base.text_file import read_text
from schakel_protection.standalone.hierarchy import Pair

_TAG = re.compile(r"<(\w+)>\s*(.*)")
_DEEP = re.compile(r"(@*|\.*|\**)(.+)")
ROLES: Mapping[str, str] = {
    "WEIGHT": "weight",
    "HOLDING": "person",
    "REQUEST": "request",
    "FREQUENCY": "count",
    "COST": "cost",
    "STATUS": "status",
    "LOWERPL": "below",
    "UPPERPL": "above",
}
"""What a column of tau-ARGUS is, and the key of a specification that names it."""


def from_metadata(folder: Path, name: str) -> dict[str, Any]:
    """Return what a `.rda` says as keys of a specification: dimensions, and the columns that have a role.

    Parameters
    ----------
    folder
        Where the specification is.
    name
        The `.rda`, from there; the hierarchies that it names are beside it.

    Raises
    ------
    SchakelError
        If there is no such file, or if it names no dimension.
    """
    found: dict[str, Any] = {"dimensions": {}}
    for column, tags in _columns(folder / name):
        role = next((ROLES[tag] for tag in ROLES if tag in tags), "")
        if role:
            found[role] = column
        elif "RECODEABLE" in tags or "RECODABLE" in tags:
            found["dimensions"][column] = _dimension(tags, Path(name).parent)
        elif "NUMERIC" in tags and "magnitude" not in found:
            found["magnitude"] = column
    if not found["dimensions"]:
        said = "the metadata name no column that is a dimension (<RECODEABLE>)"
        raise DeclarationError(Fault(said, str(folder / name)))
    return found


def _columns(file: Path) -> list[tuple[str, dict[str, str]]]:
    """Each column of the metadata, and its tags with what follows them."""
    found: list[tuple[str, dict[str, str]]] = []
    for _, line in _lines(file):
        tag = _TAG.match(line)
        if tag is None:
            found.append((line.split()[0].strip('"'), {}))
        elif found:
            found[-1][1][tag[1].upper()] = tag[2].strip().strip('"')
    return found


def _dimension(tags: Mapping[str, str], beside: Path) -> dict[str, str]:
    total = {"total": tags.get("TOTCODE") or "Total"}
    return total | ({"hierarchy": str(beside / tags["HIERCODELIST"])} if tags.get("HIERCODELIST") else {})


def pairs_in_hrc(file: Path, total: str) -> list[Pair]:
    """Return the codes of a `.hrc` as pairs of a code and one of its parts; the first level lies under the total.

    Raises
    ------
    SchakelError
        If there is no such file, or if a code is more than one level deeper than the one before it.
    """
    above, found = [total], []
    for number, line in _lines(file):
        deep = _DEEP.fullmatch(line)
        assert deep is not None, "a line that is not empty matches"
        level, code = len(deep[1]), deep[2].strip()
        if level >= len(above):
            raise DeclarationError(Fault(f"{code} is more than one level under what is before it", str(file), number))
        above = [*above[: level + 1], code]
        found.append(Pair(above[level], code, str(file), number))
    return found


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    faults = Faults()
    text = read_text(file.parent, file.name, faults)
    faults.raise_if_any()
    assert text is not None  # else it would have raised
    return ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip())
