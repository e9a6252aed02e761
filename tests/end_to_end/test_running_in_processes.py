"""Releases that other processes write are those that this one writes, to the byte."""

from conftest import copy_alliance

from schakel import verbs


def written(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_the_same_whichever_process_writes_it(tmp_path):
    alliance = copy_alliance("_template", tmp_path)
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    verbs.run([alliance], here)
    (release,) = verbs.run([alliance], elsewhere, processes=1)
    assert release.folder == elsewhere
    assert written(here) == written(elsewhere)
