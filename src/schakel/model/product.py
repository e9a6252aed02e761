"""A product is what an alliance may publish: for a purpose, on a legal ground, for users, until a date.

Every run happens under one product; nothing is built or published outside one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schakel_base.errors import RequestError
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class Heading:
    """Tables that readers meet under one title, on a page of their own if `page` names one: `about` opens that."""

    title: Text
    tables: tuple[str, ...]
    page: str = ""
    about: Text = NOTHING


@dataclass(frozen=True)
class PlannedRelease:
    """A day on which an edition is to appear, and what it is to hold."""

    on: date
    what: Text


@dataclass(frozen=True)
class DeclaredComparison:
    """Two figures of the product whose difference readers get explained, each asked for by a line of text."""

    name: str
    title: Text
    start: str
    end: str


@dataclass(frozen=True)
class Ground:
    """An article of a law that allows an alliance to process data; `verified` says whether its text was read."""

    law: Text
    article: str
    verified: bool = True


class Role(StrEnum):
    """What users of a product do with it."""

    READER = "reader"
    ANALYST = "analyst"
    PRIVACY_OFFICER = "privacy-officer"


@dataclass(frozen=True)
class User:
    """Who uses a product, and in which role."""

    who: Text
    role: Role


@dataclass(frozen=True)
class CloserLook:
    """A part of what a product shows that another `monitor`, as `alliance/product`, looks at closely.

    The `page` of a heading leads there, or the first page if none is named.
    """

    monitor: str
    title: Text
    about: Text
    page: str = ""


@dataclass(frozen=True)
class Product:
    """The tables and answers of research that leave together, and the disclosure profile under which they do.

    `grounds` are the names of articles that the alliance declares; `synthetic` says that all data are invented, so that
    none is needed. It is in use from `begins` (always, if that is not declared) until `ends`.
    With `access_requests` it serves to answer persons who ask what is held of them, and publishes nothing.
    `tables` are all of them in their order; those that no heading names come first.
    `assessment` is the name of the one whose profiles leave with them, if any. With `report` a release has a report to
    print as well.
    `public_sources` are the partners whose records anybody can read one by one: what rests on them alone may leave
    unprotected.
    `address` is where its newest release is on the web (it ends in a slash), empty where that is not declared;
    `releases` are those that are planned, by day.
    With `coarsen` its maker may see what coarser classes would keep of its tables.
    `joins` gives, for each other product whose units may be joined with those of this one, the ground for it.

    Parameters
    ----------
    purpose, legal_ground
        Sentences for readers; each use is logged under the purpose.
    ends
        The last day of use: after it nothing is made or read under the product.
    headings
        Tables in groups, for readers.
    research
        Names of questions that it answers.
    comparisons
        Differences that readers get explained.
    closer
        Parts of it that other monitors look at closely.
    """

    name: str
    title: Text
    summary: Text
    purpose: Text
    legal_ground: Text
    users: tuple[User, ...]
    ends: date
    tables: tuple[str, ...]
    profile: str
    file: str = ""
    grounds: tuple[str, ...] = ()
    synthetic: bool = False
    begins: date | None = None
    access_requests: bool = False
    headings: tuple[Heading, ...] = ()
    research: tuple[str, ...] = ()
    assessment: str = ""
    report: bool = False
    joins: Mapping[str, Text] = field(default_factory=dict)
    comparisons: tuple[DeclaredComparison, ...] = ()
    address: str = ""
    releases: tuple[PlannedRelease, ...] = ()
    public_sources: tuple[str, ...] = ()
    coarsen: bool = False
    closer: tuple[CloserLook, ...] = ()

    def require_analyst(self) -> None:
        """Refuse extracts of a product that nobody uses as an analyst.

        Raises
        ------
        RequestError
            If none of its users is one.
        """
        if all(user.role is not Role.ANALYST for user in self.users):
            raise RequestError(
                "product {product} has no analyst among its `users`, so nobody may have an extract of it",
                product=self.name,
            )
