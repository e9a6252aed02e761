"""The tables of decisions: questions, the gate, and what researchers ask for and bring.

Rows are only ever added, and the database itself refuses to change or delete one. The rule that stands here holds
whatever the code does: who asked for something or made it does not decide on it, and who approved a release does not
release it. Foreign keys carry who made and who approved from row to row, so that no row can name another.
"""

from typing import Any

import sqlalchemy as sa

from schakel.desk.database.tables import NAME, WHO, UtcMoment, table

_SENTENCE = "what was decided is never changed"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$"
)


def _judged() -> tuple[sa.Column[Any], ...]:
    """The columns of a verdict: whose it is, what it is, why, and when it was given."""
    return (
        sa.Column("judged_by", WHO, nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", UtcMoment, nullable=False),
    )


# -- questions: what was asked and what for, and what somebody else decided

QUESTIONS = table(
    "questions",
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("product", NAME, nullable=False),
    sa.Column("question", sa.JSON, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("asked_by", WHO, nullable=False),
    sa.Column("asked", UtcMoment, nullable=False),
    sa.UniqueConstraint("id", "asked_by", name="uq_questions_asked_by"),
)

DECISIONS = table(
    "question_decisions",
    # Who decides first decides.
    sa.Column("question", sa.String(32), nullable=False, unique=True),
    sa.Column("asked_by", WHO, nullable=False),
    sa.Column("decided_by", WHO, nullable=False),
    sa.Column("approved", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided", UtcMoment, nullable=False),
    sa.Column("job", sa.ForeignKey("jobs.id")),
    sa.ForeignKeyConstraint(
        ["question", "asked_by"], ["questions.id", "questions.asked_by"], name="fk_question_decisions_question"
    ),
    sa.CheckConstraint("decided_by <> asked_by", name="ck_question_decisions_two_people"),
)

# -- the gate: what waits, what was decided on it and its tables, what left and what was withdrawn

WAITING = table(
    "waiting_releases",
    sa.Column("product", NAME, nullable=False),
    sa.Column("edition", NAME, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("made_by", WHO, nullable=False),
    sa.Column("made", UtcMoment, nullable=False),
    sa.UniqueConstraint("product", "edition", "digest"),
    sa.UniqueConstraint("id", "made_by", name="uq_waiting_releases_made_by"),
)

RELEASE_TABLES = table(
    "release_tables",
    sa.Column("release", sa.ForeignKey("waiting_releases.id"), nullable=False),
    sa.Column("name", NAME, nullable=False),
    sa.UniqueConstraint("release", "name"),
)

TABLE_VERDICTS = table(
    "table_verdicts",
    sa.Column("release", sa.Integer, nullable=False, index=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("made_by", WHO, nullable=False),
    *_judged(),
    sa.ForeignKeyConstraint(["release", "name"], ["release_tables.release", "release_tables.name"]),
    sa.ForeignKeyConstraint(
        ["release", "made_by"],
        ["waiting_releases.id", "waiting_releases.made_by"],
        name="fk_table_verdicts_made_by",
    ),
    sa.CheckConstraint("judged_by <> made_by", name="ck_table_verdicts_not_the_maker"),
    sa.CheckConstraint("verdict = 'accept' OR (verdict = 'return' AND reason <> '')", name="ck_table_verdicts_verdict"),
)

VOTES = table(
    "release_votes",
    sa.Column("release", sa.Integer, nullable=False, index=True),
    sa.Column("made_by", WHO, nullable=False),
    *_judged(),
    sa.ForeignKeyConstraint(["release", "made_by"], ["waiting_releases.id", "waiting_releases.made_by"]),
    sa.UniqueConstraint("id", "release", "judged_by", "verdict", name="uq_release_votes_vote"),
    sa.CheckConstraint("judged_by <> made_by", name="ck_release_votes_not_the_maker"),
    sa.CheckConstraint("verdict IN ('approve', 'refuse', 'undecided')", name="ck_release_votes_verdict"),
)

DEPARTURES = table(
    "departures",
    sa.Column("release", sa.Integer, nullable=False, unique=True),
    sa.Column("made_by", WHO, nullable=False),
    sa.Column("approval", sa.Integer, nullable=False),
    sa.Column("approved_by", WHO, nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("released_by", WHO, nullable=False),
    sa.Column("at", UtcMoment, nullable=False),
    sa.Column("job", sa.ForeignKey("jobs.id"), nullable=False),
    sa.ForeignKeyConstraint(["release", "made_by"], ["waiting_releases.id", "waiting_releases.made_by"]),
    sa.ForeignKeyConstraint(
        ["approval", "release", "approved_by", "verdict"],
        ["release_votes.id", "release_votes.release", "release_votes.judged_by", "release_votes.verdict"],
        name="fk_departures_approval",
    ),
    sa.CheckConstraint("verdict = 'approve'", name="ck_departures_approved"),
    sa.CheckConstraint("released_by <> made_by AND released_by <> approved_by", name="ck_departures_by_another"),
)

RETRACTIONS = table(
    "retractions",
    sa.Column("release", sa.ForeignKey("departures.release"), nullable=False, unique=True),
    sa.Column("retracted_by", WHO, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("at", UtcMoment, nullable=False),
    sa.Column("job", sa.ForeignKey("jobs.id"), nullable=False),
)

# -- researchers: extracts that they ask for, and outputs that they bring

EXTRACTS = table(
    "extract_requests",
    sa.Column("product", NAME, nullable=False),
    sa.Column("asked_by", WHO, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("at", UtcMoment, nullable=False),
    sa.UniqueConstraint("id", "asked_by", name="uq_extract_requests_asked_by"),
)

EXTRACT_VERDICTS = table(
    "extract_verdicts",
    sa.Column("request", sa.Integer, nullable=False, unique=True),
    sa.Column("asked_by", WHO, nullable=False),
    *_judged(),
    sa.Column("job", sa.ForeignKey("jobs.id")),
    sa.ForeignKeyConstraint(["request", "asked_by"], ["extract_requests.id", "extract_requests.asked_by"]),
    sa.UniqueConstraint("request", "verdict", name="uq_extract_verdicts_verdict"),
    sa.CheckConstraint("judged_by <> asked_by", name="ck_extract_verdicts_by_another"),
)

EXTRACT_DOWNLOADS = table(
    "extract_downloads",
    sa.Column("request", sa.Integer, nullable=False, unique=True),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("at", UtcMoment, nullable=False),
    sa.ForeignKeyConstraint(
        ["request", "verdict"],
        ["extract_verdicts.request", "extract_verdicts.verdict"],
        name="fk_extract_downloads_verdict",
    ),
    sa.CheckConstraint("verdict = 'approve'", name="ck_extract_downloads_approved"),
)

OUTPUTS = table(
    "research_outputs",
    sa.Column("product", NAME, nullable=False),
    sa.Column("made_by", WHO, nullable=False),
    sa.Column("file_name", sa.String(255), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("kind", NAME, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("machine", sa.String(20), nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("at", UtcMoment, nullable=False),
    sa.UniqueConstraint("id", "made_by", name="uq_research_outputs_made_by"),
)

OUTPUT_VERDICTS = table(
    "output_verdicts",
    sa.Column("output", sa.Integer, nullable=False, unique=True),
    sa.Column("made_by", WHO, nullable=False),
    *_judged(),
    sa.ForeignKeyConstraint(["output", "made_by"], ["research_outputs.id", "research_outputs.made_by"]),
    sa.CheckConstraint("judged_by <> made_by", name="ck_output_verdicts_by_another"),
)


def _refuse_changes(table: sa.Table, connection: sa.Connection, **_: object) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(_FUNCTION))
    for action in ("UPDATE", "DELETE"):
        if connection.dialect.name == "postgresql":
            done = "FOR EACH ROW EXECUTE FUNCTION never_changed()"
        else:
            done = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        name = f"{table.name}_no_{action.lower()}"
        connection.execute(sa.text(f"CREATE TRIGGER {name} BEFORE {action} ON {table.name} {done}"))


for decided in (
    *(QUESTIONS, DECISIONS),
    *(WAITING, RELEASE_TABLES, TABLE_VERDICTS, VOTES, DEPARTURES, RETRACTIONS),
    *(EXTRACTS, EXTRACT_VERDICTS, EXTRACT_DOWNLOADS, OUTPUTS, OUTPUT_VERDICTS),
):
    sa.event.listen(decided, "after_create", _refuse_changes)
