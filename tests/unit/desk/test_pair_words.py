"""What the desk calls things of pairs: each level at which something can agree has words in every language."""

from pathlib import Path

import pytest
from conftest import ALLIANCES

from schakel.alliance import read
from schakel.desk.languages import LANGUAGES, LOCALE
from schakel.desk.web.pair_words import attribute, by, chance, level
from schakel.publication.localisation import localise
from schakel_linkage.link_model.levels import KINDS

LEVELS = sorted({name for kind in KINDS.values() for name in kind.levels} | {"otherwise", "unknown"})


@pytest.mark.parametrize("language", ["nl", "es"])
def test_each_level_has_words_in_every_language(language: str) -> None:
    told = localise(language, LOCALE)
    assert [name for name in LEVELS if level(name, told) == name] == []


@pytest.mark.parametrize(("share", "said"), [(0.5, "50,0%"), (0.999, "99,9%"), (0.99999, "> 99,9%")])
def test_no_chance_is_said_to_be_certain(share: float, said: str) -> None:
    assert chance(share, localise("nl", LOCALE)) == said


DECLARING = [
    one.parent for one in sorted(ALLIANCES.glob("*/alliance.yaml")) if (one.parent / "linking/persons.yaml").exists()
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", DECLARING, ids=lambda folder: folder.name)
def test_each_attribute_of_an_alliance_has_words_in_every_language(folder: Path, language: str) -> None:
    persons, told = read(folder).persons, localise(language, LOCALE)
    assert persons is not None
    said = {name: attribute(persons, name, told) for name in persons.kinds}
    assert [name for name, words in said.items() if words == name and "_" in name] == []
    declared = {name for name, label in persons.labels.items() if label.language_for(language) != language}
    assert declared == set()
    assert (
        said["chain_number"]
        == {"nl": "strafrechtsketennummer", "en": "chain number", "es": "número de cadena"}[language]
    )


def test_a_model_is_named_in_words_and_somebody_by_their_address() -> None:
    dutch = localise("nl", LOCALE)
    assert by("model persons of 2026-11-26", dutch) == "het model persons van 26 november 2026"
    assert by("model persons", dutch) == "het model persons"
    assert by("clerk@alliance.example", dutch) == "clerk@alliance.example"
