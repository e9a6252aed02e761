"""What leaves of an answer, whatever was asked: rounded counts, coarse shares, estimates that may leave."""

import math

import pytest
from small import text

from schakel.disclosure.answers import ProtectedAnswer, protect_answer, statement_of
from schakel.model.answer import (
    Answer,
    Commentary,
    Conclusion,
    Count,
    DrawnCount,
    EstimatedNumber,
    Multiple,
    Number,
    Partition,
    Share,
)
from schakel.model.asked import Asked
from schakel.model.figure import Figure, Figures, Mark
from schakel.research.prevalence import PrevalenceQuestion
from schakel_base.errors import DisclosureError

QUESTION = PrevalenceQuestion("q", text("Q"), text("How many?"), "present at a date", (), 100)
SEEN = Asked("person", frozenset(["seen"]))
OUTPUT = "prevalence estimate without its table"


def comment(figures: Figures) -> Commentary:
    return Commentary(Conclusion(f"{len(figures)} figures", ""), (), "About")


def released(seen: int, number: Number, is_published: bool = False) -> Figure:
    numbers: dict[str, Number] = {"seen": Count(seen, SEEN), "one": number}
    return protect_answer(Answer(QUESTION, numbers, comment, is_published=is_published), "round-5").figures["one"]


def test_counts_and_estimates_are_rounded_and_published_ones_are_no_secret() -> None:
    assert released(1233, Count(1237)) == Figure(1235, 1235)
    assert released(1233, EstimatedNumber("seen", 1013.4, 1988.2, OUTPUT)) == Figure(1015, 1990)
    assert released(1233, EstimatedNumber("seen", 1013.4, 1988.2, OUTPUT), is_published=True) == Figure(1013, 1988)


def test_an_estimate_from_too_few_does_not_leave() -> None:
    assert released(3, EstimatedNumber("seen", 12.0, 12.0, OUTPUT)).mark is Mark.BASE_TOO_SMALL


@pytest.mark.parametrize(("seen", "shown"), [(500, 0.22), (160, 0.2), (40, 0.2), (20, None)])
def test_a_step_of_a_share_is_at_least_as_many_units_as_counts_are_rounded_to(seen: int, shown: float | None) -> None:
    assert released(seen, Share("seen", 0.2243)).lower == shown


def drawn(seen: int, *counts: int, base: int = 5, possible: int | None = None) -> list[Figure]:
    """How counts leave that were drawn from so many seen."""
    numbers: dict[str, Number] = {f"set/{n}": DrawnCount("seen", one, base, possible) for n, one in enumerate(counts)}
    found = protect_answer(Answer(QUESTION, {"seen": Count(seen, SEEN), **numbers}, comment), "round-5").figures
    return [found[name] for name in numbers]


def test_a_drawn_count_leaves_as_it_was_drawn() -> None:
    assert drawn(62, 45, 10, 5) == [Figure(45, 45), Figure(10, 10), Figure(5, 5)]


def test_drawn_counts_do_not_leave_if_they_are_drawn_more_finely_than_the_profile_rounds() -> None:
    assert [one.mark for one in drawn(62, 45, 9, 6, base=3)] == [Mark.PROTECTED] * 3


def test_drawn_counts_do_not_leave_where_together_with_how_many_were_seen_they_would_tell_a_count() -> None:
    """Of 30 or so, 11 to 19 and 1 to 9 are hardly more than 19 and 9: each would be one of few numbers."""
    assert all(one.mark is None for one in drawn(20, 15, 5))
    assert [one.mark for one in drawn(33, 15, 5)] == [Mark.PROTECTED] * 2


def test_drawn_counts_do_not_leave_where_somebody_who_knows_more_could_tell_one() -> None:
    assert all(one.mark is None for one in drawn(62, 45, 10, 5, possible=5))
    assert [one.mark for one in drawn(62, 45, 10, 5, possible=4)] == [Mark.PROTECTED] * 3


def test_a_multiple_is_said_where_it_rests_on_enough_and_never_exactly_where_it_is_much() -> None:
    assert released(1233, Multiple("seen", 1.6055, much=20)) == Figure(1.6, 1.6)
    assert released(1233, Multiple("seen", 57.0, much=20)) == Figure(20, math.inf)
    assert released(97, Multiple("seen", 1.6055, much=20)).mark is Mark.BASE_TOO_SMALL
    assert released(1233, Multiple("seen", math.inf, much=20)).mark is Mark.BASE_TOO_SMALL


def test_only_counts_that_ask_something_and_shares_that_are_counts_are_stated() -> None:
    again = Asked("person", frozenset(["seen", "again"]))
    numbers: dict[str, Number] = {
        "seen": Count(500, SEEN),
        "part": Count(117, Asked("person", frozenset(["seen", "part"]))),
        "judgments": Count(44),
        "again": Share("seen", 0.14, again),
        "later": Share("seen", 0.2243, again),
        "limit": Share("seen", 0.1),
    }
    stated = statement_of("answer", Answer(QUESTION, numbers, comment, (Partition("seen", ("part",)),)), "round-5")
    assert [count.lower for count in stated.counts] == [500, 117]
    assert [(share.part.lower, share.value) for share in stated.shares] == [(70, 0.14)]
    assert [(one.whole, one.parts) for one in stated.parts] == [(0, (1,))]
    assert statement_of("answer", Answer(QUESTION, numbers, comment, is_published=True), "round-5").counts == ()


def test_what_is_said_is_asked_of_the_figures_as_they_leave() -> None:
    told: list[Figures] = []

    def listen(figures: Figures) -> Commentary:
        told.append(figures)
        return comment(figures)

    shown = protect_answer(Answer(QUESTION, {"seen": Count(1233, SEEN)}, listen), "round-5")
    assert told == [{"seen": Figure(1235, 1235)}]
    assert shown.commentary.conclusion.headline == "1 figures"


def test_nobody_else_makes_a_protected_answer() -> None:
    shown = protect_answer(Answer(QUESTION, {}, comment), "round-5")
    with pytest.raises(DisclosureError):
        ProtectedAnswer(QUESTION, {}, shown.commentary, shown.profile, False, False, seal=object())


@pytest.mark.parametrize(("profile", "words"), [("none", "no disclosure profile is called"), ("alliance", "rounded")])
def test_a_profile_must_be_known_and_must_round(profile: str, words: str) -> None:
    with pytest.raises(DisclosureError, match=words):
        protect_answer(Answer(QUESTION, {"all": Count(5)}, comment), profile)
