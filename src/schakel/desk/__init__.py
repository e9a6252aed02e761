"""The desk: where people work in a browser with their own rights, and machines deliver files.

It counts nothing itself: it calls the verbs. Its words serve the command line too, where no desk is installed.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schakel.desk.office import Office

__all__ = ["Office"]


def __getattr__(name: str) -> Any:
    """Load the office, with its database, when it is asked for (PEP 562)."""
    if name != "Office":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from schakel.desk.office import Office

    return Office
