"""The picture that shows an answer at a glance: what was declared, what research shows, or another monitor's."""

import re
from dataclasses import replace

import publication_samples as samples
import pytest
from answered import protected, view
from small import text

from schakel.model.blocks import ChartBlock
from schakel.model.recommendation import AnswerStatus, DeclaredPicture
from schakel.publication.answers import AnswerView
from schakel.publication.content import OtherMonitor, SaidAnswer, SaidBeside, TableElsewhere
from schakel.publication.localisation import localise
from schakel.publication.quotations import in_one_line
from schakel.publication.rendering import macro
from schakel.publication.views.tables import TableView
from schakel.research.prevalence import PartAnswer, PrevalenceQuestion
from schakel_base.errors import DeclarationError
from schakel_base.verdict import Basis, BoundOnly, Direction, Gate, Outcome, Refusal
from schakel_prevalence import PicturedRange

QUESTION = PrevalenceQuestion("how-many", text("How many"), text("How many?"), "present at a date", (), 100)
GATES = (
    Gate("range", Outcome.STOP, text("From 1,237 to 8,412."), 6.8),
    Gate("closed population", Outcome.STOP, text("Half as far apart."), 0.5),
    Gate("registration effect", Outcome.STOP, text("Much easier."), 31.0),
    Gate("equal visibility", Outcome.STOP, text("Declared."), basis=Basis.DECLARED),
    Gate("sampler", Outcome.CAUTION, text("The grid decides."), 1.1),
)
OTHER = OtherMonitor("other", samples.said("Other monitor", "Otro monitor"))
FIRST = OtherMonitor("first", samples.said("First monitor"))
ELSEWHERE = {"how-many": TableElsewhere(samples.said("All of them", "Todas"), (OTHER,), is_research=True)}

SAID = SaidAnswer(
    number=samples.WAITING.number,
    name=samples.WAITING.name,
    title=samples.WAITING.title,
    status=AnswerStatus.PARTLY,
    short=samples.said("At least 30 cases.", "Como mínimo 30 casos."),
    picture=samples.said('<figure class="answer__picture">cases</figure>'),
    synthetic=True,
    leads=False,
)


def refused(observed: int = 1233, synthetic: bool = False):
    return protected(QUESTION, (PartAnswer("", observed, Refusal(GATES)),), synthetic=synthetic)


def answer(asked=samples.WAITING, **content):
    language, held = localise("en"), replace(samples.content(), **content)
    return AnswerView(asked, held, language, [TableView(one, held, language) for one in held.tables])


def described(drawing):
    return re.search(r"<desc[^>]*>(.*?)</desc>", str(drawing))[1]


def test_a_refusal_shows_the_ratios_that_stopped_the_estimate():
    title, drawing, legend = view(refused()).picture
    assert title == "Why there is no estimate: how far each ratio lies from what it should be"
    assert described(drawing) == (
        "Upper by lower limit of the range: × 6.8; Time between registrations: × 0.5; "
        "Odds of the next registration: × 20 or more"
    )
    assert "what an estimate needs" in legend


def test_a_range_is_held_against_what_an_estimate_needs_of_it_and_never_against_1():
    """The upper limit of a range is never as low as the lower: what it may be, the library says."""
    found = PicturedRange((), widest=3.0)
    parts = (PartAnswer("", 1233, BoundOnly(Direction.AT_LEAST, 900.0, GATES[:1]), pictured=found),)
    drawn = next(one for one in protected(QUESTION, parts).commentary.blocks if isinstance(one, ChartBlock))
    (bar,) = drawn.drawing.ratios
    assert (bar.low, bar.high, bar.held) == (3.0, 6.8, 3.0)
    assert view(protected(QUESTION, parts)).speak(drawn.title) == "Why there is no estimate: the range is too wide"


def test_ratios_over_few_persons_are_drawn_no_more_than_they_are_said():
    assert view(refused(observed=97)).picture is None


