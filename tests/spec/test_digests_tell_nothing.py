"""Digests and file names tell nothing

A digest of a secret file shows which of several guesses at the file is right. So no release contains one, or the name
that a partner gave a file. The name of an edition depends on the files, so it is a digest under a key.
"""

import hashlib
import re
from datetime import date

import pytest
from broken import edit, template

from schakel import verbs
from schakel.store.secret import ENVIRONMENT

PRODUCT = "products/monitor.yaml"
HEX = re.compile(rb"[0-9a-f]{8,64}")


@pytest.fixture
def released(tmp_path, request):
    """A release of a file under a telling name, and the file; its records are invented, secret or public."""
    alliance, out = template(tmp_path), tmp_path / "release"
    if request.param == "public":
        edit(alliance, PRODUCT, "profile:", "public_sources: [helpline]\nprofile:")
    if request.param != "invented":
        edit(alliance, PRODUCT, "synthetic: true", "grounds: [helpline-act-3]")
        ground = 'grounds:\n  helpline-act-3: {law: {en: An act}, article: "3"}\n'
        edit(alliance, "alliance.yaml", "units:", f"{ground}units:")
    file = tmp_path / "report-of-jansen.csv"
    file.write_bytes((alliance / "partners/helpline/sample.csv").read_bytes())
    verbs.deliver(alliance, "helpline", file, date(2025, 1, 15), synthetic=request.param == "invented")
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", out)
    return alliance, out, file


def published(out):
    return b"\n".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())


def guesses(content):
    """What an attacker can compute who knows all of a file but one value: a digest for each value it may have."""
    for day in range(1, 32):
        guess = re.sub(rb"2024-\d\d-\d\d", b"2024-01-%02d" % day, content, count=1)
        yield hashlib.sha256(guess).hexdigest().encode()


@pytest.mark.parametrize("released", ["secret"], indirect=True)
def test_an_attacker_who_knows_every_digest_finds_no_value(released):
    _, out, file = released
    everything = published(out)
    found = set(HEX.findall(everything))
    assert found and b"jansen" not in everything
    for digest in (hashlib.sha256(file.read_bytes()).hexdigest().encode(), *guesses(file.read_bytes())):
        assert not any(digest.startswith(one) for one in found if len(one) >= 8)


@pytest.mark.parametrize("released", ["public", "invented"], indirect=True)
def test_a_file_that_anybody_can_read_keeps_its_name_and_digest(released):
    _, out, file = released
    release = (out / "release.json").read_text("utf-8")
    assert file.name in release and hashlib.sha256(file.read_bytes()).hexdigest() in release


@pytest.mark.parametrize(
    ("released", "same"), [("secret", False), ("public", True), ("invented", True)], indirect=["released"]
)
def test_only_secret_records_are_named_under_a_key(released, same, tmp_path, monkeypatch):
    alliance, out, file = released
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "another.secret"))
    again = template(tmp_path / "again")
    for declared in ("alliance.yaml", PRODUCT):
        (again / declared).write_bytes((alliance / declared).read_bytes())
    verbs.deliver(again, "helpline", file, date(2025, 1, 15), synthetic=b"true" in (out / "release.json").read_bytes())
    name = verbs.build(again).edition.name
    assert (name in (out / "release.json").read_text("utf-8")) == same
