"""Assess impact: the factual parts of a data protection impact assessment, from the declarations alone."""

from pathlib import Path

from schakel.alliance import read
from schakel.publication.impact_assessment import WRITERS, assess_impact
from schakel_base import clock
from schakel_base.disk import write_whole
from schakel_base.errors import RequestError


def dpia(folder: Path, out: Path | None = None, language: str = "") -> bytes:
    """Write the factual parts of a data protection impact assessment (GDPR, article 35), and return the file.

    Nothing that was delivered is read. The suffix of `out` decides the format: `.md`, or `.odt` for a text to edit;
    without it nothing is written, and Markdown is returned. The language is by default the first of the alliance.

    Raises
    ------
    RequestError
        If no assessment is written to files with this suffix, or the alliance does not speak the language.
    """
    kind = out.suffix.lower() if out else ".md"
    if kind not in WRITERS:
        raise RequestError(f"an impact assessment is a file that ends in {' or '.join(WRITERS)}, not {out}")
    alliance = read(folder)
    tag = alliance.spoken(language)
    written = WRITERS[kind](assess_impact(alliance, tag, clock.today()))
    if out:
        write_whole(out, written)
    return written
