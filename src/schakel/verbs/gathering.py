"""Step one of four: gathers everything that a product publishes. Nothing is protected yet.

Beside its tables stand answers to what it asks. What they count is stated, so that it is
protected and attacked together with all tables.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from schakel.alliance.products_in_use import products_in_use
from schakel.disclosure.answers import statement_of
from schakel.disclosure.gathered import (
    GatheredProduct,
    GatheredRelease,
    GatheredTogether,
    require_may_leave,
)
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.stated import Statement
from schakel.indicators import with_contributions
from schakel.indicators.open_edition import OpenEdition
from schakel.model.answer import Answer
from schakel.model.product import Product
from schakel.verbs.chain_tables import chain_tables
from schakel.verbs.comparing_figures import explained_differences
from schakel.verbs.researching import answers_of_bodies, answers_of_research
from schakel_base.errors import DisclosureError, Fault, RequestError
from schakel_base.progress import tell

ANSWERED_BY: tuple[Callable[[OpenEdition, Product], Iterable[Answer]], ...] = (
    explained_differences,
    answers_of_research,
    answers_of_bodies,
)
"""What yields the answers to what a product asks, in the order in which readers meet them."""


@dataclass(frozen=True, eq=False)
class Gathering:
    """The products of an edition, each gathered once, when it is first asked for."""

    edition: OpenEdition
    _gathered: dict[str, GatheredProduct] = field(default_factory=dict)

    def gather(self, product: Product) -> GatheredRelease:
        """Return what leaves with a product and beside it, and what decides on the recommendations that it tells of.

        Raises
        ------
        DisclosureError
            If a table or an answer rests on real deliveries and on synthetic ones.
        """
        return GatheredRelease(self._together(product), tuple(self._deciding()))

    def _together(self, product: Product) -> GatheredTogether:
        current = [one for one in products_in_use(self.edition.alliance) if one.name != product.name]
        beside = [one for one in current if one.profile == product.profile and self._may_leave(one)]
        # By name, so that all of them are protected in the same way whichever product is asked for first.
        together = sorted([product, *beside], key=lambda one: one.name)
        return GatheredTogether(self._gather(product), tuple(self._gather(one) for one in together))

    def _deciding(self) -> Iterator[GatheredTogether]:
        """Yield each product that can be published and whose research decides a recommendation."""
        decisive = {name for one in self.edition.alliance.recommendations for name in one.decided_by}
        for product in products_in_use(self.edition.alliance):
            if decisive & {*product.research} and self._may_leave(product):
                yield self._together(product)

    def _may_leave(self, product: Product) -> bool:
        """A product that cannot be published itself gives nothing away."""
        try:
            self._gather(product)
        # Said when that product itself is published; here it must not keep others from leaving.
        except (DisclosureError, RequestError):
            return False
        return True

    def _gather(self, product: Product) -> GatheredProduct:
        if product.name not in self._gathered:
            self._gathered[product.name] = _gathered(self.edition, product)
        return self._gathered[product.name]


def _gathered(edition: OpenEdition, product: Product) -> GatheredProduct:
    answers = [answer for ask in ANSWERED_BY for answer in ask(edition, product)]
    units = {edition.alliance.indicators[name].unit for name in product.tables}
    numbers = {number for answer in answers for number in answer.deliveries} | {*edition.deliveries_behind(*units)}
    # A file of which every row was refused is no base of any figure, but readers must know of it.
    numbers |= edition.left_nothing(*units)
    # Everything that leaves rests on these deliveries, so whether it may leave, and what it must say, is asked of all
    # of them.
    rests_on = tuple(edition.receipts[number] for number in sorted(numbers))
    tables = []
    for number, name in enumerate(product.tables):
        tell(Fault("gather the tables of {name}", fields={"name": product.name}), number / len(product.tables))
        table = edition.table(name)
        if table.indicator.amount:
            table = with_contributions(table, edition.alliance, chain_tables(edition.place))
        tables.append(ReleasedTable(table))
    require_may_leave(product, rests_on)

    def stated(one: Answer) -> Statement:
        return statement_of(f"{product.name}: {one.question.kind} {one.question.name}", one, product.profile)

    return GatheredProduct(
        product,
        tuple(tables),
        tuple(ReleasedTable(table, product.name) for table in edition.quality_tables(product, rests_on)),
        rests_on,
        tuple((one, stated(one)) for one in answers),
    )
