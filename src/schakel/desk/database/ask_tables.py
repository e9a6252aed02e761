"""The tables of questions: what was asked and what for, and what somebody else decided; only ever added to.

Who asked never decides, whatever the code does: a foreign key carries who asked to the row of the decision.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from schakel.desk.database.never_changed import never_change
from schakel.desk.database.tables import METADATA, NAME, WHO, UtcMoment

QUESTIONS = Table(
    "questions",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("product", NAME, nullable=False),
    Column("question", JSON, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("asked_by", WHO, nullable=False),
    Column("asked", UtcMoment, nullable=False),
    UniqueConstraint("id", "asked_by", name="uq_questions_asked_by"),
)

DECISIONS = Table(
    "question_decisions",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Who decides first decides.
    Column("question", String(32), nullable=False, unique=True),
    Column("asked_by", WHO, nullable=False),
    Column("decided_by", WHO, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided", UtcMoment, nullable=False),
    Column("job", ForeignKey("jobs.id")),
    ForeignKeyConstraint(
        ["question", "asked_by"], ["questions.id", "questions.asked_by"], name="fk_question_decisions_question"
    ),
    CheckConstraint("decided_by <> asked_by", name="ck_question_decisions_two_people"),
)

never_change(QUESTIONS, DECISIONS)
