"""What is asked beside the tables of an alliance, and what somebody else decided about it; rows are never changed."""

import sqlalchemy as sa
from alembic import op

from schakel.desk.database.never_changed import never_change
from schakel.desk.database.tables import UtcMoment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "questions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("product", sa.String(100), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("asked", UtcMoment(), nullable=False),
        sa.UniqueConstraint("id", "asked_by", name="uq_questions_asked_by"),
    )
    op.create_table(
        "question_decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("question", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided", UtcMoment(), nullable=False),
        sa.Column("job", sa.Integer(), sa.ForeignKey("jobs.id", name="fk_question_decisions_job")),
        sa.UniqueConstraint("question", name="uq_question_decisions_question"),
        sa.ForeignKeyConstraint(
            ["question", "asked_by"], ["questions.id", "questions.asked_by"], name="fk_question_decisions_question"
        ),
        sa.CheckConstraint("decided_by <> asked_by", name="ck_question_decisions_two_people"),
    )
    never_change(op.get_bind(), "questions", "question_decisions")
