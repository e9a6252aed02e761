"""What other processes take over comes out as if it had been done here, to the byte; and so does what goes wrong."""

import subprocess
import sys

import pytest
from broken import edit
from conftest import copy_alliance

from schakel import verbs
from schakel.alliance.template import create
from schakel_base.errors import DeclarationError

RUN = """
import sys
from pathlib import Path
from schakel import verbs
from schakel.cli.processes import taking_over
from schakel_base.errors import DeclarationError

*folders, out = map(Path, sys.argv[1:])
with taking_over(1) as others:
    try:
        print(*(release.folder for release in verbs.run(folders, out, others=others)))
    except DeclarationError as error:
        print(error.faults)
"""
WAIT = """
import time
from schakel.cli.processes import taking_over

with taking_over(2) as others:
    others.now(time.sleep, 0).result()
    print("working", flush=True)
    others.meanwhile(time.sleep, 60).result()
"""


def with_others(*folders_and_out):
    """Run in a program of its own: a process of tests has threads, which a copy of it would lack."""
    done = subprocess.run([sys.executable, "-c", RUN, *folders_and_out], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def written(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_the_same_whichever_process_writes_it(tmp_path):
    alliance = copy_alliance("_template", tmp_path)
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    verbs.run([alliance], here)
    assert with_others(alliance, elsewhere) == str(elsewhere)
    assert written(here) == written(elsewhere)


@pytest.fixture
def folders(tmp_path):
    for name in ("first", "second"):
        create(tmp_path / name, name)
    return [tmp_path / "first", tmp_path / "second"]


@pytest.mark.parametrize("wrong", [0, 1])
def test_of_several_alliances_a_fault_names_the_one_that_is_wrong(tmp_path, folders, wrong):
    (folders[wrong] / "alliance.yaml").write_text("languages: [en]\n", "utf-8")
    with pytest.raises(DeclarationError) as refused:
        verbs.run(folders, tmp_path / "out")
    assert {fault.file for fault in refused.value.faults} == {str(folders[wrong] / "alliance.yaml")}


def test_a_fault_found_in_another_process_keeps_its_place(tmp_path, folders):
    (folders[1] / "alliance.yaml").write_text("languages: [en]\n", "utf-8")
    with pytest.raises(DeclarationError) as here:
        verbs.run(folders, tmp_path / "out")
    assert with_others(*folders, tmp_path / "out") == str(here.value.faults)


def test_of_several_alliances_a_fault_of_a_delivery_names_its_alliance_too(tmp_path, folders):
    for folder in folders:
        verbs.deliver_shipped(folder)
    edit(folders[1], "partners/helpline/contract.yaml", "labour inspectorate]", "labour inspectorate, council]")
    with pytest.raises(DeclarationError) as refused:
        verbs.run(folders, tmp_path / "out")
    assert [fault.file for fault in refused.value.faults] == [str(folders[1] / "partners/helpline/contract.yaml")]


def test_none_of_them_outlives_a_run_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", WAIT], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        assert run.stdout.readline() == "working\n"
        run.kill()
        # All of them write there: it ends when the last of them has.
        run.communicate(timeout=20)
