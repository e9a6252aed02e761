"""The researcher's door: synthetic twins and extracts under a product, and outputs that are checked before leaving."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from schakel.desk import extract_requests as extracts
from schakel.desk import research_outputs as brought
from schakel.desk.jobs import ask_once
from schakel.desk.research_outputs import LARGEST_OUTPUT, BroughtOutput, CheckedOutput
from schakel.desk.rights import Right
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.delivering import file_response
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.multipart import sent_form
from schakel.desk.web.pages import in_words, page, to
from schakel.desk.web.words import word
from schakel.publication.localisation import Localisation
from schakel_base.errors import RequestError, SchakelError, message
from schakel_protection.output import FACTS_ASKED

_MISSING = "the request does not say "

_NOT_PASSED: Mapping[str, str] = {
    "degrees of freedom": message("The model has fewer than {number} residual degrees of freedom."),
    "saturated model": message("The model has as many parameters as observations, so it prints the data."),
    "smallest cell": message("The smallest cell holds fewer than {number} units."),
    "number at risk": message("A step of the curve rests on fewer than {number} units at risk."),
    "steps of single events": message("A step of the curve shows the moment of a single event."),
    "persons observed": message("The estimate rests on fewer than {number} persons observed."),
    "overlap of lists": message("An overlap of lists that the estimate prints holds fewer than {number} persons."),
    "single observations": message("The plot shows single observations, as a residual plot does."),
    "extremes": message("It shows a minimum or a maximum, which is often one person."),
}
"""What each check says that does not pass (`schakel_protection.output`)."""


def research_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show the extracts that can be requested, the requests, and the submitted outputs."""
    own = visit.visible.products(Right.USE_EXTRACTS)
    found_extracts, found_outputs = visit.visible.research.extract_requests(), visit.visible.research.outputs()
    given: dict[str, Any] = {
        "products": [visit.office.alliance.products[name] for name in own],
        "twins": [name for name in own if visit.office.workspace.synthetic_extract(name).exists()],
        "extracts": found_extracts,
        "outputs": found_outputs,
        "kinds": FACTS_ASKED,
        "wrong": wrong,
        "refused": visit.path.get("extract"),
    }
    return page(visit, "research/first", **given)


def make_twin(visit: Visit) -> Response:
    """Let the synthetic twin of an extract be written: it holds nothing that was delivered."""
    job = visit.office.write(ask_once, "twin", {"product": _own_product(visit)}, visit.asker.name)
    return to(f"/jobs/{job}")


def twin_file(visit: Visit) -> Response:
    """Give the synthetic twin, with its codebook."""
    product = visit.path["product"]
    place = visit.office.workspace.synthetic_extract(product)
    if product not in visit.visible.products(Right.USE_EXTRACTS) or not place.exists():
        raise NotVisibleError
    return _zip(f"{product}-invented.zip", extracts.zip_in_pieces(place))


def ask(visit: Visit) -> Response:
    """Ask for an extract."""
    product = visit.office.alliance.products[_own_product(visit)]
    product.require_analyst()
    visit.office.write(extracts.ask_for_extract, product.name, visit.asker.name, visit.field("purpose"))
    return to("/research")


def _own_product(visit: Visit) -> str:
    product = visit.field("product")
    if product not in visit.visible.products(Right.USE_EXTRACTS):
        raise NotVisibleError
    return product


def judge_extract(visit: Visit) -> Response:
    """Approve or refuse an extract that another one asks for."""
    said = (visit.asker.name, visit.field("verdict"), visit.field("reason"))
    visit.office.write(extracts.judge_extract, visit.path["extract"], *said)
    return to("/research")


def extract_file(visit: Visit) -> Response:
    """Give an extract, once: it is a form that is sent, since looking at an address must not use it up."""
    return _zip(*visit.visible.research.use_extract(visit.path["extract"]))


