"""Following up an item: events, in order, that determine its status. None is ever changed.

Who sees which status is one function of status and role.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cryptography.fernet import Fernet
from sqlalchemy import Connection, select

from schakel.desk.database.tables import FOLLOW_UPS
from schakel.desk.people import now
from schakel_base.errors import RequestError


class ItemStatus(StrEnum):
    """How far something that arrived is."""

    NEW = "new"
    READ = "read"
    TAKEN_UP = "taken-up"
    HANDED_ON = "handed-on"
    FOLLOWED_UP = "followed-up"
    CLOSED = "closed"


STEPS: Mapping[str, tuple[frozenset[ItemStatus], ItemStatus]] = {
    "read": (frozenset({ItemStatus.NEW}), ItemStatus.READ),
    "take-up": (frozenset({ItemStatus.READ}), ItemStatus.TAKEN_UP),
    "hand-on": (frozenset({ItemStatus.READ, ItemStatus.TAKEN_UP, ItemStatus.FOLLOWED_UP}), ItemStatus.HANDED_ON),
    "follow-up": (frozenset({ItemStatus.HANDED_ON}), ItemStatus.FOLLOWED_UP),
    "close": (frozenset(set(ItemStatus) - {ItemStatus.NEW, ItemStatus.CLOSED}), ItemStatus.CLOSED),
    "reopen": (frozenset({ItemStatus.CLOSED}), ItemStatus.READ),
}
"""Each event: the statuses in which it can happen, and the status that follows."""

_SENDERS = {
    ItemStatus.NEW: "received",
    ItemStatus.READ: "received",
    ItemStatus.TAKEN_UP: "in-hand",
    ItemStatus.HANDED_ON: "in-hand",
    ItemStatus.FOLLOWED_UP: "in-hand",
    ItemStatus.CLOSED: "done",
}
"""What whoever sent it sees: not who has it, and nothing before it is sure."""


@dataclass(frozen=True)
class FollowUp:
    """One event: what was done, by whom and when; to whom it went and by when they answer; what was said about it."""

    event: str
    done_by: str
    at: datetime
    to: str = ""
    due: date | None = None
    note: str = ""


def shown_status(status: ItemStatus, role: str) -> str:
    """Return what a role sees of a status, by the name of its label; nothing where it sees none."""
    if role == "signal-officer":
        return status.value
    return _SENDERS[status] if role == "supplier" else ""


def status_of(events: Iterable[str]) -> ItemStatus:
    """Return the status that follows from events, in their order."""
    *_, last = ("", *events)
    return STEPS[last][1] if last else ItemStatus.NEW


def possible_steps(status: ItemStatus) -> list[str]:
    """Return the events that can follow, those that people choose."""
    return [event for event, (before, _) in STEPS.items() if status in before and event != "read"]


def last_events(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return the last event of each item that was followed up, with its place in the order of all events."""
    rows = connection.execute(select(FOLLOW_UPS.c.item, FOLLOW_UPS.c.id, FOLLOW_UPS.c.event).order_by(FOLLOW_UPS.c.id))
    return {row.item: (row.id, row.event) for row in rows}


def follow_ups(connection: Connection, cipher: Fernet, names: Sequence[str]) -> list[FollowUp]:
    """Return what was done with an item, by its names, the first event first."""
    rows = connection.execute(select(FOLLOW_UPS).where(FOLLOW_UPS.c.item.in_(names)).order_by(FOLLOW_UPS.c.id))
    return [_follow_up(row.event, row.done_by, row.at, json.loads(cipher.decrypt(row.about))) for row in rows]


def _follow_up(event: str, by: str, at: datetime, about: Mapping[str, str]) -> FollowUp:
    due = date.fromisoformat(about["due"]) if about.get("due") else None
    return FollowUp(event, by, at, about.get("to", ""), due, about.get("note", ""))


def follow_up(
    connection: Connection,
    cipher: Fernet,
    names: Sequence[str],
    event: str,
    by: str,
    about: Mapping[str, str] | None = None,
) -> None:
    """Write down what was done with an item.

    Raises
    ------
    RequestError
        If that cannot be done as it stands, or it is handed on to nobody or without a day.
    """
    about = about or {}
    status = status_of(one.event for one in follow_ups(connection, cipher, names))
    if event not in STEPS or status not in STEPS[event][0]:
        raise RequestError("somebody else changed this in the meantime; look at it again")
    if event == "hand-on" and not (about.get("to") and about.get("due")):
        raise RequestError("say to whom it is handed on, and by which day they answer")
    _require_day(about.get("due", ""))
    encrypted = cipher.encrypt(json.dumps(dict(about)).encode()).decode()
    values = {"item": names[0], "event": event, "about": encrypted, "done_by": by, "at": now()}
    connection.execute(FOLLOW_UPS.insert().values(**values))


def _require_day(text: str) -> None:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        raise RequestError("{text} is not a day; write a day as 2026-01-31", text=text) from None


def forget_items(connection: Connection, kept: Iterable[str]) -> None:
    """Forget what was done with items that are there no longer: they were withdrawn, or kept as long as they may be."""
    gone = set(connection.scalars(select(FOLLOW_UPS.c.item).distinct())) - set(kept)
    connection.execute(FOLLOW_UPS.delete().where(FOLLOW_UPS.c.item.in_(gone)))
