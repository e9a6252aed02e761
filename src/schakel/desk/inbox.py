"""The inbox: each unit that arrived, once, with everything sent about it and the units that may be the same."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from schakel.desk.follow_up import ItemStatus, forget_items
from schakel.desk.forms import forms_of
from schakel.desk.office import Office
from schakel.identity.judging.duplicates import Duplicates
from schakel.intake import known_deliveries, rows_known
from schakel.model.form import EntryForm, FilledByDesk, FormAnswer, FormInbox
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.store.engine import connect
from schakel.vocabulary.statements import date_of
from schakel_base import clock
from schakel_base.database import quote_name

if TYPE_CHECKING:
    from schakel_linkage.linking import PairEvidence

SHOWN_DAYS = 400
"""What came before is history: tables tell of it."""
_EVER = 100_000


@dataclass(frozen=True)
class InboxItem:
    """A unit that arrived: its number, and each row that was sent of it, by column.

    `name` stands for it at the desk; `names` are those of all numbers that were judged to be it.
    """

    name: str
    names: tuple[str, ...]
    form: str
    number: str
    day: str
    rows: tuple[Mapping[str, str], ...]
    senders: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True)
class AlikeItems:
    """An item that may be the same as another: the evidence, and the two rows that it is about."""

    other: InboxItem
    evidence: "PairEvidence"
    here: Mapping[str, str]
    there: Mapping[str, str]


@dataclass(frozen=True)
class InboxFilter:
    """Which items are asked for: by status, by an answer to a question, by a text in them; empty for all."""

    status: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    words: str = ""

    def lets_through(self, item: InboxItem, status: ItemStatus) -> bool:
        """Whether an item is among those."""
        text = " ".join(value for row in item.rows for value in row.values()).lower()
        return (
            self.status in ("", status)
            and all(any(row[column] == value for row in item.rows) for column, value in self.answers)
            and all(word in text for word in self.words.lower().split())
        )


def inbox_items(office: Office, form: EntryForm, days: int = SHOWN_DAYS) -> list[InboxItem]:
    """Return what arrived of a form that is followed up, the latest first; read within a recorded access.

    Parameters
    ----------
    days
        How long ago the oldest may be.
    """
    inbox, contract = form.inbox, office.alliance.partners[form.partner].contract
    deliveries = known_deliveries(Catalogue(office.workspace).receipts(), clock.today())
    own = [one for one in deliveries if one.partner == form.partner]
    if inbox is None or not own:
        return []
    columns = [column.name for column in contract.used_columns]
    said = ", ".join(f"coalesce({quote_name(name)}, '') AS {quote_name(name)}" for name in columns)
    day = date_of(next(one for one in contract.columns if one.name == inbox.day))
    since = f"WHERE {day} >= DATE '{clock.today() - timedelta(days=days)}'"
    with connect({"rows": rows_known(contract, own, office.workspace)}) as connection:
        found = connection.execute(f"SELECT {said}, delivery FROM rows {since} ORDER BY delivery, row").fetchall()
    synthetic = {one.number for one in own if one.synthetic}
    rows = [(dict(zip(columns, row, strict=False)), row[-1] in synthetic) for row in found]
    return sorted(_items(office, form.name, inbox, rows), key=lambda one: (one.day, one.number), reverse=True)


def _items(
    office: Office, form: str, inbox: FormInbox, rows: Sequence[tuple[dict[str, str], bool]]
) -> Iterator[InboxItem]:
    by_number: dict[str, list[tuple[dict[str, str], bool]]] = {}
    key = office.workspace.desk_key  # read once: an inbox has thousands of numbers
    known = Duplicates(office.alliance, office.workspace, inbox.unit).ledger.persons(clock.today())
    for row, is_synthetic in rows:
        by_number.setdefault(known.resolve(row[inbox.number]), []).append((row, is_synthetic))
    for number, sent in by_number.items():
        own = tuple(row for row, _ in sent)
        senders = tuple(dict.fromkeys(row[inbox.sender] for row in own))
        day = min(row[inbox.day] for row in own)
        names = dict.fromkeys(_name(key, inbox.unit, one) for one in (number, *(row[inbox.number] for row in own)))
        synthetic = any(is_synthetic for _, is_synthetic in sent)
        yield InboxItem(next(iter(names)), tuple(names), form, number, day, own, senders, synthetic)


def _name(key: bytes, unit: str, number: str) -> str:
    """By what the desk calls an item: nobody finds its number from that without the key."""
    return hmac.new(key, f"{unit}\0{number}".encode(), hashlib.sha256).hexdigest()[:32]


def item_name(office: Office, form: EntryForm, answers: Mapping[str, FormAnswer], number: str) -> str:
    """Return by what the desk calls the item that a response became; nothing where its form is not followed up."""
    if form.inbox is None:
        return ""
    given = {FilledByDesk.NUMBER: number, FilledByDesk.TODAY: "", FilledByDesk.SUBJECT: ""}
    [row] = form.rows(answers, given)
    return _name(office.workspace.desk_key, form.inbox.unit, row.values[form.inbox.number])


def alike(office: Office, form: EntryForm, item: InboxItem, items: Sequence[InboxItem]) -> list[AlikeItems]:
    """Return the items that may be the same as one, the heaviest evidence first; none where no model is declared."""
    if form.inbox is None:
        return []
    units = Duplicates(office.alliance, office.workspace, form.inbox.unit)
    if not units.model_file.exists():
        return []
    by_number = {one.number: one for one in items}
    return [
        AlikeItems(by_number[one.number], one.evidence, _row(item, one.here), _row(by_number[one.number], one.there))
        for one in units.like(item.number)
        if one.number in by_number
    ]


def _row(item: InboxItem, said: Mapping[str, str]) -> Mapping[str, str]:
    """The row of an item that says something, of those that were sent."""
    return next(row for row in item.rows if all(row.get(column, value) == value for column, value in said.items()))


def forget_what_is_gone(office: Office) -> None:
    """Forget what was done with items whose rows are gone: withdrawn, or kept as long as their contract says."""
    forms = [form for form in forms_of(office.alliance).values() if form.inbox]
    if not forms:
        return
    with reading(office.workspace, "read an inbox", "forgetting what is gone", ", ".join(office.alliance.products)):
        kept = {name for form in forms for item in inbox_items(office, form, _EVER) for name in item.names}
    office.write(forget_items, kept)
