"""Reads an alliance folder into nouns; says in one sentence what is wrong, and where."""

from schakel.alliance.reader import PROFILES, read

__all__ = ["PROFILES", "read"]
