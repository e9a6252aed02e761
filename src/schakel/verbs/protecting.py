"""All tables of an edition are protected together, and together with the releases before it.

A figure that two products show is the same in both, and what one of them hides the other does not tell. What leaves is
written into the release ledger first; a release that stands in it already is made again as it was.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.disclosure.protect import ProtectedTogether, protect_together
from schakel.disclosure.protected import ProtectedTable, StatedFigures
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.identity.related import rows_by_relation
from schakel.identity.relations import RELATIONS
from schakel.indicators.link_tables import LINK_TABLES
from schakel.indicators.quality import quality_tables
from schakel.model.alliance import Alliance
from schakel.model.delivery import Receipt, covered
from schakel.model.product import Product
from schakel.simulation import declares_simulation, read_simulation
from schakel.store.workspace import Workspace
from schakel.verbs.beside_tables import BesideTables, beside_tables
from schakel.verbs.building import table_of
from schakel.verbs.provenance import deliveries_behind, is_synthetic
from schakel.verbs.researching import deliveries_behind_answer
from schakel_base.errors import DisclosureError, RequestError
from schakel_base.text import NOTHING, Text
from schakel_protection import Release
from schakel_protection.releases import append_release, differs, read_releases


@dataclass(frozen=True)
class GatheredProduct:
    """What leaves with a product, before it is protected, and the receipts of the deliveries that it rests on."""

    tables: tuple[ReleasedTable, ...]
    quality: tuple[ReleasedTable, ...]
    used: tuple[Receipt, ...]
    beside: BesideTables

    @property
    def all_tables(self) -> tuple[ReleasedTable, ...]:
        """The tables of the indicators and those about the deliveries."""
        return (*self.tables, *self.quality)

    @property
    def names(self) -> list[str]:
        """The names of all that leaves."""
        return [*(one.name for one in self.all_tables), *(one.name for one in self.beside.statements)]


@dataclass(frozen=True)
class ProtectedProduct:
    """The tables of a product as they leave; what leaves beside them, and the figures of all that is stated there."""

    tables: tuple[ProtectedTable, ...]
    quality: tuple[ProtectedTable, ...]
    used: tuple[Receipt, ...]
    beside: BesideTables
    stated: Mapping[str, StatedFigures]


@dataclass(frozen=True)
class OpenEdition:
    """A built edition from which products are published; what is protected once serves all of them."""

    alliance: Alliance
    place: Path
    as_of: date
    code: str
    receipts: Mapping[int, Receipt]
    _gathered: dict[str, GatheredProduct] = field(default_factory=dict)
    _together: dict[tuple[str, tuple[str, ...]], ProtectedTogether] = field(default_factory=dict)

    @property
    def synthetic(self) -> dict[int, bool]:
        """Of each delivery whether it is invented."""
        return {number: receipt.delivery.synthetic for number, receipt in self.receipts.items()}

    @cached_property
    def source_of_invented(self) -> Text:
        """Where the deliveries come from that a simulation wrote."""
        return read_simulation(self.alliance).source if declares_simulation(self.alliance.folder) else NOTHING

    def protect(self, product: Product) -> ProtectedProduct:
        """Return the tables of a product as they leave; from then on the ledger knows of them.

        Raises
        ------
        DisclosureError
            If a table rests on real and on synthetic deliveries, leaves under two profiles, or cannot be protected.
        """
        own = self._gather(product)
        file = Workspace.of(self.alliance.folder, self.alliance.name).release_ledger
        ledger = read_releases(file)
        here = [number for number, one in enumerate(ledger) if (one.product, one.edition) == self._name(product)]
        together = self._protect_with(product, ledger[: here[0]] if here else ledger)
        if not here:
            append_release(file, together.release(*self._name(product), own.names))
        made = together.tables
        return ProtectedProduct(
            tuple(made[one.name] for one in own.tables),
            tuple(made[one.name] for one in own.quality),
            own.used,
            own.beside,
            together.stated,
        )

    def _name(self, product: Product) -> tuple[str, str]:
        return product.name, self.place.name

    def _protect_with(self, product: Product, ledger: Sequence[Release]) -> ProtectedTogether:
        """Protect with all other editions in mind; with other products of this one only where they say otherwise."""
        together = self._protected(product, [one for one in ledger if one.edition != self.place.name])
        same = [one for one in ledger if one.edition == self.place.name]
        return (
            self._protected(product, ledger) if any(differs(together.all_released, one) for one in same) else together
        )

    def _protected(self, product: Product, before: Sequence[Release]) -> ProtectedTogether:
        key = product.profile, tuple(one.name for one in before)
        if key not in self._together:
            gathered = [self._gather(other) for other in self._beside(product)]
            tables = {one.name: one for found in gathered for one in found.all_tables}
            statements = [one for found in gathered for one in found.beside.statements]
            self._together[key] = protect_together(list(tables.values()), product.profile, before, statements)
        return self._together[key]

    def _beside(self, product: Product) -> list[Product]:
        """The products that can leave beside this one under the same profile."""
        beside = [product]
        for other in self.alliance.products.values():
            if other.name == product.name or self.as_of > other.ends:
                continue
            if other.profile == product.profile and self._may_leave(other):
                beside.append(other)
            elif other.profile != product.profile:
                _refuse_two_profiles(product, other)
        return sorted(beside, key=lambda one: one.name)

    def _may_leave(self, product: Product) -> bool:
        """A product that cannot be published itself gives nothing away."""
        try:
            self._gather(product)
        except (DisclosureError, RequestError):
            return False
        return True

    def _gather(self, product: Product) -> GatheredProduct:
        if product.name not in self._gathered:
            self._gathered[product.name] = self._gathered_anew(product)
        return self._gathered[product.name]

    def _gathered_anew(self, product: Product) -> GatheredProduct:
        behind = {name: deliveries_behind(self.alliance.indicators[name], self.place) for name in product.tables}
        rests_on = {number for numbers in behind.values() for number in numbers}
        for name in product.research:
            rests_on |= {*deliveries_behind_answer(self.alliance.research[name], self.place, self.receipts)}
        rests_on |= self.of_partner(self._assessed(product))
        used = [self.receipts[number] for number in sorted(rests_on)]
        tables = (
            table_of(
                self.alliance.indicators[name],
                self.alliance,
                self.place,
                is_synthetic(f"table {name}", numbers, self.synthetic),
                covered(self.receipts[number].delivery for number in numbers),
            )
            for name, numbers in behind.items()
        )
        synthetic = any(receipt.delivery.synthetic for receipt in used)
        links = self._links() if self._counts_persons(product) else {}
        quality = quality_tables(self.alliance, used, synthetic, rows_by_relation(self._relations(rests_on)), links)
        return GatheredProduct(
            tuple(ReleasedTable(table) for table in tables),
            tuple(ReleasedTable(table, product.name) for table in quality),
            tuple(used),
            beside_tables(self.alliance, product, self.place, self.receipts),
        )

    def _relations(self, deliveries: Collection[int]) -> pa.Table:
        """The relations that some deliveries tell of; an edition of an earlier version has none."""
        stored = self.place / "relations.parquet"
        edges = pq.read_table(stored) if stored.exists() else RELATIONS.empty_table()
        return edges.filter(pc.field("delivery").isin(list(deliveries)))

    def _counts_persons(self, product: Product) -> bool:
        """Whether a table of the product counts what is keyed by a person."""
        persons = self.alliance.persons
        keyed = {
            key.unit
            for partner in self.alliance.partners.values()
            for key in partner.contract.units
            for attribute, column in partner.contract.person_columns.items()
            if persons and attribute in persons.numbers and column in key.columns
        }
        return any(self.alliance.indicators[name].unit in keyed for name in product.tables)

    def _links(self) -> dict[str, pa.Table]:
        """What was measured of the linking of persons; an edition of an earlier version has none."""
        stored = {name: self.place / f"{name}.parquet" for name in LINK_TABLES}
        return {name: pq.read_table(file) for name, file in stored.items() if file.exists()}

    def _assessed(self, product: Product) -> str:
        """The partner whose assessments leave with a product, if it names one."""
        return next((one.partner for one in self.alliance.assessments if one.name == product.assessment), "")

    def of_partner(self, partner: str) -> set[int]:
        """Return the numbers of the deliveries of a partner."""
        return {number for number, receipt in self.receipts.items() if receipt.delivery.partner == partner}


def _refuse_two_profiles(product: Product, other: Product) -> None:
    for name in product.tables:
        if name in other.tables:
            raise DisclosureError(
                f"table {name} leaves in {product.name} under {product.profile} and in {other.name} under "
                f"{other.profile}; two ways to protect one table tell more than either"
            )
