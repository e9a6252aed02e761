"""What a worker does, by kind of job: each calls a verb, and can be done again from its beginning.

A new kind is a function here, and an entry in `WORK`.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date

from schakel import verbs
from schakel.desk import leaving
from schakel.desk.ask import answer_folder, find_questions
from schakel.desk.attempts import erased, erased_before, receipts_made, receipts_made_before, writing
from schakel.desk.forms import filled_form, forms_of
from schakel.desk.inbox import forget_what_is_gone
from schakel.desk.jobs import Job, Result, success
from schakel.desk.office import Office
from schakel.desk.responses import find_response, kept_answers
from schakel.desk.trials import sealed_receipt
from schakel.desk.uploaded_file import UploadedFile, uploaded_file
from schakel.desk.uploads import find_upload
from schakel.intake.receipt_text import headline, outcome
from schakel.model.delivery import MendedRows, Receipt
from schakel.store.access_log import asked_by, reading
from schakel_base.errors import DeliveryError, RequestError, message
from schakel_base.progress import Progress

_ANOTHER_FILE = message("{file} is not the file that was sent; its SHA-256 is another than was announced")


def deliver(office: Office, job: Job, tell: Progress) -> Result:
    """Take in an upload that is whole; what came of it names the receipt.

    Raises
    ------
    DeliveryError
        If the file is not what its sender said that it is.
    """
    return _told(_once(office, job, lambda: _received(office, job, tell)))


def try_out(office: Office, job: Job, tell: Progress) -> Result:
    """Check an upload that is whole and keep nothing; what came of it is the receipt that it would get, encrypted.

    Raises
    ------
    DeliveryError
        As `deliver` does.
    """
    receipt = _received(office, job, tell, dry_run=True)
    told, said = how_it_went(receipt)
    return told, {**said, "sealed": sealed_receipt(receipt, office.cipher)}


def _received(office: Office, job: Job, tell: Progress, dry_run: bool = False) -> Receipt:
    with office.reading() as connection:
        upload = find_upload(connection, job.arguments["upload"])
        if upload is None:
            raise RequestError("the upload is not there any more")
        file = uploaded_file(connection, office.workspace, upload)
    told = upload.announced
    if told.sha256 and (upload.arrived_sha256 or _sha256(office, upload.partner, file)) != told.sha256:
        raise DeliveryError(_ANOTHER_FILE, file=file.name)
    about, asked = (told.delivered, told.synthetic, tell, told.covers), job.arguments
    mends = MendedRows(asked["mends"], tuple(asked["rows"]), job.asked_by) if "mends" in asked else None
    more = {"layout": asked.get("layout", ""), "dry_run": dry_run, "mends": mends}
    with writing(office, "deliver", tell):
        return verbs.deliver(office.folder, upload.partner, file, *about, **more)


def take_in_form(office: Office, job: Job, tell: Progress) -> Result:
    """Take in what was filled in on a form, as a delivery of its partner; what came of it names the receipt.

    Raises
    ------
    RequestError
        If the alliance has no such form any more.
    """
    return _told(_once(office, job, lambda: _filled_in(office, job, tell)))


def _filled_in(office: Office, job: Job, tell: Progress) -> Receipt:
    with office.reading() as connection:
        response = find_response(connection, job.arguments["response"])
        kept = kept_answers(connection, office.cipher, response.name) if response else {}
    form = forms_of(office.alliance).get(response.form) if response else None
    if response is None or form is None:
        raise RequestError("the form is not there any more")
    contract = office.alliance.partners[form.partner].contract
    file, _ = filled_form(contract, form, response, {name: one.answer for name, one in kept.items()})
    with writing(office, "deliver", tell):
        return verbs.deliver(office.folder, form.partner, file, response.sent_on, form.synthetic, tell)


def _once(office: Office, job: Job, make: Callable[[], Receipt]) -> Receipt:
    """Make a receipt, or return the one that an attempt before this one made."""
    before = receipts_made_before(office, job)
    return before[-1] if before else make()


def _told(receipt: Receipt) -> Result:
    counts = {"rows": receipt.rows, "accepted": receipt.accepted, "refused": receipt.refused}
    told, said = how_it_went(receipt)
    return told, {**said, "receipt": receipt.delivery.number, "is_refused": bool(receipt.refusal), **counts}


def how_it_went(receipt: Receipt) -> Result:
    """Return what is kept of a job that ended with a receipt."""
    return headline(receipt), {"said": [one.parts for one in outcome(receipt)]}


def replay(office: Office, job: Job, tell: Progress) -> Result:
    """Check the refused rows of a delivery again, under today's contract."""
    with writing(office, "replay", tell):
        return _told(_once(office, job, lambda: verbs.replay(office.folder, job.arguments["delivery"])))


