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
    """Be the only one that writes; people who wait at the desk read for whom."""
    with one_writer(office.workspace, f"schakel {command}", lambda whom: tell(whom, 0.0)):
        yield


def receipts_made(office: Office, job: Job) -> tuple[Receipt, ...]:
    """Return the receipts that a job made, in the order of their numbers."""
    products = ", ".join(office.alliance.products)
    with reading(office.workspace, "read receipts", "checking what partners deliver", products, partner=job.partner):
        return Catalogue(office.workspace).made_for(job.name, job.partner)


def receipts_made_before(office: Office, job: Job) -> tuple[Receipt, ...]:
    """Return the receipts that attempts before this one made; the first attempt has none, and looks for none."""
    return receipts_made(office, job) if job.attempts > 1 else ()


def erased(office: Office, job: Job) -> tuple[int, int, int] | None:
    """Return how many rows, deliveries and editions a job erased; None where it erased nothing.

    What is not finished is not told here: it is to be finished first.
    """
    workspace = office.workspace
    if workspace.erasure.path.exists():
        return None
    own = [one for one in workspace.access_log.records() if (one["action"], one.get("job")) == ("erase", job.name)]
    return _counts(own[-1]) if own else None


def erased_before(office: Office, job: Job) -> tuple[int, int, int] | None:
    """Return what attempts before this one erased."""
    return erased(office, job) if job.attempts > 1 else None


def _counts(erasure: Mapping[str, str]) -> tuple[int, int, int]:
    deliveries = [*filter(None, erasure["deliveries"].split(", "))]
    return int(erasure["rows"]), len(deliveries), int(erasure["editions"])
