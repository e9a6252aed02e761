"""A concept scheme, read from SKOS in Turtle as the Dutch application profile for concepts (NL-SBB) uses it."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from schakel.alliance.concept_checks import check_scheme, notation_order
from schakel.alliance.listed_scheme import read_listed_scheme
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.mapping import Match
from schakel_base.errors import Fault
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import NOTHING, Text
from schakel_base.text_file import read_text

SCHEMA_ORG = (Namespace("http://schema.org/"), Namespace("https://schema.org/"))
SCHAKEL = Namespace("https://schakel.example/def/")
MATCHES = {Match.EXACT: SKOS.exactMatch, Match.BROAD: SKOS.broadMatch, Match.NARROW: SKOS.narrowMatch}
VOCABULARIES = {
    "skos": (str(SKOS), [str(name).removeprefix(str(SKOS)) for name in dir(SKOS)]),
    "dct": (str(DCTERMS), [str(name).removeprefix(str(DCTERMS)) for name in dir(DCTERMS)]),
    "schakel": (str(SCHAKEL), ["verified"]),
}
"""The properties that there are, by the usual prefix of their vocabulary."""
SUBJECT = re.compile(r"^(<[^>]*>|[\w.-]*:[\w.-]+)(?=\s|$)", re.MULTILINE)


def read_scheme(
    folder: Path, file: str, languages: tuple[str, ...], faults: Faults, title: Text = NOTHING
) -> ConceptScheme | None:
    """Return the concept scheme in a file, or None after noting why it has none: SKOS in Turtle, or a list in CSV.

    The name of the file is that of the scheme. Labels and definitions must be in each of the languages; a list may
    leave out all definitions, and its `title` if one is given.
    """
    if Path(file).suffix == ".csv":
        return read_listed_scheme(folder, file, languages, faults, title)
    text = read_text(folder, file, faults)
    if text is None:
        return None
    scheme, found = _read(file, text, languages)
    for fault in found:
        faults.add(fault.sentence, fault.file, fault.line)
    return scheme


@lru_cache(maxsize=256)
def _read(file: str, text: str, languages: tuple[str, ...]) -> tuple[ConceptScheme | None, tuple[Fault, ...]]:
    """Return the scheme and its faults; kept, since Turtle is slow and a process reads an alliance many times."""
    faults = Faults()
    turtle = _parse(file, text, faults)
    return (None if turtle is None else _scheme(turtle, languages, faults)), faults.found


@dataclass(frozen=True)
class _Turtle:
    """The statements of one file, and the line at which each subject begins."""

    file: str
    graph: Graph
    lines: dict[Node, int]

    def texts(self, subject: Node, predicate: URIRef) -> Iterator[tuple[str, str]]:
        """The texts of a property, with their languages."""
        for value in self.graph.objects(subject, predicate):
            if isinstance(value, Literal):
                yield value.language or "", str(value)

    def fault(self, faults: Faults, subject: Node, sentence: str) -> None:
        """Note a fault at the line where a subject begins."""
        faults.add(sentence, self.file, self.lines.get(subject, 1))

    def text(self, subject: Node, predicate: URIRef) -> Text:
        return Text(dict(sorted(self.texts(subject, predicate))))

    def first(self, subject: Node, *predicates: URIRef) -> str:
        """The first value of the first property that has one, or an empty string."""
        for predicate in predicates:
            # A graph has no order; without one, two runs could take different values.
            for value in sorted(map(str, self.graph.objects(subject, predicate))):
                return value
        return ""


def _parse(file: str, text: str, faults: Faults) -> _Turtle | None:
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="turtle")
    except BadSyntax as error:
        faults.add(f"This is not valid Turtle: {error._why}.", file, error.lines + 1)
        return None
    except Exception as error:  # the parser lets through whatever its parts raise: a bad date, a bad character
        faults.add(f"This is not valid Turtle: {str(error).splitlines()[0]}.", file, 1)
        return None
    turtle = _Turtle(file, graph, dict(_lines(text, graph)))
    # Turtle can escape half of a character. It is read, but no page could be encoded with it.
    broken = next((subject for subject, _, value in graph if not _can_be_written(value)), None)
    if broken is not None:
        turtle.fault(faults, broken, "A text here has half a character (a lone surrogate), which cannot be written.")
        return None
    return turtle


def _can_be_written(value: Node) -> bool:
    try:
        return bool(str(value).encode() or True)
    except UnicodeEncodeError:
        return False


def _lines(text: str, graph: Graph) -> Iterator[tuple[Node, int]]:
    prefixes = {prefix: str(uri) for prefix, uri in graph.namespaces()}
    # rdflib keeps no lines, so they are found in the text: a subject begins at the start of a line.
    for found in SUBJECT.finditer(text):
        name = found[1]
        prefix, _, rest = name.partition(":")
        uri = name[1:-1] if name.startswith("<") else prefixes.get(prefix, "") + rest
        yield URIRef(uri), text.count("\n", 0, found.start()) + 1


def _scheme(turtle: _Turtle, languages: tuple[str, ...], faults: Faults) -> ConceptScheme | None:
    schemes = sorted(turtle.graph.subjects(RDF.type, SKOS.ConceptScheme), key=str)
    if len(schemes) != 1:
        faults.add(f"A file holds one skos:ConceptScheme; this one holds {len(schemes)}.", turtle.file, 1)
        return None
    root = schemes[0]
    _check_properties(turtle, faults)
    scheme = ConceptScheme(
        name=Path(turtle.file).stem,
        uri=str(root),
        title=turtle.text(root, DCTERMS.title),
        concepts=_in_written_order(turtle, _concepts(turtle, root, languages, faults)),
        edition=turtle.first(root, OWL.versionInfo, DCTERMS.hasVersion),
        valid_from=_date(turtle, root, "validFrom", faults),
        valid_until=_date(turtle, root, "validThrough", faults),
    )
    lines = {str(subject): line for subject, line in turtle.lines.items()}
    check_scheme(scheme, languages, turtle.file, lines, faults)
    return None if faults.in_file(turtle.file) else scheme


def _check_properties(turtle: _Turtle, faults: Faults) -> None:
    """Note each property that its vocabulary does not have: what it says would be read by nobody."""
    for subject, predicate in sorted({(one, two) for one, two, _ in turtle.graph}, key=str):
        for prefix, (namespace, names) in VOCABULARIES.items():
            name = str(predicate).removeprefix(namespace)
            if str(predicate).startswith(namespace) and name not in names:
                end = did_you_mean(f"{prefix}:{name}", [f"{prefix}:{one}" for one in names])
                turtle.fault(faults, subject, f"There is no property `{prefix}:{name}`{end}")


def _in_written_order(turtle: _Turtle, concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Readers meet concepts in the order in which their file has them; by notation where that cannot be told."""
    # Sorted twice, since sorting is stable: a concept without a line (of a subject that is written otherwise) comes
    # last.
    by_notation = sorted(concepts, key=notation_order)
    return tuple(sorted(by_notation, key=lambda concept: turtle.lines.get(URIRef(concept.uri), sys.maxsize)))


