"""A release: site and open data; accepts nothing but protected tables. And the start page over several of them.

What writes a release takes long to load; whoever needs the words or the style of the site alone does not load it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
_WHERE = {
    "headline": "headlines",
    "localise": "localisation",
    "publish": "release",
    "Published": "start",
    "start_page": "start",
    "read_tables": "tabulation",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for by name, when it is asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_WHERE.get(name, 'content')}"), name)
