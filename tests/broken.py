"""The handbook of broken declarations: the template with one small edit, and the sentences that it must give."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from schakel.alliance import read
from schakel.alliance.template import create
from schakel_base.errors import DeclarationError


@dataclass(frozen=True)
class Broken:
    """In `file`, `old` is replaced by `new` once; reading must then give exactly these faults.

    A fault that begins with a line number is in `file`. One that ends in an ellipsis goes on in the words of a
    library, which are not ours to promise.
    """

    what: str
    file: str
    old: str
    new: str
    faults: tuple[str, ...]

    @property
    def expected(self) -> list[str]:
        """The faults with their files."""
        return [f"{self.file}:{fault}" if fault[0].isdigit() else fault for fault in self.faults]


def broken(what: str, file: str, old: str, new: str, *faults: str):
    """Return one entry of the handbook as a parameter of a test, named by what is broken."""
    return pytest.param(Broken(what, file, old, new, faults), id=what)


def template(folder: Path) -> Path:
    """Make a fresh copy of the template in a folder."""
    create(folder / "example", "template")
    return folder / "example"


def edit(alliance: Path, file: str, old: str, new: str) -> None:
    """Replace a text in a declaration once; the text must be there."""
    text = (alliance / file).read_text("utf-8")
    assert old in text
    (alliance / file).write_text(text.replace(old, new, 1), "utf-8")


def faults_of(alliance: Path) -> list[str]:
    """Return the faults that reading an alliance gives, as they are printed."""
    with pytest.raises(DeclarationError) as raised:
        read(alliance)
    return [str(fault) for fault in raised.value.faults]


def check(case: Broken, folder: Path) -> None:
    """Break the template as the case says and compare the sentences."""
    alliance = template(folder)
    edit(alliance, case.file, case.old, case.new)
    found = faults_of(alliance)
    for number, (fault, expected) in enumerate(zip(found, case.expected, strict=False)):
        if expected.endswith("…") and fault.startswith(expected[:-1]):
            found[number] = expected
    assert found == case.expected
