"""What a worker does, by kind of job: each calls a verb, and can be done again from its beginning.

A new kind is a function here, and an entry in `WORK`.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from schakel import verbs
from schakel.desk.jobs import Job
from schakel.desk.office import Office
from schakel.desk.uploaded_file import UploadedFile, uploaded_file
from schakel.desk.uploads import find_upload
from schakel.intake.receipt_text import headline
from schakel.store.access_log import asked_by, reading
from schakel.store.one_writer import one_writer
from schakel_base.errors import DeliveryError, RequestError
from schakel_base.progress import Progress

Result = tuple[str, Mapping[str, Any]]
"""The sentence in which a job ended, and what came of it."""


def deliver(office: Office, job: Job, tell: Progress) -> Result:
    """Take in an upload that is whole; what came of it names the receipt.

    Raises
    ------
    DeliveryError
        If the file is not what its sender said that it is.
    """
    with office.reading() as connection:
        upload = find_upload(connection, job.arguments["upload"])
        if upload is None:
            raise RequestError("the upload is not there any more")
        file = uploaded_file(connection, office.workspace, upload)
    told = upload.announced
    if told.sha256 and _sha256(office, upload.partner, file) != told.sha256:
        raise DeliveryError(f"{file.name}: not the file that was sent: its SHA-256 is another than was announced")
    with _writing(office, "deliver", tell):
        receipt = verbs.deliver(office.folder, upload.partner, file, told.delivered, told.synthetic, tell, told.covers)
    number = receipt.delivery.number
    counts = {"rows": receipt.rows, "accepted": receipt.accepted, "refused": receipt.refused}
    return headline(receipt), {"receipt": number, "is_refused": bool(receipt.refusal), **counts}


def replay(office: Office, job: Job, tell: Progress) -> Result:
    """Check the refused rows of a delivery again, under today's contract."""
    with _writing(office, "replay", tell):
        receipt = verbs.replay(office.folder, job.arguments["delivery"])
    return headline(receipt), {"receipt": receipt.delivery.number}


def build(office: Office, job: Job, tell: Progress) -> Result:
    """Build an edition at a reference date."""
    as_of = job.arguments.get("as_of")
    with _writing(office, "build", tell):
        built = verbs.build(office.folder, date.fromisoformat(as_of) if as_of else None, tell)
    sentence = f"Edition {built.edition.name}, from {len(built.edition.receipts)} deliveries. {built.how}".rstrip()
    return sentence, {"edition": built.edition.name}


WORK: Mapping[str, Callable[[Office, Job, Progress], Result]] = {"deliver": deliver, "replay": replay, "build": build}
"""The kinds of jobs."""


def do(office: Office, job: Job, tell: Progress) -> Result:
    """Do a job in the name of whoever asked for it.

    Raises
    ------
    SchakelError
        If data, a declaration or what was asked is at fault.
    """
    with asked_by(job.asked_by):
        return WORK[job.kind](office, job, tell)


@contextmanager
def _writing(office: Office, command: str, tell: Progress) -> Iterator[None]:
    """Be the only one that writes; whoever waits at the desk reads for whom."""
    with one_writer(office.workspace, f"schakel {command}", lambda whom: tell(whom, 0.0)):
        yield


def _sha256(office: Office, partner: str, file: UploadedFile) -> str:
    products = ", ".join(office.alliance.products)
    with (
        reading(office.workspace, "deliver", "checking what partners deliver", products, partner=partner),
        file.open() as content,
    ):
        return hashlib.file_digest(content, "sha256").hexdigest()
