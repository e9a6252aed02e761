"""What a training says, it says in every language, with the same figures filled in."""

import re
from datetime import date
from importlib.resources import files

import pyarrow as pa
import pytest
import yaml

from schakel_linkage import read_model, standardise
from schakel_linkage.linking.training_words import LANGUAGES, TrainingWords
from schakel_linkage.training import training_report


def test_every_word_is_there_in_every_language_with_the_same_figures() -> None:
    words = yaml.safe_load((files("schakel_linkage.linking") / "training_words.yaml").read_text("utf-8"))
    for key, texts in words.items():
        assert tuple(texts) == LANGUAGES, key
        assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in texts.values()}) == 1, key


def test_numbers_have_the_marks_of_their_language() -> None:
    assert [TrainingWords(one).number(1234.5, ",.1f") for one in LANGUAGES] == ["1,234.5", "1.234,5", "1.234,5"]


@pytest.mark.parametrize(
    ("join", "said"),
    [
        (3.3, "Pairs of 3.3 bits or more are joined. The weights promise a precision of"),
        (100, "Pairs of 100 bits or more are joined."),
    ],
)
def test_from_which_weight_pairs_are_joined_is_said_of_any_threshold(join: float, said: str) -> None:
    """One that somebody declared lies between those of the curve, or above all pairs."""
    levels = {"same": {"m": 0.9, "u": 0.001}, "otherwise": {"m": 0.1, "u": 0.999}}
    learnt = {"dated": date(2026, 1, 1), "by": "hand", "records": 3, "matches": 0.5}
    model = read_model(
        {
            "attributes": {"given": {"kind": "name"}, "surname": {"kind": "name"}},
            "comparisons": {key: {"levels": ["same"], "frequency": False} for key in ("given", "surname")},
            "blocking": [["surname"]],
            "thresholds": {"join": join, "review": -100},
            "weights": {**learnt, "levels": dict.fromkeys(("given", "surname"), levels)},
        }
    )
    rows = [{"given": given, "surname": "visser"} for given in ("jan", "piet", "klaas")]
    records = standardise(pa.Table.from_pylist(rows), model, date(2026, 1, 1))
    assert list(TrainingWords().about(training_report(records, model)))[-1].startswith(said)
