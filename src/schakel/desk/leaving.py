"""Jobs for what leaves: waiting releases, their publication or withdrawal, and extracts for researchers."""

from typing import Any

from schakel import verbs
from schakel.desk.attempts import receipts_made_before, writing
from schakel.desk.gate import find_case, take_up
from schakel.desk.jobs import Job, Result, success
from schakel.desk.office import Office
from schakel.publication.retraction import Retraction
from schakel.publication.retraction import retract as retract_release
from schakel.store.waiting_releases import find_draft
from schakel.verbs.delivering import deliver_all
from schakel_base.errors import RequestError, message
from schakel_base.progress import Progress


def simulate(office: Office, job: Job, tell: Progress) -> Result:
    """Deliver the alliance's invented files, for people who try a desk."""
    with writing(office, "deliver", tell):
        delivered = (*receipts_made_before(office, job), *deliver_all(office.alliance, tell))
    return success("{deliveries} invented deliveries were taken in.", deliveries=len(delivered))


def propose(office: Office, job: Job, tell: Progress) -> Result:
    """Make a release of an edition, and let it wait at the gate."""
    product, note = job.arguments["product"], job.arguments.get("note", "")
    with writing(office, "publish", tell):
        made = verbs.propose(office.folder, product, office.public(product), progress=tell, note=note)
    number = take_up_draft(office, product, made.edition)
    about = {"edition": made.edition, "product": product}
    return success("Edition {edition} of {product} waits at the gate.", {"gate": number}, **about)


def take_up_draft(office: Office, product: str, edition: str) -> int:
    """Enter a release that was made in the database of the desk, and return its number."""
    draft = find_draft(office.workspace, product, edition)
    return office.write(take_up, product, edition, draft.digest, draft.made_by, draft.tables)


def place(office: Office, job: Job, tell: Progress) -> Result:
    """Place a release that left in the public folder: the files that were approved, and no others."""
    case = _case(office, job)
    draft = find_draft(office.workspace, case.product, case.edition)
    with writing(office, "publish", tell):
        verbs.let_out(draft, case.digest, office.public(case.product))
        draft.forget_files()
    about = {"edition": case.edition, "product": case.product}
    return success("Edition {edition} of {product} is public.", {"gate": case.number}, **about)


def withdraw(office: Office, job: Job, tell: Progress) -> Result:
    """Let a release say on its pages that it was withdrawn."""
    case = _case(office, job)
    assert case.retraction is not None  # the job was put down with it
    told = Retraction(case.edition, case.retraction.at.date(), case.retraction.reason)
    with writing(office, "retract", tell):
        retract_release(office.public(case.product), told)
    about = {"edition": case.edition, "product": case.product}
    sentence = message("Edition {edition} of {product} is withdrawn. Its pages say so.")
    return success(sentence, {"gate": case.number}, **about)


def write_twin(office: Office, job: Job, tell: Progress) -> Result:
    """Write the synthetic twin of an extract."""
    with writing(office, "extract", tell):
        made = verbs.extract_synthetic(office.folder, job.arguments["product"])
    return success("{units} invented units were written.", {"research": True}, units=made.units)


def write_extract(office: Office, job: Job, tell: Progress) -> Result:
    """Write an approved extract, in the name of the person who asked for it."""
    with writing(office, "extract", tell):
        made = verbs.extract(office.folder, job.arguments["product"])
    came = {"research": True, "edition": made.folder.name}
    return success("{units} units were written.", came, units=made.units)


def _case(office: Office, job: Job) -> Any:
    case = office.read(find_case, job.arguments["release"])
    if case is None:
        raise RequestError("no such release waits at the gate")
    return case
