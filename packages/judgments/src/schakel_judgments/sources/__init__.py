"""Where judgments come from: one file for each source, with its documents and its search service, in `SOURCES`."""

from collections.abc import Mapping

from schakel_judgments.sources.rechtspraak import RECHTSPRAAK
from schakel_judgments.sources.source import Source

SOURCES: Mapping[str, Source] = {"rechtspraak": RECHTSPRAAK}
