"""A standalone Spark cluster on this machine: one master and some workers, each a process that can be ended.

Or a server of Spark Connect, which works by itself.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from schakel.store.secret import ENVIRONMENT

_DEPLOY = "org.apache.spark.deploy"
_CONNECT_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
# Processes that wait for work need little memory, and are not to be compiled for hours of it.
_JAVA = {"SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
_LONGEST_START = 120.0


@dataclass
class Cluster:
    """The address of the master, what its users have in their environment, and the workers that are there.

    `keys` are the key files of the workers, if each has one of its own.
    """

    address: str
    environment: Mapping[str, str]
    keys: Sequence[Path] = ()
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def end_worker(self) -> None:
        """End a worker with all that it runs, as when a machine is switched off."""
        _end(self.workers.pop())


@contextmanager
def cluster(folder: Path, workers: int = 2, memory: str = "512m", key: Path | None = None) -> Iterator[Cluster]:
    """Start a cluster of workers with one processor each, and end all of it after the block.

    Parameters
    ----------
    folder
        An empty folder for its settings, its secret, its logs, and what it spills.
    memory
        What the process of an alliance may hold on each worker.
    key
        The key file of an alliance: each worker gets a copy of its own, as machines apart from each other have. By
        default all read the file that this process reads.
    """
    port = _free_port()
    environment = _settings(folder, memory)
    here = ("--host", "127.0.0.1", "--webui-port", "0")
    master = _start(folder / "master.log", environment, "master.Master", *here, "--port", str(port))
    keys = [folder / f"worker-{number}.secret" for number in range(workers)] if key else []
    found = Cluster(f"spark://127.0.0.1:{port}", environment, keys)
    try:
        _await(folder / "master.log", "I have been elected leader", master)
        for number in range(workers):
            log, place = folder / f"worker-{number}.log", str(folder / f"worker-{number}")
            own = ("--cores", "1", "--memory", "1g", "--work-dir", place)
            apart = {ENVIRONMENT: _copied(key, keys[number])} if key else {}
            found.workers.append(_start(log, {**environment, **apart}, "worker.Worker", *here, *own, found.address))
        for number, worker in enumerate(found.workers):
            _await(folder / f"worker-{number}.log", "Successfully registered with master", worker)
        yield found
    finally:
        for process in (*found.workers, master):
            _end(process)


@contextmanager
def connect_server(folder: Path, **settings: str) -> Iterator[str]:
    """Start a server of Spark Connect, and end it after the block; its address is `sc://HOST:PORT`.

    Parameters
    ----------
    folder
        An empty folder for its log and for what it writes down.
    settings
        Settings of Spark, with `_` for each dot in their names.
    """
    import pyspark

    port = _free_port()
    told = {"spark.connect.grpc.binding.port": str(port), "spark.local.dir": str(folder), "spark.ui.enabled": "false"}
    told |= {name.replace("_", "."): value for name, value in settings.items()}
    home = str(Path(pyspark.__file__).parent)
    environment = {"SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    given = [word for name, value in told.items() for word in ("--conf", f"{name}={value}")]
    command = ("--master", "local[2]", "--class", _CONNECT_SERVER, *given, "spark-internal")
    log = folder / "server.log"
    server = _start(log, environment, "SparkSubmit", *command)
    try:
        _await(log, "Spark Connect server started", server)
        yield f"sc://127.0.0.1:{port}"
    finally:
        _end(server)


def _settings(folder: Path, memory: str) -> dict[str, str]:
    """The secret that all of a cluster know, in a file of settings, and the environment that names it."""
    import pyspark

    lines = {
        "spark.authenticate": "true",
        "spark.authenticate.secret": secrets.token_hex(32),
        "spark.network.crypto.enabled": "true",
        "spark.network.crypto.cipher": "AES/GCM/NoPadding",
        "spark.executor.memory": memory,
        "spark.driver.host": "127.0.0.1",
    }
    file = folder / "spark-defaults.conf"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as settings:
        settings.writelines(f"{name} {value}\n" for name, value in lines.items())
    home = str(Path(pyspark.__file__).parent)
    return {"SPARK_HOME": home, "SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1", **_JAVA}


def _copied(key: Path, own: Path) -> str:
    """Copy a key file; the copy too is for its owner alone."""
    return str(shutil.copy2(key, own))


def _start(log: Path, environment: Mapping[str, str], what: str, *given: str) -> subprocess.Popen[bytes]:
    command = str(Path(environment["SPARK_HOME"], "bin", "spark-class"))
    with log.open("wb") as target:
        return subprocess.Popen(
            [command, f"{_DEPLOY}.{what}", *given],
            stdout=target, stderr=subprocess.STDOUT, env={**os.environ, **environment}, start_new_session=True,
        )  # fmt: skip


def _await(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a process says that it is ready."""
    until = time.monotonic() + _LONGEST_START
    while words not in log.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"Spark did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with those that it started: they are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
