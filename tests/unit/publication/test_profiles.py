"""The pages of an assessment: a profile for each body, by region, in the order of the alphabet and never ranked."""

import re
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.assessment import Subject
from schakel.model.assessment_profile import AssessmentProfile
from schakel.model.naming import alphabetical
from schakel.model.page_blocks import GroupedTableBlock, JumpsBlock, MapBlock, ProfilesBlock
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.speech import ValueSpeaker
from schakel.publication.views.blocks import BlockDrawer
from schakel.publication.views.place import counted_as
from schakel.research.self_assessment.regions import MOST_ON_A_PAGE

SPEAK = ValueSpeaker(localise("en"))


def pages(answer=None, of="profiles/"):
    return [one for one in (answer or samples.assessed()).commentary.own.pages if one.path.startswith(of)]


def block(page, kind):
    return next(block for section in page.sections for block in section.blocks if isinstance(block, kind))


def profiles(page):
    return block(page, ProfilesBlock).profiles


def profile(name="Órdoba"):
    return next(one for page in pages() for one in profiles(page) if one.name == name)


def signs(table):
    return [(SPEAK(title), [SPEAK(cell.said) for cell in cells]) for title, cells in table.rows]


def maps(answer):
    (section,) = answer.commentary.own.first
    return [block for block in section.blocks if isinstance(block, MapBlock)]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "monitor"
    publish(samples.content(synthetic=True), folder)
    return folder / "site" / "en"


def test_bodies_stand_in_alphabetical_order_whatever_they_answered():
    (north, south) = pages()
    assert [one.name for one in profiles(north)] == ["Órdoba", "'s Anta"]
    assert (SPEAK(south.title), north.path) == ("South", "profiles/north-west.html")


def test_accents_apostrophes_and_capitals_do_not_change_the_order():
    names = ["Zeist", "'s-Hertogenbosch", "Ede", "éden", "Raalte"]
    assert sorted(names, key=alphabetical) == ["Ede", "éden", "Raalte", "'s-Hertogenbosch", "Zeist"]


def test_a_map_shows_who_answered_when_and_never_what():
    (found,) = maps(samples.assessed())
    assert [(SPEAK(kind.said), kind.number) for kind in found.kinds] == [
        ("answered in 2021", 1),
        ("answered before 2021", 0),
        ("has not answered", 2),
    ]
    drawing = BlockDrawer(SPEAK, is_synthetic=True).map(found)
    titles = re.findall(r"<title>([^<]*)</title></path>", drawing)
    assert titles == ["Órdoba: 2021", "&#39;s Anta: has not answered"]
    assert drawing.count('class="map-area"') == 1  # an area of nobody who was asked
    assert "Synthetic data" in drawing


def test_a_map_of_which_nobody_answered_names_no_year():
    (found,) = maps(samples.assessed(profiles=[AssessmentProfile(Subject("T1", "Town", "R"), ())]))
    assert [(SPEAK(kind.said), kind.number) for kind in found.kinds] == [("has not answered", 1)]


def test_without_boundaries_there_is_no_map():
    source = replace(samples.ASSESSMENT.profiles, boundaries=None)
    assert maps(samples.assessed(assessment=replace(samples.ASSESSMENT, profiles=source))) == []


def test_a_picture_says_every_reply_and_does_not_read_silence_as_an_answer():
    assert signs(profile().now) == [("Policy", ["1.1 yes", "1.2 unknown"]), ("Signals", ["2.1 not answered", ""])]


def test_the_development_shows_how_each_year_ended():
    assert profile().development.columns == ("2019", "2021")
    assert signs(profile().development)[0] == ("Policy", ["1 no, 1 unknown", "1 yes, 1 unknown"])


def test_a_question_has_its_answer_with_date_and_evidence():
    lines = [(one.question, *map(SPEAK, (one.reply, one.day, one.evidence))) for one in profile().lines]
    assert lines == [
        ("1.1", "yes", "2 May 2021", "decision"),
        ("1.2", "unknown", "1 March 2019", ""),
        ("2.1", "not answered", "", ""),
    ]


def test_a_region_over_the_years_stands_still_where_nothing_new_was_answered():
    (_, years), _ = block(pages()[0], GroupedTableBlock).groups
    assert years == (("2019", (0, 0, 1, 1)), ("2020", (0, 0, 1, 1)), ("2021", (1, 0, 0, 1)))


