"""The catalogue of a release after DCAT-AP-NL 3.0 (Geonovum), as Turtle and as JSON-LD.

Addresses are whole where it is known where the release stands: of data by their edition, of pages and data sets the
newest. Otherwise they are relative to the file, so that the catalogue is right wherever that is. What the profile asks
for and the alliance does not declare is not made up: without declared terms of reuse there is no catalogue.
"""

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from schakel.disclosure.protected import ProtectedTable
from schakel.model.alliance import Reuse
from schakel.publication.addresses import newest, permanent
from schakel.publication.content import ReleaseContent
from schakel.publication.formats import FORMATS, Format
from schakel.publication.localisation import localise
from schakel.publication.vocabulary_files import add_text, serialised

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# All that the catalogue uses: a prefix that is made up when it is written has another number in every process.
_PREFIXES = {"dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "rdfs": RDFS, "skos": SKOS, "vcard": VCARD, "xsd": XSD}
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_PUBLIC = f"{_AUTHORITY}/access-right/PUBLIC"
_JUSTICE = f"{_AUTHORITY}/data-theme/JUST"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
_VERSION = URIRef(f"{DCAT}version")  # younger than the list of terms that rdflib keeps
_LANGUAGES = {"nl": "NLD", "en": "ENG", "es": "SPA"}
_CATALOGUE, _PUBLISHER, _CONTACT = URIRef("#catalogue"), URIRef("#publisher"), URIRef("#contact")
_PROFILE = "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"


def catalogue_files(content: ReleaseContent) -> dict[str, bytes]:
    """Return the catalogue of a release; none if the alliance declares no terms of reuse."""
    if content.reuse is None:
        return {}
    turtle, linked = serialised(_addressed(catalogue_graph(content, content.reuse), content))
    return {"catalogue.ttl": turtle, "catalogue.jsonld": linked}


def catalogue_graph(content: ReleaseContent, terms: Reuse) -> Graph:
    """Return the statements of the catalogue: a data set per table, a distribution per format."""
    graph = _empty_graph()
    _add_publisher(graph, content, terms)
    graph.add((_CATALOGUE, RDF.type, DCAT.Catalog))
    add_text(graph, _CATALOGUE, DCTERMS.title, content.product.title)
    add_text(graph, _CATALOGUE, DCTERMS.description, content.product.summary)
    _add_typed(graph, _CATALOGUE, DCTERMS.license, terms.licence, DCTERMS.LicenseDocument)
    _add_typed(graph, _CATALOGUE, FOAF.homepage, f"site/{content.languages[0]}/index.html", FOAF.Document)
    graph.add((URIRef(_JUSTICE), SKOS.prefLabel, Literal("Justice, legal system and public safety", lang="en")))
    _add_common(graph, _CATALOGUE, content)
    for table in content.all_tables:
        data_set = _add_data_set(graph, table, content)
        graph.add((_CATALOGUE, DCAT.dataset, data_set))
        for form in FORMATS.values():
            _add_distributions(graph, data_set, table, form, content, terms)
    return graph


def _empty_graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, uri in _PREFIXES.items():
        graph.bind(prefix, uri)
    return graph


def _addressed(graph: Graph, content: ReleaseContent) -> Graph:
    """The same statements with whole addresses, if the release has one."""
    if not content.product.address:
        return graph
    whole = _empty_graph()
    for subject, predicate, thing in graph:
        # A predicate is a word of a standard, and has its own address.
        whole.add((_whole(subject, content), predicate, _whole(thing, content)))
    return whole


def _whole(node: Node, content: ReleaseContent) -> Node:
    if not isinstance(node, URIRef) or "://" in node:
        return node
    if node.startswith("data/"):
        return URIRef(permanent(node, content))
    return URIRef(newest(f"catalogue.ttl{node}" if node.startswith("#") else node, content))


def _add_publisher(graph: Graph, content: ReleaseContent, terms: Reuse) -> None:
    graph.add((_PUBLISHER, RDF.type, FOAF.Agent))
    add_text(graph, _PUBLISHER, FOAF.name, terms.publisher)
    for kind in (VCARD.Kind, VCARD.Organization):
        graph.add((_CONTACT, RDF.type, kind))
    add_text(graph, _CONTACT, VCARD.fn, terms.publisher)
    # The profile asks for a way to reach the publisher: the page about the publication has one.
    page = terms.contact or f"site/{content.languages[0]}/about.html"
    graph.add((_CONTACT, VCARD.hasURL, URIRef(page)))


def _add_typed(graph: Graph, subject: URIRef, predicate: URIRef, address: str, kind: URIRef) -> None:
    """Point to something outside, and say what it is: the profile wants both."""
    graph.add((subject, predicate, URIRef(address)))
    graph.add((URIRef(address), RDF.type, kind))


def _add_common(graph: Graph, subject: URIRef, content: ReleaseContent) -> None:
    day = Literal(content.as_of.isoformat(), datatype=XSD.date)
    # An edition is never changed once it is out: both are its day.
    for predicate in (DCTERMS.issued, DCTERMS.modified):
        graph.add((subject, predicate, day))
    for predicate in (DCTERMS.publisher, DCTERMS.creator):
        graph.add((subject, predicate, _PUBLISHER))
    graph.add((subject, DCAT.contactPoint, _CONTACT))
    for tag in content.languages:
        _add_language(graph, subject, tag)


def _add_language(graph: Graph, subject: URIRef, tag: str) -> None:
    if tag in _LANGUAGES:
        address = f"{_AUTHORITY}/language/{_LANGUAGES[tag]}"
        _add_typed(graph, subject, DCTERMS.language, address, DCTERMS.LinguisticSystem)


def _add_data_set(graph: Graph, table: ProtectedTable, content: ReleaseContent) -> URIRef:
    indicator = table.indicator
    subject = URIRef(f"#{indicator.name}")
    graph.add((subject, RDF.type, DCAT.Dataset))
    add_text(graph, subject, DCTERMS.title, indicator.title)
    add_text(graph, subject, DCTERMS.description, indicator.definition or indicator.title)
    identifier = f"{content.alliance}/{content.product.name}/{indicator.name}"
    graph.add((subject, DCTERMS.identifier, Literal(identifier)))
    graph.add((subject, _VERSION, Literal(content.edition)))
    _add_typed(graph, subject, DCTERMS.accessRights, _PUBLIC, DCTERMS.RightsStatement)
    _add_typed(graph, subject, DCAT.theme, _JUSTICE, SKOS.Concept)
    _add_typed(graph, subject, DCTERMS.conformsTo, _PROFILE, DCTERMS.Standard)
    _add_source(graph, subject, table)
    _add_common(graph, subject, content)
    for tag in content.languages:
        if table.synthetic:
            graph.add((subject, DCAT.keyword, Literal(localise(tag).say("Synthetic data"), lang=tag)))
        page = f"indicators/{indicator.name}.html" if table in content.tables else "deliveries.html"
        for predicate in (DCAT.landingPage, FOAF.page):
            _add_typed(graph, subject, predicate, f"site/{tag}/{page}", FOAF.Document)
    return subject


def _add_source(graph: Graph, subject: URIRef, table: ProtectedTable) -> None:
    if table.indicator.source:
        source = f"#{table.indicator.name}-source"
        _add_typed(graph, subject, DCTERMS.provenance, source, DCTERMS.ProvenanceStatement)
        add_text(graph, URIRef(source), RDFS.label, table.indicator.source)


def _add_distributions(
    graph: Graph, data_set: URIRef, table: ProtectedTable, form: Format, content: ReleaseContent, terms: Reuse
) -> None:
    """One distribution for a format, or one per language where each has its own file."""
    # Reversed, so that a file for all languages is under the first of them.
    files = {form.address(table.indicator.name, tag): tag for tag in reversed(content.languages)}
    for file, tag in files.items():
        address = URIRef(f"data/{file}")
        subject = URIRef(f"data/{file}#distribution")
        graph.add((data_set, DCAT.distribution, subject))
        graph.add((subject, RDF.type, DCAT.Distribution))
        graph.add((subject, DCTERMS.title, Literal(form.title)))
        graph.add((subject, DCAT.accessURL, address))
        graph.add((subject, DCAT.downloadURL, address))
        _add_typed(graph, subject, DCTERMS.license, terms.licence, DCTERMS.LicenseDocument)
        _add_typed(graph, subject, DCAT.mediaType, f"{_MEDIA_TYPES}/{form.media_type}", DCTERMS.MediaType)
        _add_typed(graph, subject, DCTERMS.conformsTo, form.standard, DCTERMS.Standard)
        for language in content.languages if len(files) == 1 else (tag,):
            _add_language(graph, subject, language)
