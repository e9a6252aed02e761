"""A release: site and open data; accepts nothing but protected tables. And the start page over several of them."""

from schakel.publication.content import (
    DeliveredFile,
    OtherMonitor,
    Release,
    ReleaseContent,
    ReleasedFile,
    TableElsewhere,
)
from schakel.publication.headlines import headline
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.start import Published, start_page
from schakel.publication.tabulation import read_tables

__all__ = [
    "DeliveredFile",
    "OtherMonitor",
    "Published",
    "Release",
    "ReleaseContent",
    "ReleasedFile",
    "TableElsewhere",
    "headline",
    "localise",
    "publish",
    "read_tables",
    "start_page",
]
