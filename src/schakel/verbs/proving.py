"""Third of four: what leaves is compared with the release ledger, and is in it before it leaves.

Whatever is released later is attacked with what is there, so that nothing may leave that is not there, nor
otherwise than it does. A release that is made again, as for a report, must print what it printed before.
"""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from schakel_base.errors import DisclosureError
from schakel_protection import ReleaseRecord
from schakel_protection.releases import append_release, differs


def left_before(ledger: Sequence[ReleaseRecord], product: str, edition: str) -> tuple[ReleaseRecord, ...]:
    """Return what left before a release: all of the ledger, or what is above it if it is there already."""
    return tuple(takewhile(lambda one: (one.product, one.edition) != (product, edition), ledger))


def prove(leaving: ReleaseRecord, ledger: Sequence[ReleaseRecord], file: Path) -> None:
    """Enter what leaves at the end of the ledger, or make sure that it leaves as it is there.

    Raises
    ------
    DisclosureError
        If it left before with other numbers: both together would tell more than either.
    """
    entered = [one for one in ledger if (one.product, one.edition) == (leaving.product, leaving.edition)]
    if not entered:
        append_release(file, leaving)
    elif differs(leaving, entered[0]):
        raise DisclosureError(
            f"edition {leaving.name} was already released with other numbers; a release is never changed"
        )
