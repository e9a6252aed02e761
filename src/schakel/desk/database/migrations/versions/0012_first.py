"""The form of the database that the first release of the desk makes, from the tables as they are declared.

A later change is a file beside this one, whose `down_revision` is "0012".
"""

revision = "0012"
down_revision = None


def upgrade() -> None:
    """Do nothing: a new database gets all tables at once, and no older form was ever released."""
