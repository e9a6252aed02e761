"""The terms on which others may reuse the figures of an alliance."""

from dataclasses import dataclass

from schakel_base.text import Text


@dataclass(frozen=True)
class Reuse:
    """Who publishes, the address of the licence, and (if any) the address of a page on which to reach the publisher."""

    publisher: Text
    licence: str
    contact: str = ""
