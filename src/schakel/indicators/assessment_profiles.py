"""From deliveries to the profile of each body that assessed itself.

The rows in force hold the answers of today. To show how they came about, older answers that were replaced are read as
well: of every subject, question and day the row that was delivered last.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

from schakel.intake.accepted import Accepted, accepted_rows
from schakel.intake.in_force import in_force_query, rows_known
from schakel.intake.superseding import superseded, superseded_step
from schakel.model.alliance import Alliance, Partner
from schakel.model.assessment import AnswerColumns, Assessment, ProfileSource, Reply
from schakel.model.assessment_profile import AssessmentProfile, GivenAnswer
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery
from schakel.store.engine import Input, connect
from schakel.store.workspace import Workspace
from schakel.vocabulary.codes import code_table, meant_by
from schakel.vocabulary.statements import date_of
from schakel_base.database import quote_name, quote_text
from schakel_base.errors import DeclarationError
from schakel_base.text import NOTHING

# An answer dated after the one in force was taken back: a later delivery gave an earlier day.
_ANSWERS = """
WITH given AS (SELECT delivery, row, {subject} AS subject, {date} AS given_on, {values} FROM ({history})),
held AS (SELECT {subject} AS subject, {question} AS question, max({date}) AS given_on FROM in_force GROUP BY ALL)
SELECT subject, given.given_on, {lines}
FROM given JOIN held USING (subject, question)
WHERE given.given_on <= held.given_on
ORDER BY given.given_on, delivery, row
"""
_LINES = """(
    SELECT list(mapping_line) FROM codes
    WHERE codes.partner = {partner} AND codes.column_name = {column} AND codes.attribute = {attribute}
    AND codes.source_value = given.{role} AND given.given_on >= valid_from AND given.given_on < valid_until
)"""
_ROLES = ("question", "answer", "evidence")

_Lines = list[int] | None
Row = tuple[str, date, _Lines, _Lines, _Lines]
_REPLIES = {reply.value: reply for reply in Reply}


def profiles_of(
    assessment: Assessment, alliance: Alliance, deliveries: Sequence[Delivery]
) -> tuple[AssessmentProfile, ...]:
    """Return the profiles that follow from some deliveries, one for every subject in the order of the declaration.

    An answer that is not exactly one of the four is unknown; one to a question
    or by a subject that is not declared is left out.

    Raises
    ------
    DeclarationError
        If the assessment has no profiles.
    """
    source = assessment.profiles
    if source is None:
        raise DeclarationError(f"assessment {assessment.name} does not say where its profiles come from")
    workspace = Workspace.of(alliance.folder, alliance.name)
    contract = alliance.partners[assessment.partner].contract
    accepted = accepted_rows(deliveries, workspace, contract)
    inputs = {"in_force": rows_known(contract, deliveries, workspace), "codes": code_table(alliance)}
    return _profiles(assessment, source, alliance, _rows(_query(source.columns, contract, accepted), inputs))


def _rows(query: str, inputs: Mapping[str, Input]) -> list[Row]:
    with connect(inputs) as connection:
        rows: list[Row] = connection.execute(query).fetchall()
    return rows


def _query(source: AnswerColumns, contract: Contract, accepted: Sequence[Accepted]) -> str:
    columns, attributes = _translated(source), _attributes(source, contract)
    days = next(column for column in contract.columns if column.name == source.date)
    key = (*contract.supersedes_by, days.name) if contract.supersedes_by else ()
    return _ANSWERS.format(
        history=_history(replace(contract, supersedes_by=key), accepted),
        subject=quote_name(source.subject),
        question=quote_name(source.question),
        date=date_of(days),
        values=", ".join(f"{quote_name(name) if name else 'NULL'} AS {role}" for role, name in columns.items()),
        lines=", ".join(
            _LINES.format(
                partner=quote_text(contract.partner),
                column=quote_text(name),
                attribute=quote_text(attributes[role]),
                role=role,
            )
            for role, name in columns.items()
        ),
    )


def _history(contract: Contract, accepted: Sequence[Accepted]) -> str:
    """The rows that were in force at any time: what a later answer to the same question superseded is among them."""
    gone = superseded_step(contract, accepted).sql
    return f"WITH {quote_name(superseded(contract.partner))} AS ({gone}) {in_force_query(contract, accepted)}"


def _translated(source: AnswerColumns) -> dict[str, str]:
    """The columns that are translated, by their role."""
    return {role: getattr(source, role) for role in _ROLES}


def _attributes(source: AnswerColumns, contract: Contract) -> dict[str, str]:
    """The attributes that these columns make claims about, by their role."""
    found = {column.name: column.attribute for column in contract.columns}
    return {role: found.get(name, "") for role, name in _translated(source).items()}


def _profiles(
    assessment: Assessment, source: ProfileSource, alliance: Alliance, rows: Sequence[Row]
) -> tuple[AssessmentProfile, ...]:
    partner = alliance.partners[assessment.partner]
    attributes, columns = _attributes(source.columns, partner.contract), _translated(source.columns)
    schemes = [alliance.scheme_of(attributes[role]) if attributes[role] else None for role in _ROLES]
    # Thousands of rows have the same few codes.
    meanings = [cache(partial(_concept, partner, *one)) for one in zip(columns.values(), schemes, strict=True)]
    asked = {question.id for question in assessment.questions}
    answers: defaultdict[str, list[GivenAnswer]] = defaultdict(list)
    for subject, given_on, *lines in rows:
        found = (meant(tuple(one or ())) for meant, one in zip(meanings, lines, strict=True))
        question, reply, evidence = found
        if question and question.notation in asked:
            said = evidence.label if evidence else NOTHING
            answers[subject].append(GivenAnswer(question.notation, _reply(reply), given_on, said))
    return tuple(AssessmentProfile(subject, tuple(answers[subject.code])) for subject in source.subjects)


def _concept(partner: Partner, column: str, scheme: ConceptScheme | None, lines: tuple[int, ...]) -> Concept | None:
    """The one concept that the lines of a mapping give, if it is one."""
    found = meant_by(partner, column, lines, scheme) if scheme and lines else ()
    return next(iter(found)) if len(found) == 1 else None


def _reply(concept: Concept | None) -> Reply:
    return _REPLIES.get(concept.notation, Reply.UNKNOWN) if concept else Reply.UNKNOWN
