"""What a concept scheme in Turtle becomes."""

from datetime import date
from textwrap import indent

import pytest

from schakel.alliance.vocabulary import read_scheme
from schakel.model.concept import ConceptSet
from schakel.model.mapping import Match
from schakel_base.faults import Faults

HEAD = """@prefix : <https://example.org/s/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:scheme a skos:ConceptScheme ; dct:title "Scheme"@en %s .
"""


def concept(name, more=""):
    return f"""
:{name} a skos:Concept ; skos:notation "{name}" ; skos:inScheme :scheme ;
    skos:prefLabel "{name}"@en ; skos:definition "That."@en {more} .
"""


def read(folder, *concepts, scheme="", languages=("en",)):
    (folder / "things.ttl").write_text(HEAD % scheme + "".join(concepts), "utf-8")
    faults = Faults()
    found = read_scheme(folder, "things.ttl", languages, faults)
    faults.raise_if_any()
    return found


def test_a_scheme_has_the_name_of_its_file_and_an_edition(tmp_path):
    validity = (
        '; dct:hasVersion "2" ; schema:validFrom "2020-01-01"^^xsd:date ; schema:validThrough "2024-01-01"^^xsd:date'
    )
    found = read(tmp_path, concept("a"), scheme=validity)
    assert (found.name, found.edition) == ("things", "2")
    assert (found.valid_from, found.valid_until) == (date(2020, 1, 1), date(2024, 1, 1))


def test_concepts_come_in_the_order_in_which_they_are_written(tmp_path):
    found = read(tmp_path, *map(concept, ["b", "10", "9", "a"]))
    assert [c.notation for c in found.concepts] == ["b", "10", "9", "a"]


def test_concepts_whose_place_cannot_be_told_come_in_the_order_of_notation(tmp_path):
    written = [indent(concept(notation), " ") for notation in ("b", "10", "9", "a-2", "a-10", "a")]
    found = read(tmp_path, *written)
    assert [c.notation for c in found.concepts] == ["9", "10", "a", "a-2", "a-10", "b"]


def test_the_leaves_are_the_bits(tmp_path):
    found = read(
        tmp_path, concept("c", "; skos:broader :p"), concept("p"), concept("b", "; skos:broader :p"), concept("z")
    )
    assert [leaf.notation for leaf in found.leaves] == ["c", "b", "z"]
    assert found.leaves_of("p").mask == 0b011


def test_narrower_says_the_same_as_broader(tmp_path):
    found = read(tmp_path, concept("a"), concept("p", "; skos:narrower :a"))
    assert found.by_notation["a"].broader == ("p",)


def test_a_concept_has_its_note_and_its_sources(tmp_path):
    more = '; skos:scopeNote "Note."@en ; dct:source <https://example.org/law> , "A book"'
    found = read(tmp_path, concept("a", more)).by_notation["a"]
    assert found.note.in_language("en") == "Note."
    assert found.source.in_language("en") == "A book, https://example.org/law"
    assert found.uri == "https://example.org/s/a"


@pytest.mark.parametrize(("leaves", "words"), [(62, 1), (63, 1), (64, 2), (130, 3)])
def test_a_mask_has_a_word_for_63_leaves(tmp_path, leaves, words):
    found = read(tmp_path, *[concept(f"c{i}") for i in range(leaves)])
    assert (len(found.leaves), found.words) == (leaves, words)
    assert ConceptSet.of_words(found, found.anything.words) == found.anything
    assert all(word < 1 << 63 for word in found.anything.words)


@pytest.mark.parametrize(
    "turtle",
    ["", "a b c", '<a> <b> "c"^^<http://www.w3.org/2001/XMLSchema#date> .', "@prefix : <a b> .", "<\x00> a <b> ."],
)
def test_any_text_is_a_scheme_or_a_fault(tmp_path, turtle):
    (tmp_path / "things.ttl").write_text(turtle, "utf-8")
    faults = Faults()
    assert read_scheme(tmp_path, "things.ttl", ("en",), faults) is None
    assert faults.in_file("things.ttl")


def test_what_the_editors_say_is_read_after_the_note_for_readers(tmp_path):
    notes = '; skos:editorialNote "Not verified."@en ; skos:scopeNote "See the law."@en'
    assert read(tmp_path, concept("a", notes)).by_notation["a"].note.in_language("en") == "See the law. Not verified."


def test_a_concept_is_verified_unless_it_says_otherwise(tmp_path):
    found = read(tmp_path, concept("a", "; <https://schakel.example/def/verified> false"), concept("b"))
    assert [one.verified for one in found.concepts] == [False, True]


def test_a_source_with_a_title_shows_it_before_its_address_in_the_language_of_the_reader(tmp_path):
    source = '<https://example.org/law> dct:title "The law"@en , "De wet"@nl .'
    said = concept("a", '; skos:prefLabel "a"@nl ; skos:definition "a"@nl ; dct:source <https://example.org/law>')
    scheme = '; dct:title "Dingen"@nl'
    found = read(tmp_path, said, source, scheme=scheme, languages=("en", "nl")).by_notation["a"].source
    assert found.in_language("en") == "The law, https://example.org/law"
    assert found.in_language("nl") == "De wet, https://example.org/law"


def test_a_concept_names_its_matches_in_other_schemes(tmp_path):
    found = read(tmp_path, concept("a", "; skos:exactMatch <urn:one> ; skos:narrowMatch <urn:two>, <urn:three>"))
    assert found.by_notation["a"].matches == (
        (Match.EXACT, "urn:one"),
        (Match.NARROW, "urn:three"),
        (Match.NARROW, "urn:two"),
    )
