"""Declarations are read again where a file of the alliance changed, and only there."""

import os

import pytest
from broken import template

from schakel.alliance import current
from schakel_base.errors import DeclarationError


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


def test_what_did_not_change_is_read_once(alliance):
    (alliance / ".schakel").mkdir()
    before = current(alliance)
    (alliance / ".schakel" / "job").write_text("the workspace is no declaration")
    assert current(alliance) is before


@pytest.mark.parametrize("how", ["written", "put in its place", "removed", "beside the others"])
def test_a_change_is_seen_however_it_came(alliance, how):
    before, file = current(alliance), alliance / "products" / "monitor.yaml"
    is_now, text = file.stat(), file.read_text("utf-8")
    if how == "written":
        file.write_text(f"{text}\n", "utf-8")
    elif how == "put in its place":  # as old and as long as what was there
        (other := alliance.parent / "other.yaml").write_text(text.replace("monitor", "monitos"), "utf-8")
        os.utime(other, ns=(is_now.st_atime_ns, is_now.st_mtime_ns))
        other.replace(file)
    elif how == "removed":
        file.unlink()
    else:
        file.with_name("other.yaml").write_text(text.replace("monitor", "other"), "utf-8")
    assert _said(alliance) != before


def _said(alliance):
    try:
        return current(alliance)
    except DeclarationError as fault:
        return fault


def test_a_fault_is_told_each_time(alliance):
    (alliance / "alliance.yaml").write_text("unknown: 1\n", "utf-8")
    for _ in range(2):
        with pytest.raises(DeclarationError, match="unknown"):
            current(alliance)
