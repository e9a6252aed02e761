"""A job that is done again: what an attempt before this one made is found, and told instead of made twice.

A worker can be killed after its work is done and before the job says so. What cannot be done twice without a trace (a
receipt, an erasure) therefore carries the name of its job.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from schakel.desk.jobs import Job
from schakel.desk.office import Office
from schakel.model.delivery import Receipt
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.store.one_writer import one_writer
from schakel_base.progress import Progress


@contextmanager
def writing(office: Office, command: str, tell: Progress) -> Iterator[None]:
    """Be the only one that writes; whoever waits at the desk reads for whom."""
    with one_writer(office.workspace, f"schakel {command}", lambda whom: tell(whom, 0.0)):
        yield


def receipts_made_before(office: Office, job: Job) -> tuple[Receipt, ...]:
    """Return the receipts that attempts before this one made, in the order of their numbers."""
    if job.attempts < 2:
        return ()
    products = ", ".join(office.alliance.products)
    with reading(office.workspace, "read receipts", "checking what partners deliver", products, partner=job.partner):
        return Catalogue(office.workspace).made_for(job.name, job.partner)


def erased_before(office: Office, job: Job) -> tuple[int, int, int] | None:
    """Return how many rows, deliveries and editions an attempt before this one erased; None where it erased nothing.

    What it did not finish is not told here: it is to be finished first.
    """
    workspace = office.workspace
    if job.attempts < 2 or workspace.erasure.path.exists():
        return None
    own = [one for one in workspace.access_log.records() if (one["action"], one.get("job")) == ("erase", job.name)]
    return _counts(own[-1]) if own else None


def _counts(erasure: Mapping[str, str]) -> tuple[int, int, int]:
    deliveries = [*filter(None, erasure["deliveries"].split(", "))]
    return int(erasure["rows"]), len(deliveries), int(erasure["editions"])
