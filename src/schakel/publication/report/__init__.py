"""The report: a release as one document to read, print and edit, from the same protected tables as the site."""

from collections.abc import Callable
from datetime import date
from typing import Any

from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import localise
from schakel.publication.report.document import describe
from schakel.publication.report.typesetting import typeset

__all__ = ["WRITERS", "Files", "describe", "report_files", "write_report"]

Files = dict[str, bytes]
"""The bytes of files, by their paths in a release."""


def _write_text(report: dict[str, Any], as_of: date) -> bytes:
    from schakel.publication.report.text_document import write_text  # only this kind needs its library

    return write_text(report, as_of)


WRITERS: dict[str, Callable[[dict[str, Any], date], bytes]] = {".pdf": typeset, ".odt": _write_text}
"""What makes a file of a description and the day of its edition, by the suffix of the file."""


def write_report(content: ReleaseContent, language: str, kind: str = ".pdf") -> bytes:
    """Return the report of a release in one language, as a file of a kind that `WRITERS` has.

    The same content gives the same bytes.
    """
    return WRITERS[kind](describe(content, localise(language)), content.as_of)


def report_files(content: ReleaseContent) -> Files:
    """Return the reports that go into a release: one PDF per language, if the product declares that it has them."""
    if not content.product.report:
        return {}
    return {f"report/{content.product.name}.{tag}.pdf": write_report(content, tag) for tag in content.languages}
