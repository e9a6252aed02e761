"""Step three of four: the release is compared with the release ledger, and entered there before it leaves.

Whatever is released later is attacked with what is there, so that nothing may leave that is not there, nor
otherwise than it does. A release that is made again, as for a report, must print what it printed before.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from schakel.publication.content import RecordPlace
from schakel.publication.editions import released
from schakel.publication.verification import read_manifest
from schakel.store.workspace import Workspace
from schakel_base.disk import writing_to
from schakel_base.errors import DisclosureError
from schakel_protection.releases import ReleaseLedger, ReleaseRecord


@dataclass(frozen=True)
class Proved:
    """Where a release is in the release ledger, and how far the access log went when it first left.

    `log` is None of a release that an earlier version of Schakel let leave.
    """

    ledger: RecordPlace
    log: RecordPlace | None


def prove(
    leaving: ReleaseRecord, ledger: Sequence[ReleaseRecord], workspace: Workspace, out: Path | None = None
) -> Proved:
    """Enter what leaves at the end of the ledger, or make sure that it leaves as it is there.

    The ledger has all releases of the alliance, in order; it must know those in `out`, the folder that the release goes
    to, if any.

    Raises
    ------
    DisclosureError
        If it left before with other numbers, since both together would tell more than either; or if the ledger has
        lost releases, since what leaves was then protected against less than what left.
    """
    places = _places_in_ledger(ledger, leaving.product, leaving.edition)
    if out:
        _hold_against(out, places)
    return Proved(places[leaving.edition], _entered(leaving, ledger, workspace))


def _entered(leaving: ReleaseRecord, ledger: Sequence[ReleaseRecord], workspace: Workspace) -> RecordPlace | None:
    """How far the access log went when a release first left, which may be now."""
    entered = [one for one in ledger if (one.product, one.edition) == (leaving.product, leaving.edition)]
    if not entered:
        head = workspace.access_log.now()
        log = RecordPlace(head.number, head.checksum)
        # In the ledger before anything is written outside the zone: what left without being entered there would not be
        # known to the attack on the next release.
        with writing_to(workspace.folder):
            ReleaseLedger(workspace.release_ledger).append(leaving, log=asdict(log))
        return log
    # A second draw of the noise is a second measurement: of enough of them the average is the true count.
    if leaving.differs(entered[0]):
        raise DisclosureError(
            f"edition {leaving.name} was already released with other numbers; a release is never changed"
        )
    return dict(logs_of_releases(workspace)).get((leaving.product, leaving.edition))


def _places_in_ledger(ledger: Sequence[ReleaseRecord], product: str, edition: str) -> dict[str, RecordPlace]:
    """Return the place of each edition of a product in the ledger, and of an edition that is about to enter it.

    A place is the number of the release from 1 and a digest of all before it: a ledger that lost one shows it. It
    follows from the names of editions alone, so that it tells nothing and is the same on any machine.
    """
    editions = dict.fromkeys([*(one.edition for one in ledger if one.product == product), edition])
    places, head = {}, ""
    for number, name in enumerate(editions, start=1):
        head = hashlib.sha256(f"{head} {product} {name}".encode()).hexdigest()
        places[name] = RecordPlace(number, head)
    return places


def _hold_against(folder: Path, places: Mapping[str, RecordPlace]) -> None:
    """Make sure that the ledger knows the releases in a folder, in the places that they have in it.

    Raises
    ------
    DisclosureError
        If it does not: what the next release is protected against would be less than what left.
    """
    for edition, place in released(folder).items():
        said = read_manifest(place).get("ledger")
        if isinstance(said, dict) and places.get(edition) != RecordPlace(**said):
            raise DisclosureError(
                f"{folder} holds edition {edition}, release {said['number']} of its product, and the release ledger "
                "does not know it there: records were lost. Restore the workspace from a backup, then publish again"
            )


def logs_of_releases(workspace: Workspace) -> Iterator[tuple[tuple[str, str], RecordPlace]]:
    """Yield how far the access log went at each release, by product and edition, as the release ledger tells."""
    for record in workspace.release_ledger.records():
        if "log" in record:
            yield (record["product"], record["edition"]), RecordPlace(**record["log"])
