"""What leaves of an answer: rounded figures, and sentences without a count."""

import re

import pytest
from small import text

from schakel.disclosure.answers import ProtectedAnswer, VerdictKind, protect_answer
from schakel.disclosure.gate_words import WORDS, public_sentence
from schakel.model.prevalence import PartAnswer, PrevalenceAnswer, PrevalenceQuestion
from schakel_base.errors import DisclosureError
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Gate,
    Interval,
    Outcome,
    Refusal,
    Verdict,
)
from schakel_prevalence.assumption_gates import LABELS
from schakel_prevalence.gates import FIRST, LATER, TOGETHER

STOPPED = Gate("methods", Outcome.STOP, text("3 families range from 1,237 to 1,986."), 1.6055, "stop over 1.5")
INTERVAL = Interval(1013.4, 1988.2, 0.95, "BCa")


def released(verdict: Verdict, observed: int = 1233, table: str = ""):
    question = PrevalenceQuestion("q", text("Q"), text("How many?"), "present at a date", (), 100, table=table)
    answer = PrevalenceAnswer(question, (PartAnswer("", observed, "stepwise", verdict),), False)
    (only,) = protect_answer(answer, "round-5").verdicts
    return only


@pytest.mark.parametrize("make", [Estimate, EstimateWithCaution])
def test_an_estimate_and_its_interval_are_rounded(make):
    shown = released(make(1237.6, INTERVAL, ()))
    assert shown.kind in (VerdictKind.ESTIMATE, VerdictKind.CAUTION)
    assert (shown.value.lower, shown.interval.lower, shown.interval.upper) == (1240, 1015, 1990)


def test_a_bound_is_rounded_and_keeps_its_side():
    shown = released(BoundOnly(Direction.AT_LEAST, 1013.4, ()))
    assert (shown.kind, shown.value.lower, shown.interval) == (VerdictKind.AT_LEAST, 1015, None)


def test_a_published_table_is_no_secret():
    assert released(Refusal(()), table="reference/capture-histories/t.csv").observed.lower == 1233
    assert released(Refusal(())).observed.lower == 1235


def test_rival_estimates_stay_inside():
    shown = released(Refusal((STOPPED,)))
    assert shown.reasons(Basis.DATA) == (public_sentence(STOPPED, True),)
    assert (
        shown.reasons(Basis.DATA)[0].in_language("en") == "Methods with different assumptions differ by a factor 1.6."
    )
    assert shown.reasons(Basis.DATA)[0].in_language("nl") == "Methoden met andere aannamen verschillen een factor 1,6."


def test_a_ratio_over_few_persons_is_left_out():
    shown = released(Refusal((STOPPED,)), observed=97)
    assert shown.reasons(Basis.DATA)[0].in_language("en") == "Methods with different assumptions differ."


def test_what_people_declared_is_said_in_their_words():
    declared = Gate("closed population", Outcome.STOP, text("It does not hold."), basis=Basis.DECLARED)
    assert released(Refusal((declared,))).reasons(Basis.DECLARED) == (text("It does not hold."),)


def test_every_gate_has_words_for_the_public_without_a_number():
    assert {*FIRST, *LATER, TOGETHER} <= set(WORDS)
    measured = {str(one) for one in LABELS} - {"independence", "perfect linkage"}  # these two are never measured
    assert measured <= set(WORDS)
    for sentences in WORDS.values():
        assert not any(re.search(r"\d", sentence) for sentence in sentences)


def test_nobody_else_makes_a_protected_answer():
    with pytest.raises(DisclosureError):
        ProtectedAnswer(
            PrevalenceQuestion("q", text(""), text(""), "", (), 100), (), profile=None, synthetic=False, seal=object()
        )


def test_an_unknown_profile_is_refused():
    with pytest.raises(DisclosureError, match="no disclosure profile is called none"):
        protect_answer(PrevalenceAnswer(PrevalenceQuestion("q", text(""), text(""), "", (), 100), (), False), "none")
