"""First of four: all that leaves with a product is gathered. Nothing of it is protected yet, and nothing may leave.

Beside its tables stand answers to what it asks. What they count is stated, so that it is
protected and attacked together with all tables.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from schakel.alliance.products_in_use import products_in_use
from schakel.disclosure.answers import statement_of
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.stated import Statement
from schakel.identity.related import rows_by_relation
from schakel.indicators.quality import quality_tables
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.model.delivery import Receipt
from schakel.model.product import Product
from schakel.verbs.answering import ANSWERED_BY
from schakel.verbs.open_edition import OpenEdition
from schakel_base.errors import DisclosureError, RequestError
from schakel_protection import find_profile


@dataclass(frozen=True, eq=False)
class GatheredProduct:
    """What leaves with a product, before it is protected.

    Parameters
    ----------
    tables, quality
        The tables of its indicators, and those about the deliveries.
    rests_on
        The receipts of the deliveries that all of it rests on.
    answers
        What is beside the tables, each with the counts that it states.
    """

    product: Product
    tables: tuple[ReleasedTable, ...]
    quality: tuple[ReleasedTable, ...]
    rests_on: tuple[Receipt, ...]
    answers: tuple[tuple[Answer, Statement], ...]

    @property
    def all_tables(self) -> tuple[ReleasedTable, ...]:
        """The tables of the indicators and those about the deliveries."""
        return (*self.tables, *self.quality)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All that is stated beside the tables."""
        return tuple(one for _, one in self.answers)

    @property
    def names(self) -> list[str]:
        """The names of all that leaves."""
        return [*(one.name for one in self.all_tables), *(one.name for one in self.statements)]


@dataclass(frozen=True, eq=False)
class GatheredTogether:
    """A product to publish, and all that leaves under its profile: it and the products that can leave beside it."""

    own: GatheredProduct
    together: tuple[GatheredProduct, ...]


@dataclass(frozen=True, eq=False)
class GatheredRelease:
    """What is to leave, and the products whose research decides a recommendation: a release tells their conclusions."""

    leaving: GatheredTogether
    deciding: tuple[GatheredTogether, ...]


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
            If a table or an answer rests on real deliveries and on synthetic ones, or another product
            shows one of its tables under another profile.
        """
        return GatheredRelease(self._together(product), tuple(self._deciding()))

    def _gather(self, product: Product) -> GatheredProduct:
        if product.name not in self._gathered:
            self._gathered[product.name] = _gathered(self.edition, product)
        return self._gathered[product.name]

    def _together(self, product: Product) -> GatheredTogether:
        current = [one for one in products_in_use(self.edition.alliance) if one.name != product.name]
        for other in current:
            _refuse_two_profiles(product, other)
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


def _gathered(edition: OpenEdition, product: Product) -> GatheredProduct:
    answers = tuple(_answers(edition, product))
    # Everything that leaves rests on these deliveries, so whether it may leave, and what it must say, is asked of all
    # of them.
    numbers = {number for answer, _ in answers for number in answer.deliveries}
    for name in product.tables:
        numbers.update(edition.deliveries_behind(edition.alliance.indicators[name].unit))
    rests_on = tuple(edition.receipts[number] for number in sorted(numbers))
    tables = tuple(ReleasedTable(edition.table(name)) for name in product.tables)
    _refuse_secrets_in_public(product, rests_on)
    _refuse_real_without_ground(product, rests_on)
    invented = any(receipt.delivery.synthetic for receipt in rests_on)
    links = edition.link_tables() if _counts_persons(edition.alliance, product) else {}
    relations = rows_by_relation(edition.relations(numbers))
    quality = quality_tables(edition.alliance, rests_on, invented, relations, links)
    return GatheredProduct(
        product,
        tables,
        tuple(ReleasedTable(table, product.name) for table in quality),
        rests_on,
        answers,
    )


def _counts_persons(alliance: Alliance, product: Product) -> bool:
    """Whether a table of the product counts what is keyed by a person."""
    persons = alliance.persons
    keyed = {
        key.unit
        for partner in alliance.partners.values()
        for key in partner.contract.units
        for attribute, column in partner.contract.person_columns.items()
        if persons and attribute in persons.numbers and column in key.columns
    }
    return any(alliance.indicators[name].unit in keyed for name in product.tables)


def _answers(edition: OpenEdition, product: Product) -> Iterator[tuple[Answer, Statement]]:
    for ask in ANSWERED_BY:
        for answer in ask(edition, product):
            name = f"{product.name}: {answer.question.kind} {answer.question.name}"
            yield answer, statement_of(name, answer, product.profile)


def _refuse_secrets_in_public(product: Product, rests_on: Iterable[Receipt]) -> None:
    """Figures leave as they are only where every record behind them is public."""
    if not find_profile(product.profile).public:
        return
    others = sorted({receipt.delivery.partner for receipt in rests_on} - set(product.public_sources))
    if others:
        raise DisclosureError(
            f"product {product.name} is published under `{product.profile}`, which protects nothing, but uses data "
            f"of {', '.join(others)}, which it does not declare among its `public_sources`"
        )


def _refuse_real_without_ground(product: Product, rests_on: Iterable[Receipt]) -> None:
    """Whoever says that all data are invented names no ground, so that real data have none."""
    real = sorted({one.delivery.partner for one in rests_on if not one.delivery.synthetic}) if product.synthetic else []
    if real:
        raise DisclosureError(
            f"product {product.name} is `synthetic` and names no grounds, but uses real data of {', '.join(real)}; "
            "name the `grounds` on which these are used"
        )


def _refuse_two_profiles(product: Product, other: Product) -> None:
    for name in product.tables if other.profile != product.profile else ():
        if name in other.tables:
            raise DisclosureError(
                f"table {name} leaves in {product.name} under {product.profile} and in {other.name} under "
                f"{other.profile}; two ways to protect one table tell more than either"
            )
