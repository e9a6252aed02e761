"""What the desk calls things of pairs: each level at which something can agree has words in every language."""

import pytest

from schakel.desk.languages import LOCALE
from schakel.desk.web.pair_words import chance, level
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
