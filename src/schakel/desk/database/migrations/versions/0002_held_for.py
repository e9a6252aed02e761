"""A role is held for a partner, a municipality or a product: the column is called so."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Rename the column."""
    with op.batch_alter_table("grants") as grants:
        grants.alter_column("partner", new_column_name="held_for")
