"""The SHA-256 of what arrived of an upload."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column: of what is on its way already nobody knows it."""
    op.add_column("uploads", sa.Column("arrived_sha256", sa.String(length=64), nullable=False, server_default=""))
