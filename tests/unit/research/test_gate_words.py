"""What a gate of an estimate says to the public: no count, and a ratio only where it may be said."""

import re

import pytest
from answered import lists, printed, protected
from small import text

from schakel.research.prevalence import PartAnswer, PrevalenceQuestion
from schakel.research.prevalence.gate_words import WORDS
from schakel_base.verdict import Basis, Gate, Outcome, Refusal
from schakel_prevalence.assumption_gates import LABELS
from schakel_prevalence.gates import GATES

QUESTION = PrevalenceQuestion("q", text("Q"), text("How many?"), "present at a date", (), 100)
STOPPED = Gate("range", Outcome.STOP, text("3 families range from 1,237 to 1,986."), 1.6055, "stop over 1.5")
SHOWN = {"en": "What the data show against it", "nl": "Wat er volgens de gegevens tegen pleit"}
DECLARED = "What is declared against it"


def refused(gate: Gate, observed: int = 1233, language: str = "en") -> dict[str, list[str]]:
    shown = protected(QUESTION, (PartAnswer("", observed, Refusal((gate,))),))
    return lists(printed(shown, language)[0])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "What the lists cannot show leaves a wide range: the upper limit is 1.6 times the lower."),
        ("nl", "Wat de lijsten niet laten zien, laat een breed bereik open: de bovengrens is 1,6 maal de ondergrens."),
    ],
)
def test_rival_estimates_stay_inside(language: str, said: str) -> None:
    assert refused(STOPPED, language=language)[SHOWN[language]] == [said]


def test_a_ratio_over_few_persons_is_left_out() -> None:
    assert refused(STOPPED, 97)[SHOWN["en"]] == ["What the lists cannot show leaves a wide range."]


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (
            3.0,
            "People who have been registered are more easily registered again: a registration raises the odds of "
            "the next by a factor of 3.0.",
        ),
        (
            0.4,
            "People who have been registered are less easily registered again: a registration lowers the odds of "
            "the next to 0.4 times what they were.",
        ),
    ],
)
def test_a_registration_that_changes_the_odds_of_the_next_says_which_way(factor: float, said: str) -> None:
    assert refused(Gate("registration effect", Outcome.STOP, text("It does."), factor))[SHOWN["en"]] == [said]


def test_what_people_declared_is_said_in_their_words() -> None:
    declared = Gate("closed population", Outcome.STOP, text("It does not hold."), basis=Basis.DECLARED)
    assert refused(declared)[DECLARED] == ["It does not hold."]


def test_every_gate_has_words_for_the_public_without_a_number() -> None:
    assert set(GATES) <= set(WORDS)
    measured = {str(one) for one in LABELS} - {"perfect linkage"}  # which is never measured
    assert measured <= set(WORDS)
    for words in WORDS.values():
        assert not any(re.search(r"\d", said) for said in words.text.by_language.values())
