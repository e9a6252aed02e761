"""The tables of the gate: what waits, what was decided on it and its tables, what left and what was withdrawn.

Rows are only ever added.

The rule that stands here holds whatever the code does: who made a release neither judges nor releases it, and who
approved it does not release it. Foreign keys carry who made and who approved from row to row, so that no row can
name another.
"""

from sqlalchemy import (
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

WAITING = Table(
    "waiting_releases",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("product", NAME, nullable=False),
    Column("edition", NAME, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_by", WHO, nullable=False),
    Column("made", UtcMoment, nullable=False),
    UniqueConstraint("product", "edition", "digest"),
    UniqueConstraint("id", "made_by", name="uq_waiting_releases_made_by"),
)

RELEASE_TABLES = Table(
    "release_tables",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("release", ForeignKey("waiting_releases.id"), nullable=False),
    Column("name", NAME, nullable=False),
    UniqueConstraint("release", "name"),
)

TABLE_VERDICTS = Table(
    "table_verdicts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("release", Integer, nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("made_by", WHO, nullable=False),
    Column("judged_by", WHO, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    ForeignKeyConstraint(["release", "name"], ["release_tables.release", "release_tables.name"]),
    ForeignKeyConstraint(
        ["release", "made_by"],
        ["waiting_releases.id", "waiting_releases.made_by"],
        name="fk_table_verdicts_made_by",
    ),
    CheckConstraint("judged_by <> made_by", name="ck_table_verdicts_not_the_maker"),
    CheckConstraint("verdict = 'accept' OR (verdict = 'return' AND reason <> '')", name="ck_table_verdicts_verdict"),
)

VOTES = Table(
    "release_votes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("release", Integer, nullable=False, index=True),
    Column("made_by", WHO, nullable=False),
    Column("judged_by", WHO, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    ForeignKeyConstraint(["release", "made_by"], ["waiting_releases.id", "waiting_releases.made_by"]),
    UniqueConstraint("id", "release", "judged_by", "verdict", name="uq_release_votes_vote"),
    CheckConstraint("judged_by <> made_by", name="ck_release_votes_not_the_maker"),
    CheckConstraint("verdict IN ('approve', 'refuse', 'undecided')", name="ck_release_votes_verdict"),
)

DEPARTURES = Table(
    "departures",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("release", Integer, nullable=False, unique=True),
    Column("made_by", WHO, nullable=False),
    Column("approval", Integer, nullable=False),
    Column("approved_by", WHO, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("released_by", WHO, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("job", ForeignKey("jobs.id"), nullable=False),
    ForeignKeyConstraint(["release", "made_by"], ["waiting_releases.id", "waiting_releases.made_by"]),
    ForeignKeyConstraint(
        ["approval", "release", "approved_by", "verdict"],
        ["release_votes.id", "release_votes.release", "release_votes.judged_by", "release_votes.verdict"],
        name="fk_departures_approval",
    ),
    CheckConstraint("verdict = 'approve'", name="ck_departures_approved"),
    CheckConstraint("released_by <> made_by AND released_by <> approved_by", name="ck_departures_by_another"),
)

RETRACTIONS = Table(
    "retractions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("release", ForeignKey("departures.release"), nullable=False, unique=True),
    Column("retracted_by", WHO, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("job", ForeignKey("jobs.id"), nullable=False),
)

never_change(WAITING, RELEASE_TABLES, TABLE_VERDICTS, VOTES, DEPARTURES, RETRACTIONS)
