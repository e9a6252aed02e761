"""What is filled in where a declaration says nothing: Schakel has the same words in each of its languages."""

from importlib.resources import files

import pytest
import yaml

from schakel.alliance.schema import SCHEMAS

WORDS = yaml.safe_load((files("schakel.alliance") / "words.yaml").read_text("utf-8"))
KINDS = SCHEMAS["indicator"].load()["properties"]["statistics"]["items"]["properties"]["kind"]["enum"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_statistic_has_a_label(kind):
    assert all("{along}" in text for text in WORDS[kind].values())


@pytest.mark.parametrize("key", WORDS)
def test_everything_is_said_in_english_spanish_and_dutch(key):
    assert set(WORDS[key]) == {"en", "es", "nl"}
