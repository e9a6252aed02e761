"""Pairs of persons for a clerk: the queue, a pair with hidden values, a decision, and its reversal; and samples.

Of a clerical sample there is the next pair, without the model's opinion, a verdict, and the estimate.
"""

from starlette.responses import Response

from schakel.desk.pairs import PairsOffice
from schakel.desk.rights import Right
from schakel.desk.samples import SamplesOffice
from schakel.desk.visible import NotVisibleError
from schakel.desk.web import pair_words
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.pages import page, to
from schakel.identity.judging.queue import Place
from schakel.identity.who_is_who.judgements import ABOUT_PAIRS, VERDICTS
from schakel_base.errors import RequestError, SchakelError

_LONGEST_REASON = 1000


def _pairs(visit: Visit) -> PairsOffice:
    return PairsOffice(visit.office, visit.asker)


def _why(visit: Visit, name: str) -> str:
    """A reason as it was filled in: it stays in a ledger or a log for good, so no more than a page of it."""
    if len(visit.field(name)) > _LONGEST_REASON:
        raise RequestError("what you filled in is too long for this form")
    return visit.field(name)


def _entry_number(visit: Visit) -> int:
    """The number of an entry of the ledger, as an address has it."""
    entry = whole_number(str(visit.path["entry"]))
    if entry is None:
        raise NotVisibleError
    return entry


def pairs_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show a page of the pairs that wait, those first where a judgement changes most, and what was decided."""
    after = visit.request.query_params.get("after", "")
    queue = _pairs(visit).queue(_place(after) if after else None)
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
        pair = _pairs(visit).look(one, other, purpose)
    except RequestError as error:
        return pairs_page(visit, error)
    given = {"pair": pair, "address": f"/pairs/{one}/{other}", "decisions": ABOUT_PAIRS, "wrong": wrong}
    return page(visit, "pairs/pair", **given, **pair_words.words(visit))


def show_values(visit: Visit) -> Response:
    """Show what partners wrote, once, to a person who says why."""
    if not (purpose := _why(visit, "purpose")):
        raise RequestError("say what you need the values for")
    return pair_page(visit, purpose=purpose)


def judge(visit: Visit) -> Response:
    """Record a clerk's judgement on a pair, with its reason."""
    about = (visit.field("decision"), visit.path["one"], visit.path["other"])
    _pairs(visit).decide(*about, _why(visit, "reason"))
    return to("/pairs")


def undo(visit: Visit) -> Response:
    """Take a decision back, and record why."""
    _pairs(visit).undo(_entry_number(visit), _why(visit, "reason"))
    return to("/pairs")


def person_page(visit: Visit) -> Response:
    """Show a person over time: its records, and with whom it was joined, kept apart or split, when and by whom."""
    person = _pairs(visit).history(visit.path["person"])
    return page(visit, "pairs/person", 200, person=person, **pair_words.words(visit))


def _samples(visit: Visit) -> SamplesOffice:
    return SamplesOffice(_pairs(visit))


def sample_page(visit: Visit, wrong: SchakelError | None = None, with_values: bool = False) -> Response:
    """Show the pair to judge next, what the asker said, and as soon as they may know it what the sample tells."""
    of = visit.path["of"]
    given = {"sample": _samples(visit).look(of, with_values), "address": f"/pairs/samples/{of}", "wrong": wrong}
    words = pair_words.words(visit)
    return page(visit, "pairs/sample", verdicts=VERDICTS, **given, **words)


def show_sample_values(visit: Visit) -> Response:
    """Show what partners wrote of the next pair, once."""
    return sample_page(visit, with_values=True)


def judge_sample(visit: Visit) -> Response:
    """Record a clerk's judgement on a pair."""
    of = visit.path["of"]
    _samples(visit).judge(of, visit.field("pair"), visit.field("verdict"))
    return to(f"/pairs/samples/{of}")


def undo_sample(visit: Visit) -> Response:
    """Undo a clerk's judgement on a pair, and record why."""
    of = visit.path["of"]
    _samples(visit).undo(of, _entry_number(visit), _why(visit, "reason"))
    return to(f"/pairs/samples/{of}")


DOORS = (
    Door("GET", "/pairs/samples/{of}", sample_page, Right.JUDGE_PAIRS),
    Door("POST", "/pairs/samples/{of}/values", show_sample_values, Right.JUDGE_PAIRS),
    Door("POST", "/pairs/samples/{of}/judgements", judge_sample, Right.JUDGE_PAIRS, again=sample_page),
    Door("POST", "/pairs/samples/{of}/judgements/{entry}/undoing", undo_sample, Right.JUDGE_PAIRS, again=sample_page),
    Door("GET", "/pairs", pairs_page, Right.JUDGE_PAIRS),
    Door("GET", "/pairs/persons/{person}", person_page, Right.JUDGE_PAIRS),
    Door("GET", "/pairs/{one}/{other}", pair_page, Right.JUDGE_PAIRS),
    Door("POST", "/pairs/{one}/{other}/values", show_values, Right.JUDGE_PAIRS, again=pair_page),
    Door("POST", "/pairs/{one}/{other}/judgements", judge, Right.JUDGE_PAIRS, again=pair_page),
    Door("POST", "/pairs/judgements/{entry}/undoing", undo, Right.JUDGE_PAIRS, again=pairs_page),
)
