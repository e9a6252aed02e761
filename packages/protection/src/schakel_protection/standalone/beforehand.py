"""What is said about single cells beforehand: unsafe, to be kept, how far to stay open, what suppressing them costs.

From columns of the table, as sdcTable gives them (`sdcStatus`, `lpl`, `upl`), or from an a priori file of tau-ARGUS
(`.hst`), whose lines name a cell by its codes and then say one of `u`, `p`, `s`, `c,cost` or `pl,below,above`.
It adds to the rules of the profile: a cell that fails a rule is not made safe by it, nor its interval narrower.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from schakel_base.errors import DeclarationError, Fault
from schakel_protection.attack.requirements import Requirement, around, merged, require
from schakel_protection.standalone.csv_table import read_lines
from schakel_protection.standalone.linked import OwnTable
from schakel_protection.thresholds import WIDTH_OF_MAGNITUDES

UNSAFE, KEPT, NOTHING_SAID = frozenset("u"), frozenset("zp"), frozenset(("s", "x", "w", ""))
"""Statuses of sdcTable and tau-ARGUS: primary unsafe; never to be suppressed; others that say nothing used here."""


@dataclass(frozen=True, eq=False)
class Beforehand:
    """What is said about cells, by their places."""

    unsafe: frozenset[int] = frozenset()
    keep: frozenset[int] = frozenset()
    below: Mapping[int, float] = field(default_factory=dict)
    above: Mapping[int, float] = field(default_factory=dict)
    cost: Mapping[int, float] = field(default_factory=dict)

    def adds_to(self, requirement: Requirement, table: OwnTable) -> Requirement:
        """Return what must stay open: what rules ask, and of unsafe cells no less than what is said about each."""
        equations = table.cube.equations
        places = np.array(sorted({*requirement.places.tolist(), *self.unsafe}), dtype=np.int64)
        unsafe = np.isin(places, sorted(self.unsafe))
        # A count has no side to which it must stay open, unless somebody says so.
        usual = 0.0 if equations.integer else equations.values[places] * WIDTH_OF_MAGNITUDES / 100
        least = np.where(unsafe, usual, 0.0)
        below, above = (
            np.array([said.get(place, width) for place, width in zip(places.tolist(), least.tolist(), strict=True)])
            for said in (self.below, self.above)
        )
        # No value is below 0, and nobody can be kept from knowing that.
        sides = around(places, np.minimum(below, equations.values[places]), above)
        return merged(requirement, sides, require(self.unsafe if equations.integer else ()))


def beforehand(table: OwnTable) -> Beforehand:
    """Return what the columns of a table and its a priori file say about its cells.

    Raises
    ------
    SchakelError
        If a status is none, a number is none, or a line names no cell of the table.
    """
    columns = _said_in_columns(table)
    if table.asked.apriori is None:
        return columns
    lines = list(_lines(table, table.asked.apriori))
    said = {word: {place: values for place, known, values in lines if known == word} for word in ("u", "p", "c", "pl")}
    return replace(
        columns,
        unsafe=columns.unsafe | said["u"].keys(),
        keep=columns.keep | said["p"].keys(),
        # The file goes before the columns: it is written for this table, and by hand.
        below={**columns.below, **{place: values[0] for place, values in said["pl"].items()}},
        above={**columns.above, **{place: values[-1] for place, values in said["pl"].items()}},
        cost={place: values[0] for place, values in said["c"].items()},
    )


def _said_in_columns(table: OwnTable) -> Beforehand:
    asked, given = table.asked, table.given
    places = _places(table) if asked.status or asked.below or asked.above else []
    words = [str(word).strip().lower() for word in given.column(asked.status)] if asked.status else []
    for row, word in enumerate(words):
        if word not in UNSAFE | KEPT | NOTHING_SAID:
            raise given.fault(f"{word} is not a status of a cell; known are u, z, p, s, x and w", row, asked.status)
    unsafe, keep = (
        frozenset(place for place, word in zip(places, words, strict=False) if word in meant)
        for meant in (UNSAFE, KEPT)
    )
    return Beforehand(unsafe, keep, _numbers(table, asked.below, places), _numbers(table, asked.above, places))


def _places(table: OwnTable) -> list[int]:
    columns = [[str(code) for code in table.given.column(side.column)] for side in table.asked.sides]
    return [table.cube.equations.index(table.cube.key(at)) for at in zip(*columns, strict=True)]


def _numbers(table: OwnTable, column: str, places: list[int]) -> dict[int, float]:
    found: dict[int, float] = {}
    for row, value in enumerate(table.given.column(column) if column else ()):
        if value not in (None, "", "NA"):
            try:
                found[places[row]] = table.asked.notation.number(value)
            except ValueError as error:
                raise table.given.fault(str(error), row, column) from None
    return found


_WORDS = {"u": 0, "p": 0, "s": 0, "c": 1, "pl": 2}  # and how many numbers follow


def _lines(table: OwnTable, file: Path) -> Iterator[tuple[int, str, list[float]]]:
    """Each line of an a priori file: the place of its cell, its word, and the numbers after it."""
    size, cube = len(table.asked.sides), table.cube
    for line, row in read_lines(file):
        # The empty word at the end stands for a line that stops after its codes: it is refused below, with its line.
        codes, (word, *values) = [code.strip() for code in row[:size]], [*(one.strip() for one in row[size:]), ""][:3]
        known = all(code in side.position for code, side in zip(codes, cube.variables, strict=False))
        if len(codes) < size or not known:
            raise _fault(f"the table has no cell {' x '.join(codes)}", file, line)
        numbers = [one for one in values if one]
        if _WORDS.get(word.lower()) != len(numbers):
            raise _fault("after the codes of a cell comes u, p, s, c and a cost, or pl and two numbers", file, line)
        try:
            yield (
                cube.equations.index(cube.key(codes)),
                word.lower(),
                [table.asked.notation.number(one) for one in numbers],
            )
        except ValueError as error:
            raise _fault(str(error), file, line) from None


def _fault(sentence: str, file: Path, line: int) -> DeclarationError:
    return DeclarationError(Fault(sentence, str(file), line))