def withdraw(office: Office, job: Job, tell: Progress) -> Result:
    """Erase a delivery, or the record with a key, and everything based on it."""
    with writing(office, "withdraw", tell):
        counts = erased_before(office, job) or _erased(office, job)
    forget_what_is_gone(office)
    return _withdrawn(*counts)


def _withdrawn(rows: int, deliveries: int, editions: int) -> Result:
    return success(
        "Rows erased: {rows}, from deliveries: {deliveries}. Editions erased with them: {editions}.",
        rows=rows,
        deliveries=deliveries,
        editions=editions,
    )


def _erased(office: Office, job: Job) -> tuple[int, int, int]:
    """How many rows, deliveries and editions are erased."""
    asked = job.arguments
    record = json.loads(office.cipher.decrypt(job.sealed)) if job.sealed else []
    found = verbs.withdraw(office.folder, job.partner, asked["reason"], record, delivery=asked.get("delivery", 0))
    # Of one that was broken off the first part was erased before, and both are told together.
    counts = [(one.rows, len(one.deliveries), len(one.editions)) for one in found]
    rows, deliveries, editions = map(sum, zip(*counts, strict=True))
    return rows, deliveries, editions


def build(office: Office, job: Job, tell: Progress) -> Result:
    """Build an edition at a reference date."""
    as_of = job.arguments.get("as_of")
    with writing(office, "build", tell):
        built = verbs.build(office.folder, date.fromisoformat(as_of) if as_of else None, tell)
    forget_what_is_gone(office)
    told, came = success(
        "Edition {edition}, from {deliveries} deliveries.",
        {"edition": built.edition.name},
        edition=built.edition.name,
        deliveries=len(built.edition.receipts),
    )
    said = [*came["said"], *(one.parts for one in built.remarks)]
    return "\n".join([f"{told} {built.how}".rstrip(), *map(str, built.remarks)]), {**came, "said": said}


def open_epoch(office: Office, job: Job, tell: Progress) -> Result:
    """Let questions be asked about the last edition of a product; where they can be already, nothing is done."""
    with writing(office, "epoch open", tell):
        try:
            verbs.open_epoch(office.folder, job.arguments["product"], progress=tell)
        except RequestError as error:
            # Of a worker that was killed after it had opened: an epoch is never drawn again.
            if "is open already" not in str(error):
                raise
    return success("Questions can be asked.")


def answer(office: Office, job: Job, tell: Progress) -> Result:
    """Answer a question that was approved; what came of it names the files.

    Raises
    ------
    RequestError
        If the question is not there any more, or cannot be answered in the epoch that is open now.
    """
    with office.reading() as connection:
        put = next((one for one in find_questions(connection) if one.name == job.arguments["question"]), None)
    if put is None:
        raise RequestError("the question is not there any more")
    tell("answering", 0.0)
    with writing(office, "ask", tell):
        answered = verbs.ask(office.folder, put.product, put.question)
        place = answer_folder(office, put.name)
        if place.exists():  # of a worker that was killed
            shutil.rmtree(place)
        verbs.write_answer(answered, place)
    return success("The answer is there.", {"files": sorted(one.name for one in place.glob("*.*"))})


WORK: Mapping[str, Callable[[Office, Job, Progress], Result]] = {
    "deliver": deliver,
    "try": try_out,
    "form": take_in_form,
    "replay": replay,
    "withdraw": withdraw,
    "build": build,
    "simulate": leaving.simulate,
    "twin": leaving.write_twin,
    "extract": leaving.write_extract,
    "publish": leaving.propose,
    "release": leaving.place,
    "retract": leaving.withdraw,
    "epoch": open_epoch,
    "answer": answer,
}
"""The kinds of jobs."""


def do(office: Office, job: Job, tell: Progress) -> Result:
    """Do a job in the name of the person who asked for it.

    Raises
    ------
    SchakelError
        If data, a declaration or what was asked is at fault.
    """
    with asked_by(job.asked_by, job.name):
        return WORK[job.kind](office, job, tell)


def finished(office: Office, job: Job) -> Result | None:
    """Return what a job had finished that ended without a word; None where it had not, or its kind leaves no trace.

    It can have been stopped, or killed, when its receipt was kept already: that is told then, and not that it failed.
    """
    with asked_by(job.asked_by, job.name):
        if job.kind in ("deliver", "form", "replay"):
            made = receipts_made(office, job)
            return _told(made[-1]) if made else None
        counts = erased(office, job) if job.kind == "withdraw" else None
        return _withdrawn(*counts) if counts else None


def _sha256(office: Office, partner: str, file: UploadedFile) -> str:
    products = ", ".join(office.alliance.products)
    with (
        reading(office.workspace, "deliver", "checking what partners deliver", products, partner=partner),
        file.open() as content,
    ):
        return hashlib.file_digest(content, "sha256").hexdigest()
