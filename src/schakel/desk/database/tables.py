"""The tables of the operational database: people, what they may do, what they sent, and what is being worked on.

Nothing that a partner delivered is in here: names of files and counts alone. Secrets are kept as digests; the secret
of one-time codes is encrypted, and so is what somebody fills in on a form.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
_DIGEST = 64
NAME, WHO = String(100), String(200)
"""Of what declarations name, and of whoever did something: an e-mail address, or a partner and its token."""


class UtcMoment(TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no time zone, so both databases keep the same."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Return what is kept: the moment in UTC, without its zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any | None, _: Dialect) -> datetime | None:
        """Return the moment, with its zone."""
        return value.replace(tzinfo=UTC) if value else None


def table(name: str, *of: SchemaItem) -> Table:
    """Return a table of the desk with its columns and constraints; a row without a name of its own has a number."""
    named = any(isinstance(one, Column) and one.primary_key for one in of)
    return Table(name, METADATA, *(() if named else (Column("id", Integer, primary_key=True),)), *of)


PEOPLE = table(
    "people",
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("password", String(200)),
    Column("code_secret", String(300)),
    # A one-time code counts once: the last one that was used.
    Column("last_code", BigInteger),
    Column("subject", String(255), unique=True),
    Column("made", UtcMoment, nullable=False),
    Column("ended", UtcMoment),
    # Whether they asked for mail about deliveries.
    Column("mail", Boolean, nullable=False, default=False),
)

GRANTS = table(
    "grants",
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(40), nullable=False),
    # The name of a partner or product, or the code of a municipality; empty for the whole alliance.
    Column("held_for", NAME, nullable=False, default=""),
    Column("given_by", WHO, nullable=False),
    Column("given", UtcMoment, nullable=False),
    Column("confirmed_by", WHO),
    Column("confirmed", UtcMoment),
    Column("ended_by", WHO),
    Column("ended", UtcMoment),
)

SESSIONS = table(
    "sessions",
    Column("digest", String(_DIGEST), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("made", UtcMoment, nullable=False),
    Column("seen", UtcMoment, nullable=False),
)

LINKS = table(
    "links",
    Column("digest", String(_DIGEST), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    # An invitation lets somebody choose a password; a link to sign in does not.
    Column("invites", Boolean, nullable=False),
    Column("ends", UtcMoment, nullable=False),
    Column("used", UtcMoment),
)

PASSKEYS = table(
    "passkeys",
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("credential", String(1400), nullable=False, unique=True),
    Column("public_key", Text, nullable=False),
    # How often the device used it; many say 0 for ever.
    Column("uses", BigInteger, nullable=False),
    Column("made", UtcMoment, nullable=False),
)

CHALLENGES = table(
    "challenges",
    Column("digest", String(_DIGEST), primary_key=True),
    Column("at", UtcMoment, nullable=False),
)

LETTERS = table(
    "letters",
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("about", String(200), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("made", UtcMoment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("after", UtcMoment, nullable=False),
    Column("sent", UtcMoment),
    UniqueConstraint("person", "about"),
)

PROPOSALS = table(
    "proposals",
    Column("partner", NAME, nullable=False, index=True),
    Column("column", String(200), nullable=False),
    # The value is of the partner: encrypted.
    Column("value", Text, nullable=False),
    Column("concept", String(200), nullable=False),
    Column("match", String(20), nullable=False),
    Column("reviewer", WHO, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", WHO, nullable=False),
    Column("made", UtcMoment, nullable=False),
)

TOKENS = table(
    "tokens",
    Column("digest", String(_DIGEST), nullable=False, unique=True),
    Column("name", NAME, nullable=False),
    Column("partner", NAME, nullable=False, index=True),
    Column("scopes", JSON, nullable=False),
    Column("made_by", WHO, nullable=False),
    Column("made", UtcMoment, nullable=False),
    Column("ends", UtcMoment, nullable=False),
    Column("ended", UtcMoment),
)

ATTEMPTS = table(
    "attempts",
    Column("digest", String(_DIGEST), nullable=False, index=True),
    Column("at", UtcMoment, nullable=False, index=True),
)

JOBS = table(
    "jobs",
    Column("kind", String(40), nullable=False),
    Column("partner", NAME, nullable=False, default=""),
    Column("arguments", JSON, nullable=False),
    Column("asked_by", WHO, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("share", Float, nullable=False, default=0.0),
    Column("told", Text, nullable=False, default=""),
    Column("result", JSON),
    # What holds values of a partner, encrypted: of an open job what it was asked, of an ended one what came of a trial.
    Column("sealed", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("made", UtcMoment, nullable=False),
    Column("begun", UtcMoment),
    Column("ended", UtcMoment),
)

UPLOADS = table(
    "uploads",
    Column("id", String(32), primary_key=True),
    Column("partner", NAME, nullable=False, index=True),
    Column("sent_by", WHO, nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False, default=0),
    Column("sha256", String(_DIGEST), nullable=False, default=""),
    # Of as many bytes as were received; empty where it was not taken on their way.
    Column("arrived_sha256", String(_DIGEST), nullable=False, default=""),
    Column("delivered", Date, nullable=False),
    Column("synthetic", Boolean, nullable=False, default=False),
    Column("covers_from", Date),
    Column("covers_until", Date),
    Column("trial", Boolean, nullable=False, default=False),
    Column("made", UtcMoment, nullable=False),
    Column("ends", UtcMoment, nullable=False),
    Column("job", ForeignKey("jobs.id")),
)

PARTS = table(
    "parts",
    Column("upload", ForeignKey("uploads.id"), nullable=False, index=True),
    Column("start", BigInteger, nullable=False),
    Column("file", String(64), nullable=False),
    UniqueConstraint("upload", "start"),
)

REPLIES = table(
    "replies",
    Column("asked_by", WHO, nullable=False),
    Column("key", String(200), nullable=False),
    Column("request", String(_DIGEST), nullable=False),
    Column("upload", ForeignKey("uploads.id")),
    Column("made", UtcMoment, nullable=False),
    UniqueConstraint("asked_by", "key"),
)

RESPONSES = table(
    "responses",
    Column("id", String(32), primary_key=True),
    Column("form", NAME, nullable=False, index=True),
    # The code of the body that answers about itself; empty where a form is of its partner.
    Column("subject", NAME, nullable=False, default=""),
    # The response that this one is a newer version of, and the number that both have.
    Column("corrects", ForeignKey("responses.id"), unique=True),
    Column("number", String(32), nullable=False),
    Column("begun_by", WHO, nullable=False),
    Column("begun", UtcMoment, nullable=False),
    Column("sent_by", WHO),
    Column("sent", UtcMoment),
    Column("sent_on", Date),
    Column("job", ForeignKey("jobs.id")),
)

ANSWERS = table(
    "answers",
    Column("response", ForeignKey("responses.id"), nullable=False),
    Column("question", NAME, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("given_by", WHO, nullable=False),
    Column("given", UtcMoment, nullable=False),
    # Of two who change one answer at once, one is first.
    UniqueConstraint("response", "question", "revision"),
)

FOLLOW_UPS = table(
    "follow_ups",
    # By a keyed digest: the numbers of partners stay in the intake zone.
    Column("item", String(_DIGEST), nullable=False, index=True),
    Column("event", String(20), nullable=False),
    Column("about", Text, nullable=False),
    Column("done_by", WHO, nullable=False),
    Column("at", UtcMoment, nullable=False),
)
