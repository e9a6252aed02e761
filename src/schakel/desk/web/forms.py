"""Filling in a form: begin, answer page by page, check all answers, send, read the receipt, correct.

Whatever is typed is kept, right or wrong: what the checks say of it is said beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from starlette.responses import JSONResponse, Response

from schakel.desk.beside_others import FEWEST
from schakel.desk.forms import Objection, objections
from schakel.desk.jobs import Job, find_job
from schakel.desk.responses import (
    UNANSWERED,
    FormResponse,
    KeptAnswer,
    begin_response,
    correct_response,
    drop_response,
    keep_answers,
    send_response,
)
from schakel.desk.rights import Right
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.pages import page, to
from schakel.model.assessment import Reply
from schakel.model.form import EntryForm, FormAnswer, FormQuestion, FormSection

UNKNOWN = "~unknown"
"""What a list of answers sends where somebody does not know: no answer that a contract can have."""


@dataclass(frozen=True)
class ShownQuestion:
    """A question on a page: its answer, what the checks say about it, and another person's answer since then."""

    question: FormQuestion
    answer: FormAnswer
    revision: int
    objections: tuple[Objection, ...] = ()
    elsewhere: KeptAnswer | None = None


@dataclass(frozen=True)
class Filling:
    """A response that somebody looks at: its form, and its answers as they are kept."""

    form: EntryForm
    response: FormResponse
    kept: Mapping[str, KeptAnswer]

    @property
    def answers(self) -> Mapping[str, FormAnswer]:
        """The answers, by question."""
        return {name: one.answer for name, one in self.kept.items()}

    def asked_in(self, section: FormSection) -> list[FormQuestion]:
        """Return the questions of a section that are asked of somebody with these answers."""
        asked = set(self.form.asked(self.answers))
        return [one for one in section.questions if one in asked]

    def shown(self, section: FormSection, found: Iterable[Objection]) -> list[ShownQuestion]:
        """Return the questions of a section as they stand."""
        said = list(found)
        return [_shown(one, self.kept.get(one.name, UNANSWERED), said) for one in self.asked_in(section)]


def _shown(question: FormQuestion, kept: KeptAnswer, said: Iterable[Objection]) -> ShownQuestion:
    own = tuple(one for one in said if one.question == question.name)
    return ShownQuestion(question, kept.answer, kept.revision, own)


def base(visit: Visit) -> str:
    """Return the address under which the forms of this visit are: each kind has doors of its own, by right."""
    return "/" + visit.request.url.path.split("/")[1]


def forms_page(visit: Visit) -> Response:
    """Show the forms that somebody may fill in, those that wait for more answers, and those that were sent."""
    offered, of_partners = visit.visible.forms.offered(), base(visit) == OF_PARTNERS
    about = {name: one for name, one in offered.items() if (one[1] == ("",)) == of_partners}
    responses = [one for one in visit.visible.forms.responses() if one.form in about]
    kept = visit.visible.forms.kept_until(responses)
    return page(visit, "forms/list", forms=about, responses=responses, base=base(visit), kept=kept)


def begin(visit: Visit) -> Response:
    """Begin to fill in a form."""
    subject = visit.field("subject")
    form = visit.visible.forms.require(visit.field("form"), subject)
    name = visit.office.write(begin_response, form.name, subject, visit.asker.name)
    return to(f"{base(visit)}/{name}/1")


def filling(visit: Visit) -> Filling:
    """Return the response in the address, where it is theirs."""
    form, response = visit.visible.forms.response(visit.path["response"])
    return Filling(form, response, visit.visible.forms.answers(response))


def response_page(visit: Visit) -> Response:
    """Show all answers to be looked through, or what became of a response that was sent."""
    found = filling(visit)
    if found.response.sent is None:
        return _all_answers(visit, found, objections(visit.office, found.form, found.response, found.answers))
    job = visit.office.read(find_job, found.response.job or 0)
    status = visit.visible.forms.item_status(found.form, found.answers, found.response.row_number)
    return _with_all(visit, "forms/sent", found, [], job=job, item_status=status)


def _all_answers(visit: Visit, found: Filling, said: list[Objection], status: int = 200) -> Response:
    return _with_all(visit, "forms/answers", found, said, status)


def _with_all(
    visit: Visit,
    template: str,
    found: Filling,
    said: list[Objection],
    status: int = 200,
    job: Job | None = None,
    item_status: str = "",
) -> Response:
    sections = [(section, found.shown(section, said)) for section in found.form.sections]
    together = [one for one in said if not one.question]
    given = {"base": base(visit), "form": found.form, "response": found.response, "sections": sections, "job": job}
    given["item_status"] = item_status
    return page(visit, template, status, **given, together=together, refused=any(one.refuses for one in said))


def section_page(visit: Visit) -> Response:
    """Ask the questions of a section."""
    found = filling(visit)
    return _asked(visit, found, found.shown(_section(visit, found.form, found.response), ()))


def _section(visit: Visit, form: EntryForm, response: FormResponse) -> FormSection:
    number = int(visit.path["section"])
    if not 1 <= number <= len(form.sections) or response.sent is not None:
        raise NotVisibleError
    return form.sections[number - 1]


