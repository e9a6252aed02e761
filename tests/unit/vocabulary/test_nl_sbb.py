"""Every concept scheme of the Dutch alliance meets NL-SBB, the Dutch standard for describing concepts.

The shapes are those that Geonovum publishes (tests/data/nl_sbb). Warnings and remarks count as failures.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor

ROOT = Path(__file__).parents[3]
SCHEMES = sorted((ROOT / "alliances/nl-mensenhandel/vocabulary").glob("*.ttl"))
MATCHES = (SKOS.exactMatch, SKOS.narrowMatch, SKOS.broadMatch)


@pytest.fixture(scope="module", autouse=True)
def queries_are_read_once() -> Iterator[None]:
    """The shapes ask the same nine queries of each concept, and to read one takes longer than to answer it.

    Each says what its prefixes stand for, so that those of a scheme change nothing.
    """
    answer, read = SPARQLProcessor.query, cache(prepareQuery)

    def prepared(self: SPARQLProcessor, text: str, *others: Any) -> Any:
        return answer(self, read(text), *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SPARQLProcessor, "query", prepared)
        yield


@cache
def shapes() -> Graph:
    return Graph().parse(ROOT / "tests/data/nl_sbb/skos-ap-nl.ttl")


def read(scheme: Path) -> Graph:
    """One scheme, and those that its concepts are matched to."""
    graph = Graph().parse(scheme)
    matched = {str(target).split("/")[-2] for predicate in MATCHES for target in graph.objects(None, predicate)}
    for name in sorted(matched):
        graph.parse(scheme.with_stem(name))
    return graph


def report(graph: Graph) -> str:
    """An empty text, or what the shapes have to say."""
    conforms, _, text = validate(graph, shacl_graph=shapes(), allow_infos=False, allow_warnings=False)
    return "" if conforms else str(text)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.stem)
def test_scheme_conforms(scheme: Path) -> None:
    assert report(read(scheme)) == ""


def test_the_matched_concepts_exist() -> None:
    everything = Graph()
    for scheme in SCHEMES:
        everything.parse(scheme)
    targets = {target for predicate in MATCHES for target in everything.objects(None, predicate)}
    assert targets
    assert targets <= set(everything.subjects(RDF.type, SKOS.Concept))


@pytest.mark.parametrize("predicate", [SKOS.definition, SKOS.prefLabel])
def test_a_concept_without_definition_or_label_is_seen(predicate: URIRef) -> None:
    graph = read(ROOT / "alliances/nl-mensenhandel/vocabulary/route.ttl")
    graph.remove((None, predicate, None))
    assert "Less than 1 values on :domestic" in report(graph)


def test_two_concepts_with_one_notation_are_seen() -> None:
    graph = read(ROOT / "alliances/nl-mensenhandel/vocabulary/route.ttl")
    graph.remove((None, SKOS.notation, None))
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        graph.add((concept, SKOS.notation, Literal("same")))
    assert "codes delen" in report(graph)
