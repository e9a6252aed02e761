"""The tables of decisions: questions, the gate, and what researchers ask for and bring.

Rows are only ever added, and the database itself refuses to change or delete one. The rule that stands here holds
whatever the code does: who asked for something or made it does not decide on it, and who approved a release does not
release it. Foreign keys carry who made and who approved from row to row, so that no row can name another.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from schakel.desk.database.tables import NAME, WHO, UtcMoment, table

_SENTENCE = "what was decided is never changed"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$"
)


def _judged() -> tuple[Column[Any], ...]:
    """The columns of a verdict: whose it is, what it is, why, and when it was given."""
    return (
        Column("judged_by", WHO, nullable=False),
        Column("verdict", String(20), nullable=False),
        Column("reason", Text, nullable=False),
        Column("at", UtcMoment, nullable=False),
    )


# -- questions: what was asked and what for, and what somebody else decided

QUESTIONS = table(
    "questions",
    Column("id", String(32), primary_key=True),
    Column("product", NAME, nullable=False),
    Column("question", JSON, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("asked_by", WHO, nullable=False),
    Column("asked", UtcMoment, nullable=False),
    UniqueConstraint("id", "asked_by", name="uq_questions_asked_by"),
)

DECISIONS = table(
    "question_decisions",
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

# -- the gate: what waits, what was decided on it and its tables, what left and what was withdrawn

WAITING = table(
    "waiting_releases",
    Column("product", NAME, nullable=False),
    Column("edition", NAME, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_by", WHO, nullable=False),
    Column("made", UtcMoment, nullable=False),
    UniqueConstraint("product", "edition", "digest"),
    UniqueConstraint("id", "made_by", name="uq_waiting_releases_made_by"),
)

RELEASE_TABLES = table(
    "release_tables",
    Column("release", ForeignKey("waiting_releases.id"), nullable=False),
    Column("name", NAME, nullable=False),
    UniqueConstraint("release", "name"),
)

TABLE_VERDICTS = table(
    "table_verdicts",
    Column("release", Integer, nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("made_by", WHO, nullable=False),
    *_judged(),
    ForeignKeyConstraint(["release", "name"], ["release_tables.release", "release_tables.name"]),
    ForeignKeyConstraint(
        ["release", "made_by"],
        ["waiting_releases.id", "waiting_releases.made_by"],
        name="fk_table_verdicts_made_by",
    ),
    CheckConstraint("judged_by <> made_by", name="ck_table_verdicts_not_the_maker"),
    CheckConstraint("verdict = 'accept' OR (verdict = 'return' AND reason <> '')", name="ck_table_verdicts_verdict"),
)

VOTES = table(
    "release_votes",
    Column("release", Integer, nullable=False, index=True),
    Column("made_by", WHO, nullable=False),
    *_judged(),
    ForeignKeyConstraint(["release", "made_by"], ["waiting_releases.id", "waiting_releases.made_by"]),
    UniqueConstraint("id", "release", "judged_by", "verdict", name="uq_release_votes_vote"),
    CheckConstraint("judged_by <> made_by", name="ck_release_votes_not_the_maker"),
    CheckConstraint("verdict IN ('approve', 'refuse', 'undecided')", name="ck_release_votes_verdict"),
)

DEPARTURES = table(
    "departures",
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

RETRACTIONS = table(
    "retractions",
    Column("release", ForeignKey("departures.release"), nullable=False, unique=True),
    Column("retracted_by", WHO, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("job", ForeignKey("jobs.id"), nullable=False),
)

# -- researchers: extracts that they ask for, and outputs that they bring

EXTRACTS = table(
    "extract_requests",
    Column("product", NAME, nullable=False),
    Column("asked_by", WHO, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    UniqueConstraint("id", "asked_by", name="uq_extract_requests_asked_by"),
)

EXTRACT_VERDICTS = table(
    "extract_verdicts",
    Column("request", Integer, nullable=False, unique=True),
    Column("asked_by", WHO, nullable=False),
    *_judged(),
    Column("job", ForeignKey("jobs.id")),
    ForeignKeyConstraint(["request", "asked_by"], ["extract_requests.id", "extract_requests.asked_by"]),
    UniqueConstraint("request", "verdict", name="uq_extract_verdicts_verdict"),
    CheckConstraint("judged_by <> asked_by", name="ck_extract_verdicts_by_another"),
)

EXTRACT_DOWNLOADS = table(
    "extract_downloads",
    Column("request", Integer, nullable=False, unique=True),
    Column("verdict", String(20), nullable=False),
    Column("at", UtcMoment, nullable=False),
    ForeignKeyConstraint(
        ["request", "verdict"],
        ["extract_verdicts.request", "extract_verdicts.verdict"],
        name="fk_extract_downloads_verdict",
    ),
    CheckConstraint("verdict = 'approve'", name="ck_extract_downloads_approved"),
)

OUTPUTS = table(
    "research_outputs",
    Column("product", NAME, nullable=False),
    Column("made_by", WHO, nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("kind", NAME, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("machine", String(20), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("at", UtcMoment, nullable=False),
    UniqueConstraint("id", "made_by", name="uq_research_outputs_made_by"),
)

OUTPUT_VERDICTS = table(
    "output_verdicts",
    Column("output", Integer, nullable=False, unique=True),
    Column("made_by", WHO, nullable=False),
    *_judged(),
    ForeignKeyConstraint(["output", "made_by"], ["research_outputs.id", "research_outputs.made_by"]),
    CheckConstraint("judged_by <> made_by", name="ck_output_verdicts_by_another"),
)


def _refuse_changes(table: Table, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(_FUNCTION))
    for action in ("UPDATE", "DELETE"):
        if connection.dialect.name == "postgresql":
            done = "FOR EACH ROW EXECUTE FUNCTION never_changed()"
        else:
            done = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        name = f"{table.name}_no_{action.lower()}"
        connection.execute(text(f"CREATE TRIGGER {name} BEFORE {action} ON {table.name} {done}"))


for decided in (
    *(QUESTIONS, DECISIONS),
    *(WAITING, RELEASE_TABLES, TABLE_VERDICTS, VOTES, DEPARTURES, RETRACTIONS),
    *(EXTRACTS, EXTRACT_VERDICTS, EXTRACT_DOWNLOADS, OUTPUTS, OUTPUT_VERDICTS),
):
    event.listen(decided, "after_create", _refuse_changes)
