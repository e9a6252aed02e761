"""Pictures of what a range rests on: which of them stand beside which verdict, what they show, and why some do not."""

import re
from dataclasses import replace
from typing import Any

import pytest
from answered import printed, protected, restored, stored, view
from small import text

from schakel.disclosure.answers import ProtectedAnswer
from schakel.model.blocks import ChartBlock, NotesBlock
from schakel.model.drawings import BandDrawing, RatioDrawing, SetsDrawing
from schakel.research.prevalence import CaptureList, PartAnswer, PrevalenceQuestion
from schakel_base.verdict import BoundOnly, Direction, Estimate, Gate, Interval, Outcome, RangeOnly, Refusal, Verdict
from schakel_prevalence import PicturedRange
from schakel_prevalence.pictured import IfUnseen, Overlap, WayToCount

LISTS = tuple(CaptureList(name, text(name), (name,)) for name in ("police", "prison", "court"))
QUESTION = PrevalenceQuestion("q", text("Q"), text("How many?"), "present at a date", (), 100, lists=LISTS)
WIDE = Gate("range", Outcome.STOP, text("Too wide."), 9.8)
TURNOVER = Gate("closed population", Outcome.STOP, text("They come and go."), 0.5)
RANGE = Interval(900.0, 2600.0, 0.95, "span")
FOUND = PicturedRange(
    (Overlap(("police",), 300), Overlap(("prison",), 200), Overlap(("court", "police"), 110)),
    (
        WayToCount("0", 1400, 1400, 0.0),
        WayToCount("0.001", 1400, 1400, 0.001),
        WayToCount("0.02", 1203, 1203, 0.02),
        WayToCount("lower bound", 1000, 1500),
        WayToCount("range", 900, 2600),
    ),
    tuple(IfUnseen(one, 610 + 390 * one, 610 + 890 * one, 610 + 600 * one) for one in (0.25, 1.0, 2.0, 4.0)),
)
OVERLAPS = PicturedRange(FOUND.overlaps)


def answered(verdict: Verdict, pictured: PicturedRange = FOUND, seen: int = 612, **asked: Any) -> ProtectedAnswer:
    """An answer that was kept with its edition, and protected."""
    found = (PartAnswer("", seen, verdict, pictured=pictured),)
    return protected(replace(QUESTION, **asked), restored(found, tuple[PartAnswer, ...]))


def charts(answer: ProtectedAnswer) -> dict[type, ChartBlock]:
    return {type(one.drawing): one for one in answer.commentary.blocks if isinstance(one, ChartBlock)}


def left_out(answer: ProtectedAnswer) -> list[str]:
    """Why charts are left out."""
    speak = view(answer).speak
    notes = (one for one in answer.commentary.blocks if isinstance(one, NotesBlock))
    found = {speak(one.title): [speak(entry) for entry in one.entries] for one in notes}
    return found.get("Charts that are left out, and why", [])


@pytest.mark.parametrize(
    "verdict",
    [Estimate(1203.0, RANGE, ()), RangeOnly(RANGE, (), ()), BoundOnly(Direction.AT_LEAST, 900.0, (WIDE,), ())],
)
def test_beside_an_estimate_a_range_and_a_bound_of_a_wide_range_stand_all_three(verdict: Verdict) -> None:
    answer = answered(verdict)
    assert {RatioDrawing, BandDrawing, SetsDrawing} <= set(charts(answer))
    assert not left_out(answer)


def test_beside_a_refusal_stand_overlaps_alone_since_any_number_would_be_taken_for_an_answer() -> None:
    answer = answered(Refusal((TURNOVER,)))
    shown = [one for one in charts(answer).values() if one.name != "q"]  # "q" says why there is no estimate
    assert [type(one.drawing) for one in shown] == [SetsDrawing]
    assert [one.partition(":")[0] for one in left_out(answer)] == [
        "What each way to count gives",
        "How the number depends on how many were never seen",
    ]
    assert not any(name.startswith(("way/", "unseen/")) for name in answer.figures)


def test_beside_a_limit_that_follows_from_what_is_known_no_other_way_to_count_leaves() -> None:
    answer = answered(BoundOnly(Direction.AT_LEAST, 900.0, (TURNOVER,), ()))
    assert {one.name for one in charts(answer).values()} == {"q", "q-unseen", "q-lists"}
    assert [one.partition(":")[0] for one in left_out(answer)] == ["What each way to count gives"]
    assert not any(name.startswith("way/") for name in answer.figures)


def test_each_way_to_count_is_said_once_and_rounded() -> None:
    answer = answered(RangeOnly(RANGE, (), ()))
    assert view(answer).speak(charts(answer)[RatioDrawing].described) == (
        "No links between lists: 1,400; Links between lists that arise by chance at most once in 50 times: 1,205; "
        "Lower bound if some are seen more easily, and no lists avoid each other: 1,000–1,500; The range, which allows "
        "for more: 900–2,600"
    )


