"""A hierarchy as people have it: pairs of a code and one of its parts, each with the place where it was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schakel_base.errors import DeclarationError, Fault
from schakel_base.yaml_file import YamlFile
from schakel_protection.standalone.csv_table import read_lines
from schakel_protection.tables.cubes import HierarchyError, Variable, tree


@dataclass(frozen=True)
class Pair:
    """A code and one of its parts: the file that says so, its line, and what its two columns are called."""

    code: str
    part: str
    file: str = ""
    line: int | None = None
    columns: tuple[str, str] = ("", "")

    def fault(self, dimension: str, said: str, of_part: bool) -> Fault:
        """What is wrong with the code or with the part; a specification names the dimension, not the column."""
        column = self.columns[of_part]
        return Fault(f"column {column}: {said}" if column else f"{dimension}: {said}", self.file, self.line)


def hierarchy(dimension: str, total: str, pairs: Sequence[Pair]) -> Variable:
    """Make a dimension of pairs.

    Raises
    ------
    DeclarationError
        If they are no tree under the total: a hole, an overlap, or a code that is a part of itself.
    """
    try:
        made = tree(dimension, [(pair.code, pair.part) for pair in pairs], total)
        made.check()
    except HierarchyError as error:
        at_fault = [pair for pair in pairs if (pair.code, pair.part) == error.pair]
        raise DeclarationError(at_fault[-1].fault(dimension, error.said, error.of_part)) from None
    return made


def pairs_in_file(file: Path) -> list[Pair]:
    """Read pairs from a CSV file with two columns, a code and one of its parts.

    Raises
    ------
    SchakelError
        If there is no such file, if it is no CSV in UTF-8, if it holds no pairs, or if a line holds anything else.
    """
    lines = read_lines(file)
    for line, row in lines:
        if len(row) != 2:
            raise DeclarationError(Fault("a line of a hierarchy holds a code and one of its parts", str(file), line))
    if len(lines) < 2:
        raise DeclarationError(Fault("the hierarchy holds no pairs of a code and its part", str(file)))
    (_, (whole, part)), *rows = lines
    found = [Pair(code, below, str(file), line, (whole, part)) for line, (code, below) in rows]
    for pair in found:
        if not (pair.code and pair.part):
            raise DeclarationError(pair.fault("", "there is no code", of_part=not pair.part))
    return found


def pairs_in_specification(parts: Mapping[str, Sequence[Any]], document: YamlFile, dimension: str) -> list[Pair]:
    """Return the pairs in a specification: codes, each with a list of its parts."""
    return [
        Pair(code, str(part), document.file, document.line("dimensions", dimension, "parts", code, place))
        if document.file
        else Pair(code, str(part))
        for code, found in parts.items()
        for place, part in enumerate(found)
    ]
