"""Two editions of a scheme are compared concept by concept, and the series that they break are named."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from small import BY_FORM, FORM, alliance, indicator, scheme, text

from schakel.alliance import read
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.indicator import DimensionRule, Phase
from schakel.model.mapping import Match
from schakel.vocabulary.difference import BrokenSeries, broken_series, difference, lines


def notations(concepts: Iterable[Concept]) -> list[str]:
    return [concept.notation for concept in concepts]


def matched(edition: ConceptScheme, notation: str, kind: Match, *targets: str) -> ConceptScheme:
    """The scheme with one concept matched to others."""
    concepts = tuple(
        replace(concept, matches=tuple((kind, target) for target in targets))
        if concept.notation == notation
        else concept
        for concept in edition.concepts
    )
    return replace(edition, concepts=concepts)


def test_nothing_changed_between_an_edition_and_itself() -> None:
    found = difference(FORM, FORM)
    assert (found.added, found.removed, found.redefined, found.moved) == ((), (), (), ())
    assert broken_series(alliance(indicator(BY_FORM)), found) == ()


def test_concepts_added_and_removed() -> None:
    found = difference(FORM, scheme("form", "sexual", "sexual/domestic", "sexual/cross-border", "crime"))
    assert notations(found.added) == ["crime"]
    assert notations(found.removed) == ["labour"]


def test_a_concept_that_moves_in_the_tree() -> None:
    found = difference(FORM, scheme("form", "sexual", "domestic", "sexual/cross-border", "labour"))
    assert [(change.before.broader, change.after.broader) for change in found.moved] == [(("sexual",), ())]


LABOUR = FORM.by_notation["labour"]


@pytest.mark.parametrize("changed", [replace(LABOUR, label=text("work")), replace(LABOUR, definition=text("work"))])
def test_a_concept_that_means_something_else(changed: Concept) -> None:
    others = tuple(concept for concept in FORM.concepts if concept != LABOUR)
    found = difference(FORM, replace(FORM, concepts=(*others, changed)))
    assert [change.before.notation for change in found.redefined] == ["labour"]


def test_a_new_note_or_source_is_no_new_meaning() -> None:
    others = tuple(concept for concept in FORM.concepts if concept != LABOUR)
    changed = replace(LABOUR, note=text("see the law"), source="the law")
    assert difference(FORM, replace(FORM, concepts=(*others, changed))).redefined == ()


def test_a_series_that_counts_a_removed_concept_breaks() -> None:
    found = difference(FORM, scheme("form", "sexual", "sexual/domestic", "sexual/cross-border"))
    assert broken_series(alliance(indicator(BY_FORM)), found) == (BrokenSeries("reports", ("labour",)),)


def test_a_series_that_shows_other_concepts_goes_on() -> None:
    found = difference(FORM, scheme("form", "sexual", "sexual/domestic", "sexual/cross-border"))
    assert broken_series(alliance(indicator(replace(BY_FORM, show=("domestic",)))), found) == ()


def test_an_added_concept_breaks_no_series() -> None:
    found = difference(FORM, scheme("form", "sexual", "sexual/domestic", "sexual/cross-border", "labour", "crime"))
    assert broken_series(alliance(indicator(BY_FORM)), found) == ()


def test_a_phase_that_asks_for_the_concept_breaks() -> None:
    phases = (Phase("all", text("all"), "report"), Phase("court", text("court"), "referral", "court", "yes"))
    phase = DimensionRule("phase", "phase", text("phase"), phases=phases)
    yes_no = alliance().schemes["yes-no"]
    found = difference(yes_no, scheme("yes-no", "no"))
    assert broken_series(alliance(indicator(phase)), found) == (BrokenSeries("reports", ("yes",)),)


def test_a_count_of_what_is_decided_looks_at_every_concept() -> None:
    decided = DimensionRule("decided", "known", text("known"), attributes=("form",))
    found = difference(FORM, scheme("form", "sexual", "sexual/domestic", "sexual/cross-border"))
    assert broken_series(alliance(indicator(decided)), found) == (BrokenSeries("reports", ("labour",)),)


@pytest.mark.parametrize("kind", [Match.EXACT, Match.NARROW])
def test_an_edition_breaks_what_its_concepts_are_matched_to(kind: Match) -> None:
    published = matched(scheme("monitor-2017", "at-home", "work"), "work", kind, "urn:labour")
    found = difference(published, scheme("monitor-2019", "at-home"))
    assert broken_series(alliance(indicator(BY_FORM)), found) == (BrokenSeries("reports", ("work",)),)


def test_a_broader_match_breaks_nothing() -> None:
    published = matched(scheme("monitor-2017", "work"), "work", Match.BROAD, "urn:labour")
    found = difference(published, scheme("monitor-2019", "other"))
    assert broken_series(alliance(indicator(BY_FORM)), found) == ()


def test_a_difference_in_words() -> None:
    later = replace(scheme("form", "sexual", "domestic", "sexual/cross-border", "crime"), edition="2019")
    found = difference(replace(FORM, edition="2017"), later)
    assert lines(found, broken_series(alliance(indicator(BY_FORM)), found), "en") == (
        "From form, 2017 to form, 2019:",
        "added: crime (crime)",
        "removed: labour (labour)",
        "moved: domestic (domestic), from sexual to the top",
        "breaks: reports, by labour, domestic",
    )


def test_the_two_editions_of_the_dadermonitor() -> None:
    dutch = read(Path(__file__).parents[3] / "alliances" / "nl-mensenhandel")
    found = difference(dutch.schemes["dadermonitor-2013-2017"], dutch.schemes["dadermonitor-2015-2019"])
    assert notations(found.added) == ["labour", "criminal"]
    assert notations(found.removed) == ["domestic-outside", "cross-border-outside"]
    broken = {series.indicator for series in broken_series(dutch, found)}
    assert {"cases-by-year", "outside-the-sex-industry"} <= broken
    assert "verdicts-by-outcome" not in broken
