"""What a training says, it says in every language, with the same figures filled in."""

import re
from importlib.resources import files

import yaml

from schakel_linkage.linking.training_words import LANGUAGES, TrainingWords


def test_every_word_is_there_in_every_language_with_the_same_figures() -> None:
    words = yaml.safe_load((files("schakel_linkage.linking") / "training_words.yaml").read_text("utf-8"))
    for key, texts in words.items():
        assert tuple(texts) == LANGUAGES, key
        assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in texts.values()}) == 1, key


def test_numbers_have_the_marks_of_their_language() -> None:
    assert [TrainingWords(one).number(1234.5, ",.1f") for one in LANGUAGES] == ["1,234.5", "1.234,5", "1.234,5"]
