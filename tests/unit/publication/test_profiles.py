"""The pages of an assessment: a profile for each body, by region, in the order of the alphabet and never ranked."""

import re
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.disclosure.protected_assessment import protect_assessment
from schakel.model.assessment import Subject
from schakel.model.assessment_profile import AssessmentProfile
from schakel.model.contract import Contract
from schakel.publication import publish
from schakel.publication.localisation import localise
from schakel.publication.views.assessment import MOST_ON_A_PAGE, AssessmentView, alphabetical


def view(synthetic=False, language="en"):
    return AssessmentView(samples.assessed(synthetic), localise(language))


def profile(name="Órdoba"):
    found = [one for region in view().regions for page in region.pages for one in page.profiles]
    return next(one for one in found if one.name == name)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "monitor"
    publish(samples.content(synthetic=True), folder)
    return folder / "site" / "en"


def test_bodies_stand_in_alphabetical_order_whatever_they_answered():
    (north, south) = view().regions
    assert [one.name for one in north.pages[0].profiles] == ["Órdoba", "'s Anta"]
    assert (south.name, north.pages[0].path) == ("South", "profiles/north-west.html")


def test_accents_apostrophes_and_capitals_do_not_change_the_order():
    names = ["Zeist", "'s-Hertogenbosch", "Ede", "éden", "Raalte"]
    assert sorted(names, key=alphabetical) == ["Ede", "éden", "Raalte", "'s-Hertogenbosch", "Zeist"]


def test_a_map_shows_who_answered_when_and_never_what():
    found = view(synthetic=True).map
    assert [(said, number) for _, said, number in found.legend] == [
        ("answered in 2021", "1"),
        ("answered before 2021", "0"),
        ("has not answered", "2"),
    ]
    titles = re.findall(r"<title>([^<]*)</title></path>", found.drawing)
    assert titles == ["Órdoba: 2021", "&#39;s Anta: has not answered"]
    assert found.drawing.count('class="map-area"') == 1  # an area of nobody who was asked
    assert "Synthetic data" in found.drawing


def test_without_boundaries_there_is_no_map():
    source = replace(samples.ASSESSMENT.profiles, boundaries=None)
    assessment = replace(samples.ASSESSMENT, profiles=source)
    protected = protect_assessment(assessment, samples.PROFILES, Contract("towns", "towns", "1.0.0", ()), False)
    assert AssessmentView(protected, localise("en")).map is None


def test_a_picture_says_every_reply_and_does_not_read_silence_as_an_answer():
    assert [(theme, [signs.said for signs in levels]) for theme, levels in profile().picture] == [
        ("Policy", ["1.1 yes", "1.2 unknown"]),
        ("Signals", ["2.1 not answered", ""]),
    ]


def test_the_development_shows_how_each_year_ended():
    assert profile().years == (2019, 2021)
    assert [signs.said for signs in profile().development[0][1]] == ["1 no, 1 unknown", "1 yes, 1 unknown"]


def test_a_question_has_its_answer_with_date_and_evidence():
    lines = [(one.question, one.reply.word, one.day, one.evidence) for one in profile().lines]
    assert lines == [
        ("1.1", "yes", "May 2, 2021", "decision"),
        ("1.2", "unknown", "March 1, 2019", ""),
        ("2.1", "not answered", "", ""),
    ]


def test_a_region_over_the_years_stands_still_where_nothing_new_was_answered():
    (_, years), _ = view().regions[0].development
    assert years == ((2019, (0, 0, 1, 1)), (2020, (0, 0, 1, 1)), (2021, (1, 0, 0, 1)))


def test_a_large_region_has_pages_of_even_length():
    towns = [AssessmentProfile(Subject(f"T{n}", f"Town {n:03}", "R"), ()) for n in range(2 * MOST_ON_A_PAGE + 2)]
    protected = protect_assessment(samples.ASSESSMENT, towns, Contract("towns", "towns", "1.0.0", ()), synthetic=False)
    (region,) = AssessmentView(protected, localise("en")).regions
    lengths = [len(page.profiles) for page in region.pages]
    assert (len(lengths), sum(lengths), max(lengths) - min(lengths)) == (3, len(towns), 1)
    assert [page.path for page in region.pages] == ["profiles/r.html", "profiles/r-2.html", "profiles/r-3.html"]
    assert region.pages[0].title == "R: Town 000 to Town 018"


def test_pages_say_that_nothing_is_rounded_or_ranked_and_who_worded_the_questions(site):
    page = (site / "profiles/north-west.html").read_text("utf-8")
    assert "It counts no persons, so no number is rounded." in page
    assert "nothing is ranked" in page
    assert re.search(r"worded by the sample\.\s*<span class=\"flag flag--unverified\">", page)


def test_every_profile_of_a_synthetic_release_is_marked(site):
    page = (site / "profiles/north-west.html").read_text("utf-8")
    headings = re.findall(r"<h2 class=\"utrecht-heading-3\".*</h2>", page)
    assert len(headings) == 2 and all("synthetic" in heading for heading in headings)


def test_a_body_that_never_answered_says_so(site):
    assert "No answers were delivered." in (site / "profiles/south.html").read_text("utf-8")


def test_a_release_without_assessment_has_no_pages_for_it(tmp_path):
    publish(replace(samples.content(), assessment=None), tmp_path / "monitor")
    assert not (tmp_path / "monitor/site/en/profiles.html").exists()
    assert "profiles.html" not in (tmp_path / "monitor/site/en/index.html").read_text("utf-8")