def test_a_declared_picture_shows_the_figures_of_a_category_by_period():
    asked = replace(
        samples.ANSWERED,
        picture=DeclaredPicture("by-form-and-quarter", {"form": "labour"}, samples.said("Labour", "Laboral")),
    )
    picture = answer(asked).picture
    assert picture.title == "Labour"
    assert described(picture.drawing).startswith("Q1 2020: 55–70; Q2 2020: 90–135; ")


def test_a_category_that_the_table_does_not_have_is_named():
    asked = replace(samples.ANSWERED, picture=DeclaredPicture("by-form", {"form": "begging"}))
    with pytest.raises(DeclarationError, match="The table `by-form` has no category `begging` of `form`"):
        assert answer(asked).picture


def test_the_picture_of_research_elsewhere_leads_to_the_monitor_that_it_is_from():
    asked = replace(samples.WAITING, research=("how-many",))
    here = {"elsewhere": ELSEWHERE, "lent": (refused(),)}
    shown = answer(asked, together=(OTHER,), **here)
    assert shown.picture.origin == shown.answered_in[0]
    assert 'href="../../../other/site/en/recommendations/how-many.html"' in shown.figure
    assert "real data" in shown.figure
    assert shown.own_figure == ""
    assert answer(asked, **here).picture is None  # nothing to lead to


def test_a_monitor_without_the_answer_shows_that_of_the_one_beside_it():
    beside = tuple(SaidBeside(monitor, one) for monitor, one in ((FIRST, SAID), (OTHER, replace(SAID, leads=True))))
    found = answer(together=(OTHER, FIRST), beside=beside)
    assert in_one_line(found.short) == "At least 30 cases."
    assert '<a class="utrecht-link utrecht-link--html-a" href="../../../other/site/en/recommendations/' in found.figure
    assert "cases" in found.figure and "synthetic" in found.figure
    assert answer(together=(OTHER, FIRST)).figure == ""


def test_whose_sentence_it_is_stands_under_the_sentence_and_not_under_a_picture_of_this_monitor():
    asked = replace(samples.WAITING, tables=("chain",))
    found = answer(asked, beside=(SaidBeside(OTHER, SAID),), together=(OTHER,))
    shown = macro("parts.html", "answers")([found], found.language.say, "h3")
    assert shown.index("From:") < shown.index("<figure")


def test_a_monitor_that_decides_the_answer_says_it_itself():
    asked = replace(samples.WAITING, research=("how-many",))
    found = answer(asked, answers=(refused(),), together=(FIRST,), beside=(SaidBeside(FIRST, SAID),))
    assert found.leads and found.short_from is None
    assert in_one_line(found.short) != "At least 30 cases."


def test_the_answer_stands_where_the_research_is_that_decides_it_and_not_where_other_tables_are():
    tables = {"sentences": TableElsewhere(samples.said("Sentences", "Penas"), (OtherMonitor("court", text("Court")),))}
    asked = replace(samples.WAITING, research=("how-many",), tables=("sentences",))
    assert [one.label for one in answer(asked, elsewhere=ELSEWHERE | tables).answered_in] == ["Other monitor"]
    asked = replace(samples.ANSWERED, tables=("sentences",))
    assert [one.label for one in answer(asked, elsewhere=tables).answered_in] == ["Court"]


def test_what_another_monitor_decides_is_not_marked_by_what_stands_here():
    """Invented figures beside it make no invention of an answer that rests on real judgments."""
    asked = replace(samples.ANSWERED, research=("how-many",), parts=samples.ANSWERED.parts + samples.WAITING.parts)
    shown = answer(asked, elsewhere=ELSEWHERE)
    assert shown.is_here and not shown.is_settled_here
    head = macro("parts.html", "answers")([shown], shown.language.say, "h3")
    status = re.search(r'<p class="answer__status">.*?</p>', head)[0]
    assert "synthetic" not in status and "real data" not in status
