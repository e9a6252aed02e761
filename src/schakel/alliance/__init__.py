"""Reads an alliance folder into nouns; says in one sentence what is wrong, and where."""
