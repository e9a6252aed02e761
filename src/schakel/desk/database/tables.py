"""The tables of the operational database: people, what they may do, what they sent, and what is being worked on.

Nothing that a partner delivered is in here: names of files and counts alone. Secrets are kept as digests; the secret
of one-time codes is encrypted, and so is what somebody fills in on a form.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
_DIGEST = 64
NAME, WHO = sa.String(100), sa.String(200)
"""Of what declarations name, and of whoever did something: an e-mail address, or a partner and its token."""


class UtcMoment(sa.TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no time zone, so both databases keep the same."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: sa.Dialect) -> datetime | None:
        """Return what is kept: the moment in UTC, without its zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any | None, _: sa.Dialect) -> datetime | None:
        """Return the moment, with its zone."""
        return value.replace(tzinfo=UTC) if value else None


def table(name: str, *of: SchemaItem) -> sa.Table:
    """Return a table of the desk with its columns and constraints; a row without a name of its own has a number."""
    named = any(isinstance(one, sa.Column) and one.primary_key for one in of)
    return sa.Table(name, METADATA, *(() if named else (sa.Column("id", sa.Integer, primary_key=True),)), *of)


PEOPLE = table(
    "people",
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("password", sa.String(200)),
    sa.Column("code_secret", sa.String(300)),
    # A one-time code counts once: the last one that was used.
    sa.Column("last_code", sa.BigInteger),
    sa.Column("subject", sa.String(255), unique=True),
    sa.Column("made", UtcMoment, nullable=False),
    sa.Column("ended", UtcMoment),
    # Whether they asked for mail about deliveries.
    sa.Column("mail", sa.Boolean, nullable=False, default=False),
)

