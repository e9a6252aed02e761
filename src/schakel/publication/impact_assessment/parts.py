"""What an impact assessment consists of: numbered parts, each with facts, tables, and questions that people answer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from schakel.model.alliance import Alliance, Partner
from schakel.model.product import Product, Role
from schakel.publication.localisation import Localisation


@dataclass(frozen=True)
class FactTable:
    """A table of declared facts, as texts."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Question(str):
    """What people answer."""

    __slots__ = ()


Stated = Iterator[str | FactTable]
"""The title of a part, then its facts in sentences and tables, and the questions that are open."""


@dataclass(frozen=True)
class ImpactPart:
    """One numbered part: facts in sentences and tables, then the questions that are open."""

    number: int
    title: str
    said: tuple[str, ...] = ()
    tables: tuple[FactTable, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImpactAssessment:
    """An impact assessment in one language, to be written as Markdown or as a text to edit."""

    title: str
    alliance: str
    language: str
    day: date
    opening: tuple[str, ...]
    parts: tuple[ImpactPart, ...]
    open_questions: str


@dataclass(frozen=True)
class DeclaredFacts:
    """What the parts are made of: the declarations, and the language in which they are told."""

    alliance: Alliance
    language: Localisation

    @property
    def partners(self) -> tuple[Partner, ...]:
        """Those who deliver."""
        return tuple(self.alliance.partners.values())

    @property
    def products(self) -> tuple[Product, ...]:
        """What is published or analysed."""
        return tuple(self.alliance.products.values())

    def with_role(self, role: Role) -> Iterator[tuple[Product, str]]:
        """Every product with those of its users who have a role."""
        for product in self.products:
            for user in product.users:
                if user.role is role:
                    yield product, self.language.text(user.who)

    def listed(self, names: Iterable[str]) -> str:
        """Return names after each other."""
        return ", ".join(names) or self.language.say("none")

    def table(self, title: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> tuple[FactTable, ...]:
        """Return a table, or nothing where it would have no rows."""
        lines = tuple(tuple(row) for row in rows)
        return (FactTable(title, tuple(header), lines),) if lines else ()


Part = Callable[[DeclaredFacts], Stated]
"""A part of the model, by what it states."""


def part_of(number: int, stated: Stated) -> ImpactPart:
    """Return a numbered part: its questions come after its facts, and its tables after its sentences."""
    title, *rest = stated
    tables = tuple(one for one in rest if isinstance(one, FactTable))
    questions = tuple(one for one in rest if isinstance(one, Question))
    said = tuple(one for one in rest if not isinstance(one, FactTable | Question))
    return ImpactPart(number, str(title), said, tables, questions)
