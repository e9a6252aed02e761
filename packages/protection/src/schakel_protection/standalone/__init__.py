"""A table of your own: its file or data frame, its specification, and the ways in which it may be protected."""

from schakel_protection.standalone.csv_table import read_table
from schakel_protection.standalone.given_table import GivenTable, table_of
from schakel_protection.standalone.proposing import Proposal, propose
from schakel_protection.standalone.reading import read_specification, specify
from schakel_protection.standalone.specification import Merge, Specification, TableSet

__all__ = [
    "GivenTable",
    "Merge",
    "Proposal",
    "Specification",
    "TableSet",
    "propose",
    "read_specification",
    "read_table",
    "specify",
    "table_of",
]
