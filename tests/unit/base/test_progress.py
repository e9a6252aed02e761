"""How far a long piece of work is, and about how long it takes yet."""

import pytest

from schakel_base.errors import in_english
from schakel_base.progress import Pace, a_part, tell, telling


def test_what_is_told_inside_is_heard_outside_and_by_nobody_else():
    heard = []
    tell("before", 0.5)
    with telling(lambda what, share: heard.append((what, share))):
        tell("hide", 0.25)
        with a_part(0.5, 1.0):
            tell("hide", 0.5)
    tell("after", 0.5)
    assert heard == [("hide", 0.25), ("hide", 0.75)]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([("hide", 0.0, 0.0), ("hide", 0.25, 10.0)], 30.0),  # a quarter took ten seconds
        ([("hide", 0.5, 0.0), ("hide", 0.75, 10.0)], 10.0),  # as did that from half to three quarters
        ([("hide", 0.0, 0.0), ("attack", 0.0, 60.0), ("attack", 0.5, 64.0)], 4.0),
        ([("hide", 0.0, 0.0), ("hide", 0.01, 10.0)], None),  # too little is done to say
        ([("hide", 0.0, 0.0), ("hide", 0.5, 0.1)], None),
        ([("hide", 0.0, 0.0), ("hide", 0.9, 9.0), ("hide", 0.0, 10.0)], None),  # begun again
    ],
)
def test_the_rest_takes_as_long_as_the_share_that_is_done(told, left):
    clock = [0.0]
    pace, found = Pace(now=lambda: clock[0]), None
    for what, share, clock[0] in told:
        found = pace.left(what, share)
    assert found == left


def test_it_is_said_in_words_where_it_is_known():
    clock = [0.0]
    pace = Pace(now=lambda: clock[0])
    assert in_english(pace.said("attack what is shown", 0.0)) == "attack what is shown"
    clock[0] = 30.0
    assert [*map(str, pace.said("attack what is shown", 0.5))] == ["attack what is shown", "about 30 s left"]