def test_a_large_region_has_pages_of_even_length():
    towns = [AssessmentProfile(Subject(f"T{n}", f"Town {n:03}", "R"), ()) for n in range(2 * MOST_ON_A_PAGE + 2)]
    found = pages(samples.assessed(profiles=towns))
    lengths = [len(profiles(page)) for page in found]
    assert (len(lengths), sum(lengths), max(lengths) - min(lengths)) == (3, len(towns), 1)
    assert [page.path for page in found] == ["profiles/r.html", "profiles/r-2.html", "profiles/r-3.html"]
    assert SPEAK(found[0].title) == "R: Town 000 to Town 039"


def test_pages_say_that_nothing_is_rounded_or_ranked_and_who_worded_the_questions(site):
    page = (site / "profiles/north-west.html").read_text("utf-8")
    assert "It counts no persons, so no number is rounded." in page
    assert "nothing is ranked" in page
    assert re.search(r"worded by the sample\.\s*<span class=\"flag flag--unverified\">", page)


def test_the_overview_opens_with_how_many_answered_in_all_and_by_region(site):
    page = " ".join((site / "index.html").read_text("utf-8").split())
    assert "<strong>1 of 3</strong> <span>towns have answered, the latest in 2021.</span>" in page
    assert re.search(r"<desc[^>]*>North West: 1 of 2; South: 0 of 1</desc>", page)
    assert page.index("1 of 3") < page.index("What towns say of their policy.")


def test_every_profile_of_a_synthetic_release_is_marked(site):
    page = (site / "profiles/north-west.html").read_text("utf-8")
    headings = re.findall(r"<h2 class=\"utrecht-heading-3\".*</h2>", page)
    assert len(headings) == 2 and all("synthetic" in heading for heading in headings)


def test_groups_of_bodies_are_called_what_they_are():
    asked = replace(samples.ASSESSMENT.profiles, regions=samples.said("size classes"))
    found = pages(samples.assessed(assessment=replace(samples.ASSESSMENT, profiles=asked)), "")
    blocks = [one for page in found for section in page.sections for one in section.blocks]
    (body,) = (page for page in found if page.path.startswith("bodies/"))
    assert [SPEAK(one.title) for one in body.opening if isinstance(one, JumpsBlock)] == ["Size classes"]
    captions = {SPEAK(one.title) for one in blocks if isinstance(one, GroupedTableBlock) and one.name == "region-table"}
    assert captions == {"Number of questions, by the answer in force at the end of each year"}


def test_a_body_that_never_answered_says_so_and_has_no_page(site):
    assert "No answers were delivered." in (site / "profiles/south.html").read_text("utf-8")
    assert [page.path for page in pages(of="bodies/")] == ["bodies/t1.html"]


def test_a_body_has_a_page_with_each_answer_and_how_it_came_about(site):
    page = (site / "bodies/t1.html").read_text("utf-8")
    assert re.search(r"<h1[^>]*>Órdoba <span class=\"flag flag--synthetic\">", page)
    assert "2 May 2021 (evidence: decision)" in page
    assert "Development over the years" in page
    assert "Counted together" not in page  # no table counts it under a concept
    assert 'href="../bodies/t1.html"' in (site / "profiles/north-west.html").read_text("utf-8")
    for index in ("profiles.html", "search.html"):
        assert 'href="bodies/t1.html"' in (site / index).read_text("utf-8")


def test_the_page_of_a_body_shows_what_tables_say_about_those_like_it():
    said = counted_as("labour", samples.content(), localise("en"))
    assert said.label == "labour"
    (table,) = (one for one in said.tables if one.title == "Reports by form")
    assert (table.whole.value, table.whole.address) == ("35–100", "indicators/by-form.html#by-form.labour")
    (table,) = (one for one in said.tables if one.title == "Reports by form and quarter")
    assert [one.label for one in table.parts][:2] == ["Q1 2020", "Q2 2020"]
    assert counted_as("nowhere", samples.content(), localise("en")) is None


def test_an_assessment_that_nobody_was_asked_for_has_a_page_and_no_profiles(tmp_path):
    publish(replace(samples.content(), answers=(samples.assessed(profiles=()),)), tmp_path / "monitor")
    assert (tmp_path / "monitor/site/en/profiles.html").exists()
    assert not (tmp_path / "monitor/site/en/profiles").exists()


def test_a_release_without_assessment_has_no_pages_for_it(tmp_path):
    publish(replace(samples.content(), answers=()), tmp_path / "monitor")
    assert not (tmp_path / "monitor/site/en/profiles.html").exists()
    assert "profiles.html" not in (tmp_path / "monitor/site/en/index.html").read_text("utf-8")
