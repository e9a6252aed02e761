"""Where partners put their files: a folder here, an SFTP server or an object store, all seen as file systems.

Who logs in is never part of an address, nor of a contract. SSH takes it from `~/.ssh` (its settings, keys, known hosts)
and its agent, and a password from the variable below; an object store takes it from the variables and files that its
tools share (`AWS_ACCESS_KEY_ID`, `AWS_PROFILE`, `AWS_ENDPOINT_URL`, `~/.aws`). Of a place that a contract names, a
password or key is in a variable that ends in the name of the partner: no server is offered that of another.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import SplitResult, unquote, urlsplit

from fsspec.spec import AbstractFileSystem

from schakel.store.own_folder import own_file
from schakel.store.sealed import SealedFile
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError

PASSWORD = "SCHAKEL_SFTP_PASSWORD"
STORE_KEY, STORE_SECRET = "SCHAKEL_S3_KEY", "SCHAKEL_S3_SECRET"
_MISSING = "an SFTP server is read by a library that is not installed; run: pip install 'schakel[sftp]'"
_CHUNK = 4 << 20
_LOGIN, _ANSWER = 30, 60
_OWNER_FOLDER = 0o700


@dataclass(frozen=True)
class DropFile:
    """A file in a drop: where it is, the number of its bytes, and when it was changed by the clock of its server."""

    path: str
    size: int
    changed: float
    is_folder: bool = False

    @property
    def name(self) -> str:
        """Its name, as its sender gave it."""
        return self.path.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True)
class _At:
    """Where a place is, whose it is (of a contract alone), and where its object store answers."""

    address: SplitResult
    partner: str = ""
    endpoint: str = ""

    def secret(self, variable: str) -> str:
        """Return a secret from the environment; empty where it is not set."""
        return os.environ.get(own_variable(variable, self.partner), "")


@dataclass(frozen=True)
class _Kind:
    """A kind of place: how it is reached, where in it the folder is, how it is read and written, what it refuses."""

    reach: Callable[[_At], AbstractFileSystem]
    root: Callable[[SplitResult], str]
    read: Callable[[AbstractFileSystem, str], BinaryIO]
    write: Callable[[AbstractFileSystem, str, str], None]
    refused: Callable[[Exception], str]


@dataclass(frozen=True)
class Drop:
    """A folder, and the file system that it is in: one that has a folder for each partner, or that of a partner.

    `partner` is whose it is where a contract names it, and `may_come_later` whether its folder need not be there yet.
    """

    address: str
    root: str
    system: AbstractFileSystem
    kind: _Kind
    partner: str = ""
    may_come_later: bool = False

    def within(self, partner: str) -> "Drop":
        """Return a partner's folder in it."""
        return replace(self, root=f"{self.root}/{partner}", may_come_later=True)

    @property
    def is_here(self) -> bool:
        """Whether it is a folder of this machine, whose clock is ours."""
        return self.kind is _KINDS[""]

    def listed(self, *folders: str) -> list[DropFile]:
        """Return what is in the folder, or in one in it, by name; hidden files are left out.

        Raises
        ------
        RequestError
            If the place does not answer, lets nobody in, or has no such folder.
        """
        path = "/".join((self.root, *folders))
        with self._refusals():
            try:
                found = [_file(one) for one in self.system.ls(path, detail=True)]
            except (FileNotFoundError, NotADirectoryError):
                # A folder of an object store is there once something is in it, and that of a partner may be made later.
                if folders or self.may_come_later or self.kind is _KINDS["s3"]:
                    return []
                raise
        return sorted((one for one in found if not one.name.startswith(".")), key=lambda one: one.name)

    def fetch(self, path: str, place: SealedFile) -> None:
        """Copy a file to this machine, encrypted from its first byte.

        Raises
        ------
        RequestError
            If the place does not answer any more, or the file may not be read.
        """
        with place.create() as target, self._refusals(), self.kind.read(self.system, path) as source:
            shutil.copyfileobj(source, target, _CHUNK)

    def write(self, path: str, text: str) -> None:
        """Write a receipt, which quotes the file: open to its owner alone where the place knows owners.

        Raises
        ------
        RequestError, DiskError
            If it may not be written there.
        """
        with self._refusals():
            self.kind.write(self.system, path, text)

    def _refusals(self) -> AbstractContextManager[None]:
        return _refusals(self.kind, self.address, self.partner)


def open_drop(address: str, partner: str = "", endpoint: str = "") -> Drop:
    """Return the place with an address, once it was reached.

    The address is a folder, `sftp://USER@HOST:PORT/FOLDER` or `s3://BUCKET/FOLDER`. Of a partner whose contract names
    it the secrets are its own. An object store answers at the endpoint, by default where the environment says.

    Raises
    ------
    RequestError
        If the address is none of these or has a password in it, or the place cannot be reached.
    """
    split = urlsplit(address) if "://" in address else SplitResult("", "", address, "", "")
    if split.scheme not in _KINDS:
        raise RequestError(f"{split.scheme}:// cannot be watched; a folder, sftp:// and s3:// can be")
    if split.password is not None:
        raise RequestError(f"an address has no password in it; set {PASSWORD}, or give the server a key")
    kind = _KINDS[split.scheme]
    with _refusals(kind, address, partner):
        return Drop(address, kind.root(split).rstrip("/"), kind.reach(_At(split, partner, endpoint)), kind, partner)


def own_variable(variable: str, partner: str) -> str:
    """Return the name of the variable that holds a secret of a partner; of a place that is nobody's, as it is."""
    return f"{variable}_{re.sub('[^A-Z0-9]', '_', partner.upper())}" if partner else variable


