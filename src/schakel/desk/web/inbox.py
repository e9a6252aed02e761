"""The inbox of a signal officer: what arrived, its status, what may be the same, and what was done with it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from schakel.desk.follow_up import ItemStatus, follow_up, follow_ups, last_events, possible_steps, status_of
from schakel.desk.forms import forms_of
from schakel.desk.inbox import InboxFilter, InboxItem
from schakel.desk.rights import Right
from schakel.desk.visible import NotVisibleError
from schakel.desk.visible.part import visible_one
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.pages import in_words, page, to
from schakel.desk.web.pair_words import level
from schakel.identity.judging.duplicates import DIFFERENT, SAME, Duplicates
from schakel.identity.who_is_who.judgements import ByPerson
from schakel_base import clock
from schakel_base.errors import SchakelError

_PAGE = 50
_ABOUT = ("to", "due", "note")


def inbox_page(visit: Visit) -> Response:
    """Show what arrived, as far as it is asked for, a page at a time."""
    asked, items = visit.request.query_params, visit.visible.forms.inbox()
    forms = [form for form in forms_of(visit.office.alliance).values() if form.inbox]
    questions = [one for form in forms for one in form.questions if one.options]
    answers = tuple((one.column, asked[f"of-{one.column}"]) for one in questions if asked.get(f"of-{one.column}"))
    wanted = InboxFilter(asked.get("status", ""), answers, asked.get("words", ""))
    last = visit.office.read(last_events)
    standing = [(one, _status(one, last)) for one in items]
    found = [(one, status) for one, status in standing if wanted.lets_through(one, status)]
    begin = _PAGE * (max(1, whole_number(asked.get("page", "")) or 1) - 1)
    counts = Counter(status for _, status in standing)
    given: dict[str, Any] = {"found": found[begin : begin + _PAGE], "number_found": len(found), "begin": begin}
    given |= {"counts": {status: counts[status] for status in ItemStatus}, "asked": dict(asked), "step_by": _PAGE}
    return page(visit, "inbox/list", questions=questions, **given)


def published(visit: Visit) -> Response:
    """Show what was last published of all that is followed up here: what left the gate, and no count of the desk."""
    return page(visit, "inbox/published", pictures=visit.visible.forms.pictures())


def _status(item: InboxItem, last: Mapping[str, tuple[int, str]]) -> ItemStatus:
    events = sorted(last[name] for name in item.names if name in last)
    return status_of(event for _, event in events)


def _item(visit: Visit) -> tuple[InboxItem, list[InboxItem]]:
    items = visit.visible.forms.inbox("read an item")
    return visible_one(items, lambda one: visit.path["item"] in one.names), items


def item_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show one item side by side with what may be the same; who reads it first is written down."""
    item, items = _item(visit)
    with visit.office.database.begin() as connection:
        if not follow_ups(connection, visit.office.cipher, item.names):
            follow_up(connection, visit.office.cipher, item.names, "read", visit.asker.name)
        done = follow_ups(connection, visit.office.cipher, item.names)
    form = forms_of(visit.office.alliance)[item.form]
    status = status_of(one.event for one in done)
    given = {"item": item, "form": form, "done": done, "item_status": status, "steps": possible_steps(status)}
    # The values of a row are read by the questions that ask them.
    labels = {(asked.column, one.value): one.label for asked in form.questions for one in asked.options}
    given |= {"questions": list(form.questions), "labels": labels, "level": in_words(visit, level)}
    alike = visit.visible.forms.alike(item, items)
    return page(visit, "inbox/item", **given, alike=alike, wrong=wrong)


def do(visit: Visit) -> Response:
    """Write down what is done with an item."""
    item, _ = _item(visit)
    about = {name: visit.field(name) for name in _ABOUT if visit.field(name)}
    visit.office.write(follow_up, visit.office.cipher, item.names, visit.field("step"), visit.asker.name, about)
    return to(f"/inbox/{item.name}")


def judge(visit: Visit) -> Response:
    """Write down that two items are one, or are two, and why."""
    item, items = _item(visit)
    other = next((one for one in items if visit.field("other") in one.names), None)
    decision, form = visit.field("decision"), forms_of(visit.office.alliance)[item.form]
    if other is None or form.inbox is None or decision not in (SAME, DIFFERENT):
        raise NotVisibleError
    units = Duplicates(visit.office.alliance, visit.office.workspace, form.inbox.unit)
    by = ByPerson(visit.asker.name, clock.today(), visit.field("reason"))
    with visit.office.alone():
        units.decide(decision, item.number, other.number, by)
    return to(f"/inbox/{item.name}")


DOORS = (
    Door("GET", "/inbox", inbox_page, Right.RECORD_SIGNALS),
    Door("GET", "/inbox/published", published, Right.RECORD_SIGNALS),
    Door("GET", "/inbox/{item}", item_page, Right.RECORD_SIGNALS),
    Door("POST", "/inbox/{item}/steps", do, Right.RECORD_SIGNALS, again=item_page),
    Door("POST", "/inbox/{item}/judgements", judge, Right.RECORD_SIGNALS, again=item_page),
)
