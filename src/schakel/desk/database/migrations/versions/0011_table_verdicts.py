"""The tables of what waits at the gate, and the verdicts on each of them."""

import sqlalchemy as sa
from alembic import op

from schakel.desk.database.never_changed import never_change
from schakel.desk.database.tables import UtcMoment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the two tables, whose rows are never changed."""
    release_tables()
    table_verdicts()
    never_change(op.get_bind(), "release_tables", "table_verdicts")


def release_tables() -> None:
    """Which tables a release holds."""
    op.create_table(
        "release_tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["waiting_releases.id"], name="fk_release_tables_release"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("release", "name", name="uq_release_tables_release"),
    )


def table_verdicts() -> None:
    """What each person decided on a table; their last verdict counts."""
    op.create_table(
        "table_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("judged_by", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release", "name"], ["release_tables.release", "release_tables.name"], name="fk_table_verdicts_release"
        ),
        sa.ForeignKeyConstraint(
            ["release", "made_by"],
            ["waiting_releases.id", "waiting_releases.made_by"],
            name="fk_table_verdicts_made_by",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("judged_by <> made_by", name="ck_table_verdicts_not_the_maker"),
        sa.CheckConstraint(
            "verdict = 'accept' OR (verdict = 'return' AND reason <> '')", name="ck_table_verdicts_verdict"
        ),
    )
    op.create_index("ix_table_verdicts_release", "table_verdicts", ["release"], unique=False)
