"""A clerical sample for a clerk: the next pair without the model's opinion, a verdict, and the estimate."""

from starlette.responses import Response

from schakel.desk.rights import Right
from schakel.desk.samples import SamplesOffice
from schakel.desk.web import pair_words
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.pages import page, to
from schakel.desk.web.pairing import entry_number, pairs_office, why
from schakel.identity.who_is_who.judgements import VERDICTS
from schakel_base.errors import SchakelError


def _samples(visit: Visit) -> SamplesOffice:
    return SamplesOffice(pairs_office(visit))


def sample_page(visit: Visit, wrong: SchakelError | None = None, with_values: bool = False) -> Response:
    """Show the pair to judge next, what the asker said, and as soon as they may know it what the sample tells."""
    of = visit.path["of"]
    given = {"sample": _samples(visit).look(of, with_values), "address": f"/pairs/samples/{of}", "wrong": wrong}
    words = pair_words.words(visit)
    return page(visit, "pairs/sample", verdicts=VERDICTS, **given, **words)


def show_values(visit: Visit) -> Response:
    """Show what partners wrote of the next pair, once."""
    return sample_page(visit, with_values=True)


def judge(visit: Visit) -> Response:
    """Record a clerk's judgement on a pair."""
    of = visit.path["of"]
    _samples(visit).judge(of, visit.field("pair"), visit.field("verdict"))
    return to(f"/pairs/samples/{of}")


def undo(visit: Visit) -> Response:
    """Undo a clerk's judgement on a pair, and record why."""
    of = visit.path["of"]
    _samples(visit).undo(of, entry_number(visit), why(visit, "reason"))
    return to(f"/pairs/samples/{of}")


DOORS = (
    Door("GET", "/pairs/samples/{of}", sample_page, Right.JUDGE_PAIRS),
    Door("POST", "/pairs/samples/{of}/values", show_values, Right.JUDGE_PAIRS),
    Door("POST", "/pairs/samples/{of}/judgements", judge, Right.JUDGE_PAIRS, again=sample_page),
    Door("POST", "/pairs/samples/{of}/judgements/{entry}/undoing", undo, Right.JUDGE_PAIRS, again=sample_page),
)
