"""What is said of a norm is true of every count that the published figure may stand for."""

from hypothesis import given
from hypothesis import strategies as st

from schakel.model.figure import Figure
from schakel.publication.norms import CountedYear, NormOutcome, YearOfTarget

BASE = 5


@st.composite
def years(draw):
    """A true count between bounds, each rounded up or down, beside a norm; and whether the year is whole."""
    count, norm = draw(st.integers(0, 300)), draw(st.integers(0, 300))
    bounds = max(count - draw(st.integers(0, 20)), 0), count + draw(st.integers(0, 20))
    lower, upper = sorted(
        BASE * (bound // BASE) + draw(st.sampled_from((0, BASE))) * (bound % BASE > 0) for bound in bounds
    )
    counted = CountedYear(Figure(lower, upper), BASE - 1, draw(st.booleans()))
    return count, YearOfTarget(2020, norm, (), None, counted)


@given(years())
def test_an_outcome_holds_for_the_true_count(found):
    count, year = found
    assert year.norm is not None and year.counted is not None
    holds = {
        NormOutcome.REACHED: count >= year.norm,
        NormOutcome.MISSED: count < year.norm,
        NormOutcome.OPEN: True,
        NormOutcome.PARTIAL: not year.counted.is_whole,
    }
    assert year.as_counted is not None and holds[year.as_counted]
    assert year.counted.is_whole or year.as_counted is NormOutcome.PARTIAL


@given(years())
def test_a_count_that_is_not_published_is_not_held_against_a_norm(found):
    _, year = found
    hidden = CountedYear(Figure(None, None), BASE - 1, True)
    assert YearOfTarget(2020, year.norm, (), None, hidden).as_counted is None
