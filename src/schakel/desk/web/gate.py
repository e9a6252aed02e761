"""The release gate: the waiting releases with their dossiers, the verdicts on them, and the two last steps."""

from collections.abc import Callable, Mapping
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from babel import Locale
from starlette.responses import FileResponse, Response

from schakel.desk import gate
from schakel.desk.ask import PutQuestion
from schakel.desk.gate_case import GateCase, TableDecision, Verdict
from schakel.desk.jobs import ask_once, latest_jobs
from schakel.desk.office import Office
from schakel.desk.rights import Right
from schakel.desk.telling import tell_of_return
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.delivering import is_own
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.pages import page, to
from schakel.store.access_log import record_access
from schakel.store.waiting_releases import WaitingRelease, drafts, find_draft
from schakel_base.errors import ReleaseError, RequestError, SchakelError

DRAFT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of a page of a release that waits: it runs no script and sends nothing, since it shares the address of the desk."""

_SAYS: Mapping[Verdict, str] = {
    Verdict.APPROVE: "approve at the gate",
    Verdict.REFUSE: "refuse at the gate",
    Verdict.UNDECIDED: "undecided at the gate",
}
_SAYS_OF_TABLES: Mapping[TableDecision, str] = {
    TableDecision.ACCEPT: "accept a table at the gate",
    TableDecision.RETURN: "return a table at the gate",
}


def gate_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show what waits, what left, and where somebody lets an edition wait."""
    _take_up_drafts(visit.office)
    with visit.office.reading() as connection:
        found, jobs = gate.cases(connection), latest_jobs(connection, ("publish",))
    given = {
        "cases": found,
        "waiting": _questions_to_judge(visit),
        "jobs": [one for one in jobs if one.is_open or one.state == "failed"],
        "own": partial(is_own, visit),
        "products": visit.office.alliance.publishing_products,
        "wrong": wrong,
    }
    return page(visit, "gate/list", **given)


def _questions_to_judge(visit: Visit) -> list[PutQuestion]:
    """Return other people's questions that wait for a judge: an answer is published as a release is."""
    put = visit.visible.questions() if visit.asker.may(Right.RELEASE) else []
    return [one for one in put if one.decision is None and one.asked_by != visit.asker.name]


def _take_up_drafts(office: Office) -> None:
    """Enter what the shell made to wait: `schakel publish` knows no database."""
    waiting = drafts(office.workspace)
    with office.reading() as connection:
        known = {one.digest for one in gate.cases(connection) if one.tables}
    for draft in waiting:
        if draft.digest not in known and draft.is_as_made():
            office.write(gate.take_up, draft.product, draft.edition, draft.digest, draft.made_by, draft.tables)


def propose(visit: Visit) -> Response:
    """Let a product of the last edition wait at the gate."""
    product = visit.field("product")
    if product not in [one.name for one in visit.office.alliance.publishing_products]:
        raise RequestError("choose what is to be released")
    job = visit.office.write(ask_once, "publish", {"product": product, "note": visit.field("note")}, visit.asker.name)
    return to(f"/jobs/{job}")


