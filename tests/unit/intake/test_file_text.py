"""A value is found anywhere in a file, however that is written and packed: what a partner takes back must go."""

import gzip
from dataclasses import replace

import pytest
from arrivals import SHELTER
from written_files import WRITERS, format_of, zipped

from schakel.intake.naming_rows import lines_of
from schakel.store import Workspace
from schakel.store.archive import archived, keep

ROWS = [{"number": "H1", "name": "Zwanenburg"}, {"number": "H2", "name": "Jansen"}]


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def lines_with(workspace, folder, content, name, word):
    file = folder / "arrived"
    file.write_bytes(content)
    with file.open("rb") as opened:
        kept = archived(workspace, keep(workspace, opened))
    contract = replace(SHELTER, format=format_of(name, ("number", "name")), delimiter=";")
    return [line for line in lines_of(workspace, kept, contract) if word in line]


@pytest.mark.parametrize("name", WRITERS)
def test_a_value_is_found_in_every_format(name, workspace, tmp_path):
    assert lines_with(workspace, tmp_path, WRITERS[name](ROWS), name, "Zwanenburg")
    assert not lines_with(workspace, tmp_path, WRITERS[name](ROWS[1:]), name, "Zwanenburg")


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(a=b"", b=content)], ids=["gzip", "zip"])
def test_a_value_is_found_in_what_is_packed(pack, workspace, tmp_path):
    assert lines_with(workspace, tmp_path, pack(WRITERS["json-lines"](ROWS)), "json-lines", "Zwanenburg")


def test_a_value_is_found_in_a_file_that_is_not_what_its_contract_says(workspace, tmp_path):
    assert lines_with(workspace, tmp_path, WRITERS["json-lines"](ROWS), "parquet", "Zwanenburg")
