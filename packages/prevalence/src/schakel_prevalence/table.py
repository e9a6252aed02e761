"""A table of capture histories: how many persons are on exactly which lists.

Nobody in such a table is on no list at all; how many those are is the question. Rows with the same history are one
history, a history with no persons is not in the table, and what looks wrong with the lists is kept as findings.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from numbers import Real

from schakel_base.errors import RequestError
from schakel_base.text import Text

MOST_LISTS = 12

Renaming = Callable[[set[str]], set[str]]


@dataclass(frozen=True)
class TableFinding:
    """Something about the input that a reader must know: its `kind`, the lists that it concerns, one sentence."""

    kind: str
    lists: tuple[str, ...]
    sentence: Text


@dataclass(frozen=True)
class CaptureTable:
    """How many persons are on exactly which lists.

    A pair in `cannot_share` is a structural zero: nobody can be on both. A pair that merely has no persons in common
    is a sampling zero, and stays a possible history.

    Parameters
    ----------
    lists
        The names of the lists, at most twelve.
    counts
        Persons by history, an integer whose bit i says that they are on list i. Histories of nobody are left out.
    cannot_share
        Pairs of lists that exclude each other by design: structural zeros.
    """

    lists: tuple[str, ...]
    counts: Mapping[int, int]
    cannot_share: tuple[tuple[str, str], ...] = ()

    def __hash__(self) -> int:
        # Tables are keys of caches, and a dict in a frozen dataclass has no hash of its own.
        return hash((self.lists, tuple(self.counts.items()), self.cannot_share))

    @classmethod
    def from_rows(
        cls,
        lists: Sequence[str],
        rows: Iterable[tuple[Sequence[int], int]],
        cannot_share: Iterable[tuple[str, str]] = (),
    ) -> "CaptureTable":
        """Make a table of rows: one 0 or 1 per list, and the number of persons with that history.

        Parameters
        ----------
        lists
            The names of the lists.
        rows
            One 0 or 1 per list, in their order, and a number of persons. A row of noughts is left out: it was not seen.
        cannot_share
            Pairs of lists that nobody can be on both of.

        Raises
        ------
        RequestError
            If two lists have one name, a mark is not 0 or 1, a count is negative, there are too many lists, or
            persons are on two lists that cannot share any.
        """
        _check_names(lists)
        counts: dict[int, int] = {}
        for marks, count in rows:
            history = _history(lists, marks, count)
            # Who is on no list was not seen: a row that claims such persons is not data.
            if history and count:
                counts[history] = counts.get(history, 0) + count
        table = cls(tuple(lists), dict(sorted(counts.items())), tuple(cannot_share))
        # Refused, and not corrected: either the declaration or the lists are wrong, and both change the estimate.
        table._check_separate()
        return table

    @classmethod
    def of(cls, persons: Mapping[str, int], cannot_share: Iterable[tuple[str, str]] = ()) -> "CaptureTable":
        """Make a table of the persons on exactly the lists named: `{"A": 54, "B": 463, "A:B": 15}`.

        Parameters
        ----------
        persons
            Persons by the names of all their lists, with a colon between two.
        cannot_share
            Pairs of lists that nobody can be on both of.

        Raises
        ------
        RequestError
            If a count is negative, there are too many lists, or persons are on two lists that cannot share any.
        """
        on = [(history.split(":"), count) for history, count in persons.items()]
        lists = list(dict.fromkeys(name for names, _ in on for name in names))
        return cls.from_rows(lists, (([name in names for name in lists], n) for names, n in on), cannot_share)

    def _check_separate(self) -> None:
        for pair in self.cannot_share:
            unknown = [name for name in pair if name not in self.lists]
            if unknown:
                raise RequestError(f"The table has no list {unknown[0]!r}.")
            if self.on_all(*pair):
                raise RequestError(f"Lists {pair[0]} and {pair[1]} are declared to share nobody, but they do.")

    @property
    def observed(self) -> int:
        """The number of persons on at least one list."""
        return sum(self.counts.values())

    @property
    def on_several(self) -> int:
        """The number of persons on two lists or more."""
        return sum(count for history, count in self.counts.items() if history.bit_count() > 1)

    def on_all(self, *names: str) -> int:
        """Return the number of persons who are on all of the lists named."""
        mask = sum(1 << self.lists.index(name) for name in names)
        return sum(count for history, count in self.counts.items() if history & mask == mask)

    @property
    def empty_pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of lists that could share persons and do not."""
        apart = {frozenset(pair) for pair in self.cannot_share}
        return tuple(p for p in combinations(self.lists, 2) if frozenset(p) not in apart and not self.on_all(*p))

    def without_empty_lists(self) -> "CaptureTable":
        """Return the table without the lists that nobody is on."""
        # The term of such a list has no estimate: it would run to minus infinity.
        empty = [name for name in self.lists if not self.on_all(name)]
        table = self
        for name in empty:
            table = table.drop(name)
        return table

    def drop(self, name: str) -> "CaptureTable":
        """Return the table as if one list had not been kept: persons on that list alone are no longer seen."""
        kept = tuple(other for other in self.lists if other != name)
        return self._rebuilt(kept, lambda on: on - {name})

    def merge(self, first: str, second: str) -> "CaptureTable":
        """Return the table with two lists taken together as one."""
        both = f"{first}+{second}"
        kept = tuple(both if name == first else name for name in self.lists if name != second)
        return self._rebuilt(kept, lambda on: (on - {first, second}) | ({both} if on & {first, second} else set()))

    def within(self, name: str) -> "CaptureTable":
        """Return the table of the persons on one list, seen by the other lists: a population of known size.

        Persons who are on that list alone are on none of the others, and are not in the table returned.
        """
        kept = tuple(other for other in self.lists if other != name)
        members = {history: count for history, count in self.counts.items() if history >> self.lists.index(name) & 1}
        # Dropping the list afterwards leaves a table of the others, in which those on it alone are the unseen: their
        # number is known.
        return replace(self, counts=members)._rebuilt(kept, lambda on: on - {name})

    def _rebuilt(self, kept: tuple[str, ...], renamed: Renaming) -> "CaptureTable":
        rows = []
        for history, count in self.counts.items():
            on = renamed({name for i, name in enumerate(self.lists) if history >> i & 1})
            rows.append(([int(name in on) for name in kept], count))
        apart = tuple(pair for pair in self.cannot_share if set(pair) <= set(kept))
        return CaptureTable.from_rows(kept, rows, apart)


def _check_names(lists: Sequence[str]) -> None:
    twice = sorted({name for name in lists if list(lists).count(name) > 1})
    if twice:
        raise RequestError(f"Two lists are called {twice[0]!r}; every list needs a different name.")
    if len(lists) > MOST_LISTS:
        raise RequestError(f"The table has {len(lists)} lists; at most {MOST_LISTS} can be handled. Merge some first.")


def _history(lists: Sequence[str], marks: Sequence[int], count: int) -> int:
    if len(marks) != len(lists):
        raise RequestError(f"A row has {len(marks)} marks for {len(lists)} lists.")
    for name, mark in zip(lists, marks, strict=True):
        if mark not in (0, 1):
            raise RequestError(f"List {name} has the mark {mark!r}; a mark is 0 or 1.")
    if not isinstance(count, Real) or not 0 <= count < math.inf or count != int(count):
        raise RequestError(f"A history has the count {count!r}; a count is a whole number of persons, not negative.")
    return sum(1 << i for i, mark in enumerate(marks) if mark)
