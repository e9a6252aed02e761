"""Accepted rows for queries: in today's layout, whether a delivery is stored alone or in a bundle.

Nothing is ever overwritten: rows keep the columns of the contract under which they were accepted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter

from schakel.intake.types import as_today, listed
from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery
from schakel.model.file_layout import FileLayout, LayoutColumn
from schakel.model.layouts import layout_of
from schakel.store.bundle import OF_DELIVERY, Bundle, bundled
from schakel.store.engine import Input, View
from schakel.store.sealed import File, on_disk
from schakel.store.sealed_tables import column_names, row_count
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name
from schakel_base.faults import Faults

ROW_IN_FORCE = ("delivery", "row", "delivered", "known")
"""What stands before the columns of the partner."""

_NUMBERS = 1 << 40
"""More than there are deliveries, so that a day and a number make one number."""


@dataclass(frozen=True)
class Accepted:
    """The accepted rows of one delivery of a partner: `row`, and the columns of its contract at the time, as text.

    Or those of several, out of a bundle: with `delivery`, `delivered` and `known` beside each row.

    Parameters
    ----------
    delivery
        The one, or the first.
    layout
        The earlier one that they are in; None for that of today.
    bundled
        The deliveries, out of a bundle; none for one that has a file of its own.
    others
        The numbers of further deliveries in the same file, which are not asked for.
    """

    delivery: Delivery
    file: File
    layout: FileLayout | None = None
    bundled: tuple[Delivery, ...] = ()
    others: frozenset[int] = frozenset()

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The deliveries that these rows come from."""
        return self.bundled or (self.delivery,)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the deliveries."""
        return tuple(map(attrgetter("number"), self.deliveries))

    @property
    def table(self) -> str:
        """The name of the table in queries."""
        return f"accepted_{self.delivery.number}"

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names of the columns, but those of the delivery in a bundle."""
        return frozenset(column_names(self.file)).difference(OF_DELIVERY)

    @cached_property
    def rows(self) -> int:
        """The number of rows in the file."""
        return row_count(self.file)

    @property
    def identity(self) -> str:
        """What tells the rows of these deliveries from all others: rows can be erased, and those left are fewer."""
        if self.bundled:  # written again without what was erased, a bundle has another name
            return f"{on_disk(self.file).parent.name} {sorted(self.others)}"
        one = self.delivery
        return f"{one.number} {one.sha256} {one.known} {one.delivered} {self.rows}"

    def query(self, columns: Iterable[str], *others: str, values: Mapping[str, str] | None = None) -> str:
        """Return the query of its rows with some columns; one that its contract did not have is empty.

        `values` has the SQL to take for some columns in place of their text.
        """
        own = values or {}
        texts = (f"{own.get(column) or self.value(column)} AS {name}" for column, name in _quoted(columns))
        return f"SELECT {', '.join((self._place, *others, *texts))} FROM {self._chosen}"

    @property
    def _place(self) -> str:
        """The columns with the delivery of a row, and its number in it."""
        if self.bundled:
            return "delivery, row, delivered, known"
        days = f"DATE '{self.delivery.delivered}' AS delivered, DATE '{self.delivery.known}' AS known"
        return f"CAST({self.delivery.number} AS BIGINT) AS delivery, row, {days}"

    @property
    def _chosen(self) -> str:
        """The table, without the rows of deliveries that are not asked for."""
        if not self.others:
            return self.table
        # Whichever is shorter: mostly all deliveries of a bundle are asked for but a few, or a few of them.
        most_asked = len(self.others) <= len(self.bundled)
        numbers = ", ".join(map(str, sorted(self.others) if most_asked else self.numbers))
        return f"{self.table} WHERE delivery {'NOT ' if most_asked else ''}IN ({numbers})"

    def turn(self, first: Mapping[str, int] | None = None) -> str:
        """Return the SQL of the turn that its rows take: by the day of their delivery, then by its number.

        Or by that of the first delivery of the content, which `first` has by SHA-256.
        """
        if self.bundled:
            return f"((delivered - DATE '{date.min}') * {_NUMBERS} + delivery)"
        number = first[self.delivery.sha256] if first else self.delivery.number
        return str((self.delivery.delivered - date.min).days * _NUMBERS + number)

    def origin(self, first: Mapping[str, int]) -> str:
        """Return the SQL of the first delivery of the content of its rows."""
        # What was delivered before is in no bundle, so in a bundle each delivery is the first of its content.
        return "delivery" if self.bundled else str(first[self.delivery.sha256])

    def has(self, column: str) -> bool:
        """Whether its rows have a column of today."""
        written = self.written(column)
        return written is not None and written.written in self.columns

    def written(self, column: str) -> LayoutColumn | None:
        """Return how its rows have a column of today; None where their layout lacks it."""
        return self.layout.column(column) if self.layout else LayoutColumn(column, column)

    def value(self, column: str) -> str:
        """Return the SQL of a column of today, as text; empty where its rows have none."""
        written = self.written(column)
        return as_today(written) if written and self.has(column) else "CAST(NULL AS VARCHAR)"

    def names_today(self, contract: Contract) -> list[str]:
        """Return the names of the columns of its rows, as those of today are called."""
        if self.layout is None:
            return [name for name in column_names(self.file) if name not in ROW_IN_FORCE]
        return [one.name for one in contract.used_columns if self.has(one.name)]

    def today(self, contract: Contract) -> View:
        """Return its rows in the layout of today: `delivery`, `row`, `delivered`, `known`, and those columns."""
        return View(self.query(self.names_today(contract)), {self.table: self.file})


