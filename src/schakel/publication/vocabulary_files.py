"""The words of a release as linked data: each concept scheme in SKOS after NL-SBB, as Turtle and as JSON-LD.

Beside them stands which page explains each URI, for whoever answers for the addresses that the URIs are.
"""

import json
import re
from functools import cache
from io import BytesIO
from typing import Any

from rdflib import DCTERMS, OWL, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from schakel.model.concept import Concept, ConceptScheme
from schakel.model.mapping import Match
from schakel.publication.addresses import defined_at, page_of
from schakel.publication.content import ReleaseContent
from schakel.publication.open_data import to_json
from schakel_base.text import Text

SCHEMA = Namespace("http://schema.org/")
SCHAKEL = Namespace("https://schakel.example/def/")
ADDRESSES = "vocabulary/addresses.json"
_MATCHES = {Match.EXACT: SKOS.exactMatch, Match.BROAD: SKOS.broadMatch, Match.NARROW: SKOS.narrowMatch}
_ADDRESS = re.compile(r"https?://[^\s,]+")


def vocabulary_files(content: ReleaseContent) -> dict[str, bytes]:
    """Return the files of every concept scheme of a release, and where each URI is explained."""
    found = {ADDRESSES: to_json(_pages_of_uris(content))}
    for scheme in content.schemes:
        found[f"vocabulary/{scheme.name}.ttl"], found[f"vocabulary/{scheme.name}.jsonld"] = _written(scheme)
    return found


def _pages_of_uris(content: ReleaseContent) -> dict[str, str]:
    site = f"site/{content.languages[0]}"
    found = {}
    for scheme in content.schemes:
        found[scheme.uri] = f"{site}/{page_of(scheme)}"
        found |= {one.uri: f"{site}/{defined_at(scheme, one.notation)}" for one in scheme.concepts}
    return found


@cache  # the products of an alliance publish the same schemes
def _written(scheme: ConceptScheme) -> tuple[bytes, bytes]:
    return serialised(scheme_graph(scheme))


def serialised(graph: Graph) -> tuple[bytes, bytes]:
    """Return a graph as Turtle and as JSON-LD; equal graphs without blank nodes give equal bytes."""
    context = {prefix: str(uri) for prefix, uri in sorted(graph.namespaces())}
    turtle = BytesIO()
    _Turtle(graph).serialize(turtle, encoding="utf-8")
    linked = json.loads(graph.serialize(format="json-ld", context=context))
    return turtle.getvalue(), json.dumps(_in_order(linked), indent=2, sort_keys=True, ensure_ascii=False).encode()


class _Turtle(TurtleSerializer):
    """Shortens each address once, and not for every statement that it is in: that takes more than half of the time."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._short: dict[tuple[Node, bool], str | None] = {}

    def get_pname(self, uri: Node, gen_prefix: bool = True) -> str | None:
        """Return the short form of an address, if it has one."""
        if (uri, gen_prefix) not in self._short:
            self._short[uri, gen_prefix] = super().get_pname(uri, gen_prefix)
        return self._short[uri, gen_prefix]


def _in_order(node: Any) -> Any:
    """Values of one property are a set, which rdflib writes in another order in every process."""
    if isinstance(node, dict):
        return {key: value if key == "@list" else _in_order(value) for key, value in node.items()}
    if isinstance(node, list):
        return sorted(map(_in_order, node), key=lambda one: json.dumps(one, sort_keys=True))
    return node


def scheme_graph(scheme: ConceptScheme) -> Graph:
    """Return the statements of a concept scheme."""
    graph = Graph(bind_namespaces="none")
    for prefix, uri in (("dct", DCTERMS), ("owl", OWL), ("skos", SKOS), ("schema", SCHEMA), ("schakel", SCHAKEL)):
        graph.bind(prefix, uri)
    root = URIRef(scheme.uri)
    graph.add((root, RDF.type, SKOS.ConceptScheme))
    add_text(graph, root, DCTERMS.title, scheme.title)
    if scheme.edition:
        graph.add((root, OWL.versionInfo, Literal(scheme.edition)))
    for name, day in (("validFrom", scheme.valid_from), ("validThrough", scheme.valid_until)):
        if day:
            graph.add((root, SCHEMA[name], Literal(day.isoformat(), datatype=XSD.date)))
    for concept in scheme.concepts:
        _add_concept(graph, root, concept, scheme)
    return graph


def add_text(graph: Graph, subject: URIRef, predicate: URIRef, text: Text) -> None:
    """Add a text in all its languages."""
    for language, said in text.by_language.items():
        graph.add((subject, predicate, Literal(" ".join(said.split()), lang=language)))


def _add_concept(graph: Graph, root: URIRef, concept: Concept, scheme: ConceptScheme) -> None:
    subject = URIRef(concept.uri)
    graph.add((subject, RDF.type, SKOS.Concept))
    graph.add((subject, SKOS.notation, Literal(concept.notation)))
    graph.add((subject, SKOS.inScheme, root))
    add_text(graph, subject, SKOS.prefLabel, concept.label)
    add_text(graph, subject, SKOS.definition, concept.definition)
    add_text(graph, subject, SKOS.scopeNote, concept.note)
    for broader in concept.broader:
        graph.add((subject, SKOS.broader, URIRef(scheme.by_notation[broader].uri)))
    if not concept.broader:
        graph.add((subject, SKOS.topConceptOf, root))
        graph.add((root, SKOS.hasTopConcept, subject))
    # A source is a sentence for people; the addresses in it are what a machine can follow.
    for address in _ADDRESS.findall(" ".join(concept.source.by_language.values())):
        graph.add((subject, DCTERMS.source, URIRef(address)))
    for kind, other in concept.matches:
        graph.add((subject, _MATCHES[kind], URIRef(other)))
    # Said only where it is not so: a statement of doubt at each concept would be read by nobody.
    if not concept.verified:
        graph.add((subject, SCHAKEL.verified, Literal(False)))
