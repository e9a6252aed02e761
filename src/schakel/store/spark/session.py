"""A session on Spark: on this machine, on a cluster, or through Spark Connect; what it writes down is encrypted.

Spark shuffles and spills to folders of its own, which are outside the zones: it does so under a key that is made for
the session and kept in memory alone. Between machines it speaks encrypted, to those who know the secret of the cluster.
"""

import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from schakel.model.alliance import Engine
from schakel_base import errors
from schakel_base.disk import refusal_in
from schakel_base.errors import EngineError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOCAL, _CONNECT = "local", "sc://"
_CONNECT_PORT = 15002
_LONGEST_ANSWER = 10.0
"""Seconds."""
_OF_QUERIES: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # what cannot be read is an error, and not empty
}
_ENCRYPTS = "spark.io.encryption.enabled"
# Most steps are short, and a compiler that looks longer for the fastest code costs more than it saves. What Arrow hands
# over was made by ourselves, so that its bounds need not be tried for each value.
_JAVA = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
    "-Darrow.enable_unsafe_memory_access=true -Darrow.enable_null_check_for_get=false"
)
_OF_SESSIONS: Mapping[str, str] = {
    **_OF_QUERIES,
    _ENCRYPTS: "true",
    "spark.io.encryption.keySizeBits": "256",
    "spark.eventLog.enabled": "false",  # it would hold the values that queries compare with
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": _JAVA,
    "spark.executor.extraJavaOptions": _JAVA,
    "spark.python.daemon.module": "schakel.store.spark.on_nodes",
}
_BETWEEN_MACHINES: Mapping[str, str] = {
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
    "spark.network.crypto.cipher": "AES/GCM/NoPadding",
}
_ON_THIS_MACHINE: Mapping[str, str] = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}

_FROM_A_NODE = re.compile(r"schakel_base\.errors\.(\w+Error): (.+)")


@contextmanager
def session(engine: Engine) -> Iterator["SparkSession"]:
    """Open a session on Spark and close it again; within another session it is that one.

    Raises
    ------
    EngineError
        If there is no Spark or no Java here, the cluster cannot be reached, or it does not encrypt what it spills.
    """
    _require_installed(engine.spark)
    from pyspark.sql import SparkSession

    if within := SparkSession.getActiveSession():
        yield within
        return
    with complaints():
        spark = _connected(engine.spark) if engine.spark.startswith(_CONNECT) else _started(engine)
    try:
        yield spark
    finally:
        spark.stop()


def _require_installed(address: str) -> None:
    if not (find_spec("pyspark") and find_spec("sqlglot")):
        raise EngineError("the engine is Spark, which is not installed; run: pip install schakel[spark]")
    if address.startswith(_CONNECT):
        if not find_spec("grpc"):
            raise EngineError(
                "the engine is Spark Connect, which needs more of Spark; run: pip install pyspark[connect]"
            )
        return
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise EngineError(
            "Spark needs Java 17 or 21, which is not installed; on Debian: apt install default-jre-headless"
        )


def _started(engine: Engine) -> "SparkSession":
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # what runs our functions on the nodes
    where = _ON_THIS_MACHINE if engine.spark.startswith(_LOCAL) else _BETWEEN_MACHINES
    builder = SparkSession.builder.master(engine.spark).appName("schakel")
    for name, value in {**_OF_SESSIONS, **where, "spark.driver.memory": f"{engine.memory >> 20}m"}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")  # what goes wrong is said by `complaints`
    return spark


def _connected(address: str) -> "SparkSession":
    from pyspark.sql import SparkSession

    _require_server(address)
    spark = SparkSession.builder.remote(address).getOrCreate()
    if spark.conf.get(_ENCRYPTS, "false") != "true":
        spark.stop()
        raise EngineError(f"Spark at {address} does not encrypt what it spills; set {_ENCRYPTS} to true there")
    for name, value in _OF_QUERIES.items():
        spark.conf.set(name, value)
    return spark


def _require_server(address: str) -> None:
    """See that somebody listens there: the client of Spark Connect would ask again for ten minutes."""
    server = urlsplit(address)
    try:
        socket.create_connection((server.hostname or "", server.port or _CONNECT_PORT), _LONGEST_ANSWER).close()
    except OSError as error:
        raise EngineError(f"there is no Spark at {address}: {error.strerror or error}") from None


@contextmanager
def complaints() -> Iterator[None]:
    """Say in one sentence what went wrong on Spark, which buries it in traces.

    Raises
    ------
    SchakelError
        If a node could not use a file, or Spark gave up.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        raise _sentence(str(error)) from error


def _sentence(message: str) -> errors.SchakelError:
    if found := _FROM_A_NODE.search(message):
        kind: type[errors.SchakelError] = getattr(errors, found[1], EngineError)
        return kind(found[2].strip())
    said = next((line.strip() for line in message.splitlines() if line.strip()), "without a word")
    return refusal_in(message) or EngineError(f"Spark gave up: {said}")
