"""The tables of researchers: extracts that they ask for, and outputs that they bring; only ever added to.

Who asks does not approve, and who made an output does not judge it: here too, whatever the code does.
"""

from sqlalchemy import (
    JSON,
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

EXTRACTS = Table(
    "extract_requests",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("product", NAME, nullable=False),
    Column("asked_by", WHO, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    UniqueConstraint("id", "asked_by", name="uq_extract_requests_asked_by"),
)

EXTRACT_VERDICTS = Table(
    "extract_verdicts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request", Integer, nullable=False, unique=True),
    Column("asked_by", WHO, nullable=False),
    Column("judged_by", WHO, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("job", ForeignKey("jobs.id")),
    ForeignKeyConstraint(["request", "asked_by"], ["extract_requests.id", "extract_requests.asked_by"]),
    UniqueConstraint("request", "verdict", name="uq_extract_verdicts_verdict"),
    CheckConstraint("judged_by <> asked_by", name="ck_extract_verdicts_by_another"),
)

EXTRACT_DOWNLOADS = Table(
    "extract_downloads",
    METADATA,
    Column("id", Integer, primary_key=True),
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

OUTPUTS = Table(
    "research_outputs",
    METADATA,
    Column("id", Integer, primary_key=True),
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

OUTPUT_VERDICTS = Table(
    "output_verdicts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("output", Integer, nullable=False, unique=True),
    Column("made_by", WHO, nullable=False),
    Column("judged_by", WHO, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    ForeignKeyConstraint(["output", "made_by"], ["research_outputs.id", "research_outputs.made_by"]),
    CheckConstraint("judged_by <> made_by", name="ck_output_verdicts_by_another"),
)

never_change(EXTRACTS, EXTRACT_VERDICTS, EXTRACT_DOWNLOADS, OUTPUTS, OUTPUT_VERDICTS)
