"""A release: site and open data; accepts nothing but protected tables. And the start page over several of them."""

from schakel.publication.content import (
    DeliveredFile,
    ExplainedDifference,
    Release,
    ReleaseContent,
    ReleasedFile,
    TableElsewhere,
)
from schakel.publication.release import publish
from schakel.publication.start import Published, start_page

__all__ = [
    "DeliveredFile",
    "ExplainedDifference",
    "Published",
    "Release",
    "ReleaseContent",
    "ReleasedFile",
    "TableElsewhere",
    "publish",
    "start_page",
]
