"""A month of invented rows for a form with an inbox, so that people who try a desk have work to do."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from schakel import verbs
from schakel.desk.forms import FilledForm, forms_of
from schakel.desk.office import Office
from schakel.model.contract import Contract
from schakel.model.form import EntryForm, FilledByDesk, FormInbox
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel_base import clock

ROWS, FILE = 2_000, "invented-month.csv"
_DAYS = 30
_SENT_TWICE, _UNDER_ANOTHER_NUMBER = 0.05, 0.04
_SEED = 1


def deliver_invented_months(office: Office) -> None:
    """Deliver a month for each form that is followed up and says that it is invented, once."""
    with reading(office.workspace, "deliver", "a demonstration", ", ".join(office.alliance.products)):
        receipts = Catalogue(office.workspace).receipts()
        delivered = {one.delivery.partner for one in receipts if one.delivery.file_name == FILE}
    for form in forms_of(office.alliance).values():
        if form.inbox and form.synthetic and form.partner not in delivered:
            contract = office.alliance.partners[form.partner].contract
            file = FilledForm(FILE, _content(contract, form, form.inbox, clock.today()))
            verbs.deliver(office.folder, form.partner, file, synthetic=True)


def _content(contract: Contract, form: EntryForm, inbox: FormInbox, today: date) -> bytes:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, [column.name for column in contract.columns], restval="", delimiter=contract.delimiter)
    table.writeheader()
    table.writerows(_rows(form, inbox, today))
    return text.getvalue().encode(contract.encoding)


def _rows(form: EntryForm, inbox: FormInbox, today: date) -> Iterator[dict[str, str]]:
    """Rows in which some units are sent twice: under the same number, or under another, which people have to see."""
    draw, earlier = random.Random(_SEED), list[dict[str, str]]()
    numbers = [column for column, kind in form.given if kind is FilledByDesk.NUMBER]
    options = {one.column: [option.value for option in one.options] for one in form.questions if one.options}
    for number in range(ROWS):
        row = {column: draw.choice(values) for column, values in options.items()}
        row[inbox.day] = str(today - timedelta(days=draw.randrange(1, _DAYS)))
        row[inbox.number] = f"V-{number:06}"
        chance = draw.random()
        if earlier and chance < _SENT_TWICE + _UNDER_ANOTHER_NUMBER:
            again = {inbox.sender: row[inbox.sender]} | dict.fromkeys(numbers, f"V-{number:06}")
            other_number = {inbox.number: row[inbox.number]} if chance > _SENT_TWICE else {}
            row = draw.choice(earlier) | again | other_number
        row |= dict.fromkeys(numbers, f"V-{number:06}")
        earlier.append(row)
        yield row
