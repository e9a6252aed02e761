"""An opened edition: its place, what it was built from, and its tables.

Synthetic is inherited: what rests on invented rows is invented, and real and invented rows never meet in one table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from schakel.chain.views import tellers
from schakel.identity.related import rows_by_relation
from schakel.identity.relations import RELATIONS
from schakel.indicators.counting import tabulate
from schakel.indicators.link_tables import LINK_TABLES
from schakel.indicators.quality import quality_tables
from schakel.model.alliance import Alliance
from schakel.model.delivery import Coverage, Receipt, covered
from schakel.model.indicator import Indicator
from schakel.model.product import Product
from schakel.model.table import Table
from schakel.store.catalogue import Catalogue
from schakel.store.editions import find_edition, require_current
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import read_table
from schakel.store.workspace import Workspace
from schakel_base.errors import DisclosureError, RequestError


@dataclass(frozen=True, eq=False)
class OpenEdition:
    """An edition of an alliance as its declarations are now.

    Parameters
    ----------
    place
        Its folder in the analysis zone.
    code
        The version of Schakel that built it.
    receipts
        The receipts of the deliveries that went into it, by number.
    """

    alliance: Alliance
    place: SealedFolder
    as_of: date
    code: str
    receipts: Mapping[int, Receipt]

    @property
    def name(self) -> str:
        """The name of the edition."""
        return self.place.name

    def deliveries_of(self, partner: str) -> tuple[int, ...]:
        """Return the numbers of the deliveries of a partner."""
        return tuple(sorted(n for n, receipt in self.receipts.items() if receipt.delivery.partner == partner))

    def deliveries_behind(self, *units: str) -> tuple[int, ...]:
        """Return the numbers of the deliveries with rows about some kinds of unit, or about what they belong to.

        A file without any row, of a partner that tells of them, says that nothing happened.

        Raises
        ------
        RequestError
            If the edition was built before this was kept with it.
        """
        file = self.place / "provenance.parquet"
        if not file.exists():
            raise RequestError(f"edition {self.name} was built by an earlier version of Schakel; build it again")
        # With a type of its own: of no units at all the type of their names does not follow.
        about = pc.field("unit").isin(pa.array(units, pa.string()))
        told = {*read_table(file).filter(about)["delivery"].to_pylist()}
        return tuple(sorted(told | {one for one in self.left_nothing(*units) if not self.receipts[one].rows}))

    def left_nothing(self, *units: str) -> frozenset[int]:
        """Return the numbers of the deliveries of partners that tell of some kinds of unit, in which no row counts."""
        partners = {name for unit in units if unit in self.alliance.units for name in tellers(unit, self.alliance)}
        without = (one for one in self.receipts.values() if not one.accepted and one.replay_of is None)
        return frozenset(one.delivery.number for one in without if one.delivery.partner in partners)

    def is_synthetic(self, what: str, numbers: Sequence[int]) -> bool:
        """Return whether the deliveries behind something are invented; `what` is its name in an error.

        Raises
        ------
        DisclosureError
            If some are and some are not.
        """
        synthetic = [number for number in numbers if self.receipts[number].delivery.synthetic]
        if synthetic and len(synthetic) < len(numbers):
            told = ", ".join(map(str, synthetic))
            raise DisclosureError(f"{what} rests on real deliveries and on synthetic ones ({told}); they may not meet")
        return bool(synthetic)

    def table(self, name: str) -> Table:
        """Return the table of an indicator, not protected.

        Raises
        ------
        DisclosureError
            If it rests on real deliveries and on synthetic ones.
        """
        indicator = self.alliance.indicators[name]
        numbers = self.deliveries_behind(indicator.unit)
        invented = self.is_synthetic(f"table {name}", numbers)
        days = covered(self.receipts[number].delivery for number in numbers)
        return replace(table_of(indicator, self.alliance, self.place, invented, days), is_told=bool(numbers))

    def quality_tables(self, product: Product, rests_on: Sequence[Receipt]) -> tuple[Table, ...]:
        """Return the tables about the deliveries that a product uses, their relations, and how persons are linked.

        Parameters
        ----------
        product
            If it counts no persons, it says nothing of their linking.
        """
        invented = any(one.delivery.synthetic for one in rests_on)
        relations = rows_by_relation(self._relations([one.delivery.number for one in rests_on]))
        links = self._links() if _counts_persons(self.alliance, product) else {}
        return quality_tables(self.alliance, rests_on, invented, relations, links)

    def _relations(self, deliveries: Sequence[int]) -> pa.Table:
        """The relations that some deliveries state; an edition of an earlier version has none."""
        stored = self.place / "relations.parquet"
        edges = read_table(stored) if stored.exists() else RELATIONS.empty_table()
        return edges.filter(pc.field("delivery").isin(pa.array(deliveries, pa.int64())))

    def _links(self) -> dict[str, pa.Table]:
        """What was measured of the linking of persons; an edition of an earlier version has nothing."""
        stored = {name: self.place / f"{name}.parquet" for name in LINK_TABLES}
        return {name: read_table(file) for name, file in stored.items() if file.exists()}


def _counts_persons(alliance: Alliance, product: Product) -> bool:
    """Whether a table of the product counts what is keyed by a person."""
    return any(alliance.indicators[name].unit in alliance.linked_units for name in product.tables)


def open_edition(alliance: Alliance, edition: str, *others: SealedFolder) -> OpenEdition:
    """Open a built edition, by name or `latest`; it may be in one of the folders `others` as well.

    Raises
    ------
    RequestError
        If there is no such edition, or the declarations have changed since it was built.
    ChainError
        If a receipt is missing of a delivery that went into it.
    """
    workspace = Workspace.of(alliance.folder, alliance.name)
    place = find_edition(workspace.analysis_editions, edition, *others)
    # Counts under one set of declarations, shown with the labels of another, would be wrong without anybody seeing it.
    manifest = require_current(place, alliance.fingerprint)
    went_in = Catalogue(workspace).receipts_of({*manifest.deliveries})
    return OpenEdition(alliance, place, manifest.as_of, manifest.code, went_in)


def table_of(
    indicator: Indicator, alliance: Alliance, folder: SealedFolder, synthetic: bool, complete: Coverage | None = None
) -> Table:
    """Return the table of one indicator in a built edition."""
    return tabulate(indicator, alliance, base_of(indicator.name, folder), synthetic, complete)


def base_of(name: str, folder: SealedFolder) -> pa.Table:
    """Return the base cells of an indicator in a built edition."""
    return read_table(folder.folder("bases") / f"{name}.parquet")
