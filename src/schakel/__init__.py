"""Schakel: a data alliance of the criminal-justice chain that anyone can run."""

__version__ = "0.1.0"
