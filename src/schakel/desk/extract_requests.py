"""Extracts: a researcher asks for single units under a product, another one approves, and it is downloaded once."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, select

from schakel.desk.database import inserted, numbered
from schakel.desk.database.decisions import EXTRACT_DOWNLOADS, EXTRACT_VERDICTS, EXTRACTS
from schakel.desk.jobs import Job, State, ask_for, find_job
from schakel.desk.people import now
from schakel_base.errors import RequestError

APPROVE, REFUSE = "approve", "refuse"
PIECE = 1 << 16
"""Bytes of a file that are read at once."""


@dataclass(frozen=True)
class ExtractRequest:
    """What a researcher asked for, what another decided, the job that writes it, and when it was downloaded."""

    number: int
    product: str
    asked_by: str
    purpose: str
    at: datetime
    verdict: str = ""
    judged_by: str = ""
    reason: str = ""
    job: Job | None = None
    downloaded: datetime | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return self.job is not None and self.job.state is State.DONE and self.downloaded is None


def ask_for_extract(connection: Connection, product: str, by: str, purpose: str) -> int:
    """Put down what a researcher asks for, and return its number.

    Raises
    ------
    RequestError
        If no purpose is given.
    """
    if not purpose.strip():
        raise RequestError("say what you need the extract for")
    asked = {"product": product, "asked_by": by, "purpose": purpose.strip(), "at": now()}
    return inserted(connection.execute(EXTRACTS.insert().values(**asked)))


def extract_requests(connection: Connection) -> Sequence[ExtractRequest]:
    """Return all that was asked for, the latest first."""
    return [_request(connection, row) for row in connection.execute(select(EXTRACTS).order_by(EXTRACTS.c.id.desc()))]


def find_extract_request(connection: Connection, number: int, locked: bool = False) -> ExtractRequest | None:
    """Return the request with a number, if there is one; locked, so that nobody else decides on it in the meantime."""
    row = numbered(connection, EXTRACTS, number, locked)
    return _request(connection, row) if row else None


def _request(connection: Connection, row: Any) -> ExtractRequest:
    own = EXTRACT_VERDICTS.c.request == row.id
    judged = connection.execute(select(EXTRACT_VERDICTS).where(own)).one_or_none()
    taken = select(EXTRACT_DOWNLOADS.c.at).where(EXTRACT_DOWNLOADS.c.request == row.id)
    asked = (row.id, row.product, row.asked_by, row.purpose, row.at)
    if judged is None:
        return ExtractRequest(*asked)
    job = find_job(connection, judged.job) if judged.job else None
    return ExtractRequest(*asked, judged.verdict, judged.judged_by, judged.reason, job, connection.scalar(taken))


def judge_extract(connection: Connection, number: int, by: str, verdict: str, reason: str) -> None:
    """Store another person's decision; if it is an approval, a job writes the extract for the person who asked.

    Raises
    ------
    RequestError
        If they asked for it, it was decided, or no reason is given.
    """
    asked = find_extract_request(connection, number, locked=True)
    if asked is None or verdict not in (APPROVE, REFUSE):
        raise RequestError("choose what you decide")
    if by == asked.asked_by:
        raise RequestError("you cannot approve an extract that you asked for")
    if asked.verdict:
        raise RequestError("this was decided already")
    if not reason.strip():
        raise RequestError("say why; the reason is kept with what you decide")
    told = {"request": number, "asked_by": asked.asked_by, "judged_by": by, "verdict": verdict}
    arguments = {"product": asked.product}
    job = ask_for(connection, "extract", arguments, asked.asked_by) if verdict == APPROVE else None
    connection.execute(EXTRACT_VERDICTS.insert().values(**told, reason=reason.strip(), at=now(), job=job))


def use_download(connection: Connection, number: int, by: str) -> ExtractRequest:
    """Note that an extract is downloaded, and return what it was asked for; a second time it is refused.

    Raises
    ------
    RequestError
        If it is not theirs, not ready, or was downloaded.
    """
    asked = find_extract_request(connection, number, locked=True)
    if asked is None or by != asked.asked_by:
        raise RequestError("this page does not exist, or you may not see it")
    if asked.downloaded:
        raise RequestError("this extract was downloaded already; ask for another one")
    if not asked.is_ready:
        raise RequestError("this extract is not ready")
    connection.execute(EXTRACT_DOWNLOADS.insert().values(request=number, verdict=asked.verdict, at=now()))
    return asked


class _Outlet:
    """What a zip is written to and taken from again; it has no places to go back to."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, written: bytes) -> int:
        """Hold what is written until it is taken."""
        self._held += written
        return len(written)

    def flush(self) -> None:
        """Do nothing: all is held already."""

    def taken(self) -> Iterator[bytes]:
        """Give what was written since the last time, if anything was."""
        if self._held:
            yield bytes(self._held)
            self._held.clear()


def zip_in_pieces(folder: Path) -> Iterator[bytes]:
    """Give the files of a folder as a zip, piece by piece: however large they are, little of them is in memory."""
    outlet = _Outlet()
    with zipfile.ZipFile(cast(BinaryIO, outlet), "w") as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            member = zipfile.ZipInfo.from_file(path, path.relative_to(folder).as_posix())
            member.compress_type = zipfile.ZIP_DEFLATED
            # How long a member is stands behind it, so room for a length beyond 4 GiB is kept before it.
            with path.open("rb") as source, archive.open(member, "w", force_zip64=True) as packed:
                while piece := source.read(PIECE):
                    packed.write(piece)
                    yield from outlet.taken()
    yield from outlet.taken()
