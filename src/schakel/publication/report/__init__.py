"""The report: a release as one document to print, read and archive, from the same protected tables as the site."""

from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import localise
from schakel.publication.report.document import describe
from schakel.publication.report.typesetting import typeset

__all__ = ["describe", "report_files", "write_report"]


def write_report(content: ReleaseContent, language: str) -> bytes:
    """Return the report of a release in one language, as PDF."""
    return typeset(describe(content, localise(language)), content.as_of)


def report_files(content: ReleaseContent) -> dict[str, bytes]:
    """Return the reports that go into a release: one per language, if the product declares that it has them."""
    if not content.product.report:
        return {}
    return {f"report/{content.product.name}.{tag}.pdf": write_report(content, tag) for tag in content.languages}