GRANTS = table(
    "grants",
    sa.Column("person", sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("role", sa.String(40), nullable=False),
    # The name of a partner or product, or the code of a municipality; empty for the whole alliance.
    sa.Column("held_for", NAME, nullable=False, default=""),
    sa.Column("given_by", WHO, nullable=False),
    sa.Column("given", UtcMoment, nullable=False),
    sa.Column("confirmed_by", WHO),
    sa.Column("confirmed", UtcMoment),
    sa.Column("ended_by", WHO),
    sa.Column("ended", UtcMoment),
)

SESSIONS = table(
    "sessions",
    sa.Column("digest", sa.String(_DIGEST), primary_key=True),
    sa.Column("person", sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("made", UtcMoment, nullable=False),
    sa.Column("seen", UtcMoment, nullable=False),
)

LINKS = table(
    "links",
    sa.Column("digest", sa.String(_DIGEST), primary_key=True),
    sa.Column("person", sa.ForeignKey("people.id"), nullable=False),
    # An invitation lets somebody choose a password; a link to sign in does not.
    sa.Column("invites", sa.Boolean, nullable=False),
    sa.Column("ends", UtcMoment, nullable=False),
    sa.Column("used", UtcMoment),
)

PASSKEYS = table(
    "passkeys",
    sa.Column("person", sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("credential", sa.String(1400), nullable=False, unique=True),
    sa.Column("public_key", sa.Text, nullable=False),
    # How often the device used it; many say 0 for ever.
    sa.Column("uses", sa.BigInteger, nullable=False),
    sa.Column("made", UtcMoment, nullable=False),
)

CHALLENGES = table(
    "challenges",
    sa.Column("digest", sa.String(_DIGEST), primary_key=True),
    sa.Column("at", UtcMoment, nullable=False),
)

LETTERS = table(
    "letters",
    sa.Column("person", sa.ForeignKey("people.id"), nullable=False),
    sa.Column("about", sa.String(200), nullable=False),
    sa.Column("subject", sa.String(300), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("made", UtcMoment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("after", UtcMoment, nullable=False),
    sa.Column("sent", UtcMoment),
    sa.UniqueConstraint("person", "about"),
)

PROPOSALS = table(
    "proposals",
    sa.Column("partner", NAME, nullable=False, index=True),
    sa.Column("column", sa.String(200), nullable=False),
    # The value is of the partner: encrypted.
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("concept", sa.String(200), nullable=False),
    sa.Column("match", sa.String(20), nullable=False),
    sa.Column("reviewer", WHO, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("proposed_by", WHO, nullable=False),
    sa.Column("made", UtcMoment, nullable=False),
)

TOKENS = table(
    "tokens",
    sa.Column("digest", sa.String(_DIGEST), nullable=False, unique=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("partner", NAME, nullable=False, index=True),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("made_by", WHO, nullable=False),
    sa.Column("made", UtcMoment, nullable=False),
    sa.Column("ends", UtcMoment, nullable=False),
    sa.Column("ended", UtcMoment),
)

ATTEMPTS = table(
    "attempts",
    sa.Column("digest", sa.String(_DIGEST), nullable=False, index=True),
    sa.Column("at", UtcMoment, nullable=False, index=True),
)

JOBS = table(
    "jobs",
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("partner", NAME, nullable=False, default=""),
    sa.Column("arguments", sa.JSON, nullable=False),
    sa.Column("asked_by", WHO, nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("share", sa.Float, nullable=False, default=0.0),
    sa.Column("told", sa.Text, nullable=False, default=""),
    sa.Column("result", sa.JSON),
    # What holds values of a partner, encrypted: of an open job what it was asked, of an ended one what came of a trial.
    sa.Column("sealed", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("made", UtcMoment, nullable=False),
    sa.Column("begun", UtcMoment),
    sa.Column("ended", UtcMoment),
)

UPLOADS = table(
    "uploads",
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("partner", NAME, nullable=False, index=True),
    sa.Column("sent_by", WHO, nullable=False),
    sa.Column("file_name", sa.String(255), nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False, default=0),
    sa.Column("sha256", sa.String(_DIGEST), nullable=False, default=""),
    # Of as many bytes as were received; empty where it was not taken on their way.
    sa.Column("arrived_sha256", sa.String(_DIGEST), nullable=False, default=""),
    sa.Column("delivered", sa.Date, nullable=False),
    sa.Column("synthetic", sa.Boolean, nullable=False, default=False),
    sa.Column("covers_from", sa.Date),
    sa.Column("covers_until", sa.Date),
    sa.Column("trial", sa.Boolean, nullable=False, default=False),
    sa.Column("made", UtcMoment, nullable=False),
    sa.Column("ends", UtcMoment, nullable=False),
    sa.Column("job", sa.ForeignKey("jobs.id")),
)

PARTS = table(
    "parts",
    sa.Column("upload", sa.ForeignKey("uploads.id"), nullable=False, index=True),
    sa.Column("start", sa.BigInteger, nullable=False),
    sa.Column("file", sa.String(64), nullable=False),
    sa.UniqueConstraint("upload", "start"),
)

REPLIES = table(
    "replies",
    sa.Column("asked_by", WHO, nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("request", sa.String(_DIGEST), nullable=False),
    sa.Column("upload", sa.ForeignKey("uploads.id")),
    sa.Column("made", UtcMoment, nullable=False),
    sa.UniqueConstraint("asked_by", "key"),
)

RESPONSES = table(
    "responses",
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("form", NAME, nullable=False, index=True),
    # The code of the body that answers about itself; empty where a form is of its partner.
    sa.Column("subject", NAME, nullable=False, default=""),
    # The response that this one is a newer version of, and the number that both have.
    sa.Column("corrects", sa.ForeignKey("responses.id"), unique=True),
    sa.Column("number", sa.String(32), nullable=False),
    sa.Column("begun_by", WHO, nullable=False),
    sa.Column("begun", UtcMoment, nullable=False),
    sa.Column("sent_by", WHO),
    sa.Column("sent", UtcMoment),
    sa.Column("sent_on", sa.Date),
    sa.Column("job", sa.ForeignKey("jobs.id")),
)

ANSWERS = table(
    "answers",
    sa.Column("response", sa.ForeignKey("responses.id"), nullable=False),
    sa.Column("question", NAME, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("given_by", WHO, nullable=False),
    sa.Column("given", UtcMoment, nullable=False),
    # Of two who change one answer at once, one is first.
    sa.UniqueConstraint("response", "question", "revision"),
)

FOLLOW_UPS = table(
    "follow_ups",
    # By a keyed digest: the numbers of partners stay in the intake zone.
    sa.Column("item", sa.String(_DIGEST), nullable=False, index=True),
    sa.Column("event", sa.String(20), nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("done_by", WHO, nullable=False),
    sa.Column("at", UtcMoment, nullable=False),
)