def _zip(name: str, pieces: Iterator[bytes]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


def new_output(visit: Visit) -> Response:
    """Show the form for an output of one kind, with the facts that its checks ask for."""
    return _form(visit, {"kind": visit.request.query_params.get("kind", next(iter(FACTS_ASKED)))})


def _form(visit: Visit, filled: Mapping[str, str], wrong: SchakelError | None = None) -> Response:
    """The form as it is filled in; nobody can fill in a file for somebody else, so that is to be chosen again."""
    kind = filled.get("kind", "")
    if kind not in FACTS_ASKED:
        raise NotVisibleError
    given: dict[str, Any] = {
        "kind": kind,
        "title": word("kind", kind, visit.language),
        "facts": FACTS_ASKED[kind],
        "products": [visit.office.alliance.products[name] for name in visit.visible.products(Right.USE_EXTRACTS)],
        "filled": filled,
        "wrong": wrong,
    }
    return page(visit, "research/new-output", 400 if wrong else 200, **given)


async def bring(visit: Visit) -> Response:
    """Take in an output, and check it by the rules."""
    content = bytearray()
    fields: Mapping[str, str] = {}
    name = ""
    async for form in sent_form(visit.request):
        fields, name = form.fields, form.file_name
        content += b"".join(form.pieces)
        form.pieces.clear()
        if len(content) > LARGEST_OUTPUT:
            large = RequestError("this is larger than 1 MB; submit an output, not data")
            return await run_in_threadpool(_form, visit, fields, large)
    return await run_in_threadpool(_brought, visit, fields, name, bytes(content))


def _brought(visit: Visit, fields: Mapping[str, str], name: str, content: bytes) -> Response:
    if fields.get("product") not in visit.visible.products(Right.USE_EXTRACTS):
        raise NotVisibleError
    try:
        return _bring(visit, fields, name, content)
    except SchakelError as error:
        return _form(visit, fields, error)


def _bring(visit: Visit, fields: Mapping[str, str], name: str, content: bytes) -> Response:
    kind, facts, columns = fields.get("kind", ""), dict[str, float | bool](), dict[str, str]()
    for fact, holds in FACTS_ASKED.get(kind, {}).items():
        if column := fields.get(f"column-{fact}"):
            columns[holds] = column
        elif fact.startswith("shows_"):
            facts[fact] = fields.get(fact) == "yes"
        elif value := fields.get(fact):
            facts[fact] = _number(value)
    output = BroughtOutput(fields["product"], name, content, kind, fields.get("purpose", ""), facts, columns)
    number = visit.visible.research.bring_output(output)
    return to(f"/outputs/{number}")


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise RequestError("{text} is not a number", text=text)
    return found


def output_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show an output with the verdict of the rules and that of a person."""
    output: CheckedOutput = visit.visible.research.output(visit.path["output"])
    given: dict[str, Any] = {
        "output": output,
        "reason": in_words(visit, reason),
        "can_judge": output.waits and visit.asker.may(Right.RELEASE) and visit.asker.name != output.made_by,
    }
    return page(visit, "research/output", wrong=wrong, **given)


def judge_output(visit: Visit) -> Response:
    """Keep the verdict of a person on an output on which the rules do not decide."""
    output = visit.visible.research.output(visit.path["output"])
    folder, said = visit.office.workspace.output_checks, (visit.field("verdict"), visit.field("reason"))
    visit.office.write(brought.judge, folder, output.number, visit.asker.name, *said)
    return to(f"/outputs/{output.number}")


def output_file(visit: Visit) -> Response:
    """Give an output to its judge, and to its maker once it may leave."""
    output = visit.visible.research.output(visit.path["output"])
    if not (output.may_leave or visit.asker.may(Right.RELEASE)):
        raise NotVisibleError
    content = brought.content_of_output(visit.office.workspace.output_checks, output)
    return file_response(content, output.file_name, "application/octet-stream")


def reason(kept: str, language: Localisation) -> tuple[str, str]:
    """Return why an output did not pass a check, with the language that it is said in.

    What was kept is the name of the check and its sentence in English, with the number that was the least then.
    """
    name, _, sentence = kept.partition(": ")
    missing = sentence.removeprefix(_MISSING)
    if missing != sentence:
        facts = ", ".join(word("fact", one, language) for one in missing.split(" and "))
        return language.say("Not said: {facts}", facts=facts), language.language
    least = re.search(r"\d+", sentence)
    if name not in _NOT_PASSED:
        return kept, "en"
    return language.say(_NOT_PASSED[name], number=least[0] if least else ""), language.language


DOORS = (
    Door("GET", "/research", research_page, Right.SEE_RESEARCH),
    Door("POST", "/twins", make_twin, Right.USE_EXTRACTS, is_dear=True),
    Door("GET", "/twins/{product}.zip", twin_file, Right.USE_EXTRACTS, is_dear=True),
    Door("POST", "/extracts", ask, Right.USE_EXTRACTS, is_dear=True, again=research_page),
    Door("POST", "/extracts/{extract:int}/verdicts", judge_extract, Right.RELEASE, again=research_page),
    Door("POST", "/extracts/{extract:int}/file", extract_file, Right.USE_EXTRACTS, is_dear=True),
    Door("GET", "/outputs/new", new_output, Right.USE_EXTRACTS),
    Door("POST", "/outputs", bring, Right.USE_EXTRACTS, is_dear=True),
    Door("GET", "/outputs/{output:int}", output_page, Right.SEE_RESEARCH),
    Door("POST", "/outputs/{output:int}/verdicts", judge_output, Right.RELEASE, again=output_page),
    Door("GET", "/outputs/{output:int}/file", output_file, Right.SEE_RESEARCH),
)
