"""The declared web addresses of a release: of the newest, and of each edition.

Without a declared address nothing pretends to have one: what only makes sense with an address is left out, and code
that reads the figures has a path from the folder of the release, which a script completes.
"""

from schakel.publication.content import ReleaseContent
from schakel.publication.verification import EARLIER


def newest(path: str, content: ReleaseContent) -> str:
    """Return the address of a file of the newest release, or nothing where none is declared."""
    return f"{content.product.address}{path}" if content.product.address else ""


def permanent(path: str, content: ReleaseContent) -> str:
    """Return the address of a file in this edition, which stays; a path where no address is declared."""
    return f"{content.product.address}{EARLIER}/{content.edition}/{path}"
