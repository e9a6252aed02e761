"""Everything a product is to publish, and whether it may: gathered, not yet protected."""

from collections.abc import Sequence
from dataclasses import dataclass

from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.stated import Statement
from schakel.model.answer import Answer
from schakel.model.delivery import Receipt
from schakel.model.product import Product
from schakel_base.errors import DisclosureError
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


def require_may_leave(product: Product, rests_on: Sequence[Receipt]) -> None:
    """Require that a product may publish what is based on some deliveries.

    Raises
    ------
    DisclosureError
        If it protects nothing and uses data that are not public, or names no grounds and uses real data.
    """
    partners = {one.delivery.partner for one in rests_on}
    # Figures leave as they are only where every record behind them is public.
    if find_profile(product.profile).public and (others := sorted(partners - set(product.public_sources))):
        raise DisclosureError(
            f"product {product.name} is published under `{product.profile}`, which protects nothing, but uses data "
            f"of {', '.join(others)}, which it does not declare among its `public_sources`"
        )
    # Whoever declares that all data are invented needs no ground, so that real data would be used without one.
    real = sorted({one.delivery.partner for one in rests_on if not one.delivery.synthetic})
    if product.synthetic and real:
        raise DisclosureError(
            f"product {product.name} is `synthetic` and names no grounds, but uses real data of {', '.join(real)}; "
            "name the `grounds` on which these are used"
        )
