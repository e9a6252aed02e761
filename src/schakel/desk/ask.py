"""Questions at the desk: somebody states a purpose, and another person reviews it without seeing figures.

What is decided is written once, in the same transaction as the job that makes the answer.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from schakel.desk.database.decisions import DECISIONS, QUESTIONS
from schakel.desk.jobs import ask_for
from schakel.desk.office import Office
from schakel.desk.people import now
from schakel.model.table_question import TableQuestion
from schakel_base.errors import RequestError

LONGEST = 2000
"""Characters of a purpose, and of a reason."""


@dataclass(frozen=True)
class QuestionDecision:
    """What was decided about a question, by whom, when and why; with the job that makes its answer."""

    approved: bool
    reason: str
    decided_by: str
    decided: datetime
    job: int | None


@dataclass(frozen=True)
class PutQuestion:
    """A question as somebody put it, under a product, and what was decided, if anything yet."""

    name: str
    product: str
    question: TableQuestion
    purpose: str
    asked_by: str
    asked: datetime
    decision: QuestionDecision | None


def put_question(connection: Connection, product: str, question: TableQuestion, purpose: str, by: str) -> str:
    """Put a question that waits to be judged, and return its name; put again before that, it is the same.

    Raises
    ------
    RequestError
        If it does not say what for.
    """
    _require_words(purpose, RequestError("say what the answer is for"))
    same = (product, question, purpose, by, None)
    for one in find_questions(connection):
        if (one.product, one.question, one.purpose, one.asked_by, one.decision) == same:
            return one.name
    name = secrets.token_hex(16)
    put = {"product": product, "question": question.record, "purpose": purpose, "asked_by": by, "asked": now()}
    connection.execute(QUESTIONS.insert().values(id=name, **put))
    return name


def find_questions(connection: Connection) -> list[PutQuestion]:
    """Return all questions, the latest first."""
    rows = connection.execute(
        select(QUESTIONS, DECISIONS)
        .outerjoin(DECISIONS, DECISIONS.c.question == QUESTIONS.c.id)
        .order_by(QUESTIONS.c.asked.desc(), QUESTIONS.c.id)
    )
    return [_put(row._mapping) for row in rows]


def _put(row: Any) -> PutQuestion:
    decided = row[DECISIONS.c.decided] is not None
    columns = (DECISIONS.c.approved, DECISIONS.c.reason, DECISIONS.c.decided_by, DECISIONS.c.decided, DECISIONS.c.job)
    return PutQuestion(
        row[QUESTIONS.c.id],
        row[QUESTIONS.c.product],
        TableQuestion.of_record(row[QUESTIONS.c.question]),
        row[QUESTIONS.c.purpose],
        row[QUESTIONS.c.asked_by],
        row[QUESTIONS.c.asked],
        QuestionDecision(*(row[column] for column in columns)) if decided else None,
    )


def decide(connection: Connection, put: PutQuestion, approved: bool, reason: str, by: str) -> None:
    """Decide about a question, once; decided again the same way, nothing more happens.

    Raises
    ------
    RequestError
        If whoever asked decides, no reason is given, or it was decided otherwise.
    """
    if by == put.asked_by:
        raise RequestError("somebody else judges your question")
    _require_words(reason, RequestError("give a reason"))
    connection.execute(select(QUESTIONS.c.id).where(QUESTIONS.c.id == put.name).with_for_update())
    decided = connection.scalar(select(DECISIONS.c.approved).where(DECISIONS.c.question == put.name))
    if decided is not None:
        if bool(decided) != approved:
            raise RequestError("this question was decided differently in the meantime")
        return
    job = ask_for(connection, "answer", {"question": put.name}, put.asked_by) if approved else None
    made = {"approved": approved, "reason": reason, "decided_by": by, "decided": now(), "job": job}
    connection.execute(DECISIONS.insert().values(question=put.name, asked_by=put.asked_by, **made))


def answer_folder(office: Office, name: str) -> Path:
    """Return where the answer to a question is, once it was made: it is protected, and may leave."""
    return office.workspace.folder / "answers" / name


def _require_words(text: str, otherwise: RequestError) -> None:
    if not text.strip():
        raise otherwise
    if len(text) > LONGEST:
        raise RequestError("at most {number} characters", number=LONGEST)