def _concepts(turtle: _Turtle, root: Node, languages: tuple[str, ...], faults: Faults) -> Iterator[Concept]:
    subjects = sorted(turtle.graph.subjects(RDF.type, SKOS.Concept), key=str)
    if not subjects:
        faults.add("The scheme has no skos:Concept.", turtle.file, 1)
    notations = {subject: _notation(turtle, subject, faults) for subject in subjects}
    for subject, notation in notations.items():
        _check_membership(turtle, subject, root, faults)
        yield Concept(
            notation=notation,
            uri=str(subject),
            label=turtle.text(subject, SKOS.prefLabel),
            definition=turtle.text(subject, SKOS.definition),
            broader=_broader(turtle, subject, notations, faults),
            note=_notes(turtle, subject),
            source=_sources(turtle, subject, languages),
            verified=Literal(False) not in turtle.graph.objects(subject, SCHAKEL.verified),
            matches=tuple(_matches(turtle, subject)),
        )


def _notes(turtle: _Turtle, subject: Node) -> Text:
    """What readers need to know, and what the editors say is not verified."""
    found: dict[str, list[str]] = {}
    for predicate in (SKOS.scopeNote, SKOS.editorialNote):
        for language, text in sorted(turtle.texts(subject, predicate)):
            found.setdefault(language, []).append(text)
    return Text({language: " ".join(found[language]) for language in sorted(found)})


def _sources(turtle: _Turtle, subject: Node, languages: tuple[str, ...]) -> Text:
    """The source documents, each by its title in a language with its address, or the address alone without a title."""
    titles = [(turtle.text(one, DCTERMS.title), str(one)) for one in turtle.graph.objects(subject, DCTERMS.source)]
    found: dict[str, str] = {}
    for tag in languages if titles else ():
        found[tag] = ", ".join(sorted(", ".join(filter(None, (one.in_language(tag), at))) for one, at in titles))
    return Text(found)


def _matches(turtle: _Turtle, subject: Node) -> Iterator[tuple[Match, str]]:
    # In the order of the kinds: a graph has none, and the same file must give the same release.
    for kind, predicate in MATCHES.items():
        for other in sorted(map(str, turtle.graph.objects(subject, predicate))):
            yield kind, other


def _notation(turtle: _Turtle, subject: Node, faults: Faults) -> str:
    found = sorted(map(str, turtle.graph.objects(subject, SKOS.notation)))
    if len(found) != 1:
        turtle.fault(faults, subject, f"A concept has one skos:notation; this one has {len(found)}.")
    return found[0] if found else _name(subject)


def _check_membership(turtle: _Turtle, subject: Node, root: Node, faults: Faults) -> None:
    schemes = {*turtle.graph.objects(subject, SKOS.inScheme), *turtle.graph.objects(subject, SKOS.topConceptOf)}
    if schemes != {root}:
        turtle.fault(faults, subject, "A concept is skos:inScheme of the concept scheme of its file.")
    for predicate, name in ((SKOS.prefLabel, "skos:prefLabel"), (SKOS.definition, "skos:definition")):
        languages = [language for language, _ in turtle.texts(subject, predicate)]
        for language in sorted({language for language in languages if languages.count(language) > 1}):
            turtle.fault(faults, subject, f"The concept has two {name} in the language `{language}`.")


def _broader(turtle: _Turtle, subject: Node, notations: Mapping[Node, str], faults: Faults) -> tuple[str, ...]:
    """The notations of the concepts directly above, declared from either side."""
    # SKOS lets either concept say it.
    above = {*turtle.graph.objects(subject, SKOS.broader), *turtle.graph.subjects(SKOS.narrower, subject)}
    for concept in sorted(above - notations.keys(), key=str):
        end = did_you_mean(_name(concept), map(_name, notations))
        turtle.fault(faults, subject, f"There is no concept `{_name(concept)}` in this file{end}")
    return tuple(sorted(notations[concept] for concept in above if concept in notations))


def _name(subject: Node) -> str:
    """The last part of a URI, as people write it."""
    return re.split(r"[/#]", str(subject))[-1]


def _date(turtle: _Turtle, root: Node, name: str, faults: Faults) -> date | None:
    text = turtle.first(root, *(vocabulary[name] for vocabulary in SCHEMA_ORG))
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        turtle.fault(faults, root, f"`{text}` is not a date; write schema:{name} like 2024-01-31.")
        return None
