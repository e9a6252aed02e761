"""The operational database of a desk: its tables, how to open it, and how to migrate it between versions."""

from schakel.desk.database import decisions  # its tables are made with the others
from schakel.desk.database.opening import ENVIRONMENT, inserted, numbered, one_at_a_time, open_database, reading_from

__all__ = ["ENVIRONMENT", "decisions", "inserted", "numbered", "one_at_a_time", "open_database", "reading_from"]
