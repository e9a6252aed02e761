"""Reads an alliance folder into nouns, and reports each fault in one sentence, with its place."""

from schakel.alliance.current import current
from schakel.alliance.kinds import KINDS
from schakel.alliance.linking import FILE
from schakel.alliance.reader import PROFILES, read
from schakel.alliance.template import create

__all__ = ["FILE", "KINDS", "PROFILES", "create", "current", "read"]
