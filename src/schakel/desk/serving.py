"""A desk is served by two processes: one answers, the other works.

When the first ends, so does the second; when the second ends, the first starts another.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import uvicorn
from sqlalchemy import select

from schakel.desk.mail import MailServer
from schakel.desk.office import Office
from schakel.desk.web.application import application
from schakel.desk.worker import end_in_order
from schakel_base.errors import RequestError

_EVERY = 1.0


def serve(office: Office, port: int, hosts: Sequence[str], address: str = "127.0.0.1", trusted: str = "") -> None:
    """Serve a desk until it is stopped.

    Parameters
    ----------
    hosts
        The names under which it is asked for.
    address
        The address of this machine on which it listens.
    trusted
        The address of the proxy in front of it, whose word on who asks is taken; empty where there is none.

    Raises
    ------
    RequestError
        If somebody else listens there already, or the environment names no server of mail that can be one.
    """
    _require_free(address, port)
    MailServer.declared()
    with office.reading() as connection:
        # It answers, and has the form of this version, before the worker asks too.
        connection.execute(select(1))
    end_in_order()
    with _working(office):
        uvicorn.run(application(office, hosts), **listening(address, port, trusted))


def listening(address: str, port: int, trusted: str = "") -> dict[str, Any]:
    """Return how a desk listens, as Uvicorn names it: whose word on who asks it takes, and that it logs no request."""
    return {
        "host": address,
        "port": port,
        "log_level": "warning",
        # A log of every request would be one of who does what, outside the access log.
        "access_log": False,
        "proxy_headers": bool(trusted),
        "forwarded_allow_ips": trusted or None,
        "server_header": False,
    }


@contextmanager
def _working(office: Office) -> Iterator[None]:
    """Keep a worker at work: where one ends, as when the machine runs out of memory, another does its job again."""
    begin = [sys.executable, "-m", "schakel.desk.worker", str(office.folder.resolve()), str(os.getpid())]
    worker, is_over = subprocess.Popen(begin), Event()

    def keep() -> None:
        nonlocal worker
        while not is_over.wait(_EVERY):
            if (code := worker.poll()) is not None:
                sys.stderr.write(f"The worker of the desk ended with {code}; another one begins.\n")
                worker = subprocess.Popen(begin)

    keeper = Thread(target=keep)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        keeper.join()
        worker.terminate()
        worker.wait(timeout=30)


def _require_free(address: str, port: int) -> None:
    try:
        with socket.create_server((address, port)):
            pass
    except OSError:
        raise RequestError(f"port {port} of {address} is taken or closed to you; choose another with --port") from None
