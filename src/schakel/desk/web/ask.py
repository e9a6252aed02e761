"""Asking for a table that nobody declared: put together, previewed, reviewed, answered.

All that is said before the answer is there follows from what is public: whoever asks learns nothing by asking.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from schakel import verbs
from schakel.desk.ask import LONGEST, PutQuestion, answer_folder, decide, put_question
from schakel.desk.jobs import ask_for, find_job
from schakel.desk.rights import Right
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.delivering import file_response
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.pages import in_words, page, to
from schakel.indicators.askable import Askable, askable
from schakel.model.product import Product
from schakel.model.table_question import TableQuestion
from schakel.publication.localisation import Localisation
from schakel.verbs.asking import Foreseen
from schakel_base.errors import RequestError, SchakelError

_KINDS = {".csv": "text/csv", ".pdf": "application/pdf", ".html": "text/html", ".yaml": "application/yaml"}
_STATISTIC = ":"


@dataclass(frozen=True)
class Composed:
    """A question as far as it is put together, and what can be chosen from."""

    product: Product
    question: TableQuestion
    offer: Askable
    offered: Mapping[str, Any]

    @property
    def address(self) -> str:
        """Where it can be changed."""
        return address_of(self.product.name, self.question)


def address_of(product: str, question: TableQuestion) -> str:
    """Return the address of the page that has a question filled in."""
    chosen = [("product", product), ("of", question.unit), ("population", question.population)]
    chosen += [("by", name) for name in question.dimensions]
    chosen += [(f"only-{name}", code) for name, code in question.only]
    chosen += [("statistic", _STATISTIC.join(one)) for one in question.statistics]
    return f"/questions/new?{urlencode([pair for pair in chosen if pair[1]])}"


def questions_page(visit: Visit) -> Response:
    """Show the questions that were put, and what became of them."""
    return page(visit, "ask/list", questions=visit.visible.questions())


def compose(visit: Visit) -> Response:
    """Show what can be asked, and what the answer will be like as far as a question is put together."""
    return _composing(visit, visit.request.query_params)


def _composing(visit: Visit, chosen: QueryParams | FormData, wrong: SchakelError | None = None) -> Response:
    products = _products(visit)
    found = _composed(visit, chosen, products) if products else None
    foreseen = None
    if found and found.question.dimensions:
        try:
            foreseen = verbs.foresee(visit.office.folder, found.product.name, found.question)
        except RequestError as error:
            wrong = wrong or error
    given = {"products": products, "found": found, "foreseen": foreseen, "wrong": wrong, "longest": LONGEST}
    return page(visit, "ask/compose", **given, address_of=address_of, purpose=visit.field("purpose"))


def _products(visit: Visit) -> dict[str, dict[str, Any]]:
    """What can be asked, by product that has an open epoch."""
    found = {}
    for name in visit.office.alliance.products:
        try:
            found[name] = verbs.offered_under(visit.office.folder, name)
        except RequestError:  # not in use, or no epoch is open
            continue
    return found


def _composed(visit: Visit, chosen: QueryParams | FormData, products: Mapping[str, dict[str, Any]]) -> Composed:
    alliance = visit.office.alliance
    name = _one(chosen, "product") or next(iter(products))
    if name not in products:
        raise NotVisibleError
    offers = askable(alliance, alliance.products[name])
    unit = _one(chosen, "of") or next(iter(products[name]))
    if unit not in products[name]:
        raise NotVisibleError
    return Composed(alliance.products[name], _question(chosen, unit, offers[unit]), offers[unit], products[name])


def _question(chosen: QueryParams | FormData, unit: str, offer: Askable) -> TableQuestion:
    only = ((name, _one(chosen, f"only-{name}")) for name in offer.dimensions)
    held = tuple((name, code) for name, code in only if code)
    by = tuple(name for name in offer.dimensions if name in _all(chosen, "by") and name not in dict(held))
    return TableQuestion(unit, by, _one(chosen, "population"), held, tuple(_statistics(chosen)))


def _statistics(chosen: QueryParams | FormData) -> Iterator[tuple[str, str]]:
    for one in _all(chosen, "statistic"):
        kind, _, along = one.partition(_STATISTIC)
        if along:
            yield kind, along


def _one(chosen: QueryParams | FormData, name: str) -> str:
    return next(iter(_all(chosen, name)), "")


def _all(chosen: QueryParams | FormData, name: str) -> list[str]:
    return [value for value in chosen.getlist(name) if isinstance(value, str) and value]


def open_edition(visit: Visit) -> Response:
    """Let the last edition of a product be opened for questions."""
    product = visit.field("product")
    if product not in visit.office.alliance.products:
        raise NotVisibleError
    job = visit.office.write(ask_for, "epoch", {"product": product}, visit.asker.name)
    return to(f"/jobs/{job}")


def put(visit: Visit) -> Response:
    """Put a question, to be judged by somebody else; one that has to wait is kept for the next epoch."""
    products = _products(visit)
    if not products:
        raise NotVisibleError
    found = _composed(visit, visit.form, products)
    if not verbs.foresee(visit.office.folder, found.product.name, found.question).answered_now:
        verbs.ask(visit.office.folder, found.product.name, found.question)
    with visit.office.database.begin() as connection:
        purpose = visit.field("purpose")
        name = put_question(connection, found.product.name, found.question, purpose, visit.asker.name)
    return to(f"/questions/{name}")


def _compose_again(visit: Visit, wrong: SchakelError) -> Response:
    return _composing(visit, visit.form, wrong)


def question_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show a question: what is asked and why, the decision, and the answer once it is ready."""
    found = visit.visible.question(visit.path["question"])
    job = None
    if found.decision and found.decision.job:
        job = visit.office.read(find_job, found.decision.job)
    offer = askable(visit.office.alliance, visit.office.alliance.products[found.product])[found.question.unit]
    folder = answer_folder(visit.office, found.name)
    files = sorted(one.name for one in folder.glob("*.*"))
    foreseen = None if found.decision else _foreseen(visit, found)
    given: dict[str, Any] = {"put": found, "job": job, "offer": offer, "files": files, "wrong": wrong}
    given |= {"foreseen": foreseen, "file_title": in_words(visit, file_title)}
    return page(visit, "ask/question", **given, address=address_of(found.product, found.question))


