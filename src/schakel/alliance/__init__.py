"""Reads an alliance folder into nouns; says in one sentence what is wrong, and where."""

from schakel.alliance.adequacy import read_adequacy
from schakel.alliance.linking import FILE
from schakel.alliance.reader import PROFILES, read
from schakel.alliance.research import READERS
from schakel.alliance.template import create

__all__ = ["FILE", "PROFILES", "READERS", "create", "read", "read_adequacy"]
