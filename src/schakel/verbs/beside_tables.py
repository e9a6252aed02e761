"""What leaves with a product beside its tables: comparisons of figures, and answers of research.

Their counts are stated, so that they are protected and attacked together with all tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schakel.disclosure.answers import ProtectedAnswer, protect_answer, statement_of
from schakel.disclosure.protected import StatedFigures
from schakel.disclosure.tables.stated import Statement
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.model.delivery import Receipt
from schakel.model.product import Product
from schakel.publication.content import ExplainedDifference
from schakel.store.editions import read_manifest
from schakel.verbs.comparing_figures import (
    Walks,
    declared_walks,
    explained_difference,
    published_otherwise,
    statement_of_walks,
)
from schakel.verbs.moments import comparisons_by
from schakel.verbs.researching import answer_of

Stated = Mapping[str, StatedFigures]


@dataclass(frozen=True)
class BesideTables:
    """Comparisons and answers, each with the counts that it states; not protected yet."""

    walks: tuple[tuple[Walks, Statement], ...] = ()
    answers: tuple[tuple[Answer, Statement], ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All that is stated."""
        return (*(one for _, one in self.walks), *(one for _, one in self.answers))


def beside_tables(alliance: Alliance, product: Product, edition: Path, receipts: Mapping[int, Receipt]) -> BesideTables:
    """Gather what leaves with a product beside its tables; `receipts` are those of the deliveries of the edition.

    Raises
    ------
    SchakelError
        If a comparison names no figure, or if it or an answer mixes what is real with what is invented.
    """
    as_of = read_manifest(edition).as_of
    walks = declared_walks(alliance, comparisons_by(alliance, product, as_of), edition.name)
    answers = [answer_of(name, alliance, edition, receipts) for name in product.research]
    return BesideTables(
        tuple((one, statement_of_walks(one, alliance, product, edition.name)) for one in walks),
        tuple((one, statement_of(_name(one, product), one, product.profile)) for one in answers),
    )


def _name(answer: Answer, product: Product) -> str:
    return f"{product.name}: research {answer.question.name}"


def protected_differences(
    alliance: Alliance, product: Product, beside: BesideTables, stated: Stated
) -> Iterator[ExplainedDifference]:
    """Yield the comparisons that a product declares, and the published figures that differ."""
    for walks, statement in beside.walks:
        yield explained_difference(walks, product.profile, stated[statement.name].figures)
    yield from published_otherwise(alliance)


def protected_answers(product: Product, beside: BesideTables, stated: Stated) -> Iterator[ProtectedAnswer]:
    """Yield the answers of research that leave with a product."""
    for answer, statement in beside.answers:
        yield protect_answer(answer, product.profile, stated[statement.name])
