"""Figures that differ, as readers meet them: one sentence, the steps in words, and a drawing of the way."""

from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.definition import Aspect
from schakel.model.drawings import WaterfallDrawing, WaterfallStop
from schakel.model.figure import Figure
from schakel.model.published_figure import Precision
from schakel.model.sentence import Form, Ref
from schakel.publication.charts.layers import INK, WIDTH
from schakel.publication.charts.waterfall import waterfall
from schakel.publication.comparison_text import comparison_record, comparison_text
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.speech import ValueSpeaker
from schakel.publication.views.blocks import BlockDrawer
from schakel_base.drawing import Rectangle, Scale


def spoken(answer, language="en"):
    return ValueSpeaker(localise(language), answer.figures)


def sentence(answer):
    (block,) = answer.commentary.blocks
    return spoken(answer)(block.orders[0].said)


def in_short(answer):
    return spoken(answer)(answer.commentary.own.card.lines[0][1])


def left(answer):
    (block,) = answer.commentary.blocks
    return spoken(answer)(block.left)


def drawing(answer):
    (block,) = answer.commentary.blocks
    return BlockDrawer(spoken(answer)).drawing(block.orders[0].chart)


def test_a_counted_difference_is_explained_in_one_sentence():
    assert sentence(samples.compared()) == (
        "From 100–140 to 160–200: +60. Unit + date used: ±0 / +60; category and its edition: +60 / ±0. "
        "Nothing remains unexplained."
    )


def test_of_published_figures_it_says_what_is_not_stated_and_what_remains():
    assert sentence(samples.differing(unstated=(Aspect.DATE,))) == (
        "From 1,372 to 1,334: −38. The sources differ on: source. At least one of them does not state: date used. "
        "We cannot count any of this from our data: −38 remains unexplained."
    )
    assert in_short(samples.differing()) == "−38 remains unexplained."


def test_figures_that_do_not_contradict_each_other_leave_nothing_to_explain():
    limit = samples.published("a", 150, precision=Precision.LESS_THAN)
    found = samples.differing(limit, samples.published("b", 144))
    assert in_short(found) == "“fewer than 150” and “144” can both be true: they do not contradict each other."
    assert sentence(found) == f"{in_short(found)} The sources differ on: source."
    assert not left(found)
    assert "Not explained" not in drawing(found)


@pytest.mark.parametrize("precision", [Precision.LESS_THAN, Precision.MORE_THAN])
def test_a_figure_beyond_a_limit_contradicts_it_by_an_unknown_distance(precision):
    limit, beyond = (150, 166) if precision is Precision.LESS_THAN else (166, 150)
    found = samples.differing(samples.published("a", limit, precision=precision), samples.published("b", beyond))
    assert in_short(found).endswith(
        "cannot both be true of one count: one of them is a limit, so the exact difference is not known."
    )
    assert sentence(found).startswith(in_short(found))
    assert not left(found) and "remains unexplained" not in sentence(found)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Figure(-5, 144), "between −5 and +144"),
        (Figure(3, float("inf")), "at least +3"),
        (Figure(float("-inf"), 3), "at most +3"),
        (Figure(-38, -38), "−38"),
    ],
)
def test_a_gap_between_limits_stays_one(gap, words):
    assert ValueSpeaker(localise("en"), {"gap": gap})(Ref("gap", Form.DISTANCE)) == words


def test_a_gap_beside_a_rough_figure_is_rough():
    rough = samples.published("a", 1400, precision=Precision.ABOUT)
    assert left(samples.differing(rough, samples.published("b", 1500))) == "about +100"


def test_one_figure_at_two_moments_is_told_by_when_it_was_known():
    words = [{Aspect.MOMENT: samples.said(f"as known on {day}")} for day in ("May 1", "June 1")]
    walk = samples.walk()
    start, end = (replace(one, words=said) for one, said in zip((walk.start, walk.end), words, strict=True))
    found = samples.compared(start=start, end=end, steps=(replace(walk.steps[-1], aspects=(Aspect.MOMENT,)),))
    assert sentence(found) == "As known on May 1: 100–140. As known on June 1: 160–200. Nothing else differs."
    assert "As known on May 1" in drawing(found)


def test_figures_with_one_title_are_told_apart_by_what_is_replaced():
    walk = samples.walk()
    words = [{Aspect.SOURCE: samples.said(one)} for one in ("the police", "the courts")]
    start, end = (
        replace(one, title=walk.start.title, words=said)
        for one, said in zip((walk.start, walk.end), words, strict=True)
    )
    found = samples.compared(start=start, end=end, steps=(replace(walk.steps[-1], aspects=(Aspect.SOURCE,)),))
    (block,) = found.commentary.blocks
    assert [spoken(found)(one.name) for one in (block.start, block.end)] == [
        "Reports – the police",
        "Reports – the courts",
    ]


def test_each_step_hangs_between_the_count_before_and_after_it():
    figures = {"from": Figure(100, 100), "unit": Figure(60, 60)}
    stops = (WaterfallStop("from", "100", Ref("from")), WaterfallStop("unit", "−40", Ref("unit"), Ref("from")))
    drawn = waterfall(WaterfallDrawing(stops), ValueSpeaker(localise("en"), figures))
    (change,) = [
        shape for layer in drawn.layers for shape in layer if isinstance(shape, Rectangle) and shape.paint.fill == INK
    ]
    across = Scale((0, 100), (0, WIDTH - 0.5))
    assert change.across == (across(60), across(100))


def test_the_page_shows_the_steps_in_other_orders_too(tmp_path):
    publish(samples.content(synthetic=True), tmp_path / "monitor")
    page = (tmp_path / "monitor/site/en/comparisons/walk.html").read_text("utf-8")
    assert "The same comparison in another order" in page
    assert page.index("Unit + date used") < page.index("Date used + unit")
    linked = (tmp_path / "monitor/site/en/published-figures.html").read_text("utf-8")
    assert 'href="comparisons/reports-2019.html"' in linked


def test_a_group_of_published_figures_has_the_title_of_the_group():
    answers = (samples.compared(), samples.differing())
    titles = [spoken(one)(one.commentary.own.pages[0].title) for one in answers]
    assert titles == ["Reports and persons", "Reports, 2019: 1,372 or 1,334?"]


def test_text_and_record_say_the_same():
    text, record = comparison_text(samples.compared(True), "en"), comparison_record(samples.compared(True), "en")
    assert record["sentence"] in " ".join(text.split())
    assert record["steps"][0]["change"] == {"lower": 0, "upper": 60, "mark": None}
    assert "Synthetic data" in text
    assert record["synthetic"] is True
