"""What a supplier does: send a file, watch it being checked, read the receipt, download the refused rows, replay."""

import json
import re
from asyncio import sleep
from collections.abc import AsyncIterator, Mapping
from datetime import date
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from schakel.desk.jobs import Job, ask_for, ask_once, cancel, find_job, latest_jobs
from schakel.desk.mending import RefusedRows
from schakel.desk.overview import MOST as MOST_PERIODS
from schakel.desk.overview import overview
from schakel.desk.receiving import Receiving
from schakel.desk.rights import Right
from schakel.desk.templates import comma_separated_template, example_row, kinds_of_template, workbook_template
from schakel.desk.uploads import (
    LARGEST,
    Announced,
    Upload,
    begin_upload,
    drop_upload,
    find_upload,
    hand_over,
    set_length,
)
from schakel.desk.visible import NotVisibleError, counts
from schakel.desk.web.arriving import Arriving
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.multipart import SentForm, sent_form
from schakel.desk.web.pages import MENU, MenuEntry, page, to
from schakel.desk.web.receipt_words import ReceiptWords
from schakel.desk.web.words import doing
from schakel.intake.receipt_text import shown_refusals
from schakel.model.delivery import Coverage, Receipt
from schakel_base import clock
from schakel_base.csv_text import lines
from schakel_base.errors import RequestError, SchakelError

