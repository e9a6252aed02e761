"""Letters to who asked for mail."""

import sqlalchemy as sa
from alembic import op

from schakel.desk.database.tables import UtcMoment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the wish for mail, and make the table."""
    op.add_column("people", sa.Column("mail", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made", UtcMoment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("after", UtcMoment(), nullable=False),
        sa.Column("sent", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_letters_person"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person", "about", name="uq_letters_person"),
    )
