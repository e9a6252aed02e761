"""What was done with what arrived, event after event."""

import sqlalchemy as sa
from alembic import op

from schakel.desk.database.tables import UtcMoment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("done_by", sa.String(200), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
    )
    op.create_index("ix_follow_ups_item", "follow_ups", ["item"])
