"""The view of one concept scheme in one language: all its words, and the tables that use it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from schakel.model.concept import Concept, ConceptScheme
from schakel.model.indicator import DimensionRule
from schakel.model.mapping import Match
from schakel.model.naming import anchor
from schakel.publication.addresses import Reference, defined_at, page_of
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.views.place import places_of


@dataclass(frozen=True)
class ConceptView:
    """One concept; `place` is the page of what is known about it, if it is a place that a table counts.

    `related` pairs what it is to others (a part, a whole, the same) with those others.
    """

    concept: Concept
    anchor: str
    label: str
    definition: str
    note: str
    related: tuple[tuple[str, tuple[Reference, ...]], ...]
    place: str = ""


@dataclass(frozen=True, eq=False)
class SchemeView:
    """One concept scheme in one language."""

    scheme: ConceptScheme
    content: ReleaseContent
    language: Localisation

    @property
    def anchor(self) -> str:
        """The anchor of the scheme in the list of all, and what the anchors of its concepts begin with."""
        return anchor(self.scheme.name)

    @property
    def path(self) -> str:
        """The page of the scheme, in the folder of the language."""
        return page_of(self.scheme)

    @property
    def title(self) -> str:
        """The title of the scheme."""
        return self.language.text(self.scheme.title)

    @property
    def validity(self) -> str:
        """Its edition, and from when until when it holds, as far as that is known."""
        say, date, scheme = self.language.say, self.language.date, self.scheme
        said = (
            say("Edition {edition}.", edition=scheme.edition) if scheme.edition else "",
            say("Valid from {date}.", date=date(scheme.valid_from)) if scheme.valid_from else "",
            say("Valid until {date}.", date=date(scheme.valid_until)) if scheme.valid_until else "",
        )
        return " ".join(filter(None, said))

    @property
    def words(self) -> tuple[Reference, ...]:
        """Every concept with the address of its definition."""
        return tuple(self._link(concept) for concept in self.scheme.concepts)

    @property
    def tables(self) -> tuple[Reference, ...]:
        """The tables of the release whose categories these concepts are, or whose phases need one of them."""
        indicators = (table.indicator for table in self.content.tables)
        return tuple(
            Reference(self.language.text(one.title), f"indicators/{one.name}.html")
            for one in indicators
            if any(self._has(rule) for rule in one.dimensions)
        )

    def _has(self, rule: DimensionRule) -> bool:
        names = (rule.attribute, *(phase.attribute for phase in rule.phases))
        found = (self.content.attributes[name] for name in names if name in self.content.attributes)
        return any(one.scheme == self.scheme.name for one in found)

    @cached_property
    def concepts(self) -> tuple[ConceptView, ...]:
        """Every concept with its definition, in the order of the scheme."""
        text = self.language.text
        return tuple(
            ConceptView(
                one,
                anchor(self.scheme.name, one.notation),
                text(one.label),
                text(one.definition),
                text(one.note),
                tuple(self._related(one)),
                self._places.get(one.notation, ""),
            )
            for one in self.scheme.concepts
        )

    @cached_property
    def _places(self) -> dict[str, str]:
        places = places_of(self.content, self.language)
        return {one.category.code: one.path for one in places if one.scheme == self.scheme.name}

    def _related(self, concept: Concept) -> Iterator[tuple[str, tuple[Reference, ...]]]:
        say = self.language.say
        if concept.broader:
            yield say("Part of:"), tuple(self._link(self.scheme.by_notation[one]) for one in concept.broader)
        if narrower := self._narrower.get(concept.notation):
            yield say("Divided into:"), tuple(narrower)
        names = {Match.EXACT: say("The same as:"), Match.BROAD: say("Falls under:"), Match.NARROW: say("Covers:")}
        for kind, said in names.items():
            others = tuple(self._elsewhere(uri) for match, uri in concept.matches if match is kind)
            if others:
                yield said, others

    @cached_property
    def _narrower(self) -> dict[str, list[Reference]]:
        found: dict[str, list[Reference]] = {}
        for one in self.scheme.concepts:
            for broader in one.broader:
                found.setdefault(broader, []).append(self._link(one))
        return found

    def _link(self, concept: Concept) -> Reference:
        return Reference(self.language.text(concept.label), defined_at(self.scheme, concept.notation))

    def _elsewhere(self, uri: str) -> Reference:
        """A concept of another scheme: by its word where this release defines it, else by its URI."""
        for scheme in self.content.schemes:
            for concept in scheme.concepts if uri.startswith(scheme.uri) else ():
                if concept.uri == uri:
                    label = f"{self.language.text(concept.label)} ({self.language.text(scheme.title)})"
                    return Reference(label, defined_at(scheme, concept.notation))
        return Reference(uri, uri)
