"""Judge outputs of research

Each kind of output has its named checks; what no rule decides needs a person.
"""

import pytest

from schakel_protection import judge_output
from schakel_protection.output import CHECKS, OutputJudgement, OutputRequest


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
