"""Accepted rows that are no longer in force, because a later delivery supersedes them.

A corrected delivery supersedes by its declared key: of all rows with that key, those of the delivery handed over last
are in force. A row that was replayed keeps the day on which it was delivered, so it never supersedes a correction that
came in between; and it belongs to the file that it was in, so it never supersedes the other rows of that file. A row is
a row of a file: accepted twice, as when the same file is delivered again under a later contract, it counts once, as it
was accepted last. A snapshot supersedes whatever was delivered before of the population that it is: of the days that it
covers, or of the whole register.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from schakel.intake.accepted import Accepted, accepted_rows, tables_of
from schakel.intake.types import reading
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery
from schakel.store.engine import connect
from schakel.store.workspace import Workspace
from schakel_base.database import Step, quote_name


def superseded(partner: str) -> str:
    """Return the name of the table of the rows of a partner that are in force no longer."""
    return f"superseded_{partner}"


BEFORE = "before"
"""The name of the table of the rows of some deliveries that are known to be superseded."""


def superseded_step(contract: Contract, accepted: Sequence[Accepted], known: Sequence[Accepted] = ()) -> Step:
    """Return the step that picks, out of the accepted rows of a partner, those that are in force no longer.

    The result has `delivery` and `row`. Rows are superseded by the contract as it is now.

    Parameters
    ----------
    known
        Those of the deliveries of which it is known, in the table `before`, which rows the others of them supersede:
        what is superseded once stays so, and only rows with a key of a further delivery are compared.
    """
    parts = ["SELECT CAST(0 AS BIGINT) AS delivery, CAST(0 AS BIGINT) AS row WHERE false"]
    parts += [f"SELECT delivery, row FROM {BEFORE}"] if known else []
    corrected = _corrected(accepted, contract.supersedes_by, known)
    parts += [_accepted_again(accepted), corrected, *_replaced(contract, accepted)]
    query, tables = " UNION ".join(part for part in parts if part), [one.table for one in accepted]
    inputs = (*tables, *([BEFORE] if known else []))
    return Step(superseded(contract.partner), inputs, ("delivery", "row"), (), query)


def _corrected(accepted: Sequence[Accepted], key: Sequence[str], known: Sequence[Accepted]) -> str:
    """The query of the rows that a later delivery has a row with the same key of; none where no two take turns.

    Turns go by the first delivery of the content, so that a replay supersedes none before it.
    """
    first = first_deliveries(accepted)
    in_turn = any(one.bundled for one in accepted) or len({one.turn(first) for one in accepted}) > 1
    if not key or not in_turn:
        return ""
    rows = " UNION ALL ".join(one.query(key, f"{one.turn(first)} AS turn") for one in accepted)
    if known:
        numbers = {one.delivery.number for one in known}
        further = " UNION ALL ".join(one.query(key) for one in accepted if one.delivery.number not in numbers)
        rows = f"SELECT rows.* FROM ({rows}) AS rows SEMI JOIN ({further}) AS later ON {_same_in('rows', key)}"
    return _earlier(rows, key)


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
    by = ", ".join(map(quote_name, key))
    grouped = f"SELECT {by}, max(turn) AS last FROM ({rows}) GROUP BY {by} HAVING min(turn) < max(turn)"
    return (
        f"SELECT earlier.delivery, earlier.row FROM ({rows}) AS earlier JOIN ({grouped}) AS later "
        f"ON {_same_in('earlier', key)} WHERE earlier.turn < later.last"
    )


def _same_in(table: str, key: Sequence[str]) -> str:
    """The condition that a row of a table has the key of one in `later`."""
    return " AND ".join(f"{table}.{name} IS NOT DISTINCT FROM later.{name}" for name in map(quote_name, key))


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
