"""A verdict in words, with its reasons apart by what they rest on, on the page of a recommendation."""

from dataclasses import replace
from datetime import date

import publication_samples as samples
import pytest
from answered import lists, printed, protected
from answered import view as view_of

from schakel.publication.answers import AnswerView
from schakel.publication.content import TableElsewhere
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.research.prevalence import CaptureList, DeclaredAssumption, PartAnswer, Parts, PrevalenceQuestion
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Gate,
    Interval,
    Outcome,
    RangeOnly,
    Refusal,
)

said = samples.said
QUESTION = PrevalenceQuestion(
    name="how-many",
    title=said("All of them", "Todos"),
    question=said("How many are there?", "¿Cuántos hay?"),
    target="present at a date",
    assumptions=(DeclaredAssumption("closed population", "does not hold", said("They come and go.", "Van y vienen.")),),
    replicates=1000,
    unit="report",
    lists=(CaptureList("a", said("hotline", "línea")), CaptureList("b", said("police", "policía"))),
    parts=Parts("form", ("case",), ("labour",)),
    source=said("Made up.", "Inventado."),
)
GATES = (
    Gate("range", Outcome.STOP, said("From 1,000 to 2,000."), 2.0),
    Gate("closed population", Outcome.STOP, said("Not closed, they say."), basis=Basis.DECLARED),
    Gate("sampler", Outcome.CAUTION, said("The grid decides."), 1.1, "caution over 1.05"),
    Gate("existence", Outcome.PASS, said("Fine.")),
)
INTERVAL = Interval(901.0, 1304.0, 0.95, "BCa")


CODES = ("", "labour")


def answered(*verdicts, synthetic=False):
    parts = tuple(PartAnswer(code, 612, one) for code, one in zip(CODES, verdicts, strict=False))
    return protected(QUESTION, parts, synthetic=synthetic)


def view(*verdicts, language="en"):
    return view_of(answered(*verdicts), language)


@pytest.mark.parametrize(
    ("verdict", "language", "words"),
    [
        (Refusal(GATES), "en", "No reliable estimate can be given."),
        (Refusal(GATES), "nl", "Een betrouwbare schatting is niet te geven."),
        (
            BoundOnly(Direction.AT_LEAST, 1002.0, GATES),
            "en",
            "At least 1,000 reports, unless those seen once are far less likely to be seen again; no estimate can be "
            "given.",
        ),
        (
            BoundOnly(Direction.AT_MOST, 1002.0, GATES),
            "nl",
            "Ten hoogste 1.100 reports, tenzij wie eenmaal gezien is, veel vaker opnieuw gezien wordt; een schatting "
            "is niet te geven.",
        ),
        (
            RangeOnly(INTERVAL, ()),
            "en",
            "There are 900–1,400 reports; no number in that range is more likely than another.",
        ),
        (
            Estimate(1102.0, INTERVAL, ()),
            "en",
            "Estimate: 1,100 reports. Allowing for what the lists cannot show: 900–1,400.",
        ),
        (
            EstimateWithCaution(1102.0, INTERVAL, ()),
            "es",
            "Estimación con cautela: 1.100 reports. Teniendo en cuenta lo que las listas no muestran: 900–1.400.",
        ),
        (None, "en", "The lists have seen too few for an estimate."),
    ],
)
def test_the_verdict_is_one_sentence(verdict, language, words):
    assert view(verdict, language=language).headline == words


def test_reasons_are_apart_by_what_they_rest_on():
    whole = lists(printed(answered(Refusal(GATES, (said("More lists."),))))[0])
    assert whole["What the data show against it"] == [
        "What the lists cannot show leaves a wide range: the upper limit is 2.0 times the lower."
    ]
    assert whole["What is declared against it"] == ["Not closed, they say."]
    assert len(whole["With caution"]) == 1
    assert whole["What would be needed for an estimate"] == ["More lists."]


def test_each_part_has_a_verdict_under_its_label():
    whole = lists(printed(answered(Refusal(GATES), Estimate(700.0, INTERVAL, ())))[0])
    assert whole["For each part"] == [
        "Labour: Estimate: 700 reports. Allowing for what the lists cannot show: 900–1,400. Seen on the lists: 610 "
        "reports."
    ]


def release(tmp_path, recommendation, **content):
    written = replace(samples.content(), recommendations=(recommendation,), **content)
    publish(written, tmp_path / "monitor")
    return (tmp_path / f"monitor/site/en/recommendations/{recommendation.name}.html").read_text("utf-8")


def test_the_page_shows_verdict_reasons_assumptions_and_source(tmp_path):
    asked = replace(samples.ANSWERED, research=("how-many",))
    page = release(tmp_path, asked, answers=(answered(Refusal(GATES, (said("More lists."),)), Refusal(GATES)),))
    for words in (
        "No reliable estimate can be given.", "What the data show against it", "Not closed, they say.",
        "They come and go.", "More lists.", "1,000 tables drawn at random, to measure what chance may do",
        "hotline; police", "Made up.",
    ):  # fmt: skip
        assert words in page


def test_an_answer_in_another_release_is_named(tmp_path):
    asked = replace(samples.ANSWERED, research=("how-many",))
    elsewhere = {
        "how-many": TableElsewhere(said("All of them"), (samples.OtherMonitor("other", said("Other monitor")),))
    }
    page = release(tmp_path, asked, elsewhere=elsewhere)
    assert "All of them" in page and "Other monitor" in page
    assert "Refusal" not in page


def test_a_synthetic_answer_marks_the_release():
    content = replace(samples.content(synthetic=False), answers=(answered(Refusal(GATES), synthetic=True),))
    assert content.synthetic
    assert not replace(content, answers=(answered(Refusal(GATES)),)).synthetic


def test_the_overview_says_the_verdict():
    content = replace(samples.content(), answers=(answered(Refusal(GATES)),))
    content = replace(content, concluded={"how-many": content.answers[0].commentary.conclusion.concluded})
    asked = replace(samples.WAITING, research=("how-many",), answer=())
    assert AnswerView(asked, content, localise("en"), []).said.endswith(
        "No reliable estimate can be given. Seen on the lists: 610 reports."
        " What the lists cannot show leaves a wide range: the upper limit is 2.0 times the lower."
    )
    assert AnswerView(asked, content, localise("en"), []).status == "refused, with reasons"


def test_how_many_were_seen_is_said_with_their_unit_and_period():
    asked = replace(QUESTION, first_day=date(2013, 1, 1), last_day=date(2019, 12, 31))
    shown = protected(asked, (PartAnswer("", 612, Refusal(GATES)),))
    seen = printed(shown)[0]["said"][1]
    assert seen == "Seen on the lists, 1 January 2013 to 31 December 2019: 610 reports."
