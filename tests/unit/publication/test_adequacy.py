"""What judgments suffice for, on the page of a recommendation: in words, as a chart, with how they were chosen."""

import re
from dataclasses import replace
from typing import Any

import publication_samples as samples
from answered import printed, protected
from answered import view as view_of

from schakel.disclosure.answers import ProtectedAnswer
from schakel.publication.release import publish
from schakel.publication.views.research import ResearchView
from schakel.research.adequacy import AdequacyQuestion, Factor, FoundJudgments, WishedPoint
from schakel.research.adequacy.question import MeasuredReading

said = samples.said
QUESTION = AdequacyQuestion(
    name="factors",
    title=said("Factors", "Factores"),
    question=said("What do they do?", "¿Qué hacen?"),
    partner="court",
    identifier="ecli",
    text="summary",
    decided="date",
    outcome="prison",
    factors=(Factor("minor", said("minor", "menor"), "minor_victim"), Factor("role", said("role", "papel"))),
    wished=(WishedPoint(("minor",), 1.5), WishedPoint(("role",), 1.5)),
    selection=said("Long terms are always published.", "Las penas largas siempre se publican."),
    source=said("Made up.", "Inventado."),
)


def answered(minor: tuple[int, int], synthetic: bool = False) -> ProtectedAnswer:
    found = FoundJudgments(200, sum(minor), 1, {("minor",): minor})
    return protected(QUESTION, found, synthetic=synthetic)


def view(minor: tuple[int, int], language: str = "en") -> ResearchView:
    return view_of(answered(minor), language)


def test_the_headline_says_of_how_many_points_enough_is_known() -> None:
    assert view((60, 60)).headline == (
        "For 0 of 2 factors and pairs of factors the judgments show how much the sentence changes;"
        " for 1 only whether it becomes higher or lower; for 1 neither."
    )
    assert view((60, 60)).basis == (
        "200 judgments read; 120 of them count and state a prison term."
        " For 1 of the 2 factors and pairs of factors it can be estimated how many more years of judgments are "
        "needed: 1."
    )


def test_where_nothing_can_be_shown_it_is_a_refusal() -> None:
    assert view((60, 0)).headline == (
        "For none of the 2 factors and pairs of factors do the judgments show whether the sentence becomes higher or "
        "lower."
    )
    assert view((60, 0)).commentary.conclusion.is_refusal
    assert not view((60, 60)).commentary.conclusion.is_refusal


def test_a_point_stands_with_its_figures() -> None:
    page = view((60, 60)).shown
    assert [cells(page, label) for label in ("Minor", "Role")] == [
        ["direction only", "60", "× 1.7", "200", "1"],
        ["not enough", "–", "–", "–", "–"],
    ]
    assert "Only a sentence 1.69 times as long can be detected; 1.5 is wished." in page
    assert "No rule reads this factor in the summaries." in page


def test_factors_that_are_read_badly_or_were_never_measured_are_named_beside_the_table() -> None:
    def lists(**changes: Any) -> dict[str, list[str]]:
        found = FoundJudgments(200, 120, 1, {("minor",): (60, 60)}, goal=(0.97, 0.9), **changes)
        return {one["title"]: one["items"] for one in printed(protected(QUESTION, found))[0]["lists"]}

    title = "How well rules read the factors"
    badly = MeasuredReading(21, 22, 25, (0.782, 0.992), (0.653, 0.936), is_enough=False, level=0.95)
    well = MeasuredReading(98, 100, 103, (0.93, 0.99), (0.89, 0.98), is_enough=True, level=0.95)
    goal, short = lists(measured={"minor": badly})[title]
    assert goal.startswith("The goal is that of 100 values that rules read 97 are right")
    assert short == (
        "Below the goal: minor. In new texts 21 of the 22 values that were read were right (95% interval: 78 to 99 of "
        "100), and 21 of the 25 that were there were read (65 to 94 of 100)."
    )
    reached = lists(measured={"minor": well})[title][1]
    assert reached.startswith("Reaches the goal: minor. In new texts 98 of the 100 values")
    assert lists(unmeasured=("minor",))[title][1] == "Not measured on new texts: minor."
    assert title not in lists()


def cells(page: str, label: str) -> list[str]:
    """The row of a table that bears a label."""
    row = page.split(f'row-header">{label}</th>')[1].split("</tr>")[0]
    return re.findall(r">([^<]+)</td>", row)


def test_print_keeps_the_columns_that_its_page_has_room_for() -> None:
    assert printed(answered((60, 60)))[0]["table"]["header"] == [
        "Factor",
        "Verdict",
        "Can be shown",
        "Sentences needed",
    ]


def test_the_chart_is_one_image_with_a_title_and_what_it_shows() -> None:
    drawn = view((60, 60), "es").shown
    assert 'role="img"' in drawn
    assert "Menor: × 1,7" in drawn


def test_where_nothing_can_be_shown_there_is_no_chart() -> None:
    assert 'role="img"' not in view((60, 0)).shown


def test_the_page_of_a_recommendation_holds_it_and_marks_what_is_invented(tmp_path) -> None:
    asked = replace(samples.ANSWERED, research=("factors",))
    for synthetic, flag in ((False, "real data"), (True, "synthetic")):
        content = samples.content(synthetic=synthetic)
        content = replace(content, recommendations=(asked,), answers=(answered((60, 60), synthetic),))
        release = publish(content, tmp_path / flag.replace(" ", "-"))
        page = (release.folder / f"site/en/recommendations/{asked.name}.html").read_text("utf-8")
        section = page[page.index('id="research-factors"') :]
        assert flag in section[:200]
        assert "Long terms are always published." in section