def _quoted(columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((column, quote_name(column)) for column in columns)


def accepted_rows(deliveries: Iterable[Delivery], workspace: Workspace, contract: Contract) -> tuple[Accepted, ...]:
    """Return the accepted rows of the partner of a contract in some deliveries, as they are kept: alone or bundled."""
    by_place: dict[Bundle | int, list[Delivery]] = {}
    bundles = bundled(workspace).by_number
    for one in (one for one in deliveries if one.partner == contract.partner):
        by_place.setdefault(bundles.get(one.number, one.number), []).append(one)
    return tuple(_accepted(place, own, workspace, contract) for place, own in by_place.items())


def _accepted(place: Bundle | int, own: Sequence[Delivery], workspace: Workspace, contract: Contract) -> Accepted:
    first = own[0]
    layout = layout_of(contract, first.contract_version)
    if isinstance(place, int):
        return Accepted(first, workspace.accepted_rows(first.number), layout)
    all_of = len(own) == len(place.receipts)
    others = frozenset[int]() if all_of else frozenset(place.numbers).difference(one.number for one in own)
    return Accepted(first, place.accepted, layout, tuple(own), others)


def tables_of(accepted: Iterable[Accepted]) -> dict[str, Input]:
    """Return the tables of some deliveries, by the names that queries give them."""
    return {one.table: one.file for one in accepted}


def accepted_query(contract: Contract, accepted: Sequence[Accepted]) -> str:
    """Return the query of all accepted rows: `delivery`, `row`, `delivered`, `known` and the used columns as text."""
    names = [column.name for column in contract.used_columns]
    apart = {column.name: column for column in contract.columns if column.name in contract.taken_apart_anew}
    nobody = "CAST(0 AS BIGINT) AS delivery, CAST(0 AS BIGINT) AS row, current_date AS delivered, current_date AS known"
    nothing = ", ".join([nobody, *(f"CAST(NULL AS VARCHAR) AS {name}" for _, name in _quoted(names))])
    return "\nUNION ALL\n".join([f"SELECT {nothing} WHERE false", *(_counted(one, names, apart) for one in accepted)])


def _counted(accepted: Accepted, names: Iterable[str], apart: Mapping[str, Column]) -> str:
    """The query of rows to count by: of some columns the values in a cell are listed, however they were written."""
    values = {name: _listed(accepted, column) for name, column in apart.items() if accepted.has(name)}
    return accepted.query(names, values=values)


def _listed(accepted: Accepted, today: Column) -> str:
    written = accepted.written(today.name)
    if accepted.layout is None or written is None:
        written = LayoutColumn(today.name, today.name, split=today.split, each=today.each)
    return listed(written)


def check_readable(contract: Contract, accepted: Iterable[Accepted]) -> None:
    """Check that rows of earlier deliveries have what the contract of today counts by.

    Raises
    ------
    DeclarationError
        If rows taken in under another version lack a column by which units are named, events happen, or rows are
        superseded, and no layout says so: they would be left out without a word.
    """
    faults = Faults()
    needed = _columns_counted_by(contract)
    for one in accepted:
        for column in contract.columns:
            if column.name in needed and one.written(column.name) and not one.has(column.name):
                faults.add(
                    f"The rows of delivery {one.delivery.number}, taken in under version "
                    f"{one.delivery.contract_version}, have no column `{column.name}`; say under `layouts` how that "
                    "version called it, or that it lacks it.",
                    contract.file,
                    column.line,
                )
    faults.raise_if_any()


def _columns_counted_by(contract: Contract) -> frozenset[str]:
    """Return the columns by which units are named, events happen, and rows are superseded."""
    keys = (name for key in contract.units for name in key.columns)
    events = (name for rule in contract.events for name in (rule.happened, rule.occurs) if name)
    snapshot = (contract.snapshot.by,) if contract.snapshot and contract.snapshot.by else ()
    return frozenset((*keys, *events, *contract.supersedes_by, *snapshot))
