"""Tables and answers are made safe here, and only here: the one maker of what is protected."""

from schakel.disclosure.answers import ProtectedAnswer, protect_answer, statement_of
from schakel.disclosure.diversity import SHANNON, SIMPSON, bounds, interval
from schakel.disclosure.kept import in_full, kept_of
from schakel.disclosure.ledger import read_ledger
from schakel.disclosure.protect import protect, protect_together
from schakel.disclosure.protected import ProtectedTable, StatedFigures
from schakel.disclosure.tables.naming import ReleasedTable, asked_by_definition, asked_by_key, key_of_cell
from schakel.disclosure.tables.stated import StatedCount, StatedShare, Statement
from schakel.disclosure.tables.table_equations import equations_of

__all__ = [
    "SHANNON",
    "SIMPSON",
    "ProtectedAnswer",
    "ProtectedTable",
    "ReleasedTable",
    "StatedCount",
    "StatedFigures",
    "StatedShare",
    "Statement",
    "asked_by_definition",
    "asked_by_key",
    "bounds",
    "equations_of",
    "in_full",
    "interval",
    "kept_of",
    "key_of_cell",
    "protect",
    "protect_answer",
    "protect_together",
    "read_ledger",
    "statement_of",
]
