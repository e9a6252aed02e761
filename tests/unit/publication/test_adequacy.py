"""What judgments suffice for, on the page of a recommendation: in words, as a chart, with how they were chosen."""

from dataclasses import replace

import publication_samples as samples

from schakel.disclosure.adequacy_answers import ProtectedAdequacy, protect_adequacy
from schakel.model.sentencing import AdequacyAnswer, AdequacyQuestion, Factor, WishedPoint
from schakel.publication import publish
from schakel.publication.localisation import localise
from schakel.publication.views.adequacy import AdequacyView

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
    compulsory=48,
    selection=said("Long terms are always published.", "Las penas largas siempre se publican."),
    source=said("Made up.", "Inventado."),
)


def answered(minor: tuple[int, int], synthetic: bool = False) -> ProtectedAdequacy:
    found = AdequacyAnswer(QUESTION, 200, sum(minor), 1, {("minor",): minor}, {("minor",): (20, 20)}, synthetic)
    return protect_adequacy(found, "round-5")


def view(minor: tuple[int, int], language: str = "en") -> AdequacyView:
    return AdequacyView(answered(minor), localise(language), samples.content())


def test_the_headline_says_of_how_many_points_enough_is_known() -> None:
    assert view((60, 60)).headline == (
        "Of 2 factors and pairs of them the judgments show of 0 how much they change the sentence, of 1 only whether it"
        " becomes higher or lower, and of 1 neither."
    )
    assert view((60, 60)).basis == (
        "200 judgments read, 120 with a prison term."
        " For 1 of them it is known how many years of judgments are still needed: 1 to 1."
    )


def test_where_nothing_can_be_shown_it_is_a_refusal() -> None:
    assert view((60, 0)).is_refusal
    assert not view((60, 60)).is_refusal


def test_a_point_stands_with_its_figures_its_reasons_and_the_run_without_long_terms() -> None:
    minor, role = view((60, 60)).points
    assert (minor.label, minor.said, minor.below) == ("Minor", "direction only", "not enough")
    assert (minor.smallest, minor.detectable, minor.needed, minor.years) == ("60", "1.7 ×", "200", "1")
    assert minor.reasons == ("Only a sentence 1.69 times as long can be detected; 1.5 is wished.",)
    assert (role.said, role.smallest, role.detectable) == ("not enough", "–", "–")
    assert role.reasons == ("No rule reads this factor in the summaries.",)


def test_the_chart_is_one_image_with_a_title_and_what_it_shows() -> None:
    drawn = view((60, 60), "es").drawing
    assert drawn is not None
    assert 'role="img"' in drawn
    assert "Menor: 1,7 ×" in drawn


def test_where_nothing_can_be_shown_there_is_no_chart() -> None:
    assert view((60, 0)).drawing is None


def test_the_page_of_a_recommendation_holds_it_and_marks_what_is_invented(tmp_path) -> None:
    asked = replace(samples.ANSWERED, research=("factors",))
    for synthetic, flag in ((False, "real data"), (True, "synthetic")):
        content = samples.content(synthetic=synthetic)
        content = replace(content, recommendations=(asked,), adequacy=answered((60, 60), synthetic))
        release = publish(content, tmp_path / flag.replace(" ", "-"))
        page = (release.folder / f"site/en/recommendations/{asked.name}.html").read_text("utf-8")
        section = page[page.index('id="research-factors"') :]
        assert flag in section[:200]
        assert "Long terms are always published." in section
