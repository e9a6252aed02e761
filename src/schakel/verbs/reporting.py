"""Report: a product of an edition as one document, from the same protected tables as its release."""

from pathlib import Path

from schakel.alliance import read
from schakel.publication.report import WRITERS, write_report
from schakel.verbs.publishing import Publishing, content_of, reading_for, require_no_gate
from schakel_base.disk import write_whole
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent


def report(
    folder: Path, product: str, out: Path, language: str = "", edition: str = "latest", progress: Progress = silent
) -> Path:
    """Write the report on a product, protected, as one document.

    The suffix of `out` decides the format: `.pdf`, or `.odt` for a text that can be edited. The language is by default
    the first of the alliance.

    Raises
    ------
    RequestError
        If no report is written to files with this suffix, there is no such product or edition, the product has ended,
        the alliance does not speak the language or has a gate, or the declarations have changed since the edition was
        built.
    """
    kind = out.suffix.lower()
    if kind not in WRITERS:
        raise RequestError(f"a report is a file that ends in {' or '.join(WRITERS)}, not {out.name}")
    progress("read the declarations; how long is not known", 0.0)
    alliance = read(folder)
    require_no_gate(alliance)
    tag = alliance.spoken(language)
    with reading_for(alliance, "report", product, edition) as opened:
        content = content_of(Publishing(opened, progress), product)
    progress("set the report; how long is not known", 0.0)
    written = write_report(content, tag, kind)
    write_whole(out, written)
    return out