_REFUSED_COLUMNS = ("row", "line", "column", "rule", "value", "sentence")
_MENDED_COLUMNS = ("mended-by", "mended-on", "mended-in-delivery")
_PAUSE = 0.5
_KINDS = ("deliver", "try", "replay", "withdraw")
_OF_EDITIONS = ("simulate", "build", "publish", "epoch")
"""What any statistician stops, whoever asked for it."""
_NEVER_STOPPED = ("release", "retract", "withdraw")
_TEMPLATES = {
    "csv": (comma_separated_template, "text/csv"),
    "xlsx": (workbook_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def deliveries(visit: Visit) -> Response:
    """Show what the own partners delivered, and what is on its way."""
    receipts = visit.visible.deliveries.receipts()
    with visit.office.reading() as connection:
        jobs = [job for job in latest_jobs(connection, _KINDS) if job.is_open and is_own(visit, job)]
    everything = overview(visit.office.alliance, [counts(one) for one in receipts], clock.today())
    due = [one for one in everything if one.due and one.name in visit.visible.partners(Right.READ_RECEIPTS)]
    return page(visit, "deliveries", receipts=receipts, jobs=jobs, due=due, shown=MOST_PERIODS)


def delivery_form(visit: Visit) -> Response:
    """Ask for a file."""
    about = [visit.office.alliance.partners[name] for name in visit.visible.partners(Right.DELIVER)]
    whole = [one for one in about if one.contract.snapshot and one.contract.snapshot.by]
    templates = {one.name: kinds for one in about if (kinds := kinds_of_template(one.contract))}
    return page(visit, "new-delivery", partners=about, today=clock.today(), whole=whole, templates=templates)


async def send_file(visit: Visit) -> Response:
    """Take a file that a form sends, as it arrives, and let it be taken in."""
    arriving: Arriving | None = None
    try:
        async for form in sent_form(visit.request):
            if form.file_name and arriving is None:
                arriving = Arriving(await run_in_threadpool(_begun, visit, form))
            pieces, form.pieces = form.pieces, []
            if pieces and arriving is None:
                break  # content of a file without a name: nobody chose it
            for piece in pieces:
                if arriving:
                    await arriving.take(piece)
    except ClientDisconnect:
        # A form begins anew: nobody goes on with what came of this one.
        if arriving:
            await arriving.end()
            await run_in_threadpool(dropped, visit, arriving.receiving)
        raise
    if arriving is None:
        raise RequestError("choose a file to send")
    await arriving.end()
    return to(f"/jobs/{await run_in_threadpool(_ended, visit, arriving.receiving)}")


def dropped(visit: Visit, receiving: Receiving) -> None:
    """Drop what came of a file that is sent at once, and broke off."""
    drop_upload(visit.office.database, visit.office.workspace, receiving.upload.name)


def _begun(visit: Visit, form: SentForm) -> Receiving:
    partner = visit.visible.require_partner(Right.DELIVER, form.fields.get("partner", ""))
    with visit.office.database.begin() as connection:
        # How long the file is will be known at its end.
        upload = begin_upload(connection, partner, visit.asker.name, announced(form.fields, form.file_name, LARGEST))
    return Receiving(visit.office.database, visit.office.workspace, upload, 0)


def _ended(visit: Visit, receiving: Receiving) -> int:
    if not receiving.at:
        dropped(visit, receiving)
        raise RequestError("the file is empty")
    visit.office.write(set_length, receiving.upload.name, receiving.at)
    return handed_over(visit, receiving)


def handed_over(visit: Visit, receiving: Receiving) -> int:
    """Let a file that came at once be taken in, and return the number of the job.

    Raises
    ------
    NotVisibleError
        If whoever sent it lost the right to while it came; it is dropped.
    """
    now = visit.now()
    try:
        upload = own_upload(now, receiving.upload.name)
    except NotVisibleError:
        dropped(visit, receiving)
        raise
    return visit.office.write(hand_over, upload.name, now.asker.name)


def announced(fields: Mapping[str, str], file_name: str, length: int) -> Announced:
    """Return what a sender says about a file before it comes.

    Raises
    ------
    RequestError
        If a day is none, one end of the days that it covers is missing, or what is said to be its SHA-256 is none.
    """
    first, last = (day_of(fields.get(f"covers-{end}", "")) for end in ("from", "until"))
    if (first is None) != (last is None) or (first and last and last < first):
        raise RequestError("give both the first and the last day that the file covers, in this order")
    covers = Coverage(first, last) if first and last else None
    delivered = day_of(fields.get("on", "")) or clock.today()
    if delivered > clock.today():
        raise RequestError("a file cannot be delivered on a day in the future")
    synthetic, trial = (fields.get(name, "") in ("yes", "true") for name in ("synthetic", "trial"))
    sha256 = fields.get("sha256", "")
    if sha256 and not re.fullmatch("[0-9a-fA-F]{64}", sha256):
        raise RequestError("a SHA-256 is 64 hexadecimal digits")
    return Announced(file_name, length, delivered, covers, synthetic, sha256, trial)


def day_of(text: str) -> date | None:
    """Return the day that was typed; None where nothing was.

    Raises
    ------
    RequestError
        If it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RequestError("{text} is not a day; write a day as 2026-01-31", text=text) from None


def own_upload(visit: Visit, name: str) -> Upload:
    """Return an upload of the asker.

    Raises
    ------
    NotVisibleError
        If there is none with that name, or somebody else began it.
    """
    upload = visit.office.read(find_upload, name)
    # Whoever goes on with an upload is who began it; another supplier of the same partner is not.
    if upload is None or upload.sent_by != visit.asker.name or not visit.asker.may(Right.DELIVER, upload.partner):
        raise NotVisibleError
    return upload


def receipt(visit: Visit) -> Response:
    """Show a receipt: what was accepted, what was refused and why."""
    found, refused = visit.visible.deliveries.receipt_and_refused(visit.path["number"])
    return receipt_page(visit, found, refused)


def receipt_page(visit: Visit, found: Receipt, refused: RefusedRows | None = None, trial: bool = False) -> Response:
    """Show a receipt, or the one that a file would get."""
    words = words_of(visit, found)
    return page(visit, "receipt", receipt=found, words=words, shown=shown_refusals(found), trial=trial, refused=refused)


def words_of(visit: Visit, found: Receipt) -> ReceiptWords:
    """Return how a receipt speaks the language of a visit."""
    about = found.delivery
    return ReceiptWords(visit.office.alliance.partners.get(about.partner), about.file_name, visit.language)


def refused_rows(visit: Visit) -> Response:
    """Give the refused rows of a delivery with their reasons as CSV; of those that were mended since also where."""
    number = visit.path["number"]
    words = words_of(visit, visit.visible.deliveries.receipt(number))
    rows = [words.record(one) for one in visit.visible.deliveries.refused_rows(number)]
    mended = visit.visible.deliveries.mended_of(number)
    content = lines(
        [
            [*_REFUSED_COLUMNS, *_MENDED_COLUMNS],
            *([*(row[name] for name in _REFUSED_COLUMNS), *_mended_by(mended.get(row["row"]))] for row in rows),
        ]
    )
    return file_response(content, f"refused-rows-{number}.csv", "text/csv")


def _mended_by(receipt: Receipt | None) -> tuple[str, str, str]:
    """By whom a row was mended, on which day, and the number of the delivery that has it; empty where nobody did."""
    if receipt is None or receipt.mends is None:
        return "", "", ""
    return receipt.mends.by, receipt.delivery.delivered.isoformat(), str(receipt.delivery.number)


def file_response(content: bytes, name: str, kind: str) -> Response:
    """Return a file to keep, under any name (RFC 6266)."""
    plain = quote(name, safe="")
    named = f'filename="{name}"' if plain == name else f"filename*=UTF-8''{plain}"
    return Response(content, media_type=kind, headers={"Content-Disposition": f"attachment; {named}"})


def replay(visit: Visit) -> Response:
    """Let the refused rows of a delivery be checked again, under the contract of today."""
    found = visit.visible.deliveries.receipt(visit.path["number"])
    visit.visible.require_partner(Right.DELIVER, found.delivery.partner)
    with visit.office.database.begin() as connection:
        asked = {"delivery": found.delivery.number}
        job = ask_once(connection, "replay", asked, visit.asker.name, found.delivery.partner)
    return to(f"/jobs/{job}")


def withdrawal_form(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Ask what of a delivery is to be withdrawn, and why."""
    found = visit.visible.deliveries.receipt(visit.path["number"])
    partner = visit.visible.require_partner(Right.DELIVER, found.delivery.partner)
    columns = visit.office.alliance.partners[partner].contract.record_key
    return page(visit, "withdrawal", receipt=found, columns=columns, wrong=wrong)


def withdraw(visit: Visit) -> Response:
    """Let a delivery, or one record of its partner, be withdrawn."""
    about = visit.visible.deliveries.receipt(visit.path["number"]).delivery
    partner = visit.visible.require_partner(Right.DELIVER, about.partner)
    columns = visit.office.alliance.partners[partner].contract.record_key
    key, reason = [visit.field(f"key-{name}") for name in columns], visit.field("reason")
    if not reason or visit.field("sure") != "yes" or (any(key) and not all(key)):
        raise RequestError("give a reason, say that you are sure, and fill in all of a key or none of it")
    asked = {"reason": reason} | ({} if any(key) else {"delivery": about.number})
    sealed = visit.office.cipher.encrypt(json.dumps(key).encode()).decode() if any(key) else ""
    job = visit.office.write(ask_for, "withdraw", asked, visit.asker.name, partner, sealed)
    return to(f"/jobs/{job}")


def template(visit: Visit) -> Response:
    """Give an empty file to fill in."""
    partner = visit.visible.require_partner(Right.DELIVER, visit.path["partner"])
    declared = visit.office.alliance.partners[partner]
    if visit.path["kind"] not in kinds_of_template(declared.contract):
        raise NotVisibleError
    make, kind = _TEMPLATES[visit.path["kind"]]
    content = make(declared, example_row(visit.office.folder, declared, clock.today()))
    return file_response(content, f"{partner}.{visit.path['kind']}", kind)


def is_own(visit: Visit, job: Job) -> bool:
    """Whether the asker may see a job: they may read the partner's receipts, or they started it."""
    if job.partner:
        rights = (Right.DELIVER, Right.FILL_IN, Right.ASSESS)
        is_theirs = job.asked_by == visit.asker.name and any(visit.asker.may(one, job.partner) for one in rights)
        return is_theirs or visit.asker.may(Right.READ_RECEIPTS, job.partner)
    may_ask = visit.asker.may(Right.SEE_GATE) or visit.asker.may(Right.USE_EXTRACTS)
    return (may_ask and job.asked_by == visit.asker.name) or visit.asker.may(Right.BUILD)


def can_stop(visit: Visit, job: Job) -> bool:
    """Whether the asker may stop their job: what others decided, and what is erased, cannot be stopped."""
    if not job.is_open or job.kind in _NEVER_STOPPED:
        return False
    with_colleagues = bool(job.partner) or job.kind in _OF_EDITIONS
    return is_own(visit, job) and (with_colleagues or job.asked_by == visit.asker.name)


def own_job(visit: Visit) -> Job:
    """Return the job in the address.

    Raises
    ------
    NotVisibleError
        If it is not theirs, or there is none.
    """
    job = visit.office.read(find_job, visit.path["number"])
    if job is None or not is_own(visit, job):
        raise NotVisibleError
    return job


def job_page(visit: Visit) -> Response:
    """Show how far a job is, or lead on to what came of it."""
    job = own_job(visit)
    if "receipt" in job.result:
        return to(f"/deliveries/{job.result['receipt']}")
    if job.kind == "try" and (tried := visit.visible.deliveries.trial(job)):
        return receipt_page(visit, tried, trial=True)
    if "research" in job.result and visit.asker.may(Right.SEE_RESEARCH):
        return to("/research")
    if "gate" in job.result:
        return to(f"/gate/{job.result['gate']}")
    return page(visit, "job", job=job, can_stop=can_stop(visit, job), back=_where_it_was_asked(visit, job))


def _where_it_was_asked(visit: Visit, job: Job) -> MenuEntry | None:
    """Where somebody goes on once a job has ended: the page that it was asked for on, if they see it."""
    place = "/deliveries" if job.partner else "/overview" if job.kind == "build" else "/gate"
    return next((one for one in MENU if one.address == place and visit.asker.may(one.right)), None)


async def job_events(visit: Visit) -> Response:
    """Report the progress of a job (server-sent events) until it ends."""
    first = await run_in_threadpool(own_job, visit)

    async def events() -> AsyncIterator[str]:
        job = first
        while True:
            told = {
                "share": job.share,
                "told": doing(job, visit.language) if job.told else "",
                "state": job.state,
                "is_open": job.is_open,
            }
            yield f"data: {json.dumps(told)}\n\n"
            if not job.is_open:
                return
            await sleep(_PAUSE)
            try:
                job = await run_in_threadpool(lambda: own_job(visit.now()))
            except NotVisibleError:
                return  # their rights ended meanwhile

    return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def cancel_job(visit: Visit) -> Response:
    """Stop a job."""
    job = own_job(visit)
    if job.is_open and not can_stop(visit, job):
        raise RequestError("you cannot stop this")
    visit.office.write(cancel, job.number)
    return to(f"/jobs/{job.number}")


DOORS = (
    Door("GET", "/deliveries", deliveries, Right.READ_RECEIPTS),
    Door("GET", "/deliveries/new", delivery_form, Right.DELIVER),
    Door("POST", "/deliveries", send_file, Right.DELIVER, is_dear=True),
    Door("GET", "/deliveries/{number:int}", receipt, Right.READ_RECEIPTS),
    Door("GET", "/deliveries/{number:int}/refused-rows.csv", refused_rows, Right.READ_RECEIPTS, is_dear=True),
    Door("POST", "/deliveries/{number:int}/replays", replay, Right.DELIVER, is_dear=True),
    Door("GET", "/deliveries/{number:int}/withdrawals", withdrawal_form, Right.DELIVER),
    Door(
        "POST",
        "/deliveries/{number:int}/withdrawals",
        withdraw,
        Right.DELIVER,
        is_dear=True,
        again=withdrawal_form,
    ),
    Door("GET", "/templates/{partner}.{kind}", template, Right.DELIVER, is_dear=True),
    Door("GET", "/jobs/{number:int}", job_page, Right.SIGNED_IN),
    Door("GET", "/jobs/{number:int}/events", job_events, Right.SIGNED_IN),
    Door("POST", "/jobs/{number:int}/cancel", cancel_job, Right.SIGNED_IN),
)
