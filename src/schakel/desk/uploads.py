"""Uploads in the database, from their announcement until they are delivered.

What arrived is what the database says: a part counts from the moment at which its row is there, and a part without a
row is dropped. So whoever was cut off, or whose server was killed, goes on at the offset that it is told.
"""

import secrets
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select

from schakel.desk.database import numbered, reading_from
from schakel.desk.database.tables import JOBS, PARTS, REPLIES, UPLOADS
from schakel.desk.jobs import OPEN, ask_for
from schakel.desk.people import now
from schakel.desk.rates import TooManyError
from schakel.model.delivery import Coverage
from schakel.store.sealed import SealedFolder
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

LARGEST = 20 << 30
"""Bytes of the largest file that is taken."""
MOST = 20
"""Files that a partner may have on their way at once: the disk is everybody's."""
KEPT = timedelta(days=1)
"""How long an upload that nobody goes on with is kept."""
_LONGEST_NAME = 200


class TooManyUploadsError(TooManyError):
    """A partner has as many files on their way as it may."""

    def __init__(self) -> None:
        super().__init__(
            "{number} files of this partner are on their way already; finish or drop one of them first", number=MOST
        )


@dataclass(frozen=True)
class Announced:
    """What a sender says about a file before it comes.

    Parameters
    ----------
    length
        In bytes.
    delivered
        The day on which it counts as delivered.
    covers
        The days that it tells all about; None where its sender does not say.
    synthetic
        Whether it holds invented data.
    sha256
        In hexadecimal; empty where its sender does not say.
    trial
        Whether it is only tried: checked, and not kept.
    """

    file_name: str
    length: int
    delivered: date
    covers: Coverage | None = None
    synthetic: bool = False
    sha256: str = ""
    trial: bool = False


@dataclass(frozen=True)
class Upload:
    """A file on its way: whose it is, what was announced, and how much of it is here.

    Parameters
    ----------
    received
        In bytes.
    arrived_sha256
        Of what was received; empty where it was not taken on the way.
    job
        The number of the job that takes it in, from when it is whole.
    """

    name: str
    partner: str
    sent_by: str
    announced: Announced
    received: int
    arrived_sha256: str
    ends: datetime
    job: int | None

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.received == self.announced.length


def begin_upload(connection: Connection, partner: str, by: str, announced: Announced) -> Upload:
    """Begin the upload of a file.

    Raises
    ------
    RequestError
        If its name or its length cannot be.
    TooManyUploadsError
        If its partner has twenty under way.
    """
    under_way = and_(UPLOADS.c.partner == partner, UPLOADS.c.job.is_(None), UPLOADS.c.ends > now())
    if (connection.scalar(select(func.count()).select_from(UPLOADS).where(under_way)) or 0) >= MOST:
        raise TooManyUploadsError
    # A browser of Windows sends the whole path; what is told of it is the name.
    file_name = PurePosixPath(announced.file_name.replace("\\", "/")).name.strip()
    if not file_name or not file_name.isprintable() or len(file_name) > _LONGEST_NAME:
        raise RequestError("a file name has at most {number} printable characters", number=_LONGEST_NAME)
    if not 0 < announced.length <= LARGEST:
        raise RequestError("a file has at least 1 byte and at most {number} GB", number=LARGEST >> 30)
    name, covers = secrets.token_hex(16), announced.covers
    told = {
        "file_name": file_name,
        "length": announced.length,
        "sha256": announced.sha256.lower(),
        "delivered": announced.delivered,
        "synthetic": announced.synthetic,
        "trial": announced.trial,
        "covers_from": covers.first_day if covers else None,
        "covers_until": covers.last_day if covers else None,
    }
    times = {"made": now(), "ends": now() + KEPT}
    connection.execute(UPLOADS.insert().values(id=name, partner=partner, sent_by=by, **told, **times))
    found = find_upload(connection, name)
    assert found is not None
    return found


def find_upload(connection: Connection, name: str) -> Upload | None:
    """Return an upload, or None where there is none (any more)."""
    row = numbered(connection, UPLOADS, name)
    if row is None:
        return None
    covers = Coverage(row.covers_from, row.covers_until) if row.covers_from else None
    announced = Announced(row.file_name, row.length, row.delivered, covers, row.synthetic, row.sha256, row.trial)
    return Upload(row.id, row.partner, row.sent_by, announced, row.received, row.arrived_sha256, row.ends, row.job)


def set_length(connection: Connection, name: str, length: int) -> None:
    """Say how long a file is, once it has ended: a form does not tell before."""
    connection.execute(UPLOADS.update().where(UPLOADS.c.id == name).values(length=length))


def hand_over(connection: Connection, /, name: str, by: str, **about: Any) -> int:
    """Let an upload that is whole be taken in, and return the number of the job: the same one if asked again.

    `about` is what else the job must know.

    Raises
    ------
    RequestError
        If it is not there, or not whole.
    """
    connection.execute(select(UPLOADS.c.id).where(UPLOADS.c.id == name).with_for_update())
    upload = find_upload(connection, name)
    if upload is None or not upload.is_whole:
        raise RequestError("the file is not here as a whole")
    if upload.job is not None:
        return upload.job
    asked = {"upload": name, "file": upload.announced.file_name, **about}
    job = ask_for(connection, "try" if upload.announced.trial else "deliver", asked, by, upload.partner)
    connection.execute(UPLOADS.update().where(UPLOADS.c.id == name).values(job=job))
    return job


def folder_of(workspace: Workspace, name: str) -> SealedFolder:
    """Return where the parts of an upload are, in the intake zone."""
    return workspace.sealed(workspace.intake / "uploads" / name)


def drop_upload(database: Engine, workspace: Workspace, name: str) -> None:
    """Drop an upload that nobody waits for any more: its rows, then its parts. One that is taken in stays."""
    with database.begin() as connection:
        waiting = and_(UPLOADS.c.id == name, UPLOADS.c.job.is_(None))
        if connection.scalar(select(UPLOADS.c.id).where(waiting).with_for_update()) is None:
            return
        connection.execute(REPLIES.delete().where(REPLIES.c.upload == name))
        connection.execute(PARTS.delete().where(PARTS.c.upload == name))
        connection.execute(UPLOADS.delete().where(waiting))
    _drop_parts(workspace, name)


def drop_ended(database: Engine, workspace: Workspace) -> None:
    """Drop the uploads that nobody went on with, and the parts of those that were taken in."""
    unfinished = UPLOADS.c.job.is_(None)
    # The folders first: one that is made after this has a row that we do not see yet.
    places = list((workspace.intake / "uploads").glob("*"))
    with reading_from(database) as connection:
        ended = list(connection.scalars(select(UPLOADS.c.id).where(and_(UPLOADS.c.ends < now(), unfinished))))
        waited_for = select(UPLOADS.c.id).outerjoin(JOBS).where(or_(unfinished, JOBS.c.state.in_(OPEN)))
        kept = set(connection.scalars(waited_for))
    for name in ended:
        drop_upload(database, workspace, name)
    # A worker that was killed between the two may have left the parts of what it took in.
    for place in places:
        if place.name not in kept:
            _drop_parts(workspace, place.name)


def _drop_parts(workspace: Workspace, name: str) -> None:
    shutil.rmtree(folder_of(workspace, name).path, ignore_errors=True)
