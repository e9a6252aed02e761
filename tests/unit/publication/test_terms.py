"""Words that every page uses are explained in one place, in every language, and no others."""

from dataclasses import replace

import publication_samples as samples

from schakel.model.figure import Mark
from schakel.publication.localisation import localise
from schakel.publication.site import terms_of

CONTENT = samples.content()


def test_every_mark_is_a_word_with_its_meaning():
    terms = terms_of(CONTENT, localise("en"))
    assert {mark.value for mark in Mark} <= set(terms)
    assert terms["protected"].meaning.endswith("It is not zero.")


def test_a_unit_is_explained_where_its_alliance_says_what_counts_as_one():
    defined = replace(CONTENT.units["report"], definition=samples.said("what somebody told the line once."))
    terms = terms_of(replace(CONTENT, units={"report": defined}), localise("en"))
    assert terms["unit report"].meaning == "What somebody told the line once."
    assert terms["unit report"].address == "definitions.html#term.unit-report"
    assert "unit report" not in terms_of(CONTENT, localise("en"))


def test_made_up_data_are_explained_where_there_are_any():
    assert "synthetic" not in terms_of(CONTENT, localise("en"))
    assert "synthetic" in terms_of(samples.content(synthetic=True), localise("en"))


def test_an_explanation_has_one_address_in_every_language():
    addresses = [{one.address for one in terms_of(CONTENT, localise(tag)).values()} for tag in CONTENT.languages]
    assert addresses[0] == addresses[1]
