"""For tests that reach elsewhere: an OpenSSH server and an object store (SeaweedFS) that are really started.

with sftp_server(folder) as server:          # server.address is sftp://USER@127.0.0.1:PORT
    server.known_in(home)                     # HOME then has the key to log in with, and knows the server
with object_store(folder) as store:           # store.environment is what S3 clients read: keys, endpoint, region
    store.system().create_dir("bucket")
"""

import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh
from pyarrow.fs import S3FileSystem

KEY, SECRET = "drop-key", "drop-secret"
PASSWORD = "only-for-this-test"
_PASSWORD_AS_KEPT = (
    "$6$schakelschakel$0KLGqVKuKOZtFkUH2EcYYLMgk.Anic5x/JKKVxSBtMkoFIqSCEOjN9H/3rNdla9Nv.r63H1v92e6L1tKUZKYg0"
)
"""It, by SHA-512 of crypt(3)."""
_PATIENCE = 60.0


@dataclass(frozen=True)
class SftpServer:
    """A server that lets one key in, as the user who runs it."""

    port: int
    folder: Path

    @property
    def address(self) -> str:
        """Its address, without a folder."""
        return f"sftp://{getpass.getuser()}@127.0.0.1:{self.port}"

    def known_in(self, home: Path) -> None:
        """Write down in a home what `ssh` would need there: the key of the server, and which key logs in."""
        (home / ".ssh").mkdir(parents=True, exist_ok=True)
        key = (self.folder / "host.pub").read_text()
        (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {key}")
        (home / ".ssh" / "config").write_text(f"Host 127.0.0.1\n  IdentityFile {self.folder / 'user'}\n")


@contextmanager
def sftp_server(folder: Path, by_password: bool = False) -> Iterator[SftpServer]:
    """Start an OpenSSH server that gives files alone, and lets a key in, or `PASSWORD` and no key.

    Who may not lay one file over another gets a server of another make for passwords.
    """
    program = shutil.which("sshd") or "/usr/sbin/sshd"
    assert Path(program).exists(), "these tests need OpenSSH; on Debian: apt-get install openssh-server"
    folder.mkdir(parents=True)
    for name in ("host", "user"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(str(folder / name))
        (folder / name).chmod(0o600)
        key.write_public_key(str(folder / f"{name}.pub"))
    if not os.getuid():
        Path("/run/sshd").mkdir(exist_ok=True)  # OpenSSH refuses to be run by root without it
    port = free_port()
    options = ["ListenAddress=127.0.0.1", "UsePAM=no", "StrictModes=no", "PidFile=none"]
    options += [f"PasswordAuthentication={'yes' if by_password else 'no'}", "PermitRootLogin=yes"]
    options += [f"PubkeyAuthentication={'no' if by_password else 'yes'}"]
    options += [
        f"AuthorizedKeysFile={folder / 'user.pub'}",
        "ForceCommand=internal-sftp",
        "Subsystem=sftp internal-sftp",
    ]
    said = [word for option in options for word in ("-o", option)]
    command: list[str | Path] = [program, "-D", "-e", "-f", "/dev/null", "-p", str(port), "-h", folder / "host", *said]
    if by_password:
        command = [*_with_password(folder), *command] if _may_mount() else _of_another_make(folder, port)
    with _running(command, folder, port):
        yield SftpServer(port, folder)


def _with_password(folder: Path) -> list[str | Path]:
    """What begins a command that believes our user to have `PASSWORD`: it sees another list of passwords than others.

    The list of this machine stays as it is: this one is laid over it for that command alone.
    """
    shadow = folder / "shadow"
    shadow.write_text(f"{getpass.getuser()}:{_PASSWORD_AS_KEPT}:20000:0:99999:7:::\n")
    shadow.chmod(0o600)
    lay_over = 'mount --bind "$1" /etc/shadow && shift && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", lay_over, "sh", shadow]


def _may_mount() -> bool:
    """Whether we are root, and no container keeps us from laying one file over another."""
    return not os.getuid() and not subprocess.run(["unshare", "--mount", "true"], check=False).returncode


def _of_another_make(folder: Path, port: int) -> list[str | Path]:
    """The command of a server that asks nobody but us for passwords: OpenSSH knows those of its machine alone."""
    return [sys.executable, "-c", _ASKS_US, str(port), folder / "host", getpass.getuser(), PASSWORD]


_ASKS_US = """
import asyncio, sys, asyncssh
port, host, user, password = sys.argv[1:]
class Server(asyncssh.SSHServer):
    def password_auth_supported(self): return True
    def validate_password(self, *given): return given == (user, password)
async def serve():
    options = {"server_factory": Server, "server_host_keys": [host], "sftp_factory": True}
    await (await asyncssh.listen("127.0.0.1", int(port), **options)).wait_closed()
asyncio.run(serve())
"""


@dataclass(frozen=True)
class ObjectStore:
    """A store that answers the requests of S3."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What clients read from the environment."""
        named = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}", "AWS_REGION": "us-east-1"}
        return {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, **named}

    def system(self) -> S3FileSystem:
        """The file system of it, in which buckets can be made."""
        at = {"endpoint_override": f"127.0.0.1:{self.port}", "scheme": "http", "region": "us-east-1"}
        return S3FileSystem(access_key=KEY, secret_key=SECRET, allow_bucket_creation=True, **at)


@contextmanager
def object_store(folder: Path) -> Iterator[ObjectStore]:
    """Start a SeaweedFS of one process, with one identity that may do everything."""
    folder.mkdir(parents=True)
    identity = {"name": "drop", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {
        f"{part}.port{kind}": free_port() for part in ("master", "volume", "filer", "s3") for kind in ("", ".grpc")
    }
    options = {"dir": folder, "ip": "127.0.0.1", "ip.bind": "127.0.0.1", "s3.config": folder / "s3.json", **ports}
    options |= {
        "master.telemetry": "false",
        "master.volumeSizeLimitMB": 64,
        "volume.max": 50,
        "filer": "true",
        "s3": "true",
        # Ports of their own that no test asks for: two stores at once would have the same.
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
    }
    options |= {"filer.localSocket": folder / "filer.socket", "s3.localSocket": folder / "s3.socket"}
    said = [f"-{name}={value}" for name, value in options.items()]
    with _running(
        [Path(sys.executable).with_name("weed"), "-logtostderr=true", "server", *said], folder, ports["s3.port"]
    ):
        yield ObjectStore(ports["s3.port"])


def free_port() -> int:
    """Return the number of a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(command: list[str | Path], folder: Path, port: int) -> Iterator[None]:
    """Run a server until the block ends; it is up once its port is."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        _wait(server, port, folder / "log")
        yield
    finally:
        server.kill()
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())
