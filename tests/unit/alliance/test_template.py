"""A new alliance begins as a sound copy of the template."""

import pytest

from schakel.alliance import read
from schakel.alliance.template import create, template_folder
from schakel_base.errors import RequestError


def test_a_new_alliance_is_sound_and_has_its_own_name(tmp_path):
    create(tmp_path / "new/one", "one")
    alliance = read(tmp_path / "new/one")
    assert alliance.name == "one"
    assert list(alliance.partners) == ["helpline"]


def test_an_empty_folder_may_be_there_already(tmp_path):
    create(tmp_path, "one")
    assert read(tmp_path).name == "one"


def test_the_template_itself_is_sound_and_marked_synthetic():
    alliance = read(template_folder())
    assert all(delivery.synthetic for delivery in alliance.deliveries) and alliance.deliveries


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(RequestError, match=r"is not an empty folder"):
        create(tmp_path, "one")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(RequestError, match=r"is not an empty folder"):
        create(tmp_path / "file", "one")


@pytest.mark.parametrize("name", ["", "Two Words", "Capital", "under_score", "../up", "-dash"])
def test_a_name_is_small_letters_digits_and_hyphens(tmp_path, name):
    with pytest.raises(RequestError, match=r"An alliance cannot be called"):
        create(tmp_path / "new", name)
    assert not (tmp_path / "new").exists()
