"""Counts of linked persons

Most counts of persons are one number, and that number rests on links. So it is never shown without that being said,
with how much it was found to matter.
"""

from dataclasses import replace

import publication_samples as samples
import pytest
from publication_samples import said
from reading import noted, view_of

from schakel.model import TOTAL, Figure, Mark, Statistic
from schakel.publication.linkage_notes import linkage_note
from schakel.publication.localisation import localise

ENGLISH = localise("en")
SHORT = "Persons are linked: some may count twice, or two as one."


def side(name, *codes, total=False):
    return samples.side(name, said(name), *((code, code, code) for code in codes), total=total)


def figures_of_linking(**persons):
    """What linking does to the number of persons, by reading; a reading that was not found is no category."""
    partner, reading = side("partner", total=True), side("reading", *(one.replace("_", "-") for one in persons))
    cells = {(TOTAL, one.replace("_", "-")): (Figure(found, found), {}) for one, found in persons.items()}
    return samples.made_up(cells, samples.indicator("linked-figures", "Links", "Enlaces", ()), partner, reading)


def names_alone(recall):
    """What names alone would find."""
    group, outcome = side("group", total=True), side("outcome", "found", "missed")
    ratio = (Statistic("recall", "outcome", said("recall")),)
    declared = samples.indicator("names-alone", "Names alone", "Solo nombres", (), statistics=ratio)
    cells = {(TOTAL, "found"): (Figure(95, 95), {"recall": recall}), (TOTAL, "missed"): (Figure(5, 5), {})}
    return samples.made_up(cells, declared, group, outcome)


def release(*quality, linked=("report",)):
    """A monitor that counts reports; who is one person decides how many reports there are."""
    return replace(samples.content(), quality=quality, linked_units=frozenset(linked))


def view(content):
    return view_of(content.tables[1], content)


def test_a_headline_of_linked_persons_says_that_they_are_linked():
    assert view(release()).headline.sentence.endswith(SHORT)


def test_a_headline_of_what_nobody_links_does_not():
    assert SHORT not in view(release(linked=("person",))).headline.sentence


def test_a_table_about_linking_is_about_nothing_else_and_does_not_say_it_again():
    quality = figures_of_linking(all_joined=90, counted=95, numbers_alone=120)
    content = release(quality)
    assert SHORT not in view_of(quality, content).headline.sentence


def test_the_number_stands_between_other_ways_to_link():
    content = release(figures_of_linking(all_joined=4677, counted=4729, numbers_alone=5100))
    told = "4,729 persons as they are linked, of 4,677 with every plausible pair joined, and of 5,100 with none joined"
    assert f"All registrations together are of {told} by name." in linkage_note(content, ENGLISH)


def test_where_numbers_check_links_by_name_the_range_of_the_draws_is_said():
    content = release(
        figures_of_linking(all_joined=80, draws_low=90, counted=95, draws_high=99, numbers_alone=120),
    )
    assert "19 of 20 draws give 90 to 99 persons." in linkage_note(content, ENGLISH)


def test_where_no_number_shows_who_is_who_nobody_knows_how_many_links_were_missed():
    content = release(figures_of_linking(all_joined=90, counted=95, numbers_alone=120))
    note = linkage_note(content, ENGLISH)
    assert note.endswith("How many links were missed is not known, because no number shows it.")
    assert "draws" not in note


def test_where_numbers_show_it_readers_see_how_many_pairs_names_alone_find():
    note = linkage_note(release(names_alone(Figure(95.0, 95.0))), ENGLISH)
    assert note.endswith("names alone found 95.0% of the pairs of registrations; without a number it can be less.")


def test_where_no_table_about_linking_is_at_hand_nothing_is_said_of_how_well_it_went():
    assert linkage_note(release(), ENGLISH).endswith("where a link is wrong two persons count as one.")


def test_of_a_share_that_is_protected_nothing_is_said():
    note = linkage_note(release(names_alone(Figure(None, None, Mark.PROTECTED))), ENGLISH)
    assert note.endswith("where a link is wrong two persons count as one.")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_note_goes_with_the_table_to_its_page_its_open_data_and_its_metadata(language):
    content = release()
    told = noted(content.tables[1], content, language)
    assert told["page"][0] == linkage_note(content, localise(language))
    assert told["page"] == told["workbook"] == told["metadata"]
