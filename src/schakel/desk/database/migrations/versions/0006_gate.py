"""The gate: what waits to be released, the votes on it, what left, and what was withdrawn."""

import sqlalchemy as sa
from alembic import op

from schakel.desk.database.never_changed import never_change
from schakel.desk.database.tables import UtcMoment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the four tables, whose rows are never changed."""
    waiting_releases()
    release_votes()
    departures()
    retractions()
    never_change(op.get_bind(), "waiting_releases", "release_votes", "departures", "retractions")


def waiting_releases() -> None:
    """What waits: the hash of its files, and who made it."""
    op.create_table(
        "waiting_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("edition", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made", UtcMoment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product", "edition", "digest", name="uq_waiting_releases_product"),
        sa.UniqueConstraint("id", "made_by", name="uq_waiting_releases_made_by"),
    )


def release_votes() -> None:
    """What each person decided; the last vote of somebody counts."""
    op.create_table(
        "release_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("judged_by", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release", "made_by"],
            ["waiting_releases.id", "waiting_releases.made_by"],
            name="fk_release_votes_release",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "release", "judged_by", "verdict", name="uq_release_votes_vote"),
        sa.CheckConstraint("judged_by <> made_by", name="ck_release_votes_not_the_maker"),
        sa.CheckConstraint("verdict IN ('approve', 'refuse', 'undecided')", name="ck_release_votes_verdict"),
    )
    op.create_index("ix_release_votes_release", "release_votes", ["release"], unique=False)


def departures() -> None:
    """What left: by whose approval, and by whose hand."""
    op.create_table(
        "departures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("approval", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release", "made_by"], ["waiting_releases.id", "waiting_releases.made_by"], name="fk_departures_release"
        ),
        sa.ForeignKeyConstraint(
            ["approval", "release", "approved_by", "verdict"],
            ["release_votes.id", "release_votes.release", "release_votes.judged_by", "release_votes.verdict"],
            name="fk_departures_approval",
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name="fk_departures_job"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("release", name="uq_departures_release"),
        sa.CheckConstraint("verdict = 'approve'", name="ck_departures_approved"),
        sa.CheckConstraint("released_by <> made_by AND released_by <> approved_by", name="ck_departures_by_another"),
    )


def retractions() -> None:
    """What was withdrawn, and why."""
    op.create_table(
        "retractions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("retracted_by", sa.String(length=200), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["departures.release"], name="fk_retractions_release"),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name="fk_retractions_job"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("release", name="uq_retractions_release"),
    )
