"""Every kind of block, value, number and drawing of an answer has what draws, says or protects it."""

from typing import get_args

import publication_samples as samples
import pytest

from schakel.disclosure.answers import DRAWN_FROM_COUNTS
from schakel.model.answer import Count, Number
from schakel.model.blocks import Block, LegendSample, NotesBlock, ParagraphBlock, RemarkBlock, VerdictBlock
from schakel.model.drawings import CurveDrawing, CurvePoint, Drawing
from schakel.model.figure import Figure, Mark
from schakel.model.sentence import Capital, Form, Joined, Percent, Ref, Sentence, Value, say
from schakel.publication.charts.curve_panels import curve_panel
from schakel.publication.charts.of_answers import LAYOUTS
from schakel.publication.localisation import localise
from schakel.publication.rendering import macro
from schakel.publication.report.printed_answers import PRINTED
from schakel.publication.speech import FORMS, SAID, ValueSpeaker
from schakel.publication.views.blocks import SAMPLES, BlockDrawer, macro_of

FIGURES = {
    "seen": Figure(1235, 1235),
    "range": Figure(900, 1305),
    "share": Figure(0.25, 0.25),
    "hidden": Figure(None, None, Mark.PROTECTED),
}
VAGUE = say("Many.", "Veel.")


def said(value: Value, language: str = "en") -> str:
    return ValueSpeaker(localise(language), FIGURES)(value)


def test_there_is_one_for_every_kind() -> None:
    assert set(PRINTED) == set(get_args(Block))
    assert all(macro("blocks.html", macro_of(kind)) for kind in get_args(Block))
    assert set(SAID) == set(get_args(Value))
    assert {Count, *DRAWN_FROM_COUNTS} == set(get_args(Number))
    assert set(LAYOUTS) == set(get_args(Drawing))
    assert (set(FORMS), set(SAMPLES)) == (set(Form), set(LegendSample))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (say("Seen: {n}.", "Gezien: {n}.", n=Ref("seen")), "Gezien: 1.235."),
        (say("It is {n}.", "Het is {n}.", n=Ref("range")), "Het is 900–1.305."),
        (say("{n} of them.", "{n} daarvan.", n=Ref("share", Form.SHARE)), "25% daarvan."),
        (say("It is {n}.", "Het is {n}.", n=Ref("share", Form.DECIMAL)), "Het is 0,2."),
        (say("It is {n}.", "Het is {n}.", n=Ref("hidden")), "Het is beschermd."),
        (say("It is {n}.", "Het is {n}.", otherwise=VAGUE, n=Ref("hidden")), "Veel."),
        (say("Only English."), "Only English."),
        (Capital(Joined((samples.said("one"), "", samples.said("two")), " and ")), "One and two"),
        (Percent(0.95), "95%"),
    ],
)
def test_a_sentence_is_said_with_the_figures_as_they_leave(value: Value, words: str) -> None:
    assert said(value, "nl") == words


def test_what_has_nothing_in_it_is_not_drawn() -> None:
    draw = BlockDrawer(ValueSpeaker(localise("en"), FIGURES))
    assert not draw([NotesBlock((), "Why"), RemarkBlock("Real.")]).strip()
    assert "Real." in BlockDrawer(draw.speak, has_remarks=True)([RemarkBlock("Real.")])


def test_blocks_stand_in_their_order_and_what_is_said_is_escaped() -> None:
    draw = BlockDrawer(ValueSpeaker(localise("en"), FIGURES))
    shown = draw([VerdictBlock(Sentence(samples.said("5 < 6"))), ParagraphBlock("After.", opening="First")])
    assert "5 &lt; 6" in shown
    assert shown.index("5 &lt; 6") < shown.index("<strong>First</strong> After.")


def test_of_a_curve_only_the_points_that_may_be_shown_are_drawn() -> None:
    points = tuple(CurvePoint(year, Ref(name, Form.SHARE)) for year, name in ((1, "share"), (2, "hidden")))
    layout = str(curve_panel(CurveDrawing(points, (), 0.4), ValueSpeaker(localise("en"), FIGURES)))
    assert layout == str(curve_panel(CurveDrawing(points[:1], (), 0.4), ValueSpeaker(localise("en"), FIGURES)))
