"""The first page leads to the answers, to the chain, to what changed, and to all the rest."""

from dataclasses import replace
from datetime import date

import publication_samples as samples

from schakel.model.product import CloserLook
from schakel.publication.answers import AnswerView
from schakel.publication.content import EarlierRelease, TableChange
from schakel.publication.front_door import front_door, said_chain
from schakel.publication.localisation import localise
from schakel.publication.pages import navigation, pages_of
from schakel.publication.release import publish
from schakel.publication.verification import verify
from schakel.publication.views.tables import TableView

CONTENT = samples.content()
ENGLISH = localise("en")


def door(content=CONTENT):
    views = [TableView(table, content, ENGLISH) for table in content.tables]
    answers = [AnswerView(one, content, ENGLISH, views) for one in content.recommendations]
    return front_door(content, ENGLISH, views, answers)


def names(views):
    return [view.name for view in views]


def test_answers_stand_first_and_then_no_tables_do():
    assert [answer.name for answer in door()["answers"]] == ["follow-the-forms", "how-many"]
    assert door()["few"] == ()


def test_a_recommendation_that_other_releases_answer_stands_there_with_its_short_answer():
    elsewhere = replace(samples.ANSWERED, answer=samples.ANSWERED.answer[1:])
    shown = door(replace(CONTENT, recommendations=(elsewhere, samples.WAITING)))["answers"]
    assert [(answer.name, answer.is_here) for answer in shown] == [("follow-the-forms", False), ("how-many", True)]
    assert [one.label for one in shown[0].answered_in] == ["Court monitor"]


def test_without_an_answer_the_first_table_of_each_group_stands_there_but_for_the_chain():
    plain = replace(CONTENT, recommendations=())
    assert names(door(plain)["few"]) == ["by-role-gender-and-age", "decided"]
    ungrouped = replace(plain, product=replace(plain.product, headings=()))
    assert names(door(ungrouped)["few"]) == names(TableView(table, plain, ENGLISH) for table in CONTENT.tables[1:6])


def test_a_closer_look_leads_to_its_monitor_where_that_is_released_around_it_and_in_a_language_that_it_speaks():
    look = CloserLook("helpline/monitor", samples.said("Violence"), samples.said("Part of it"))
    product = replace(CONTENT.product, closer=(look,))

    def address(**around):
        (((reference, about),),) = (door(replace(CONTENT, product=product, around=around))["closer"],)
        assert (reference.label, about) == ("Violence", "Part of it")
        return reference.address

    assert address() == ""
    assert address(**{"helpline/monitor": ("nl", "en")}) == "../../../../helpline/monitor/site/en/index.html"
    assert address(**{"helpline/monitor": ("nl",)}) == "../../../../helpline/monitor/site/index.html"


def test_a_heading_with_a_page_has_its_tables_there_and_the_monitor_that_looks_closer_at_them(tmp_path):
    one, *others = CONTENT.product.headings
    look = CloserLook("helpline/monitor", samples.said("Violence"), samples.said("Part of it"), "mentioned")
    own = replace(one, page="mentioned", about=samples.said("Of them all."))
    around = {"helpline/monitor": ("en",)}
    content = replace(CONTENT, product=replace(CONTENT.product, headings=(own, *others), closer=(look,)), around=around)
    assert [(link.address, about) for link, about in door(content)["closer"]] == [
        ("topics/mentioned.html", "Of them all.")
    ]
    assert ("topics/mentioned.html", "Who the reports mention") in navigation(content, ENGLISH).first
    (page,) = (one for one in pages_of(content, ENGLISH) if one.template == "topic.html")
    assert names(page.context["group"].views) == ["by-role-gender-and-age"]
    assert [link.label for link, _ in page.context["closer"]] == ["Violence"]
    publish(content, tmp_path / "monitor")
    shown = (tmp_path / "monitor/site/en/topics/mentioned.html").read_text("utf-8")
    assert "Of them all." in shown and 'href="../indicators/by-role-gender-and-age.html"' in shown
    assert 'href="../../../../../helpline/monitor/site/en/index.html"' in shown


def test_a_release_that_leads_to_another_alliance_is_whole_also_when_it_is_followed_by_another(tmp_path):
    look = CloserLook("helpline/monitor", samples.said("Violence"), samples.said("Part of it"))
    content = replace(samples.content(), around={"helpline/monitor": ("en",)})
    content = replace(content, product=replace(content.product, closer=(look,)))
    publish(content, tmp_path / "violence" / "monitor")
    assert verify(tmp_path / "violence" / "monitor")
    publish(replace(content, edition="2021-01-01-abcdabcd"), tmp_path / "violence" / "monitor")
    assert verify(tmp_path / "violence" / "monitor")


def test_the_chain_is_the_table_that_follows_it():
    assert door()["chain"].view.name == "chain"
    assert door(replace(CONTENT, tables=CONTENT.tables[1:]))["chain"] is None


def test_a_picture_that_stands_alone_has_no_scale_of_its_own():
    picture = door()["chain"].large_picture
    assert "Number of reports</figcaption>" in picture and "(own" not in picture


def test_of_the_chain_a_release_says_how_many_entered_it_and_how_many_came_to_its_end():
    said = said_chain(CONTENT)
    assert (said.name, said.synthetic) == ("chain", False)
    assert said.finding.in_language("en") == (
        "465 reports (reported). Taken to court: 175 (37.6%). Some may still get further."
    )
    assert 'class="chart-panel"' in said.picture.in_language("es")
    assert said_chain(replace(CONTENT, tables=CONTENT.tables[1:])) is None


def test_what_changed_is_one_sentence():
    assert door()["changed"] == "This is the first edition here; there is none to compare it with."
    before = (EarlierRelease("2021", date(2021, 2, 3), "", ""),)
    none = TableChange("chain", samples.said("Chain"), 12, 0, 0, 0)
    assert door(replace(CONTENT, earlier=before, changes=(none,)))["changed"] == "No figure changed."
    some = replace(none, changed=3, added=2, removed=1)
    assert door(replace(CONTENT, earlier=before, changes=(none, some)))["changed"] == (
        "Figures that changed, were added or were removed since the edition of 3 February 2021: 6, in 1 of 2 tables."
    )
