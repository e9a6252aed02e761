"""One reading of an alliance folder, and the documents in it: what is wrong with one is noted at its place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from schakel.alliance.concept_checks import no_concept
from schakel.alliance.knowable import Knowable
from schakel.alliance.names import Names
from schakel.alliance.schema import SCHEMAS
from schakel.model.concept import ConceptScheme
from schakel_base.csv_file import read_documents
from schakel_base.faults import Faults
from schakel_base.schema import Schema
from schakel_base.text_file import list_files, read_text
from schakel_base.yaml_file import YamlFile, read_yaml


@dataclass(frozen=True)
class FolderReading:
    """The folder that is read, the languages of the alliance, and the names of everything, with the faults found."""

    folder: Path
    languages: tuple[str, ...]
    names: Names

    @property
    def faults(self) -> Faults:
        """Every fault that was found so far."""
        return self.names.faults

    def has(self, file: str) -> bool:
        """Whether there is such a file."""
        return (self.folder / file).exists()

    def files(self, room: str, suffix: str = ".yaml") -> dict[str, str]:
        """Return the files in a folder of declarations, by name without the ending; note those that end otherwise."""
        return list_files(self.folder, room, suffix, self.faults)

    def text(self, file: str) -> str | None:
        """Return the text of a file, or None after noting why it has none."""
        return read_text(self.folder, file, self.faults)

    def document(self, file: str, schema: str) -> "DeclaredDocument | None":
        """Return a YAML file that satisfies a schema, or None after noting every way in which it does not."""
        document = read_yaml(self.folder, file, self.faults)
        if document and "name" in SCHEMAS[schema].load()["properties"]:
            document = named_by_file(document)
        found = DeclaredDocument(self, document) if document else None
        return found if found and found.fits(SCHEMAS[schema]) else None

    def lines(self, file: str, schema: str) -> "Iterator[DeclaredDocument]":
        """Yield the lines of a CSV file that satisfy a schema; note what is wrong with others."""
        for document in read_documents(self.folder, file, SCHEMAS[schema], self.languages, self.faults):
            yield DeclaredDocument(self, document)


def named_by_file(document: YamlFile) -> YamlFile:
    """Return a document with the name of its file, unless it says a name itself."""
    return replace(document, value={"name": Path(document.file).stem, **document.value})


@dataclass(frozen=True)
class DeclaredDocument:
    """A document of a reading: a YAML file, or a line of a CSV file."""

    reading: FolderReading
    document: YamlFile

    @property
    def file(self) -> str:
        """Its path relative to the alliance."""
        return self.document.file

    @property
    def names(self) -> Names:
        """The names of everything that is declared."""
        return self.reading.names

    def fits(self, schema: Schema) -> bool:
        """Whether it satisfies a schema; note every way in which it does not."""
        return not schema.check(self.document, self.reading.languages, self.reading.faults)

    def add(self, sentence: str, *place: str | int) -> None:
        """Note what is wrong at a place of the document."""
        self.reading.faults.add(sentence, self.file, self.document.line(*place))

    def name(self, kind: str, name: str, *place: str | int) -> bool:
        """Note if nothing of a kind has the name at a place; return whether something has."""
        return self.names.check(kind, name, self.file, self.document.line(*place))

    def own_name(self) -> None:
        """Note if it is not called what its file is called."""
        name, stem = self.document.value["name"], Path(self.file).stem
        if name != stem:
            self.add(f"The name is `{name}`, but the file is called `{stem}`; they must be the same.", "name")

    def concept_of(self, scheme: ConceptScheme | None, notation: str, *place: str | int) -> bool:
        """Note if a scheme has no such concept; return whether it has, or could not be read."""
        if sentence := no_concept(scheme, notation):
            self.add(sentence, *place)
        return not sentence


@dataclass(frozen=True)
class CountedDocument(DeclaredDocument):
    """A document that says what is counted, with what can be known by the contracts."""

    knowable: Knowable

    def event(self, event: str, unit: str, *place: str | int, of_parent: bool = True) -> bool:
        """Note if no contract says that an event happens to a unit; return whether one does, or nobody knows.

        With `of_parent` what happens to the unit that it belongs to will do.
        """
        if not event or not self.name("event", event, *place) or not self.names.has("unit", unit):
            return not event
        events, known, units = self.knowable.events, self.knowable.known_events, self.knowable.units
        # Of a unit that no row names that is the fault, and it is told already.
        if events is None or known is None or units is None or unit not in units:
            return True
        if (unit, event) in known if of_parent else events[event] == unit and event not in self.knowable.of_children:
            return True
        told = f": it happens to `{events[event]}`" if events[event] != unit else " itself"
        self.add(f"No contract says that `{event}` happens to `{unit}`{told}.", *place)
        return False

    def concept(self, attribute: str, notation: str, *place: str | int) -> None:
        """Note if the scheme of an attribute has no such concept."""
        self.concept_of(self.knowable.schemes.get(attribute), notation, *place)