def case_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show a release at the gate: what is in it, and what was decided."""
    case = case_of(visit)
    draft = draft_of(visit.office, case)
    given = {
        "case": case,
        "dossier": draft.dossier if draft else {},
        "stale": why_stale(visit.office, case, draft),
        "pages": _first_pages(draft),
        "own_name": lambda tag: Locale.parse(tag).language_name,
        "tag": _tag(visit, draft.dossier if draft else {}),
        "verdicts": Verdict,
        "mine": case.standing.get(visit.asker.name),
        "can_judge": visit.asker.may(Right.RELEASE) and visit.asker.name != case.made_by,
        "can_release": case.approval_for(visit.asker.name) is not None and not case.is_blocked,
    }
    return page(visit, "gate/case", wrong=wrong, **given)


def case_of(visit: Visit) -> GateCase:
    """Return the release at the gate that an address names.

    Raises
    ------
    NotVisibleError
        If there is none.
    """
    case = visit.office.read(gate.find_case, visit.path["release"])
    if case is None:
        raise NotVisibleError
    return case


def draft_of(office: Office, case: GateCase) -> WaitingRelease | None:
    """Return what a case is about, if it was not made anew since."""
    try:
        draft = find_draft(office.workspace, case.product, case.edition)
    except RequestError:
        return None
    return draft if draft.digest == case.digest else None


def why_stale(office: Office, case: GateCase, draft: WaitingRelease | None) -> ReleaseError | None:
    """Return why a release must be made again before anybody decides on it; None where it need not, or it has left."""
    if case.departure:
        return None
    if draft is None:
        return ReleaseError("this edition was made again since; decide on the newer release")
    if not draft.is_as_made():
        return ReleaseError(
            "its files have changed since it was made; the decisions no longer count, and it must be made again"
        )
    if not draft.is_beside(office.public(case.product)):
        return ReleaseError("another release was published or withdrawn since this one was made; make it again")
    return None


def _first_pages(draft: WaitingRelease | None) -> Mapping[str, str]:
    """The first page of a draft in each of its languages, from where it lies; none once it left."""
    if draft is None:
        return {}
    found = {tag: f"site/{tag}/index.html" for tag in draft.dossier["title"]}
    return {tag: path for tag, path in found.items() if (draft.release / path).is_file()}


def _tag(visit: Visit, dossier: Mapping[str, Any]) -> str:
    """The language in which a dossier is read: that of the visit where it speaks it, else its first."""
    spoken = list(dossier.get("title", {"en": ""}))
    return visit.language.language if visit.language.language in spoken else spoken[0]


def judge(visit: Visit) -> Response:
    """Keep a verdict, with its reason."""
    verdict = visit.field("verdict")
    if verdict not in list(Verdict):
        raise RequestError("choose what you decide")

    def decide(connection: Any, case: GateCase) -> None:
        gate.vote(connection, case.number, visit.asker.name, Verdict(verdict), visit.field("reason"))

    return _decided(visit, _SAYS[Verdict(verdict)], decide)


def judge_table(visit: Visit) -> Response:
    """Store a verdict on one table; the maker of the release is told if it is returned."""
    verdict, table = visit.field("verdict"), visit.path["table"]
    if verdict not in list(TableDecision):
        raise RequestError("choose what you decide")

    def decide(connection: Any, case: GateCase) -> None:
        decision = TableDecision(verdict)
        gate.judge_table(connection, case.number, visit.asker.name, table, decision, visit.field("reason"))
        if decision is TableDecision.RETURN:
            tell_of_return(connection, visit.office, case, table)

    return _decided(visit, _SAYS_OF_TABLES[TableDecision(verdict)], decide, f"#table-{table}")


def release(visit: Visit) -> Response:
    """Let a release leave."""
    return _decided(
        visit, "release at the gate", lambda connection, case: gate.release(connection, case.number, visit.asker.name)
    )


def retract(visit: Visit) -> Response:
    """Withdraw a release that left."""
    because = visit.field("because")

    def decide(connection: Any, case: GateCase) -> int:
        return gate.retract(connection, case.number, visit.asker.name, because)

    return _decided(visit, "retract at the gate", decide)


def _decided(visit: Visit, action: str, decide: Callable[[Any, GateCase], int | None], part: str = "") -> Response:
    """Take a step, and lead to its job where there is one; say why where it may not be taken."""
    case = case_of(visit)
    if stale := why_stale(visit.office, case, draft_of(visit.office, case)):
        raise stale
    what = {"product": case.product, "edition": case.edition}
    record_access(visit.office.workspace.access_log, action, "deciding what is released", **what)
    job = visit.office.write(decide, case)
    return to(f"/jobs/{job}" if job else f"/gate/{case.number}{part}")


def draft_page(visit: Visit) -> Response:
    """Give one file of a release that waits as readers would get it; a decision asks whether it changed."""
    draft = draft_of(visit.office, case_of(visit))
    file = _within(draft.release, visit.path["path"]) if draft else None
    if file is None:
        raise NotVisibleError
    kind = guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(file, media_type=kind, headers={"Content-Security-Policy": DRAFT_POLICY})


def _within(folder: Path, path: str) -> Path | None:
    """Return a file of a folder, wherever links lead; None where there is none, or it lies elsewhere."""
    if "\0" in path:
        return None
    file = (folder / path).resolve()
    return file if file.is_file() and file.is_relative_to(folder.resolve()) else None


DOORS = (
    Door("GET", "/gate", gate_page, Right.SEE_GATE),
    Door("POST", "/gate", propose, Right.BUILD, is_dear=True, again=gate_page),
    Door("GET", "/gate/{release:int}", case_page, Right.SEE_GATE),
    Door("GET", "/gate/{release:int}/draft/{path:path}", draft_page, Right.SEE_GATE),
    Door("POST", "/gate/{release:int}/verdicts", judge, Right.RELEASE, again=case_page),
    Door("POST", "/gate/{release:int}/tables/{table}/verdicts", judge_table, Right.RELEASE, again=case_page),
    Door("POST", "/gate/{release:int}/departure", release, Right.RELEASE, again=case_page),
    Door("POST", "/gate/{release:int}/retraction", retract, Right.RELEASE, again=case_page),
)
