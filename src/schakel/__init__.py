"""Schakel: software for running a data alliance of criminal-justice agencies."""

__version__ = "0.2.0"
PACKAGES = (
    "schakel",
    "schakel_base",
    "schakel_judgments",
    "schakel_linkage",
    "schakel_prevalence",
    "schakel_protection",
    "schakel_recidivism",
)
"""The engine and its libraries, by the names under which they are imported."""
