"""Any tables in, protected ones out: the room by itself, for files or data frames.

What comes out suppressed or rounded additively has passed the audit, or says that it has not. Suppressed cells carry
one mark, whatever the reason: which of them are too small themselves and which only hide others is not told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_base.progress import Progress, silent, telling
from schakel_protection.attack.audit import ExposureError, Finding
from schakel_protection.profiles import COARSER, Profile
from schakel_protection.releases.next_methods import in_turn, refusal
from schakel_protection.solver import EffortError, Places
from schakel_protection.standalone.attempts import Attempt, attempts, ever_coarser
from schakel_protection.standalone.csv_table import read_table
from schakel_protection.standalone.frames import count_up
from schakel_protection.standalone.given_table import GivenTable, table_of
from schakel_protection.standalone.linked import Linked, OwnTable, lay_over_each_other, refuse_totals_of_others
from schakel_protection.standalone.methods import METHODS, SUPPRESSION, Made, Means, estimate
from schakel_protection.standalone.reading import specify
from schakel_protection.standalone.specification import Specification, TableSet
from schakel_protection.tables.equations import Key

PROTECTED = "protected"
"""The mark of a value that is not shown."""


@dataclass(frozen=True)
class ProtectedData:
    """A table that may leave.

    Parameters
    ----------
    dimensions
        The names of the dimensions, in the order of the codes.
    cells
        Per cell its codes and its published value; None where it is suppressed.
    suppressed, failing
        How many cells are suppressed, and how many of them failed a rule themselves. For the secured zone only.
    to_the_finest
        Whether the attack knew that one table over all dimensions lies behind tables made of the same records.
    narrowest
        The cells with the narrowest ranges that an attacker is left with. For the secured zone only.
    statuses
        Per cell why it is suppressed: it failed a rule (`primary`), or it protects others (`secondary`). For whoever
        protects the table only: who knows which cells hide others can compute more.
    """

    dimensions: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], float | None], ...]
    profile: str
    sentence: str
    suppressed: int
    failing: int
    audited: bool = False
    to_the_finest: bool = True
    narrowest: tuple[Finding, ...] = ()
    statuses: tuple[str, ...] = ()

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the published table as columns: the dimensions, `value`, and `status`, the mark of an absent value."""
        columns: dict[str, list[Any]] = {
            name: [codes[place] for codes, _ in self.cells] for place, name in enumerate(self.dimensions)
        }
        columns["value"] = [value for _, value in self.cells]
        columns["status"] = ["" if value is not None else PROTECTED for _, value in self.cells]
        return columns


def protect_data(data: Any, specification: TableSet | Mapping[str, Any], secret: bytes = b"") -> ProtectedData:
    """Protect any data frame.

    Parameters
    ----------
    data
        A mapping of columns, or a data frame that speaks Arrow (pandas, Polars, DuckDB, PyArrow).
    specification
        What to protect and how, as read or as a mapping.
    secret
        What the method of cell keys makes its keys from.

    Returns
    -------
    ProtectedData
        The table as it may leave, with what its maker may know of how it was protected.

    Raises
    ------
    SchakelError
        If the specification or the data are at fault, or if a cell cannot be protected.
    """
    asked = _read(specification)
    if asked.only is None:
        raise DisclosureError("the specification holds several tables")
    return protect_tables(asked, data, secret)[""]


def protect_tables(
    specification: TableSet | Mapping[str, Any], data: Any = None, secret: bytes = b"", progress: Progress = silent
) -> dict[str, ProtectedData]:
    """Protect several tables together, and attack them together.

    Parameters
    ----------
    specification
        What to protect and how, as read or as a mapping with `tables`.
    data
        The data frame of which all tables are made that name no file.
    secret
        What the method of cell keys makes its keys from.
    progress
        Told what is done, and how far it is.

    Returns
    -------
    The protected tables by name.

    Raises
    ------
    SchakelError
        If the specification or the data are at fault, or if a cell cannot be protected.
    """
    asked = _read(specification)
    progress("count the cells", 0.0)
    tables = _counted(asked, data)
    found: dict[str, ProtectedData] = {}
    # Persons and cases share no cell, so tables of different units say nothing about each other.
    for unit in dict.fromkeys(one.asked.unit for one in tables):
        linked = lay_over_each_other([one for one in tables if one.asked.unit == unit])
        with telling(progress):
            found |= _first_that_passes(linked, linked.tables[0].asked.profile, Means(secret))
    return {name: found[name] for name in asked.tables}


@dataclass(frozen=True)
class ExpectedWork:
    """What is to be done: the cells of tables, how many of them fail a rule, and about how many seconds it takes."""

    cells: int
    failing: int
    seconds: float


