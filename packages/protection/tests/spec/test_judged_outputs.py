"""Judge outputs of research

Each kind of output has its named checks; what no rule decides needs a person, who did not make the output.
"""

import pytest

from schakel_base.errors import DisclosureError
from schakel_protection import judge_output
from schakel_protection.output import CHECKS, OutputJudgement, OutputRequest, settle


def asked(kind, **facts):
    return judge_output(OutputRequest(kind, facts))


@pytest.mark.parametrize(
    ("kind", "facts", "judgement"),
    [
        ("regression", {"degrees_of_freedom": 120, "parameters": 5, "observations": 125}, OutputJudgement.ACCEPT),
        ("regression", {"degrees_of_freedom": 4, "parameters": 5, "observations": 9}, OutputJudgement.REFUSE),
        ("regression", {"degrees_of_freedom": 120}, OutputJudgement.NEEDS_A_PERSON),
        ("survival curve", {"smallest_at_risk": 12, "smallest_events_per_step": 3}, OutputJudgement.ACCEPT),
        ("survival curve", {"smallest_at_risk": 12, "smallest_events_per_step": 1}, OutputJudgement.NEEDS_A_PERSON),
        ("survival curve", {"smallest_at_risk": 3, "smallest_events_per_step": 1}, OutputJudgement.REFUSE),
        ("prevalence estimate", {"observed": 400, "smallest_overlap": 2}, OutputJudgement.REFUSE),
        ("prevalence estimate", {"observed": 400, "smallest_overlap": 12}, OutputJudgement.ACCEPT),
        ("prevalence estimate without its table", {"observed": 9}, OutputJudgement.REFUSE),
        ("plot", {"shows_observations": True, "shows_extremes": False, "smallest_cell": 20}, OutputJudgement.REFUSE),
        ("neural network", {}, OutputJudgement.NEEDS_A_PERSON),
    ],
)
def test_outputs_of_research_are_judged_by_named_checks(kind, facts, judgement):
    assert asked(kind, **facts).judgement is judgement


def test_a_refusal_says_which_check_and_why():
    assert asked("prevalence estimate", observed=400, smallest_overlap=2).reasons == (
        "overlap of lists: an overlap of lists that the estimate prints holds fewer than 3 persons",
    )


def test_every_check_has_a_name_and_a_sentence():
    assert all(check.name and check.sentence for checks in CHECKS.values() for check in checks)


def settled(by, *makers):
    verdict = asked("neural network")
    return settle(verdict, makers, OutputJudgement.ACCEPT, by, "it shows provinces alone")


@pytest.mark.parametrize(
    ("maker", "by"),
    [
        ("Anna Researcher", "Anna Researcher"),
        ("Anna Researcher", "  anna   RESEARCHER "),
        ("Anna Researcher", "A. Researcher"),
        ("Anna Researcher", "Researcher, A."),
        ("Anna Researcher", "a.researcher@example.org"),
        ("Anna Researcher", "aresearcher@example.org"),
        ("Anna Researcher", "Anna Researcher <desk@example.org>"),
        ("a.researcher@example.org", "A.Researcher@EXAMPLE.org"),
        ("André Müller-Smit", "andre muller smit"),
        ("Jan van den Berg", "J. van den Berg"),
        ("Anna Researcher", "Researcher"),
        ("Anna Researcher", "?"),
    ],
)
def test_a_maker_does_not_check_the_output_however_the_name_is_written(maker, by):
    with pytest.raises(DisclosureError, match="somebody else must decide"):
        settled(by, maker)
    with pytest.raises(DisclosureError, match="somebody else must decide"):
        settled(by, "Pieter Asker", maker)


@pytest.mark.parametrize(
    ("maker", "by"),
    [
        ("Anna Researcher", "Bert Checker"),
        ("Anna Jansen", "Arie Jansen"),
        ("A. Researcher", "b.researcher@example.org"),
        ("Anna Researcher <desk@example.org>", "Bert Checker <desk@example.org>"),
    ],
)
def test_somebody_else_does(maker, by):
    assert settled(by, maker) is OutputJudgement.ACCEPT


def test_an_output_that_nobody_made_is_not_settled():
    verdict = asked("regression", degrees_of_freedom=120, parameters=5, observations=125)
    for makers in ((), ("",), ("  ",)):
        with pytest.raises(DisclosureError, match="names nobody who made it"):
            settle(verdict, makers)
    assert settle(verdict, ["Anna Researcher"]) is OutputJudgement.ACCEPT
