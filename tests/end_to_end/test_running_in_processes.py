"""What other processes take over comes out as if it had been done here, to the byte; and so does what goes wrong."""

import pytest
from broken import edit
from conftest import copy_alliance

from schakel import verbs
from schakel.alliance import read
from schakel.alliance.template import create
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


@pytest.fixture
def folders(tmp_path):
    for name in ("first", "second"):
        create(tmp_path / name, name)
    return [tmp_path / "first", tmp_path / "second"]


@pytest.mark.parametrize("wrong", [0, 1])
def test_of_several_alliances_a_fault_names_the_one_that_is_wrong(tmp_path, folders, hand_on, wrong):
    (folders[wrong] / "alliance.yaml").write_text("languages: [en]\n", "utf-8")
    with pytest.raises(DeclarationError) as refused:
        verbs.run(folders, tmp_path / "out", hand_on=hand_on)
    assert {fault.file for fault in refused.value.faults} == {str(folders[wrong] / "alliance.yaml")}


def test_of_several_alliances_a_fault_of_a_delivery_names_its_alliance_too(tmp_path, folders):
    for folder in folders:
        verbs.deliver_shipped(folder)
    edit(folders[1], "partners/helpline/contract.yaml", "labour inspectorate]", "labour inspectorate, council]")
    with pytest.raises(DeclarationError) as refused:
        verbs.run(folders, tmp_path / "out")
    assert [fault.file for fault in refused.value.faults] == [str(folders[1] / "partners/helpline/contract.yaml")]
