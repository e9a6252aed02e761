"""What goes into a release: protected tables, and what readers need to understand and to trust them.

Nothing here can hold an unprotected number. A caller gathers this content; the room turns it into files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from schakel.disclosure.answers import ProtectedAnswer
from schakel.disclosure.protected import ProtectedTable
from schakel.model.alliance import Attribute, Reuse, Unit
from schakel.model.concept import ConceptScheme
from schakel.model.indicator import Indicator
from schakel.model.product import Ground, Product
from schakel.model.published_figure import PublishedFigure
from schakel.model.recommendation import AnswerStatus, Concluded, Recommendation
from schakel.model.target import Target
from schakel_base.text import NOTHING, Text
from schakel_protection import Profile


@dataclass(frozen=True)
class DeliveredFile:
    """A file that the figures are based on. `partner` is the title of its sender, `source` where it came from.

    Of a file whose records are not public the `name` is one of ours, and there is no `sha256`: a digest gives away
    which of some guesses at a file is right, and a file name what its sender wrote in it.
    """

    partner: Text
    name: str
    sha256: str
    delivered: date
    synthetic: bool
    source: Text


@dataclass(frozen=True)
class OtherMonitor:
    """Another product of the alliance, which has a release of its own: its name and title."""

    name: str
    title: Text


@dataclass(frozen=True)
class TableElsewhere:
    """A table, or an answer, that this release does not hold: its title, and the products that publish it."""

    title: Text
    products: tuple[OtherMonitor, ...] = ()
    is_research: bool = False


@dataclass(frozen=True)
class EarlierRelease:
    """A release that a later one of the same product keeps: its note, and the SHA-256 of its list of hashes.

    `code` is the version of Schakel that made it, `retracted` why it was withdrawn since, if it was.
    """

    edition: str
    as_of: date
    note: str
    manifest: str
    code: str = ""
    retracted: str = ""


@dataclass(frozen=True)
class TableChange:
    """How many cells of a table say something else than in the release before, came, or went.

    `declarations` are those that it is counted by and that changed, came or went too, by their paths.
    """

    table: str
    title: Text
    cells: int
    changed: int
    added: int
    removed: int
    declarations: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything changed."""
        return bool(self.changed or self.added or self.removed)


@dataclass(frozen=True)
class Protection:
    """One way to protect, and the titles of the tables that it is for; none where it is the usual one."""

    profile: Profile
    tables: tuple[Text, ...]


@dataclass(frozen=True)
class RecordPlace:
    """How far records go that are only ever added to: how many there are, and a checksum of the last.

    Of the release ledger these are the releases of the product up to this one, and the checksum is of their names.
    """

    number: int
    head: str


@dataclass(frozen=True)
class SaidAnswer:
    """What a release answers to a recommendation, in all its languages, for who has not opened it yet.

    `short` is the answer in one line, `picture` a small chart (an SVG element) if there is one. `leads` says that the
    release holds what decides the answer.
    """

    number: int
    name: str
    title: Text
    status: AnswerStatus
    short: Text
    picture: Text
    synthetic: bool
    leads: bool


@dataclass(frozen=True)
class SaidChain:
    """What a release says about the chain as a whole, in all its languages, for who has not opened it yet.

    `name` is the indicator that follows it, `finding` how many entered and left it, `picture` a small chart (an
    element of a page).
    """

    name: str
    title: Text
    finding: Text
    picture: Text
    synthetic: bool


@dataclass(frozen=True)
class SaidBeside:
    """What another monitor that is released beside this one answers."""

    monitor: OtherMonitor
    answer: SaidAnswer


