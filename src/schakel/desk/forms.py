"""Forms at the desk, and their answers as a file that is checked like any other."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schakel import intake
from schakel.desk.office import Office
from schakel.desk.responses import FormResponse
from schakel.desk.written_rows import file_of
from schakel.model.alliance import Alliance
from schakel.model.assessment import AnswerColumns, Assessment, AssessmentQuestion, Reply
from schakel.model.column import NUMBERS_WRITTEN
from schakel.model.contract import Contract, Rule
from schakel.model.delivery import Note, RowRefusal
from schakel.model.form import (
    AnswerKind,
    EntryForm,
    FilledByDesk,
    FormAnswer,
    FormCondition,
    FormOption,
    FormQuestion,
    FormRow,
    FormSection,
)
from schakel.store.access_log import reading
from schakel_base import clock
from schakel_base.errors import Fault, RequestError
from schakel_base.text import Text

_EVIDENCE = Text({"nl": "Waaruit blijkt dat?", "en": "What is the evidence?", "es": "¿Qué lo prueba?"})
_PROVEN = (Reply.YES, Reply.PARTLY)


def _form_of_assessment(assessment: Assessment, alliance: Alliance) -> EntryForm:
    """Return the form by which a body answers a questionnaire about itself; each answer is a row.

    Raises
    ------
    RequestError
        If the questionnaire does not say which columns its answers are in.
    """
    if assessment.profiles is None:
        raise RequestError("assessment {name} does not say in which columns its answers are", name=assessment.name)
    columns = assessment.profiles.columns
    evidence = _evidence(columns.evidence, assessment.partner, alliance) if columns.evidence else ()
    return EntryForm(
        assessment.name,
        assessment.partner,
        assessment.title,
        tuple(
            FormSection(theme.title, tuple(_questions(theme.questions, assessment, columns, evidence)))
            for theme in assessment.themes
        ),
        assessment.summary,
        ((columns.subject, FilledByDesk.SUBJECT), (columns.date, FilledByDesk.TODAY)),
        columns.question,
        any(product.synthetic for product in alliance.products.values() if product.assessment == assessment.name),
    )


def _questions(
    asked: tuple[AssessmentQuestion, ...],
    assessment: Assessment,
    columns: AnswerColumns,
    evidence: tuple[FormOption, ...],
) -> Iterator[FormQuestion]:
    meanings = {level.name: level.label for level in assessment.levels}
    options = tuple(FormOption(one.value, one.label) for one in assessment.answers if one.concept != Reply.UNKNOWN)
    unknown = next((one.value for one in assessment.answers if one.concept == Reply.UNKNOWN), None)
    proven = frozenset(one.value for one in assessment.answers if one.concept in _PROVEN)
    for one in asked:
        numbered = Text({language: f"{one.id} {text}" for language, text in one.question.by_language.items()})
        kind, level = AnswerKind.CHOICE, meanings[one.level]
        yield FormQuestion(one.id, columns.answer, numbered, kind, level, options, unknown=unknown)
        if columns.evidence:
            when = FormCondition(one.id, proven)
            kind = AnswerKind.CHOICE if evidence else AnswerKind.TEXT
            name = f"{one.id}-evidence"
            yield FormQuestion(name, columns.evidence, _EVIDENCE, kind, options=evidence, when=when, evidence_of=one.id)


def _evidence(column: str, partner: str, alliance: Alliance) -> tuple[FormOption, ...]:
    """The kinds of evidence that the mapping knows, as their scheme calls them."""
    owner = alliance.partners[partner]
    attribute = next((one.attribute for one in owner.contract.columns if one.name == column), "")
    if not attribute:
        return ()
    concepts = alliance.scheme_of(attribute).by_notation
    lines = {value: one.concept for one in owner.mapping if one.column == column for value in one.values}
    return tuple(FormOption(value, concepts[concept].label) for value, concept in lines.items() if concept in concepts)


@dataclass(frozen=True)
class FilledForm:
    """What was filled in, as the file that is delivered."""

    name: str
    content: bytes

    def open(self, _: Literal["rb"] = "rb", /) -> io.BufferedReader:
        """Open it for reading."""
        return io.BufferedReader(io.BytesIO(self.content))


@dataclass(frozen=True)
class Objection:
    """What the checks say about an answer: the rule that it breaks, and whether that keeps the form from being sent.

    Parameters
    ----------
    question
        Empty where the rule is about the answers together.
    rule
        None for what the checks say of a whole file.
    said
        As a receipt has it.
    """

    question: str
    rule: Rule | None
    said: Fault
    refuses: bool


def forms_of(alliance: Alliance) -> Mapping[str, EntryForm]:
    """Return the forms of an alliance, by name: those of partners, and questionnaires that bodies answer."""
    of_partners = {name: partner.form for name, partner in alliance.partners.items() if partner.form}
    return of_partners | {one.name: _form_of_assessment(one, alliance) for one in alliance.assessments if one.profiles}


def filled_form(
    contract: Contract, form: EntryForm, response: FormResponse, answers: Mapping[str, FormAnswer]
) -> tuple[FilledForm, Sequence[FormRow]]:
    """Return what was filled in as a file that its contract describes, and its rows; the same answers, the same bytes.

    Raises
    ------
    RequestError
        If the files of the partner cannot hold a character that was typed.
    """
    day = response.sent_on or clock.today()
    given = {
        FilledByDesk.NUMBER: response.row_number,
        FilledByDesk.TODAY: day.isoformat(),
        FilledByDesk.SUBJECT: response.subject,
    }
    rows = form.rows(answers, given)
    columns = contract.delivered_columns
    written = [
        {one.name: _written(row.values.get(one.name, ""), one.type, one.format) for one in columns} for row in rows
    ]
    content, ending = file_of(contract, written)
    return FilledForm(f"{form.name}-{response.name[:8]}.{ending}", content), rows


def _written(value: str, logical_type: str, written_format: str) -> str:
    """A value as the contract writes it; a browser gives days as ISO 8601 does, whatever the contract has."""
    if logical_type == "number" and written_format:
        return value.replace(".", NUMBERS_WRITTEN[written_format][1])
    if logical_type != "date" or not written_format:
        return value
    try:
        return date.fromisoformat(value).strftime(written_format)
    except ValueError:
        return value


def objections(
    office: Office, form: EntryForm, response: FormResponse, answers: Mapping[str, FormAnswer]
) -> list[Objection]:
    """Return what the contract's checks say about answers: the checks of a file, since the answers become one."""
    partner = office.alliance.partners[form.partner]
    try:
        file, rows = filled_form(partner.contract, form, response, answers)
    except RequestError as error:
        return [Objection("", None, error.faults[0], refuses=True)]
    rules = {(rule.column, rule.name): rule for rule in partner.contract.rules}
    products = ", ".join(office.alliance.products)
    with reading(office.workspace, "check a form", "checking what partners deliver", products, partner=form.partner):
        standing = office.standing_workbench(partner.name)
        receipt = intake.try_out(office.workspace, partner, file, clock.today(), standing=standing)
    if receipt.refusal:
        return [Objection("", None, Fault(receipt.refusal), refuses=True)]

    def objection(one: RowRefusal | Note, number: int, refuses: bool) -> Objection:
        question = rows[number - 1].questions.get(one.column, "")
        return Objection(question, rules.get((one.column, one.rule)), Fault(one.sentence), refuses)

    noted = [(one, number) for one in receipt.notes if (one.column, one.rule) in rules for number in one.examples]
    return [
        *(objection(one, one.row, refuses=True) for one in receipt.refusals),
        *(objection(one, number, refuses=False) for one, number in noted),
    ]
