"""The root secret of an alliance: made on first use, kept outside every repository, readable by its owner alone.

Whoever has the secret can recompute pseudonyms from natural keys; whoever loses it can never relate a new edition
to an old one. It therefore never is in the alliance folder, in a table, or in a log. The key that partners agree
on, and the share of a person in a reversible domain, are kept in the same way.
"""

import os
import secrets
import stat
from pathlib import Path

from schakel_base.errors import SchakelError

ENVIRONMENT = "SCHAKEL_SECRET_FILE"
_LENGTH = 32


def secret_path(alliance: str) -> Path:
    """Return the place of an alliance's secret: a file named by the environment, else the user's own folder."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named)
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "schakel" / f"{alliance}.secret"


def load_secret(path: Path) -> bytes:
    """Return the secret of 32 bytes, made on first use with mode 0600.

    Raises
    ------
    SchakelError
        If the file is inside a repository, may be read by others, or does not hold a secret.
    """
    _refuse_in_repository(path)
    if not path.exists():
        _make(path)
    return read_secret(path)


def read_secret(path: Path) -> bytes:
    """Return the secret of 32 bytes in a file that must be there.

    Raises
    ------
    SchakelError
        As `load_secret`, and if there is no such file.
    """
    _refuse_in_repository(path)
    if not path.is_file():
        raise SchakelError(f"there is no key file {path}")
    # Refused, not mended: whoever could read it may have done so, and a person must decide whether to replace it.
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SchakelError(f"the secret file {path} can be read by others; run: chmod 600 {path}")
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != _LENGTH:
        raise SchakelError(f"the secret file {path} does not hold a secret of {2 * _LENGTH} hexadecimal digits")
    return secret


def make_secret(path: Path) -> None:
    """Write a new secret where there is none.

    Raises
    ------
    SchakelError
        If the file already exists, or inside a repository: a key that is in use is never replaced.
    """
    _refuse_in_repository(path)
    if path.exists():
        raise SchakelError(f"{path} stands already; a key is never written over")
    _make(path)


def _refuse_in_repository(path: Path) -> None:
    if any((parent / ".git").exists() for parent in path.absolute().parents):
        raise SchakelError(f"the secret file {path} is inside a repository; keep it outside (set {ENVIRONMENT})")


def _make(path: Path) -> None:
    """Write a new secret; of two processes that do so at once, one wins and both read the same file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(_LENGTH) + "\n")
    try:
        # A link is whole or absent and never replaces: nobody reads half a secret, and a secret in use is not written
        # over.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
