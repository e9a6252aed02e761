"""Trials of a file that is not kept, and what a job holds encrypted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add both columns."""
    op.add_column("jobs", sa.Column("sealed", sa.Text(), nullable=True))
    op.add_column("uploads", sa.Column("trial", sa.Boolean(), nullable=False, server_default=sa.false()))
