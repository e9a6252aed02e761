"""What somebody fills in on a form: a response, each of its answers in each revision, and what was done with it."""

import sqlalchemy as sa
from alembic import op

from schakel.desk.database.tables import UtcMoment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make all three tables."""
    op.create_table(
        "responses",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("corrects", sa.String(32), sa.ForeignKey("responses.id", name="fk_responses_corrects")),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("begun_by", sa.String(200), nullable=False),
        sa.Column("begun", UtcMoment(), nullable=False),
        sa.Column("sent_by", sa.String(200)),
        sa.Column("sent", UtcMoment()),
        sa.Column("sent_on", sa.Date()),
        sa.Column("job", sa.Integer(), sa.ForeignKey("jobs.id", name="fk_responses_job")),
        sa.UniqueConstraint("corrects", name="uq_responses_corrects"),
    )
    op.create_index("ix_responses_form", "responses", ["form"])
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("response", sa.String(32), sa.ForeignKey("responses.id", name="fk_answers_response"), nullable=False),
        sa.Column("question", sa.String(100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("given", UtcMoment(), nullable=False),
        sa.UniqueConstraint("response", "question", "revision", name="uq_answers_response"),
    )
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("done_by", sa.String(200), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
    )
    op.create_index("ix_follow_ups_item", "follow_ups", ["item"])
