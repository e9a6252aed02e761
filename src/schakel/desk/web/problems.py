"""Errors of the API: a problem as JSON (RFC 9457)."""

from http import HTTPStatus

from starlette.responses import JSONResponse, Response


def problem(status: int, detail: str, **more: object) -> Response:
    """Return a problem: its status, what that is called, and what is wrong in a sentence."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(content, status, headers, media_type="application/problem+json")
