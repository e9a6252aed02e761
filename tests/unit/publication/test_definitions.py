"""Words have pages: what each means, what it is part of, and which tables are divided by it."""

from dataclasses import replace
from html import unescape

import publication_samples as samples

from schakel.model.alliance import Attribute
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.figure import Figure
from schakel.model.indicator import Phase
from schakel.model.mapping import Match
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.views.definition import SchemeView

JOB = ConceptScheme(
    name="job",
    uri="https://example.org/job",
    title=samples.said("Jobs"),
    concepts=(
        Concept("any", "https://example.org/job/any", samples.said("any"), samples.said("Any work.")),
        Concept("sex", "https://example.org/job/sex", samples.said("sex work"), samples.said("For sex."), ("any",),
                matches=((Match.EXACT, samples.SCHEME.concepts[0].uri), (Match.BROAD, "https://other.example/job"))),
    ),
)  # fmt: skip
CONTENT = replace(samples.content(), schemes=(samples.SCHEME, JOB))


def related(notation):
    view = SchemeView(JOB, CONTENT, localise("en"))
    one = next(one for one in view.concepts if one.concept.notation == notation)
    return {said: [(link.label, link.address) for link in links] for said, links in one.related}


def test_a_word_says_what_it_is_to_others_within_the_site_and_beyond_it():
    assert related("any") == {"Divided into:": [("sex work", "definitions/job.html#job.sex")]}
    assert related("sex") == {
        "Part of:": [("any", "definitions/job.html#job.any")],
        "The same as:": [("sexual exploitation (Forms of exploitation)", "definitions/form.html#form.sexual")],
        "Falls under:": [("https://other.example/job", "https://other.example/job")],
    }


def test_the_tables_that_are_divided_by_words_are_named():
    by_form = {"chain", "by-form", "by-form-and-quarter", "with-marks"}
    named = {link.address for link in SchemeView(samples.SCHEME, CONTENT, localise("en")).tables}
    assert named == {f"indicators/{name}.html" for name in by_form}
    assert SchemeView(JOB, CONTENT, localise("en")).tables == ()


def test_a_table_with_phases_that_need_words_is_named_at_these_words():
    phases = (Phase("worked", samples.said("worked"), "report", "job", "sex"),)
    declared = samples.indicator("worked", "Worked", "", (samples.rule("phase", "phase", JOB.title, phases=phases),))
    made = samples.made_up({("worked",): (Figure(9, 9), {})}, declared, samples.side("phase", JOB.title, total=False))
    attributes = {**CONTENT.attributes, "job": Attribute("job", "job", JOB.title)}
    view = SchemeView(JOB, replace(CONTENT, tables=(made,), attributes=attributes), localise("en"))
    assert [link.address for link in view.tables] == ["indicators/worked.html"]


def test_an_address_of_a_word_is_the_same_in_every_edition_and_language(tmp_path):
    for number, edition in enumerate(("2021-01-01-aaaa", "2022-01-01-bbbb")):
        publish(replace(CONTENT, edition=edition), tmp_path / str(number))
    sites = [one for number in "01" for one in (tmp_path / number / "site").iterdir() if one.is_dir()]
    assert {one.name for one in sites} >= {"es", "en"}
    for site in (one for one in sites if one.name in ("es", "en")):
        page = unescape((site / "definitions/form.html").read_text("utf-8"))
        assert '<div id="form.sexual">' in page
        assert samples.SCHEME.concepts[0].uri in page
        assert 'href="definitions/form.html#form.sexual"' in (site / "definitions.html").read_text("utf-8")
        found = (site / "search.html").read_text("utf-8")
        assert 'href="definitions/form.html#form.sexual"' in found
        assert 'href="definitions/form.html"' in found