def file_title(name: str, language: Localisation) -> str:
    """Return what a file of an answer is, as `answer.nl.pdf` is the answer in Dutch."""
    say, (_, *tongue, kind) = language.say, name.split(".")
    if tongue:
        called = Locale.parse(tongue[0], sep="-").get_display_name(language.locale)
        return say("The answer in {language} ({kind})", language=called, kind=kind.upper())
    return {"csv": say("The figures (CSV)"), "yaml": say("The question, as it can be asked again (YAML)")}.get(
        kind, name
    )


def _foreseen(visit: Visit, put: PutQuestion) -> Foreseen | None:
    """Return what a judge is told about an answer; None if it cannot be given now."""
    try:
        return verbs.foresee(visit.office.folder, put.product, put.question)
    except RequestError:  # an edition that is open no more, or declarations that changed
        return None


def judge(visit: Visit) -> Response:
    """Approve or refuse a question of somebody else, with a reason."""
    found = visit.visible.question(visit.path["question"])
    visit.office.write(decide, found, visit.field("verdict") == "approve", visit.field("reason"), visit.asker.name)
    return to(f"/questions/{found.name}")


def answer_file(visit: Visit) -> Response:
    """Give a file of an answer that was approved."""
    found = visit.visible.question(visit.path["question"])
    folder = answer_folder(visit.office, found.name)
    file = next((one for one in folder.glob("*.*") if one.name == visit.path["file"]), None)
    if file is None or not (found.decision and found.decision.approved):
        raise NotVisibleError
    return file_response(file.read_bytes(), file.name, _KINDS[file.suffix])


DOORS = (
    Door("GET", "/questions", questions_page, Right.ASK),
    Door("POST", "/questions", put, Right.ASK, is_dear=True, again=_compose_again),
    Door("GET", "/questions/new", compose, Right.ASK),
    Door("POST", "/questions/epochs", open_edition, Right.RELEASE, is_dear=True),
    Door("GET", "/questions/{question}", question_page, Right.ASK),
    Door("POST", "/questions/{question}/verdict", judge, Right.RELEASE, again=question_page),
    Door("GET", "/questions/{question}/{file}", answer_file, Right.ASK),
)
