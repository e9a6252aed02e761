"""The operational database of a desk: its tables, how to open it, and how to migrate it between versions."""

from schakel.desk.database import ask_tables, gate_tables, research_tables  # their tables are made with the others
from schakel.desk.database.opening import ENVIRONMENT, inserted, one_at_a_time, open_database, reading_from

__all__ = [
    "ENVIRONMENT",
    "ask_tables",
    "gate_tables",
    "inserted",
    "one_at_a_time",
    "open_database",
    "reading_from",
    "research_tables",
]