@dataclass(frozen=True)
class ReleaseContent:
    """All that a release is made from: equal content gives equal bytes.

    `tables` are the indicators of the product in the order in which readers meet them, `quality` the tables about
    the deliveries. `declarations` is the fingerprint of the alliance folder, `declared` the SHA-256 of each declaration
    that a table is counted by, by the name of the table; `code` is the version of Schakel.
    `elsewhere` are the tables that recommendations and targets name and other products publish, by the name of the
    indicator.
    `linked_units` are the kinds of unit of which linking says what is one.
    `concluded` is what research concluded, that of other products included, by the name of the question: no figure.
    `answers` are those to all that was asked, in the order in which readers meet them. `lent` are those of other
    products that rest on public data alone and decide a recommendation.
    `grounds` are the articles on which the product rests. `reuse` are the terms on which others may use the figures
    again, if the alliance declares them.
    `together` are the other monitors of its alliance, where these are released beside it under one start page, and
    `beside` what they answer, as far as they are made before it. `around` are all monitors there, as
    `alliance/product`, with the languages that they speak.
    `note` says what a correction corrects; `earlier` are the releases that this one keeps, the last one first, and
    `changes` what is new since that one.
    `ledger` is the place of the release in the release ledger, `log` how far the access log went when it first left.
    """

    alliance: str
    title: Text
    summary: Text
    languages: tuple[str, ...]
    product: Product
    edition: str
    as_of: date
    declarations: str
    code: str
    tables: tuple[ProtectedTable, ...]
    quality: tuple[ProtectedTable, ...]
    deliveries: tuple[DeliveredFile, ...]
    schemes: tuple[ConceptScheme, ...]
    attributes: Mapping[str, Attribute]
    units: Mapping[str, Unit]
    linked_units: frozenset[str] = frozenset()
    recommendations: tuple[Recommendation, ...] = ()
    targets: tuple[Target, ...] = ()
    published_figures: tuple[PublishedFigure, ...] = ()
    elsewhere: Mapping[str, TableElsewhere] = field(default_factory=dict)
    concluded: Mapping[str, Concluded] = field(default_factory=dict)
    answers: tuple[ProtectedAnswer, ...] = ()
    lent: tuple[ProtectedAnswer, ...] = ()
    reuse: Reuse | None = None
    grounds: tuple[Ground, ...] = ()
    together: tuple[OtherMonitor, ...] | None = None
    beside: tuple[SaidBeside, ...] = ()
    around: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""
    earlier: tuple[EarlierRelease, ...] = ()
    changes: tuple[TableChange, ...] = ()
    ledger: RecordPlace | None = None
    log: RecordPlace | None = None
    declared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def counted(self, indicator: Indicator) -> Text:
        """Return what an indicator counts, in the plural; nothing for a table about deliveries."""
        unit = self.units.get(indicator.unit)
        return indicator.counted or (unit.plural if unit else NOTHING)

    @property
    def all_tables(self) -> tuple[ProtectedTable, ...]:
        """The indicators and the tables about the deliveries."""
        return (*self.tables, *self.quality)

    @property
    def protections(self) -> tuple[Protection, ...]:
        """The ways in which the tables are protected, the usual one first."""
        names = [table.profile.name for table in self.all_tables]
        # The one that most tables have is said once for the release; the others are said with their tables.
        by_use = sorted(dict.fromkeys(names), key=lambda name: -names.count(name))
        tables = {name: [one for one in self.all_tables if one.profile.name == name] for name in by_use}
        return tuple(
            Protection(ones[0].profile, tuple(one.indicator.title for one in ones) if number else ())
            for number, ones in enumerate(tables.values())
        )

    @property
    def reach(self) -> int:
        """How far a count may lie from what was counted; 0 where counts leave as they are."""
        return max((table.profile.reach for table in self.tables), default=0)

    @property
    def links_persons(self) -> bool:
        """Whether a table counts what is one unit by linking."""
        return any(table.indicator.unit in self.linked_units for table in self.tables)

    @property
    def synthetic(self) -> bool:
        """Whether anything in the release is made up: then all of it is marked."""
        marks = [one.synthetic for one in self.all_tables] + [one.synthetic for one in self.answers]
        marks += [one.synthetic for one in self.deliveries]
        return any(marks)


@dataclass(frozen=True)
class ReleasedFile:
    """One file of a release: its path within the release folder, its SHA-256 and its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Release:
    """A release in `folder`: what it answers, what it says about the chain, what it corrects, and those that it keeps.

    A count of it is at most `reach` more or fewer than what was counted.
    """

    folder: Path
    edition: str
    as_of: date
    synthetic: bool
    files: tuple[ReleasedFile, ...]
    answers: tuple[SaidAnswer, ...] = ()
    chain: SaidChain | None = None
    note: str = ""
    earlier: tuple[EarlierRelease, ...] = ()
    reach: int = 0
