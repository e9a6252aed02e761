"""A questionnaire as a form: a page for each theme, and under each question what proves the answer."""

from collections.abc import Iterator

from schakel.model.alliance import Alliance
from schakel.model.assessment import AnswerColumns, Assessment, AssessmentQuestion, Reply
from schakel.model.form import AnswerKind, EntryForm, FilledByDesk, FormCondition, FormOption, FormQuestion, FormSection
from schakel_base.errors import RequestError
from schakel_base.text import Text

_EVIDENCE = Text({"nl": "Waaruit blijkt dat?", "en": "What is the evidence?", "es": "¿Qué lo prueba?"})
_PROVEN = (Reply.YES, Reply.PARTLY)


def form_of_assessment(assessment: Assessment, alliance: Alliance) -> EntryForm:
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
    lines = {one.source_value: one.concept for one in owner.mapping if one.column == column}
    return tuple(FormOption(value, concepts[concept].label) for value, concept in lines.items() if concept in concepts)