def expect_work(specification: TableSet | Mapping[str, Any], data: Any = None) -> ExpectedWork:
    """Estimate how long it takes to suppress and attack tables, before it is begun.

    Parameters
    ----------
    data
        The data frame of which all tables are made that name no file.

    Raises
    ------
    SchakelError
        If the specification or the data are at fault, or if the tables are not protected by suppression.
    """
    tables = _counted(_read(specification), data)
    if any(one.asked.profile.method != SUPPRESSION for one in tables):
        raise DisclosureError("an estimate of time is made for suppression; other methods take seconds")
    failing, seconds = 0, 0.0
    for unit in dict.fromkeys(one.asked.unit for one in tables):
        linked = lay_over_each_other([one for one in tables if one.asked.unit == unit])
        more, longer = estimate(linked, linked.tables[0].asked.profile)
        failing, seconds = failing + more, seconds + longer
    return ExpectedWork(sum(len(one.cube.equations) for one in tables), failing, seconds)


def _read(specification: TableSet | Mapping[str, Any]) -> TableSet:
    return specification if isinstance(specification, TableSet) else specify(specification)


def _counted(asked: TableSet, data: Any) -> list[OwnTable]:
    """Count every table; those of one file or data frame know that they are made of the same."""
    by_source: dict[Any, dict[str, Specification]] = {}
    for name, one in asked.tables.items():
        by_source.setdefault(one.file and one.file.resolve(), {})[name] = one
    found: dict[str, OwnTable] = {}
    for tables in by_source.values():
        given = _given(next(iter(tables.values())), data)
        # A total in a file behind several tables would be counted as one more record.
        if len(tables) > 1:
            refuse_totals_of_others(tables, given)
        found |= {name: OwnTable(name, given, one, count_up(given, one)) for name, one in tables.items()}
    return [found[name] for name in asked.tables]


def _given(asked: Specification, data: Any) -> GivenTable:
    if asked.file is not None:
        return read_table(asked.file)
    if data is None:
        raise DisclosureError("some tables of the specification name no file, and no table was given")
    return table_of(data)


def _first_that_passes(linked: Linked, profile: Profile, means: Means) -> dict[str, ProtectedData]:
    tried: list[Profile] = []
    exposed: list[Key] = []
    unanswered: list[EffortError] = []
    with in_turn():
        for attempt in _one_after_the_other(linked, profile, unanswered):
            tried.append(attempt.profile)
            try:
                made = METHODS[attempt.profile.method](attempt.linked, attempt.profile, means)
            except ExposureError as error:
                exposed += error.cells
            except EffortError as error:
                unanswered.append(error)
            else:
                return dict(_by_table(attempt, made))
    if unanswered:
        raise unanswered[0]
    # Which cells could be computed depends on what is hidden: the sentence says nothing of them, the error holds them.
    raise ExposureError(refusal([one.name for one in linked.tables if one.name], tried), list(dict.fromkeys(exposed)))


def _one_after_the_other(linked: Linked, profile: Profile, unanswered: Sequence[EffortError]) -> Iterator[Attempt]:
    """What the profile declares; then coarser tables, if one of these took more work than is allowed."""
    yield from attempts(linked, profile)
    # Only now, since what is merged here was not declared for this purpose; see decision 12.
    if unanswered and COARSER in profile.next_methods:
        yield from ever_coarser(linked, profile)


def _by_table(attempt: Attempt, made: Made) -> Iterable[tuple[str, ProtectedData]]:
    for table, places in attempt.linked.by_table:
        yield table.name, _protected(table, places, attempt, made)


def _protected(table: OwnTable, places: Places, attempt: Attempt, made: Made) -> ProtectedData:
    cube = table.cube
    values = [None if np.isnan(value) else value for value in made.values[places].tolist()]
    return ProtectedData(
        tuple(variable.name for variable in cube.variables),
        tuple((cube.codes(place), value) for place, value in enumerate(values)),
        attempt.profile.name,
        made.sentence,
        values.count(None),
        int(np.isin(places, made.failing).sum()),
        made.found is not None,
        attempt.linked.to_the_finest,
        _narrowest(table, made),
        _statuses(made, places),
    )


def _statuses(made: Made, places: Places) -> tuple[str, ...]:
    hidden, failing = np.isnan(made.values[places]), np.isin(places, made.failing)
    words = np.where(hidden & failing, "primary", np.where(hidden, "secondary", ""))
    return tuple(words.tolist())


def _narrowest(table: OwnTable, made: Made) -> tuple[Finding, ...]:
    findings: Sequence[Finding] = made.found.findings if made.found else ()
    # Ten are enough for a maker to see where a table is weakest; all of them would be a table of exact counts.
    return tuple([one for one in findings if one.key in table.cube.equations][:10])