@contextmanager
def _refusals(kind: _Kind, address: str, partner: str) -> Iterator[None]:
    """Say in a sentence what a place refuses; what it does not explain is a defect of ours."""
    try:
        yield
    except RequestError:
        raise
    except Exception as error:
        if sentence := kind.refused(error):
            for variable in (PASSWORD, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if partner else ():
                own = own_variable(_OWN.get(variable, variable), partner)
                sentence = re.sub(rf"\b{variable}\b", own, sentence)
            raise RequestError(f"{address}: {sentence}") from None
        raise


def _file(info: Mapping[str, Any]) -> DropFile:
    changed = info.get("mtime")
    moment = changed.timestamp() if isinstance(changed, datetime) else float(changed or 0)
    return DropFile(str(info["name"]), int(info["size"] or 0), moment, info["type"] == "directory")


def _here(_: _At) -> AbstractFileSystem:
    from fsspec.implementations.local import LocalFileSystem

    return LocalFileSystem()


def _write_here(_: AbstractFileSystem, path: str, text: str) -> None:
    """Closed to others from the first byte."""
    place = Path(path)
    with writing_to(place.parent):
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        with open(place, "x", encoding="utf-8", opener=own_file) as file:
            file.write(text)


def _refused_here(error: Exception) -> str:
    return "there is no such folder" if isinstance(error, FileNotFoundError | NotADirectoryError) else ""


def _sftp(at: _At) -> AbstractFileSystem:
    try:
        from sshfs import SSHFileSystem
    except ImportError:
        raise RequestError(_MISSING) from None
    # Without known hosts the library would believe any server; empty, they are those of the user.
    options: dict[str, Any] = {"known_hosts": (), "login_timeout": _LOGIN, "keepalive_interval": _ANSWER}
    given = {"port": at.address.port, "username": at.address.username, "password": at.secret(PASSWORD)}
    options |= {name: value for name, value in given.items() if value}
    # A connection that was lost is not to be found again.
    return SSHFileSystem(at.address.hostname or "", skip_instance_cache=True, **options)


def _write_by_sftp(system: AbstractFileSystem, path: str, text: str) -> None:
    """Whole or not at all, in a folder that is closed to others."""
    folder, _, name = path.rpartition("/")
    system.makedirs(folder, exist_ok=True, permissions=_OWNER_FOLDER)
    system.pipe_file(f"{folder}/.{name}", text.encode())
    system.mv(f"{folder}/.{name}", path)


def _refused_by_ssh(error: Exception) -> str:
    import asyncssh

    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return "the key of the server is not known; ask its owner for it, and add it to ~/.ssh/known_hosts"
    if isinstance(error, asyncssh.SFTPPermissionDenied):
        return "this user may not read or write there"
    if isinstance(error, PermissionError | asyncssh.PermissionDenied):
        return f"the server lets this user not in; set a key in ~/.ssh/config, or {PASSWORD}"
    if isinstance(error, FileNotFoundError):
        return f"there is no key {error.filename}" if error.filename else "there is no such folder"
    if isinstance(error, asyncssh.KeyImportError | asyncssh.KeyEncryptionError):
        return f"a key cannot be read: {error}"
    if isinstance(error, asyncssh.SFTPError):
        return f"the server refuses: {error.reason}"
    return "the server does not answer" if isinstance(error, OSError | asyncssh.Error) else ""


def _s3(at: _At) -> AbstractFileSystem:
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    known = at.endpoint or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    endpoint, more = urlsplit(known), dict[str, Any]()
    if endpoint.netloc:
        more |= {"endpoint_override": endpoint.netloc, "scheme": endpoint.scheme}
    if at.partner and (key := at.secret(STORE_KEY)):
        more |= {"access_key": key, "secret_key": at.secret(STORE_SECRET)}
    return ArrowFSWrapper(S3FileSystem(connect_timeout=_LOGIN, request_timeout=_ANSWER, **more))


_OWN = {"AWS_ACCESS_KEY_ID": STORE_KEY, "AWS_SECRET_ACCESS_KEY": STORE_SECRET}
_REFUSED_BY_STORE = {
    "NO_SUCH_BUCKET": "there is no such bucket",
    "ACCESS_DENIED": "the store lets this key not in; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    "SIGNATURE_DOES_NOT_MATCH": "the secret key is not that of the access key",
    "INVALID_ACCESS_KEY_ID": "the store does not know this access key",
    "NETWORK_CONNECTION": "the store does not answer; AWS_ENDPOINT_URL says where it is",
}


def _refused_by_store(error: Exception) -> str:
    if code := re.search(r"AWS Error (\w+)", str(error)):
        return _REFUSED_BY_STORE.get(code[1], f"the store refuses: {code[1]}")
    return "there is no such folder" if isinstance(error, FileNotFoundError) else ""


def _opened(system: AbstractFileSystem, path: str, **options: bool) -> BinaryIO:
    return system.open(path, "rb", **options)


_KINDS: Mapping[str, _Kind] = {
    "": _Kind(_here, lambda at: str(Path(at.path).absolute()), _opened, _write_here, _refused_here),
    # As with `curl`, a path that begins with `~` begins where the user logs in.
    "sftp": _Kind(_sftp, lambda at: unquote(at.path).removeprefix("/~/"), _opened, _write_by_sftp, _refused_by_ssh),
    "s3": _Kind(
        _s3,
        lambda at: at.netloc + unquote(at.path),
        partial(_opened, seekable=False),  # in one request from begin to end
        lambda system, path, text: system.pipe_file(path, text.encode()),
        _refused_by_store,
    ),
}
