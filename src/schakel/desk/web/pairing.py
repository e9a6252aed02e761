"""Pairs of persons for a clerk: the queue, a pair with hidden values, a decision, and its reversal."""

from starlette.responses import Response

from schakel.desk.pairs import PairsOffice
from schakel.desk.rights import Right
from schakel.desk.visible import NotVisibleError
from schakel.desk.web import pair_words
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.pages import page, to
from schakel.identity.judging.queue import Place
from schakel.identity.who_is_who.judgements import ABOUT_PAIRS
from schakel_base.errors import RequestError, SchakelError

_LONGEST_REASON = 1000


def pairs_office(visit: Visit) -> PairsOffice:
    """Return the pairs of the alliance for the asker."""
    return PairsOffice(visit.office, visit.asker)


def why(visit: Visit, name: str) -> str:
    """Return a reason as it was filled in: it stays in a ledger or a log for good, so no more than a page of it.

    Raises
    ------
    RequestError
        If it is longer.
    """
    if len(visit.field(name)) > _LONGEST_REASON:
        raise RequestError("what you filled in is too long for this form")
    return visit.field(name)


def entry_number(visit: Visit) -> int:
    """Return the number of an entry of the ledger, as an address has it.

    Raises
    ------
    NotVisibleError
        If it is none.
    """
    entry = whole_number(str(visit.path["entry"]))
    if entry is None:
        raise NotVisibleError
    return entry


def pairs_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show a page of the pairs that wait, those first where a judgement changes most, and what was decided."""
    after = visit.request.query_params.get("after", "")
    queue = pairs_office(visit).queue(_place(after) if after else None)
    then = ",".join(map(str, queue.next)) if queue.next else ""
    given = {"queue": queue, "after": after, "then": then, "wrong": wrong}
    return page(visit, "pairs/list", 400 if wrong else 200, **given, **pair_words.words(visit))


def _place(written: str) -> Place:
    """Return a place in the queue, as an address has it."""
    try:
        chance, weight, elder, younger = written.split(",")
        return float(chance), float(weight), int(elder), int(younger)
    except ValueError:
        raise NotVisibleError from None


def pair_page(visit: Visit, wrong: SchakelError | None = None, purpose: str = "") -> Response:
    """Show what speaks for a pair, and with a purpose also what partners wrote."""
    one, other = visit.path["one"], visit.path["other"]
    try:
        pair = pairs_office(visit).look(one, other, purpose)
    except RequestError as error:
        return pairs_page(visit, error)
    given = {"pair": pair, "address": f"/pairs/{one}/{other}", "decisions": ABOUT_PAIRS, "wrong": wrong}
    return page(visit, "pairs/pair", **given, **pair_words.words(visit))


def show_values(visit: Visit) -> Response:
    """Show what partners wrote, once, to a person who says why."""
    if not (purpose := why(visit, "purpose")):
        raise RequestError("say what you need the values for")
    return pair_page(visit, purpose=purpose)


def judge(visit: Visit) -> Response:
    """Record a clerk's judgement on a pair, with its reason."""
    about = (visit.field("decision"), visit.path["one"], visit.path["other"])
    pairs_office(visit).decide(*about, why(visit, "reason"))
    return to("/pairs")


def undo(visit: Visit) -> Response:
    """Take a decision back, and record why."""
    pairs_office(visit).undo(entry_number(visit), why(visit, "reason"))
    return to("/pairs")


def person_page(visit: Visit) -> Response:
    """Show a person over time: its records, and with whom it was joined, kept apart or split, when and by whom."""
    person = pairs_office(visit).history(visit.path["person"])
    return page(visit, "pairs/person", 200, person=person, **pair_words.words(visit))


DOORS = (
    Door("GET", "/pairs", pairs_page, Right.JUDGE_PAIRS),
    Door("GET", "/pairs/persons/{person}", person_page, Right.JUDGE_PAIRS),
    Door("GET", "/pairs/{one}/{other}", pair_page, Right.JUDGE_PAIRS),
    Door("POST", "/pairs/{one}/{other}/values", show_values, Right.JUDGE_PAIRS, again=pair_page),
    Door("POST", "/pairs/{one}/{other}/judgements", judge, Right.JUDGE_PAIRS, again=pair_page),
    Door("POST", "/pairs/judgements/{entry}/undoing", undo, Right.JUDGE_PAIRS, again=pairs_page),
)
