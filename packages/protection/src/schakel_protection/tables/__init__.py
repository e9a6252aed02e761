"""A table is a set of linear equations: what an attacker knows of its cells."""

from schakel_protection.tables.cubes import Cube, Variable, cross, flat, tree
from schakel_protection.tables.equations import CountBound, Equations, Key, Reserved, name_of
from schakel_protection.tables.linking import Ratio, beside_later, link, with_ratios

__all__ = [
    "CountBound",
    "Cube",
    "Equations",
    "Key",
    "Ratio",
    "Reserved",
    "Variable",
    "beside_later",
    "cross",
    "flat",
    "link",
    "name_of",
    "tree",
    "with_ratios",
]
