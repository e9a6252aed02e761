"""Researchers: extracts that they ask for, outputs that they bring, and what others decide on both."""

import sqlalchemy as sa
from alembic import op

from schakel.desk.database.never_changed import never_change
from schakel.desk.database.tables import UtcMoment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the five tables, whose rows are never changed."""
    extracts()
    outputs()
    tables = ("extract_requests", "extract_verdicts", "extract_downloads", "research_outputs", "output_verdicts")
    never_change(op.get_bind(), *tables)


def extracts() -> None:
    """What is asked for, what another one decides, and that it was downloaded."""
    op.create_table(
        "extract_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "asked_by", name="uq_extract_requests_asked_by"),
    )
    op.create_table(
        "extract_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("judged_by", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("job", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name="fk_extract_verdicts_job"),
        sa.ForeignKeyConstraint(
            ["request", "asked_by"],
            ["extract_requests.id", "extract_requests.asked_by"],
            name="fk_extract_verdicts_request",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request", name="uq_extract_verdicts_request"),
        sa.UniqueConstraint("request", "verdict", name="uq_extract_verdicts_verdict"),
        sa.CheckConstraint("judged_by <> asked_by", name="ck_extract_verdicts_by_another"),
    )
    op.create_table(
        "extract_downloads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request", "verdict"],
            ["extract_verdicts.request", "extract_verdicts.verdict"],
            name="fk_extract_downloads_verdict",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request", name="uq_extract_downloads_request"),
        sa.CheckConstraint("verdict = 'approve'", name="ck_extract_downloads_approved"),
    )


def outputs() -> None:
    """What is brought with the verdict of the rules, and what a person decides."""
    op.create_table(
        "research_outputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("machine", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "made_by", name="uq_research_outputs_made_by"),
    )
    op.create_table(
        "output_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("output", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("judged_by", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output", "made_by"],
            ["research_outputs.id", "research_outputs.made_by"],
            name="fk_output_verdicts_output",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("output", name="uq_output_verdicts_output"),
        sa.CheckConstraint("judged_by <> made_by", name="ck_output_verdicts_by_another"),
    )
