"""Where a release is on the web, as far as its product declares it: the newest, and each edition.

Without a declared address a path from the folder of the release takes its place; a script completes it.
"""

from schakel.publication.content import ReleaseContent
from schakel.publication.verification import EARLIER


def newest(path: str, content: ReleaseContent) -> str:
    """Return the address of a file of the newest release, or nothing where none is declared."""
    return f"{content.product.address}{path}" if content.product.address else ""


def permanent(path: str, content: ReleaseContent) -> str:
    """Return the address of a file in this edition, which stays; a path where no address is declared."""
    return f"{content.product.address}{EARLIER}/{content.edition}/{path}"
