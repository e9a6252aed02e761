"""Equal declarations have equal fingerprints: part of the name of every edition made with them."""

from hashlib import sha256
from pathlib import Path

DECLARATIONS = (
    "alliance.yaml",
    "partners/*/contract.yaml",
    "partners/*/mapping.csv",
    "vocabulary/*.ttl",
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
    """Return the SHA-256, in hexadecimal, over the path and content of every declaration in an alliance folder.

    Line ends are taken as line feeds, so that a checkout on another system is the same alliance.
    """
    digest = sha256()
    files = {path.relative_to(folder).as_posix(): path for pattern in DECLARATIONS for path in folder.glob(pattern)}
    for file, path in sorted(files.items()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        # With the length before it, so that a line that moves from the end of one file to the begin of the next is a
        # change.
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
