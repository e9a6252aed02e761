"""Deliveries, receipts, refused rows and jobs, for machines: by the Dutch API Design Rules 2.0.

Versioned path, kebab-case, pages, problems as JSON (RFC 9457). https://gitdocumentatie.logius.nl/publicatie/api/adr/
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import Connection, and_, select
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from schakel.desk.database.tables import REPLIES
from schakel.desk.jobs import Job, ask_once
from schakel.desk.people import now
from schakel.desk.receiving import Receiving
from schakel.desk.rights import Right
from schakel.desk.uploads import LARGEST, begin_upload, find_upload
from schakel.desk.web.arriving import Arriving
from schakel.desk.web.delivering import announced, dropped, handed_over, own_job, words_of
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.problems import problem
from schakel.desk.web.words import doing, told
from schakel.model.delivery import Receipt
from schakel.store.receipt_record import receipt_record

VERSION = "1.0.0"
_PAGE, _LARGEST_PAGE = 20, 100
_LONGEST_KEY = 200
_HEADERS = {"API-Version": VERSION, "Cache-Control": "no-store"}


@cache
def description() -> Mapping[str, Any]:
    """Return what the API offers, as it is declared (OpenAPI 3.1)."""
    found: Mapping[str, Any] = yaml.safe_load((files(__package__) / "openapi.yaml").read_text("utf-8"))
    return found


def openapi(_: Visit) -> Response:
    """Give the description of the API."""
    # Any site may read it, so that tools on the web can show it.
    return JSONResponse(description(), headers=_HEADERS | {"Access-Control-Allow-Origin": "*"})


async def send(visit: Visit) -> Response:
    """Take a whole file at once, and let it be taken in; a key makes it safe to send it again."""
    length = whole_number(visit.request.headers.get("content-length", ""))
    key = visit.request.headers.get("idempotency-key", "")
    if length is None:
        return problem(411, "say in Content-Length how many bytes will come, or use /uploads")
    if not 0 < length <= LARGEST or len(key) > _LONGEST_KEY:
        return problem(400, f"send 1 to {LARGEST:,} bytes, under a key of at most {_LONGEST_KEY} characters")
    begun = await run_in_threadpool(_begun, visit, length, key)
    if isinstance(begun, Response):
        return begun
    arriving = Arriving(begun)
    try:
        async for piece in visit.request.stream():
            await arriving.take(piece)
        await arriving.end()
    except ClientDisconnect:
        await arriving.end()
        await run_in_threadpool(dropped, visit, begun)
        raise
    return await run_in_threadpool(_taken, visit, begun)


def _begun(visit: Visit, length: int, key: str) -> Receiving | Response:
    asked = dict(visit.request.query_params)
    partner = visit.visible.require_partner(Right.DELIVER, asked.get("partner", ""))
    about = announced(asked, asked.get("file-name", ""), length)
    request = hashlib.sha256(repr((sorted(asked.items()), length)).encode()).hexdigest()
    try:
        with visit.office.database.begin() as connection:
            if key and (reply := _replied(connection, visit, key, request)):
                return reply
            upload = begin_upload(connection, partner, visit.asker.name, about)
            if key:
                kept = {"asked_by": visit.asker.name, "key": key, "request": request, "upload": upload.name}
                connection.execute(REPLIES.insert().values(**kept, made=now()))
    except IntegrityError:  # the same request came twice at once, and the other one was first
        return problem(409, "a request with this key is being answered")
    return Receiving(visit.office.database, visit.office.workspace, upload, 0)


def _replied(connection: Connection, visit: Visit, key: str, request: str) -> Response | None:
    """Return the reply to an earlier request under the same key, or None where there was none."""
    own = and_(REPLIES.c.asked_by == visit.asker.name, REPLIES.c.key == key)
    row = connection.execute(select(REPLIES).where(own)).one_or_none()
    if row is None:
        return None
    if row.request != request:
        return problem(422, "this key was used for another request")
    upload = find_upload(connection, row.upload)
    if upload and upload.job:
        return _accepted(upload.job)
    # The first was cut off before its file was here: this one takes its place.
    connection.execute(REPLIES.delete().where(own))
    return None


def _taken(visit: Visit, receiving: Receiving) -> Response:
    if receiving.at != receiving.upload.announced.length:
        dropped(visit, receiving)
        return problem(
            400, f"{receiving.at:,} bytes came of {receiving.upload.announced.length:,}; send the file again"
        )
    return _accepted(handed_over(visit, receiving))


def _accepted(job: int) -> Response:
    place = f"/api/v1/jobs/{job}"
    return JSONResponse({"job": job, "href": place}, 202, _HEADERS | {"Location": place})


def deliveries(visit: Visit) -> Response:
    """List the deliveries of the own partners, the latest first, in pages."""
    asked = [visit.request.query_params.get(name, str(usual)) for name, usual in (("page", 1), ("page-size", _PAGE))]
    number, size = (whole_number(text) or 0 for text in asked)
    if number < 1 or not 1 <= size <= _LARGEST_PAGE:
        return problem(400, f"page is a number from 1, and page-size one from 1 to {_LARGEST_PAGE}")
    found = visit.visible.deliveries.receipts()
    shown = [_summary(one) for one in found[(number - 1) * size : number * size]]
    next_page = f"/api/v1/deliveries?page={number + 1}&page-size={size}" if number * size < len(found) else None
    return JSONResponse({"deliveries": shown, "total": len(found), "next": next_page}, headers=_HEADERS)


def _summary(receipt: Receipt) -> dict[str, Any]:
    about = receipt.delivery
    return {
        "number": about.number,
        "partner": about.partner,
        "file-name": about.file_name,
        "delivered": about.delivered.isoformat(),
        "rows": receipt.rows,
        "accepted": receipt.accepted,
        "refused": receipt.refused,
        "refusal": receipt.refusal,
        "href": f"/api/v1/deliveries/{about.number}",
    }


def delivery(visit: Visit) -> Response:
    """Give a receipt."""
    return JSONResponse(_receipt(visit, visit.visible.deliveries.receipt(visit.path["number"])), headers=_spoken(visit))


def _receipt(visit: Visit, found: Receipt) -> Any:
    """A receipt in the language that is asked for; in English as it is kept, without what its sentences are made of."""
    record = receipt_record(found) if _is_english(visit) else words_of(visit, found).in_full(found)
    for one in (record, *record["notes"], *record["refusals"]):
        del one["said"]
    return _kebab(record)


def _is_english(visit: Visit) -> bool:
    return visit.language.language == "en"


def _spoken(visit: Visit) -> dict[str, str]:
    return _HEADERS | {"Content-Language": visit.language.language, "Vary": "Accept-Language"}


def _kebab(value: Any) -> Any:
    """Names as the design rules write them."""
    if isinstance(value, Mapping):
        return {str(name).replace("_", "-"): _kebab(inner) for name, inner in value.items()}
    return [_kebab(inner) for inner in value] if isinstance(value, list | tuple) else value


def refused_rows(visit: Visit) -> Response:
    """Give why rows of a delivery were refused."""
    number = visit.path["number"]
    words = words_of(visit, visit.visible.deliveries.receipt(number))
    found = visit.visible.deliveries.refused_rows(number)
    mended = visit.visible.deliveries.mended_of(number)
    rows = [
        words.record(one)
        | ({"sentence": one.sentence} if _is_english(visit) else {})
        | {"mended": _mended(mended.get(one.row))}
        for one in found
    ]
    return JSONResponse({"refused-rows": rows}, headers=_spoken(visit))


def _mended(receipt: Receipt | None) -> dict[str, str] | None:
    if receipt is None or receipt.mends is None:
        return None
    about = receipt.delivery
    return {
        "by": receipt.mends.by,
        "on": about.delivered.isoformat(),
        "delivery": f"/api/v1/deliveries/{about.number}",
    }


def replay(visit: Visit) -> Response:
    """Let the refused rows of a delivery be checked again."""
    about = visit.visible.deliveries.receipt(visit.path["number"]).delivery
    visit.visible.require_partner(Right.DELIVER, about.partner)
    with visit.office.database.begin() as connection:
        return _accepted(ask_once(connection, "replay", {"delivery": about.number}, visit.asker.name, about.partner))


def job(visit: Visit) -> Response:
    """Say how far a job is."""
    found = own_job(visit)
    may_read = found.kind == "try" and visit.asker.may(Right.READ_RECEIPTS)
    tried = visit.visible.deliveries.trial(found) if may_read else None
    receipt = _receipt(visit, tried) if tried else None
    return JSONResponse(_job_record(visit, found) | {"trial": receipt}, headers=_spoken(visit))


def _job_record(visit: Visit, found: Job) -> dict[str, Any]:
    number = found.result.get("receipt")
    about = {"job": found.number, "kind": found.kind, "state": found.state, "share": found.share}
    about |= {"told": found.told if _is_english(visit) else _told(visit, found)}
    return about | {"delivery": f"/api/v1/deliveries/{number}" if number else None}


def _told(visit: Visit, found: Job) -> str:
    if found.is_open:
        return doing(found, visit.language) if found.told else ""
    return " ".join(sentence for sentence, _ in told(found, visit.language))


DOORS = (
    Door("GET", "/api/v1/openapi.json", openapi, open_because="it describes the API", for_machines=True),
    Door("GET", "/api/v1/deliveries", deliveries, Right.READ_RECEIPTS, for_machines=True),
    Door("POST", "/api/v1/deliveries", send, Right.DELIVER, for_machines=True, is_dear=True),
    Door("GET", "/api/v1/deliveries/{number:int}", delivery, Right.READ_RECEIPTS, for_machines=True),
    Door(
        "GET",
        "/api/v1/deliveries/{number:int}/refused-rows",
        refused_rows,
        Right.READ_RECEIPTS,
        for_machines=True,
        is_dear=True,
    ),
    Door("POST", "/api/v1/deliveries/{number:int}/replays", replay, Right.DELIVER, for_machines=True, is_dear=True),
    Door("GET", "/api/v1/jobs/{number:int}", job, Right.FOLLOW_JOBS, for_machines=True),
)
