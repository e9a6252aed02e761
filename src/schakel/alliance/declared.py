"""A document of an alliance with what is known about the rest, so that it can be checked and faults noted."""

from dataclasses import dataclass

from schakel.alliance.knowable import Knowable
from schakel.alliance.names import Names
from schakel_base.faults import Faults, did_you_mean
from schakel_base.yaml_file import YamlFile


@dataclass(frozen=True)
class DeclaredDocument:
    """A document, the names of everything else, what can be known, and the faults that were found."""

    document: YamlFile
    names: Names
    knowable: Knowable
    faults: Faults

    def add(self, sentence: str, *place: str | int) -> None:
        """Note what is wrong at a place of the document."""
        self.faults.add(sentence, self.document.file, self.document.line(*place))

    def name(self, kind: str, name: str, *place: str | int) -> bool:
        """Note if nothing of a kind has the name at a place; return whether something has."""
        return self.names.check(kind, name, self.document.file, self.document.line(*place))

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
        scheme = self.knowable.schemes.get(attribute)
        if scheme is not None and notation not in scheme.by_notation:
            end = did_you_mean(notation, scheme.by_notation)
            self.add(f"The scheme `{scheme.name}` has no concept `{notation}`{end}", *place)
