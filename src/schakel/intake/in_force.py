"""Which delivered rows count at a reference date: known by then, and not superseded by a later delivery.

Nothing is ever overwritten. A corrected delivery supersedes by its declared key: of all rows with that key, those
of the delivery handed over last are in force. A row that was replayed keeps the day on which it was delivered, so
it never supersedes a correction that came in between; and it belongs to the file that it was in, so it never
supersedes the other rows of that file. A row is a row of a file: accepted twice, as when the same file is delivered
again under a later contract, it counts once, as it was accepted last. A snapshot supersedes whatever was delivered
before of the population that it is: of the days that it covers, or of the whole register.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter

from schakel.intake.types import as_today, reading
from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery, Receipt
from schakel.model.file_layout import FileLayout, LayoutColumn
from schakel.model.layouts import layout_of
from schakel.store.bundle import OF_DELIVERY, Bundle, bundled
from schakel.store.catalogue import Catalogue
from schakel.store.editions import read_manifest
from schakel.store.engine import Input, View, connect, run_step
from schakel.store.sealed import File, Folder, on_disk
from schakel.store.sealed_tables import column_names, row_count
from schakel.store.workspace import Workspace
from schakel_base.database import Step, quote_name
from schakel_base.errors import RequestError
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
        """The deliveries of which these are the rows."""
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

    def query(self, columns: Iterable[str], *others: str) -> str:
        """Return the query of its rows with some columns; one that its contract did not have is empty."""
        values = (f"{self.value(column)} AS {name}" for column, name in _quoted(columns))
        return f"SELECT {', '.join((self._place, *others, *values))} FROM {self._chosen}"

    @property
    def _place(self) -> str:
        """The columns that say of which delivery a row is, and which row of it."""
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


def known_deliveries(receipts: Sequence[Receipt], as_of: date) -> tuple[Delivery, ...]:
    """Return the deliveries that left accepted rows and were known at the reference date.

    Parameters
    ----------
    receipts
        Of all deliveries, in their order.
    as_of
        The reference date: what was known that day counts.

    Returns
    -------
    tuple of Delivery
        In the same order, without those that were refused whole or were the same file again.
    """
    return tuple(
        receipt.delivery
        for receipt in receipts
        if not receipt.refusal and receipt.same_as is None and receipt.delivery.known <= as_of
    )


def deliveries_by(as_of: date | None, receipts: Sequence[Receipt], alliance: str) -> tuple[Delivery, ...]:
    """Return the same, at any date if none is given.

    Raises
    ------
    RequestError
        If there are none.
    """
    deliveries = known_deliveries(receipts, as_of or date.max)
    if not deliveries:
        if as_of is None:
            raise RequestError("{alliance} has no accepted delivery; deliver a file first", alliance=alliance)
        raise RequestError(
            "{alliance} has no accepted delivery that was known on {day}; deliver a file first",
            alliance=alliance,
            day=str(as_of),
        )
    return deliveries


def accepted_rows(deliveries: Iterable[Delivery], workspace: Workspace, contract: Contract) -> tuple[Accepted, ...]:
    """Return the accepted rows of some deliveries under a contract, as they are kept: one by one, or in bundles."""
    by_place: dict[Bundle | int, list[Delivery]] = {}
    bundles = bundled(workspace).by_number
    for one in deliveries:
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


def tables_of(accepted: Iterable[Accepted]) -> dict[str, Input]:
    """Return the tables of some deliveries, by the names that queries give them."""
    return {one.table: one.file for one in accepted}


def superseded(partner: str) -> str:
    """Return the name of the table of the rows of a partner that are in force no longer."""
    return f"superseded_{partner}"


def superseded_step(contract: Contract, accepted: Sequence[Accepted]) -> Step:
    """Return the step that picks, out of the accepted rows of a partner, those that are in force no longer.

    The result has `delivery` and `row`.

    Parameters
    ----------
    contract
        As it is now; `supersedes_by` is the key of a correction.
    accepted
        The rows of the deliveries that were known at the reference date.
    """
    parts = ["SELECT CAST(0 AS BIGINT) AS delivery, CAST(0 AS BIGINT) AS row WHERE false"]
    parts += [_accepted_again(accepted), _corrected(accepted, contract.supersedes_by), *_replaced(contract, accepted)]
    query = " UNION ".join(part for part in parts if part)
    return Step(superseded(contract.partner), tuple(one.table for one in accepted), ("delivery", "row"), (), query)


def _corrected(accepted: Sequence[Accepted], key: Sequence[str]) -> str:
    """The query of the rows that a later delivery has a row with the same key of; none where no two take turns.

    Turns go by the first delivery of the content, so that a replay supersedes none before it.
    """
    first = first_deliveries(accepted)
    in_turn = any(one.bundled for one in accepted) or len({one.turn(first) for one in accepted}) > 1
    if not key or not in_turn:
        return ""
    return _earlier(" UNION ALL ".join(one.query(key, f"{one.turn(first)} AS turn") for one in accepted), key)


def _accepted_again(accepted: Sequence[Accepted]) -> str:
    """The query of the rows of a file that were accepted again later; none where no file was delivered twice."""
    times = Counter(one.sha256 for one in _of_files_alone(accepted))
    if not (twice := {sha256 for sha256, number in times.items() if number > 1}):
        return ""
    again = [those for those in accepted if any(one.sha256 in twice for one in those.deliveries)]
    first = first_deliveries(accepted)
    numbered = (one.query((), f"{one.origin(first)} AS origin", f"{one.turn()} AS turn") for one in again)
    return _earlier(" UNION ALL ".join(numbered), ("origin", "row"))


def _earlier(rows: str, key: Sequence[str]) -> str:
    """The query of those of some rows that have another with the same key and a later turn."""
    names = [quote_name(name) for name in key]
    same, by = " AND ".join(f"earlier.{name} IS NOT DISTINCT FROM later.{name}" for name in names), ", ".join(names)
    grouped = f"SELECT {by}, max(turn) AS last FROM ({rows}) GROUP BY {by} HAVING min(turn) < max(turn)"
    return (
        "SELECT earlier.delivery, earlier.row "
        f"FROM ({rows}) AS earlier JOIN ({grouped}) AS later ON {same} WHERE earlier.turn < later.last"
    )


def first_deliveries(accepted: Sequence[Accepted]) -> dict[str, int]:
    """Return the first delivery of the content of each that is in no bundle, by SHA-256.

    A replay, or the same file again, has rows of that file.
    """
    found: dict[str, int] = {}
    for one in _of_files_alone(accepted):
        found[one.sha256] = min(one.number, found.get(one.sha256, one.number))
    return found


def _of_files_alone(accepted: Sequence[Accepted]) -> list[Delivery]:
    """The deliveries that are in no bundle, and those in bundles that have the content of one of them."""
    if not (alone := {one.delivery.sha256 for one in accepted if not one.bundled}):
        return []
    return [one for those in accepted for one in those.deliveries if one.sha256 in alone]


def _replaced(contract: Contract, accepted: Sequence[Accepted]) -> Iterator[str]:
    """The queries of the rows of each delivery that are of the population of a later snapshot."""
    # Under a contract that says so no longer, nobody can tell of which population a snapshot was: none is replaced.
    if contract.snapshot is None:
        return
    by, first = contract.snapshot.by, first_deliveries(accepted)
    snapshots = [(one.delivery, int(one.turn(first))) for one in accepted if one.delivery.snapshot]
    for one in accepted:
        own = one.turn(first)
        conditions = [
            f"({own} < {turn} AND ({_of_period(contract, by, one.delivery, later) if by else 'true'}))"
            for later, turn in snapshots
            if one.bundled or int(own) < turn
        ]
        if conditions:
            rows = one.query([by] if by else [])
            yield f"SELECT delivery, row FROM ({rows}) AS rows WHERE {' OR '.join(conditions)}"


def _of_period(contract: Contract, by: str, delivery: Delivery, snapshot: Delivery) -> str:
    """The SQL condition that a row of a delivery is of the days of a snapshot; without a day, that all of it is."""
    if not snapshot.covers:
        return "false"
    [column] = (one for one in contract.columns if one.name == by)
    day = f"CAST({reading(column.type, column.format, quote_name(by))} AS DATE)"
    within = f"{day} BETWEEN DATE '{snapshot.covers.first_day}' AND DATE '{snapshot.covers.last_day}'"
    whole = delivery.covers and snapshot.covers.meets(delivery.covers) == delivery.covers
    return f"{within} OR {day} IS NULL" if whole else within


def replaced_rows(contract: Contract, deliveries: Sequence[Delivery], workspace: Workspace) -> int:
    """Return how many rows that were in force are so no more by the last of some deliveries, which is a snapshot."""
    *before, last = accepted_rows(deliveries, workspace, contract)
    gone = superseded_step(contract, before).sql
    now = " UNION ".join(_replaced(contract, [*before, last]))
    if not now:
        return 0
    with connect(tables_of([*before, last])) as connection:
        asked = f"SELECT count(*) FROM ({now}) AS now ANTI JOIN ({gone}) AS gone USING (delivery, row)"
        asked += f" WHERE delivery <> {last.delivery.number}"  # handed over before others, it may be replaced itself
        [(count,)] = connection.execute(asked).fetchall()
    return int(count)


def accepted_query(contract: Contract, accepted: Sequence[Accepted]) -> str:
    """Return the query of all accepted rows: `delivery`, `row`, `delivered`, `known` and the used columns as text."""
    names = [column.name for column in contract.used_columns]
    nobody = "CAST(0 AS BIGINT) AS delivery, CAST(0 AS BIGINT) AS row, current_date AS delivered, current_date AS known"
    nothing = ", ".join([nobody, *(f"CAST(NULL AS VARCHAR) AS {name}" for _, name in _quoted(names))])
    return "\nUNION ALL\n".join([f"SELECT {nothing} WHERE false", *(one.query(names) for one in accepted)])


def in_force_query(contract: Contract, accepted: Sequence[Accepted]) -> str:
    """Return the query of the rows in force, over the accepted rows of each delivery and those that are superseded."""
    rows = accepted_query(contract, accepted)
    return f"SELECT * FROM ({rows}) ANTI JOIN {quote_name(superseded(contract.partner))} USING (delivery, row)"


def in_force(contract: Contract, accepted: Sequence[Accepted], gone: Input) -> View:
    """Return the rows of a partner that are in force: all accepted ones but those that are superseded (`gone`)."""
    return View(in_force_query(contract, accepted), {**tables_of(accepted), superseded(contract.partner): gone})


def rows_known(contract: Contract, deliveries: Iterable[Delivery], workspace: Workspace) -> View:
    """Return the rows of a partner that are in force by some deliveries, without an edition of them."""
    own = [one for one in deliveries if one.partner == contract.partner]
    accepted = accepted_rows(own, workspace, contract)
    return in_force(contract, accepted, View(superseded_step(contract, accepted).sql, tables_of(accepted)))


def rows_in_force(
    partners: Iterable[Partner], deliveries: Sequence[Delivery], workspace: Workspace, folder: Folder
) -> dict[str, Input]:
    """Return the rows in force of each partner; which rows are superseded is written into a folder.

    Parameters
    ----------
    partners
        Of whom the rows are asked.
    deliveries
        Those that count, of all partners, in their order.
    workspace
        Holds the accepted rows.
    folder
        Gets a table for each partner with the rows that a later delivery supersedes.

    Returns
    -------
    dict of Input by partner
        What a connection of the engine reads.
    """
    found: dict[str, Input] = {}
    for partner in partners:
        own = [one for one in deliveries if one.partner == partner.name]
        accepted = accepted_rows(own, workspace, partner.contract)
        step = superseded_step(partner.contract, accepted)
        gone = run_step(step, tables_of(accepted), folder / f"{step.name}.parquet").path
        found[partner.name] = in_force(partner.contract, accepted, gone)
    return found


def rows_of_edition(contract: Contract, workspace: Workspace, edition: str) -> View:
    """Return the rows of a partner that are in force in an edition that was built.

    Parameters
    ----------
    contract
        Of the partner.
    workspace
        Of the alliance.
    edition
        The name of an edition that was built.

    Returns
    -------
    View
        One row for each accepted row that no later one superseded, with its delivery and its number in the file.
    """
    place = workspace.analysis_edition(edition)
    numbers, receipts = {*read_manifest(place).deliveries}, Catalogue(workspace).receipts()
    own = [
        one.delivery for one in receipts if one.delivery.number in numbers and one.delivery.partner == contract.partner
    ]
    return in_force(
        contract, accepted_rows(own, workspace, contract), place / f"{superseded(contract.partner)}.parquet"
    )
