"""The pages of a waiting release as readers would get them, only for people who see the gate.

A page runs no script here and sends nothing: it is of the release, and shares the address of the desk. A byte that
changed since the release was made is found when somebody decides (`gate.why_stale`).
"""

from mimetypes import guess_type
from pathlib import Path

from starlette.responses import FileResponse, Response

from schakel.desk.rights import Right
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.gate import case_of, draft_of

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def draft_page(visit: Visit) -> Response:
    """Give one file of a release that waits."""
    draft = draft_of(visit.office, case_of(visit))
    file = _within(draft.release, visit.path["path"]) if draft else None
    if file is None:
        raise NotVisibleError
    kind = guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(file, media_type=kind, headers={"Content-Security-Policy": POLICY})


def _within(folder: Path, path: str) -> Path | None:
    """Return a file of a folder, wherever links lead; None where there is none, or it lies elsewhere."""
    if "\0" in path:
        return None
    file = (folder / path).resolve()
    return file if file.is_file() and file.is_relative_to(folder.resolve()) else None


DOORS = (Door("GET", "/gate/{release:int}/draft/{path:path}", draft_page, Right.SEE_GATE),)
