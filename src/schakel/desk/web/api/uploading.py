"""Uploads that can be resumed, by the tus protocol 1.0.0: creation, expiration and termination beside its core.

https://tus.io/protocols/resumable-upload. Machines use it with a token, the page of the desk with the session.
"""

import base64
import binascii
from email.utils import format_datetime

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from schakel.desk.receiving import Receiving, WrongOffsetError
from schakel.desk.rights import Right
from schakel.desk.uploads import LARGEST, Upload, begin_upload, drop_upload, hand_over
from schakel.desk.web.arriving import Arriving
from schakel.desk.web.delivering import announced, own_upload
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.problems import problem
from schakel_base.errors import RequestError

VERSION = "1.0.0"
_PLACE = "/api/v1/uploads/{name}"
_HEADERS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
_CONTENT = "application/offset+octet-stream"


def options(_: Visit) -> Response:
    """Say what this server can."""
    offered = {"Tus-Version": VERSION, "Tus-Extension": "creation,expiration,termination", "Tus-Max-Size": str(LARGEST)}
    return Response(status_code=204, headers=_HEADERS | offered)


def create(visit: Visit) -> Response:
    """Begin an upload."""
    if refusal := _other_version(visit):
        return refusal
    told = _metadata(visit.request.headers.get("upload-metadata", ""))
    length = whole_number(visit.request.headers.get("upload-length", ""))
    if length is None:
        return problem(400, "say in Upload-Length how many bytes will come")
    partner = visit.visible.require_partner(Right.DELIVER, told.get("partner", ""))
    about = announced(told, told.get("filename", ""), length)
    upload = visit.office.write(begin_upload, partner, visit.asker.name, about)
    return Response(status_code=201, headers=_where(upload) | {"Location": _PLACE.format(name=upload.name)})


def offset(visit: Visit) -> Response:
    """Say how much of an upload is here."""
    upload = own_upload(visit, visit.path["name"])
    return Response(status_code=200, headers=_where(upload) | {"Upload-Length": str(upload.announced.length)})


async def append(visit: Visit) -> Response:
    """Take what comes of an upload; when it is whole, let it be taken in."""
    if refusal := _other_version(visit):
        return refusal
    if visit.request.headers.get("content-type") != _CONTENT:
        return problem(415, f"send {_CONTENT}")
    at = whole_number(visit.request.headers.get("upload-offset", ""))
    if at is None:
        return problem(400, "say in Upload-Offset where this begins")
    try:
        upload = await _received(visit, at)
    except WrongOffsetError as error:
        return problem(409, str(error), offset=error.offset)
    return Response(status_code=204, headers=_where(upload))


async def _received(visit: Visit, at: int) -> Upload:
    upload = await run_in_threadpool(own_upload, visit, visit.path["name"])
    hashes = visit.office.arrived_hashes
    receiving = Receiving(visit.office.database, visit.office.workspace, upload, at, hashes.at(upload, at))
    arriving = Arriving(receiving)
    try:
        async for piece in visit.request.stream():
            await arriving.take(piece)
    finally:
        # What came counts: who was cut off goes on from there.
        await arriving.end()
        hashes.keep(upload, receiving.at, receiving.arrived)
    return await run_in_threadpool(_whole_or_not, visit, upload.name)


def _whole_or_not(visit: Visit, name: str) -> Upload:
    # Held against the rights of this moment: an upload can take hours.
    visit = visit.now()
    upload = own_upload(visit, name)
    if upload.is_whole and upload.job is None:
        visit.office.write(hand_over, upload.name, visit.asker.name)
        upload = own_upload(visit, name)
    return upload


def terminate(visit: Visit) -> Response:
    """Drop an upload that was not taken in yet."""
    if refusal := _other_version(visit):
        return refusal
    upload = own_upload(visit, visit.path["name"])
    if upload.job is not None:
        return problem(409, "this upload is being taken in already")
    drop_upload(visit.office.database, visit.office.workspace, upload.name)
    visit.office.arrived_hashes.forget(upload.name)
    return Response(status_code=204, headers=_HEADERS)


def _where(upload: Upload) -> dict[str, str]:
    found = {**_HEADERS, "Upload-Offset": str(upload.received), "Upload-Expires": format_datetime(upload.ends, True)}
    return found | ({"Schakel-Job": f"/api/v1/jobs/{upload.job}"} if upload.job else {})


def _other_version(visit: Visit) -> Response | None:
    if visit.request.headers.get("tus-resumable") == VERSION:
        return None
    answer = problem(412, f"this server speaks tus {VERSION}")
    answer.headers["Tus-Version"] = VERSION
    return answer


def _metadata(header: str) -> dict[str, str]:
    """Read `Upload-Metadata`: names with values in Base64, with commas between."""
    found = {}
    for pair in header.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise RequestError("Upload-Metadata holds a value that is not UTF-8 in Base64") from None
    return found


DOORS = (
    Door("OPTIONS", "/api/v1/uploads", options, open_because="it says what the server can", for_machines=True),
    Door("POST", "/api/v1/uploads", create, Right.DELIVER, for_machines=True, is_dear=True),
    Door("HEAD", _PLACE, offset, Right.DELIVER, for_machines=True),
    Door("PATCH", _PLACE, append, Right.DELIVER, for_machines=True),
    Door("DELETE", _PLACE, terminate, Right.DELIVER, for_machines=True),
)
