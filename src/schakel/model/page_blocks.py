"""Blocks that need the room of a page: links, sentences with their sources, a map of areas, and profiles in signs."""

from collections.abc import Mapping
from dataclasses import dataclass

from schakel.model.places import Boundaries
from schakel.model.sentence import Value
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class SourcedNote:
    """A sentence, or words of others that are `quoted`; where it is from, and whether that was verified."""

    said: Value = ""
    quoted: Text = NOTHING
    source: str = ""
    verified: bool | None = None


@dataclass(frozen=True)
class SourcedNotesBlock:
    """Sentences in a list, with their sources."""

    entries: tuple[SourcedNote, ...]


@dataclass(frozen=True)
class LinesBlock:
    """Lines that open with a mark of their own, under a title."""

    title: Value
    lines: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class PageLink:
    """A link to a place in the folder of the language, and what stands small beside it."""

    path: str
    title: Value
    beside: str = ""


@dataclass(frozen=True)
class LinksBlock:
    """Links in columns; under a title that is a link too, if it has any."""

    links: tuple[PageLink, ...]
    title: PageLink | None = None


@dataclass(frozen=True)
class JumpsBlock:
    """Links after each other, at the head of a page."""

    title: Value
    links: tuple[PageLink, ...]


@dataclass(frozen=True)
class LinkBlock:
    """A link that leads on, after a section."""

    link: PageLink


@dataclass(frozen=True)
class AreaKind:
    """A kind of area of a map: its class in the style sheet, what it means, and how many there are of it."""

    name: str
    said: Value
    number: int


@dataclass(frozen=True)
class MapBlock:
    """A map of areas, each of a kind; `areas` has for each code the kind, and what is said about the area."""

    name: str
    title: Value
    areas: Mapping[str, tuple[str, Value]]
    kinds: tuple[AreaKind, ...]
    boundaries: Boundaries


@dataclass(frozen=True)
class SignsLegendBlock:
    """What the signs of a page stand for: the name of each, and its word."""

    signs: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Signs:
    """Signs beside each other, by name, and what they say to those who do not see them."""

    names: tuple[str, ...]
    said: Value


@dataclass(frozen=True)
class SignsTable:
    """A table of signs: the titles of its columns after the first, and rows of a title and a cell for each column."""

    columns: tuple[Value, ...]
    rows: tuple[tuple[Value, tuple[Signs, ...]], ...]


@dataclass(frozen=True)
class ProfileLine:
    """A question with its answer; the day and the evidence are empty where there is none."""

    question: str
    text: Value
    reply: Value
    day: Value
    evidence: Value


@dataclass(frozen=True)
class BodyProfile:
    """What one body answered: by theme now, question by question, and by theme over the years if they are several.

    `path` is its own page in the folder of the language; a body that never answered has none.
    """

    name: str
    anchor: str
    now: SignsTable
    lines: tuple[ProfileLine, ...]
    development: SignsTable
    path: str = ""


@dataclass(frozen=True)
class ProfilesBlock:
    """Profiles beside each other, in short; of a body that never answered it says so."""

    profiles: tuple[BodyProfile, ...]


@dataclass(frozen=True)
class ProfileBlock:
    """One profile, whole."""

    profile: BodyProfile


@dataclass(frozen=True)
class GroupedTableBlock:
    """A table whose rows are in groups: each has a title, and rows with a label and numbers."""

    name: str
    title: Value
    label: Value
    columns: tuple[Value, ...]
    groups: tuple[tuple[Value, tuple[tuple[str, tuple[int, ...]], ...]], ...]
