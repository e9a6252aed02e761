"""Where judgments come from: one file for each source, with its documents and its search service, in `SOURCES`."""

from collections.abc import Mapping

from schakel_judgments.sources.client import Client
from schakel_judgments.sources.rechtspraak import RECHTSPRAAK
from schakel_judgments.sources.retry import RetryPolicy
from schakel_judgments.sources.source import Source

__all__ = ["SOURCES", "Client", "RetryPolicy", "Source"]

SOURCES: Mapping[str, Source] = {"rechtspraak": RECHTSPRAAK}
"""By the name that the command `fetch` takes; a new source is a file and a line here."""
