"""Registrations of persons on lists, each with its date: columns, since a country has millions of them.

Persons and lists are numbers; what they are called no answer depends on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from schakel_prevalence.lattice import Flags, Floats, Integers
from schakel_prevalence.ledger import AssumptionLedger
from schakel_prevalence.linkage_error import without_link_errors
from schakel_prevalence.rounding import by_person
from schakel_prevalence.table import CaptureTable

PERIODS = 5


@dataclass(frozen=True)
class Registration:
    """One person on one list at one date; `person` is a pseudonym.

    One that `follows` from an earlier one (the same case at the next list) says nothing of who comes and goes.
    """

    person: str
    list: str
    on: date
    follows: bool = False


@dataclass(frozen=True, eq=False)
class Registrations:
    """Many registrations, a row for each.

    Parameters
    ----------
    person
        The number of the person, from 0 on; every number below the highest occurs.
    list
        The place of the list in `names`, which are in their order; every list occurs.
    day
        The ordinal of the date in the calendar.
    numbers
        What is known of each person in numbers, such as an age: the least and the most that each can be, shape
        (persons, numbers, 2). No numbers: nothing is known.
    added
        The variance that rounding added to the number of persons, a share for each, shape (persons,): intervals and
        tests allow for it. Nobody: all persons are true ones (`of_rounded_groups`).
    """

    person: Integers
    list: Integers
    day: Integers
    follows: Flags
    names: tuple[str, ...]
    numbers: Floats = field(default_factory=lambda: np.empty((0, 0, 2)))
    added: Floats = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.person)

    @classmethod
    def of(cls, rows: Iterable[Registration]) -> "Registrations":
        """Return registrations as columns, persons numbered in the order of their pseudonyms."""
        rows = list(rows)
        names, lists = _numbered([one.list for one in rows])
        return cls(
            person=_numbered([one.person for one in rows])[1],
            list=lists,
            day=np.array([one.on.toordinal() for one in rows], dtype=np.int64),
            follows=np.array([one.follows for one in rows], dtype=np.bool_),
            names=names,
        )

    def where(self, chosen: Flags) -> "Registrations":
        """Return some of the registrations, their persons and lists numbered again in the same order."""
        kept, lists = np.unique(self.list[chosen], return_inverse=True)
        who, persons = np.unique(self.person[chosen], return_inverse=True)
        names = tuple(self.names[place] for place in kept.tolist())
        numbers, added = (of[who] if len(of) else of for of in (self.numbers, self.added))
        return Registrations(persons, lists, self.day[chosen], self.follows[chosen], names, numbers, added)

    def of_rounded_groups(self, group: Integers, base: int) -> "Registrations":
        """Return the registrations as of persons in groups whose size was rounded at random.

        Parameters
        ----------
        group
            The number of the group of each person, from 0 on; shape (persons,).
        base
            What the sizes were rounded to: each goes up or down to a multiple, on average by nothing.
        """
        return replace(self, added=by_person(group, base))

    @property
    def inflation(self) -> float:
        """By what rounding multiplies the variance of a number of persons: the design effect of Rao and Scott 1981."""
        return 1 + float(self.added.mean()) if len(self.added) else 1.0

    def seen(self, ledger: AssumptionLedger) -> int:
        """Count the persons, corrected for the errors of linkage that a ledger declares.

        Raises
        ------
        RequestError
            If the lists cannot hold as many errors.
        """
        return without_link_errors(as_table(self), ledger).observed if len(self) else 0

    def groups(self, parts: Sequence[Flags]) -> Integers:
        """Number the part of every person whose registrations are all in it and in no other; below 0 is who has none.

        Parameters
        ----------
        parts
            Which registrations are of each part; shape (registrations,).
        """
        persons = int(self.person.max(initial=-1)) + 1
        times = np.bincount(self.person, minlength=persons)
        found, several = np.full(persons, -1, dtype=np.int64), np.zeros(persons, dtype=np.int64)
        for number, inside in enumerate(parts):
            within = np.bincount(self.person[inside], minlength=persons)
            several += within > 0
            found[within == times] = number
        return np.where(several == 1, found, -1)


def _numbered(texts: Sequence[str]) -> tuple[tuple[str, ...], Integers]:
    """Return the different texts in their order, and the place of each text among them."""
    names = sorted(set(texts))
    place = {name: number for number, name in enumerate(names)}
    return tuple(names), np.array([place[text] for text in texts], dtype=np.int64)


NO_REGISTRATIONS = Registrations.of(())


def as_table(registrations: Registrations) -> CaptureTable:
    """Return the capture histories of registrations: how many persons are on exactly which lists.

    Parameters
    ----------
    registrations
        Who was registered on which list and when. The dates are not used here.
    """
    return _table(registrations.person, registrations.list, registrations.names)


def as_occasions(registrations: Registrations, periods: int = PERIODS) -> CaptureTable:
    """Return the capture histories over equal periods, in order of time.

    Parameters
    ----------
    periods
        How many; all of the same number of days.
    """
    days = since_first(registrations)
    # Equal in days, not in registrations: a test of an even inflow would find nothing in periods of equal counts.
    place = np.minimum(days * periods // max(int(days.max()) + 1, 1), periods - 1)
    return _table(registrations.person, place, [f"period {i + 1}" for i in range(periods)])


def since_first(registrations: Registrations) -> Integers:
    """Return the days since the first registration."""
    days: Integers = registrations.day - registrations.day.min()
    return days


def added_by_history(registrations: Registrations, lists: Sequence[str]) -> Floats:
    """Return the variance that rounding added to the number of persons with each history, shape (2**lists,).

    Parameters
    ----------
    lists
        The names of all lists, in the order of the bits of a history.
    """
    place = np.array([lists.index(name) for name in registrations.names], dtype=np.int64)
    history = _histories(registrations.person, place[registrations.list])
    added = registrations.added if len(registrations.added) else np.zeros(len(history))
    return np.asarray(np.bincount(history, added, 1 << len(lists)), np.float64)


def _histories(person: Integers, place: Integers) -> Integers:
    history = np.zeros(int(person.max(initial=-1)) + 1, dtype=np.int64)
    # `at`, since a plain `|=` keeps only the last of several registrations of one person.
    np.bitwise_or.at(history, person, np.int64(1) << place)
    return history


def _table(person: Integers, place: Integers, names: Sequence[str]) -> CaptureTable:
    """Count the persons with each history."""
    history = _histories(person, place)
    counted = zip(*(each.tolist() for each in np.unique(history, return_counts=True)), strict=True)
    return CaptureTable.from_rows(names, (([one >> i & 1 for i in range(len(names))], n) for one, n in counted))
