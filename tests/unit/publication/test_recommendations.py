"""The pages of recommendations: what was asked, what was answered, and the tables that answer it now."""

import re
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.recommendation import AnswerStatus, AskedPart, Concluded
from schakel.publication.answers import AnswerView
from schakel.publication.localisation import localise
from schakel.publication.quotations import in_one_line
from schakel.publication.release import publish
from schakel.publication.views.tables import TableView


def answer(recommendation=samples.ANSWERED, language="en"):
    content = samples.content()
    speaking = localise(language)
    return AnswerView(recommendation, content, speaking, [TableView(one, content, speaking) for one in content.tables])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "monitor"
    publish(samples.content(), folder)
    return folder / "site" / "en"


@pytest.mark.parametrize(
    ("status", "language", "words"),
    [
        (AnswerStatus.ANSWERED, "en", "answered"),
        (AnswerStatus.PARTLY, "nl", "deels beantwoord"),
        (AnswerStatus.WAITING, "es", "todavía sin respuesta"),
    ],
)
def test_the_status_is_said_in_words(status, language, words):
    part = AskedPart(samples.said("all of it", "todo"), status)
    assert answer(replace(samples.ANSWERED, parts=(part,)), language).status == words


def test_the_answer_in_one_line_quotes_figures_of_this_release_and_says_what_is_not_answered():
    shown = answer()
    assert in_one_line(shown.short) == "At least 35 and at most 100 are labour. Not by route."
    assert [(part.what, part.status) for part in shown.parts] == [
        ("by form", "answered"),
        ("by route", "not answered yet"),
    ]
    elsewhere = AnswerView(samples.ANSWERED, samples.content(), localise("en"), [])
    assert in_one_line(elsewhere.short) == "By form it is known. Not by route."
    assert elsewhere.status == shown.status == "partly answered"


@pytest.mark.parametrize(
    ("concluded", "status", "short"),
    [
        ({}, "not answered yet", "Nobody has tried."),
        ({"how-many": Concluded(False)}, "refused, with reasons", "It cannot be estimated."),
        ({"how-many": Concluded(True)}, "answered", "It can be estimated."),
    ],
)
def test_what_research_of_another_release_concluded_decides_the_status_here(concluded, status, short):
    shown = AnswerView(samples.WAITING, replace(samples.content(), concluded=concluded), localise("en"), [])
    assert (shown.status, in_one_line(shown.short)) == (status, short)


def test_tables_of_this_release_are_shown_and_those_of_others_are_named():
    shown = answer()
    assert [view.name for view in shown.views] == ["chain", "by-form", "by-province", "decided"]
    assert [(one.title, [other.label for other in one.products]) for one in shown.elsewhere] == [
        ("Sentences", ["Court monitor"])
    ]


def test_an_answer_without_a_sentence_for_this_release_says_where_it_stands():
    asked = replace(samples.ANSWERED, answer=samples.ANSWERED.answer[1:])
    assert answer(asked).said == "The page shows what the tables of this publication say about it."
    assert answer(replace(asked, tables=("sentences",))).said == (
        "The answer is in another publication: Court monitor."
    )
    assert answer(replace(asked, tables=())).said == "No table answers this yet."


def test_the_answer_says_on_which_tables_it_rests_and_whether_they_are_made_up():
    shown = answer()
    assert [(one.label, one.address) for one in shown.rests_on] == [("Reports by form", "indicators/by-form.html")]
    assert not shown.is_synthetic


def test_a_chart_with_many_bars_is_left_to_the_page_of_its_table():
    charts = {view.name: view.small_chart is not None for view in answer().views}
    assert charts == {"chain": True, "by-form": True, "by-province": False, "decided": True}


def test_a_file_is_named_where_a_page_shows_it():
    links = [(one.label, one.address) for one in answer().references]
    assert links == [
        ("Forms of exploitation", "definitions/form.html"),
        ("Published figures", "published-figures.html"),
        ("Targets: norm and result", "targets.html"),
    ]


def test_the_page_says_what_was_asked_and_answered_and_what_is_missing(site):
    page = (site / "recommendations/follow-the-forms.html").read_text("utf-8")
    for said in (
        "Make the chain monitorable by form.",
        "Not yet: nobody registers it.",
        "Partners are asked together.",
    ):
        assert said in page
    assert '<a class="utrecht-link utrecht-link--html-a" href="https://example.org/letter"' in page
    assert "not verified" in page
    assert "The route of each victim" in page


def test_bounds_stand_beside_how_far_they_may_lie_from_what_was_counted(site):
    """A figure of at least 35 can be of 33 that were counted."""
    for name in ("recommendations/follow-the-forms", "recommendations", "index"):
        assert "at most 2 above or below the one shown, also after “at least”" in (site / f"{name}.html").read_text(
            "utf-8"
        )


def test_a_letter_that_was_seen_carries_no_such_mark(site):
    assert "not verified" not in (site / "recommendations/how-many.html").read_text("utf-8")


def test_the_overview_and_the_index_lead_to_every_recommendation(site):
    for page in ("index.html", "recommendations.html"):
        found = re.findall(r'href="(recommendations/[\w-]+\.html)"', (site / page).read_text("utf-8"))
        assert found == ["recommendations/follow-the-forms.html", "recommendations/how-many.html"]


def test_without_recommendations_there_is_no_page_and_no_link(tmp_path):
    publish(replace(samples.content(), recommendations=()), tmp_path / "monitor")
    pages = list((tmp_path / "monitor/site").rglob("*.html"))
    assert not [page for page in pages if "ecommendation" in page.name]
    assert not [page for page in pages if "ecommendation" in page.read_text("utf-8")]
