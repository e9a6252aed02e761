"""Equal declarations have equal fingerprints, and no others have."""

import shutil

import pytest
from broken import template

from schakel.alliance import read
from schakel.alliance.fingerprint import fingerprint

DECLARATIONS = [
    "alliance.yaml",
    "deliveries/deliveries.yaml",
    "indicators/days-to-hand-over.yaml",
    "indicators/reports-by-subject.yaml",
    "indicators/reports-through-the-chain.yaml",
    "partners/helpline/contract.yaml",
    "partners/helpline/mapping.csv",
    "products/monitor.yaml",
    "vocabulary/subject.ttl",
    "vocabulary/yes-no.ttl",
]


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


def test_a_copy_elsewhere_has_the_same_fingerprint(alliance, tmp_path):
    shutil.copytree(alliance, tmp_path / "copy")
    assert read(alliance).fingerprint == read(tmp_path / "copy").fingerprint
    assert len(fingerprint(alliance)) == 64


@pytest.mark.parametrize("file", DECLARATIONS)
def test_a_change_of_a_declaration_changes_it(alliance, file):
    before = fingerprint(alliance)
    (alliance / file).write_text((alliance / file).read_text() + "\n")
    assert fingerprint(alliance) != before


def test_all_other_files_leave_it_as_it_is(alliance):
    before = fingerprint(alliance)
    others = {path.relative_to(alliance).as_posix() for path in alliance.rglob("*") if path.is_file()} - set(
        DECLARATIONS
    )
    assert {"README.md", "deliveries/helpline-2023-2024.csv", "partners/helpline/sample.csv"} <= others
    for file in others:
        (alliance / file).write_text("changed")
    assert fingerprint(alliance) == before


def test_a_declaration_under_another_name_changes_it(alliance):
    before = fingerprint(alliance)
    (alliance / "vocabulary/yes-no.ttl").rename(alliance / "vocabulary/no-yes.ttl")
    assert fingerprint(alliance) != before


def test_line_ends_of_another_system_do_not_change_it(alliance):
    before = fingerprint(alliance)
    for file in DECLARATIONS:
        (alliance / file).write_bytes((alliance / file).read_bytes().replace(b"\n", b"\r\n"))
    assert fingerprint(alliance) == before
    read(alliance)
