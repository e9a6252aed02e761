"""A table is a set of linear equations: what an attacker knows of its cells."""
