"""What other processes take over comes out as if it had been done here, to the byte; and so does what goes wrong."""

import pytest
from conftest import copy_alliance

from schakel import verbs
from schakel.alliance import read
from schakel.cli.processes import taking_over
from schakel_base.errors import DeclarationError


@pytest.fixture(scope="module")
def hand_on():
    with taking_over(1) as hand_on:
        yield hand_on


def written(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_the_same_whichever_process_writes_it(tmp_path, hand_on):
    alliance = copy_alliance("_template", tmp_path)
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    verbs.run([alliance], here)
    (release,) = verbs.run([alliance], elsewhere, hand_on=hand_on)
    assert release.folder == elsewhere
    assert written(here) == written(elsewhere)


def test_a_fault_found_in_another_process_keeps_its_place(tmp_path, hand_on):
    folder = copy_alliance("_template", tmp_path)
    (folder / "alliance.yaml").write_text("languages: [en]\n", "utf-8")
    with pytest.raises(DeclarationError) as here:
        read(folder)
    with pytest.raises(DeclarationError) as elsewhere:
        hand_on(read, folder).result()
    assert here.value.faults[0].file
    assert elsewhere.value.faults == here.value.faults
