"""A number that rests on a count leaves as the figure of that count says: two counts with one figure, one result."""

from hypothesis import given
from hypothesis import strategies as st

from schakel.disclosure.answers import protect_answer, statement_of
from schakel.disclosure.protected import StatedFigures
from schakel.disclosure.tables.table_equations import equations_of
from schakel.model.answer import Answer, Commentary, Conclusion, Count, EstimatedNumber, Multiple, Share
from schakel.model.asked import Asked
from schakel.model.figure import Figure
from schakel.research.prevalence import PrevalenceQuestion
from schakel_base.text import NOTHING
from schakel_protection import find_profile
from schakel_protection.releases import known_within
from schakel_protection.releases.shares import printed_shares

ROUNDED = find_profile("round-5-additive")
QUESTION = PrevalenceQuestion("q", NOTHING, NOTHING, "present at a date", (), 100)
SEEN, AGAIN = Asked("person", frozenset(["seen"])), Asked("person", frozenset(["seen", "again"]))
FIGURES = st.integers(0, 120).map(lambda fifths: 5 * fifths)
OFF = st.integers(-ROUNDED.reach, ROUNDED.reach)


def said_of_nothing(_):
    return Commentary(Conclusion(""), (), "")


def answer(persons, share):
    numbers = {
        "seen": Count(persons, SEEN),
        "share": Share("seen", share, AGAIN),
        "lower": Share("seen", share / 2, limits="share"),
        "value": EstimatedNumber("seen", 40.0, 60.0, "prevalence estimate without its table"),
        "times": Multiple("seen", 1.6, much=20),
    }
    return Answer(QUESTION, numbers, said_of_nothing)


def leaving(persons, figure, share):
    """All that leaves where so many persons are printed as `figure`."""
    stated = StatedFigures(ROUNDED, (Figure(figure, figure),))
    return protect_answer(answer(persons, share), ROUNDED.name, stated).figures


@given(FIGURES, OFF, OFF, st.floats(0, 1))
def test_of_two_counts_with_one_figure_the_same_leaves(figure, one, other, share):
    first, second = (leaving(max(figure + off, 0), figure, share) for off in (one, other))
    assert first == second


@given(FIGURES, OFF, st.integers(0, 100))
def test_the_share_that_is_attacked_is_the_one_that_is_printed(figure, off, again):
    persons = max(figure + off, 0)
    share = min(again / persons, 1.0) if persons else 0.0
    tables = equations_of(statements=[statement_of("answer", answer(persons, share), ROUNDED.name)])
    printed = known_within(tables.equations.values * 0 + figure, ROUNDED.reach, ROUNDED.reach)
    attacked = [one.printed for one in printed_shares(tables.proposed().shares, tables.equations, printed)]
    shown = leaving(persons, figure, share)["share"]
    assert attacked == ([] if shown.mark else [shown.lower])
