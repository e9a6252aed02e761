"""The pages of recommendations: what was asked, what was answered, and the tables that answer it now."""

import re
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.recommendation import AnswerStatus
from schakel.publication import publish
from schakel.publication.answers import AnswerView
from schakel.publication.localisation import localise
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
    assert answer(replace(samples.ANSWERED, status=status), language).status == words


def test_tables_of_this_release_are_shown_and_those_of_others_are_named():
    shown = answer()
    assert [view.name for view in shown.views] == ["chain", "by-form", "by-province", "decided"]
    assert [(one.title, one.products) for one in shown.elsewhere] == [("Sentences", ("Court monitor",))]


def test_an_answer_without_a_sentence_for_this_release_says_where_it_stands():
    asked = replace(samples.ANSWERED, answer=samples.ANSWERED.answer[1:])
    assert answer(asked).said == "What the tables of this publication say of it stands on the page."
    assert answer(replace(asked, tables=("sentences",))).said == (
        "The answer stands in another publication: Court monitor."
    )
    assert answer(replace(asked, tables=())).said == "No table answers this yet."


def test_the_answer_says_on_which_tables_it_rests_and_whether_they_are_made_up():
    shown = answer()
    assert [(one.label, one.address) for one in shown.rests_on] == [("Reports by form", "indicators/by-form.html")]
    assert not shown.is_synthetic


def test_a_chart_with_many_bars_is_left_to_the_page_of_its_table():
    charts = {view.name: view.small_chart is not None for view in answer().views}
    assert charts == {"chain": True, "by-form": True, "by-province": False, "decided": True}


def test_a_file_is_a_link_where_a_page_shows_it():
    links = [(one.label, one.address) for one in answer().references]
    assert links == [
        ("Forms of exploitation", "definitions/form.html"),
        ("Published figures", "published-figures.html"),
        ("Targets: norm and realisation", "targets.html"),
        ("reference/letters.csv", ""),
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
