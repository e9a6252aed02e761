"""Reads an alliance folder into nouns; says in one sentence what is wrong, and where."""

from schakel.alliance.current import current
from schakel.alliance.kinds import KINDS
from schakel.alliance.linking import FILE
from schakel.alliance.reader import PROFILES, read
from schakel.alliance.template import create

__all__ = ["FILE", "KINDS", "PROFILES", "create", "current", "read"]
