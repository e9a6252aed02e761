"""The fingerprint of declarations: part of the name of every edition made with them."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

DECLARATIONS = (
    "alliance.yaml",
    "partners/*/contract.yaml",
    "partners/*/mapping.csv",
    "vocabulary/*.ttl",
    "vocabulary/*.csv",
    "indicators/*.yaml",
    "products/*.yaml",
    "research/*.yaml",
    "recommendations/*.yaml",
    "targets/*.csv",
    "assessments/*.yaml",
    "reference/*.csv",
    "reference/boundaries/*.geo.json",
    "sentencing/*.yaml",
    "sentencing/*.csv",
    "reference/capture-histories/*.csv",
    "deliveries/deliveries.yaml",
    "linking/*.yaml",
    "simulation/*.csv",
)
"""What counts as a declaration; data files, samples and pages to read are none."""


def fingerprint(folder: Path) -> str:
    """Return the SHA-256, in hexadecimal, over the path and content of every declaration in an alliance folder."""
    digest = sha256()
    for file, content in _contents(folder):
        # With the length before it, so that a line that moves from the end of one file to the begin of the next is a
        # change.
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every declaration in an alliance folder, in hexadecimal, by its path there."""
    return {file: sha256(content).hexdigest() for file, content in _contents(folder)}


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The declarations in the order of their paths, with line feeds as line ends: a checkout anywhere is the same."""
    files = {path.relative_to(folder).as_posix(): path for pattern in DECLARATIONS for path in folder.glob(pattern)}
    for file, path in sorted(files.items()):
        yield file, path.read_bytes().replace(b"\r\n", b"\n")
