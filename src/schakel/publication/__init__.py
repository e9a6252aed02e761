"""A release: site and open data; accepts nothing but protected tables. And the start page over several of them."""

from schakel.publication.content import DeliveredFile, Release, ReleaseContent, ReleasedFile, TableElsewhere
from schakel.publication.release import publish
from schakel.publication.start import Published, start_page

__all__ = [
    "DeliveredFile",
    "Published",
    "Release",
    "ReleaseContent",
    "ReleasedFile",
    "TableElsewhere",
    "publish",
    "start_page",
]