def _asked(visit: Visit, found: Filling, shown: list[ShownQuestion], status: int = 200, kept: bool = False) -> Response:
    given = {
        "base": base(visit),
        "form": found.form,
        "response": found.response,
        "section": _section(visit, found.form, found.response),
        "kept": kept,
    }
    return page(visit, "forms/section", status, **given, number=visit.path["section"], shown=shown, UNKNOWN=UNKNOWN)


def answer(visit: Visit) -> Response:
    """Store the answers of a section, and continue if nothing is wrong with them."""
    form, response = visit.visible.forms.response(visit.path["response"])
    section = _section(visit, form, response)
    typed = dict(_typed(visit, section))
    with visit.office.database.begin() as connection:
        by = visit.asker.name
        elsewhere = keep_answers(connection, visit.office.cipher, response.name, typed, by)
    if visit.field("then") == "later":
        return to(base(visit))
    if visit.field("then") == "quietly":
        # Of what somebody else changed the page keeps the revision that it showed, and hears of it when it is sent.
        kept = visit.visible.forms.answers(response)
        return JSONResponse({name: kept[name].revision for name in typed if name in kept and name not in elsewhere})
    after = Filling(form, response, visit.visible.forms.answers(response))
    said = [one for one in objections(visit.office, after.form, after.response, after.answers) if one.refuses]
    shown = [_with_typed(one, typed, elsewhere) for one in after.shown(section, said)]
    # What hangs on an answer that was just given was not on the page that was sent.
    more = [one for one in after.asked_in(section) if one.when and one.name not in typed]
    if more or elsewhere or any(one.objections for one in shown):
        return _asked(visit, after, shown, 400 if elsewhere or not more else 200, kept=True)
    following = visit.path["section"] + 1
    last = following > len(after.form.sections) or visit.field("then") == "all"
    return to(f"{base(visit)}/{after.response.name}" + ("" if last else f"/{following}"))


def _typed(visit: Visit, section: FormSection) -> Iterable[tuple[str, tuple[FormAnswer, int]]]:
    """What the page sent: only what it asked, each with the revision that it showed."""
    for question in section.questions:
        seen = whole_number(visit.field(f"revision-{question.name}"))
        if seen is not None:
            value = visit.field(f"answer-{question.name}").replace("\r\n", "\n")
            may_be_unknown = question.unknown is not None
            is_unknown = may_be_unknown and (UNKNOWN in (value, visit.field(f"unknown-{question.name}")))
            yield question.name, (FormAnswer("" if is_unknown else value, is_unknown), seen)


def _with_typed(
    shown: ShownQuestion, typed: Mapping[str, tuple[FormAnswer, int]], elsewhere: Mapping[str, KeptAnswer]
) -> ShownQuestion:
    """A question that another person answered since then, with both answers, so that the reader can choose one."""
    other = elsewhere.get(shown.question.name)
    return replace(shown, answer=typed[shown.question.name][0], elsewhere=other) if other else shown


def send(visit: Visit) -> Response:
    """Send a form that the checks have nothing against."""
    found = filling(visit)
    if found.response.sent is None:
        said = objections(visit.office, found.form, found.response, found.answers)
        if any(one.refuses for one in said):
            return _all_answers(visit, found, said, 400)
    visit.office.write(send_response, found.response, found.form.partner, visit.asker.name)
    return to(f"{base(visit)}/{found.response.name}")


def correct(visit: Visit) -> Response:
    """Begin a newer version of a form that was sent."""
    _, response = visit.visible.forms.response(visit.path["response"])
    name = visit.office.write(correct_response, response, visit.asker.name)
    return to(f"{base(visit)}/{name}")


def drop(visit: Visit) -> Response:
    """Drop a form that was not sent."""
    _, response = visit.visible.forms.response(visit.path["response"])
    visit.office.write(drop_response, response.name)
    return to(base(visit))


def profile(visit: Visit) -> Response:
    """Show what a municipality answered, now and before, beside those of its size."""
    found = visit.visible.forms.municipality(visit.path["subject"])
    return page(visit, "municipality", sheets=found, subject=visit.path["subject"], replies=Reply, fewest=FEWEST)


def _doors(place: str, right: Right) -> tuple[Door, ...]:
    return (
        Door("GET", place, forms_page, right),
        Door("POST", place, begin, right),
        Door("GET", f"{place}/{{response}}", response_page, right),
        Door("GET", f"{place}/{{response}}/{{section:int}}", section_page, right),
        Door("POST", f"{place}/{{response}}/{{section:int}}", answer, right),
        Door("POST", f"{place}/{{response}}/send", send, right, is_dear=True),
        Door("POST", f"{place}/{{response}}/corrections", correct, right),
        Door("POST", f"{place}/{{response}}/drop", drop, right),
    )


OF_PARTNERS, OF_BODIES = "/forms", "/assessments"


DOORS = (
    *_doors(OF_PARTNERS, Right.FILL_IN),
    *_doors(OF_BODIES, Right.ASSESS),
    Door("GET", "/municipalities/{subject}", profile, Right.ASSESS),
)
