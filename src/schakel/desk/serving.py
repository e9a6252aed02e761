"""A desk is served by two processes: one answers, the other works; when the first ends, so does the second."""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence

import uvicorn
from sqlalchemy import select

from schakel.desk.mail import MailServer
from schakel.desk.office import Office
from schakel.desk.web.application import application
from schakel.desk.worker import end_in_order
from schakel_base.errors import RequestError


def serve(office: Office, port: int, hosts: Sequence[str], address: str = "127.0.0.1", trusted: str = "") -> None:
    """Serve a desk until it is stopped.

    Parameters
    ----------
    port
        Where it listens.
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
    begin = [sys.executable, "-m", "schakel.desk.worker", str(office.folder.resolve()), str(os.getpid())]
    end_in_order()
    worker = subprocess.Popen(begin)
    try:
        uvicorn.run(
            application(office, hosts),
            host=address,
            port=port,
            log_level="warning",
            # A log of every request would be one of who does what, outside the access log.
            access_log=False,
            proxy_headers=bool(trusted),
            forwarded_allow_ips=trusted or None,
            server_header=False,
        )
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _require_free(address: str, port: int) -> None:
    try:
        with socket.create_server((address, port)):
            pass
    except OSError:
        raise RequestError(f"port {port} of {address} is taken or closed to you; choose another with --port") from None