def test_the_number_by_the_unseen_says_first_what_twice_as_many_make_of_it_and_of_a_limit_that_it_allows_for_less() -> (
    None
):
    said = {
        Estimate(1203.0, RANGE, ()): "If twice as many were never seen as the lists suggest: 1,300–2,400 persons",
        BoundOnly(Direction.AT_LEAST, 900.0, (WIDE,), ()): (
            "At least 900 persons, even if fewer were never seen than the lists suggest"
        ),
        BoundOnly(Direction.AT_MOST, 2600.0, (TURNOVER,), ()): (
            "At most 2,600 persons, even if more were never seen than the lists suggest"
        ),
    }
    for verdict, caption in said.items():
        answer = answered(verdict)
        assert view(answer).speak(charts(answer)[BandDrawing].caption) == caption


def test_beside_a_bound_no_other_end_of_the_range_leaves() -> None:
    answer = answered(BoundOnly(Direction.AT_LEAST, 900.0, (WIDE,), ()))
    drawing = charts(answer)[BandDrawing].drawing
    assert isinstance(drawing, BandDrawing)
    assert all(one.lower is None and one.upper is None and one.value is not None for one in drawing.points)
    assert [one.is_exact for name, one in answer.figures.items() if name.startswith("unseen/")] == [True] * 4


def test_who_is_on_which_lists_is_drawn_as_it_was_judged() -> None:
    answer = answered(Refusal((TURNOVER,)))
    chart, speak = charts(answer)[SetsDrawing], view(answer).speak
    assert speak(chart.caption) == "On one list alone: 500 persons; on several: 110"
    assert speak(chart.described) == "police: 300; prison: 200; police + court: 110"  # in the order of the lists
    drawing = chart.drawing
    assert isinstance(drawing, SetsDrawing)
    assert [(one.on, one.number) for one in drawing.rows] == [((0,), 300), ((1,), 200), ((0, 2), 110)]
    assert "was drawn, in steps of five" in view(answer).protection


def test_of_lists_that_were_corrected_for_errors_of_linkage_nobody_says_who_is_on_which() -> None:
    answer = answered(RangeOnly(RANGE, (), ()), replace(FOUND, overlaps=()), missed_links=0.05)
    assert set(charts(answer)) == {RatioDrawing, BandDrawing}
    assert left_out(answer) == ["Who is on which lists: after the correction for errors of linkage nobody can say."]


def test_overlaps_that_would_tell_a_count_give_way_to_the_reason() -> None:
    """Drawn are 610 or 12 fewer; whoever read 650 seen would know that hardly anybody is on fewer lists than shown."""
    answer = answered(Refusal((TURNOVER,)), seen=627)
    assert not any(isinstance(one.drawing, SetsDrawing) for one in charts(answer).values())
    assert "Who is on which lists: that would reveal too much about so few." in left_out(answer)


def test_of_too_few_nothing_is_drawn_and_no_reason_given() -> None:
    answer = answered(Refusal((WIDE,)), OVERLAPS, seen=8)
    assert not charts(answer) and not left_out(answer)


def test_a_published_table_is_drawn_as_it_is() -> None:
    odd = PicturedRange((Overlap(("IO",), 7), Overlap(("IO", "K"), 1)))
    answer = answered(Refusal((TURNOVER,)), odd, seen=8, table="table.csv", lists=())
    assert view(answer).speak(charts(answer)[SetsDrawing].described) == "IO: 7; IO + K: 1"


def test_open_data_have_every_figure_that_is_drawn_and_every_mark() -> None:
    (_, listed) = answered(Estimate(1203.0, RANGE, ())).commentary.open_lists
    assert listed.name == "hidden-populations-charts"
    assert [one["chart"] for one in listed.records] == [
        *["overlaps"] * 3,
        *["ways to count"] * 5,
        *["times as many unseen", "times as many unseen, the estimate"] * 4,
    ]
    assert {"lower", "upper", "mark", "of", "research"} <= set(listed.records[0])


def test_each_chart_is_printed() -> None:
    drawn = [part["drawing"] for part in printed(answered(RangeOnly(RANGE, (), ()))) if part["drawing"]]
    assert [one["alternative"][:20] for one in drawn] == [
        "Each way to count th",
        "The number if more o",
        "Who is on which list",
    ]


@pytest.mark.parametrize("language", ["nl", "es"])
def test_pictures_are_said_in_each_language(language: str) -> None:
    english, other = (view(answered(RangeOnly(RANGE, (), ())), tag) for tag in ("en", language))
    for chart in charts(english.answer).values():
        for value in (chart.caption, chart.title, *(one.said for one in chart.legend)):
            words = [re.sub(r"[\d.,–]", "", speak(value)) for speak in (english.speak, other.speak)]
            assert words[0] != words[1]


def test_what_was_found_is_kept_with_its_edition() -> None:
    found = (PartAnswer("", 612, None, pictured=FOUND),)
    assert restored(found, tuple[PartAnswer, ...]) == found and "odds_ratio" in stored(found, tuple[PartAnswer, ...])
