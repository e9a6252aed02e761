"""A built edition that is opened: where it is, what went into it, and what is read from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.identity.relations import RELATIONS
from schakel.indicators.counting import tabulate
from schakel.indicators.link_tables import LINK_TABLES
from schakel.model.alliance import Alliance
from schakel.model.delivery import Coverage, Receipt, covered
from schakel.model.indicator import Indicator
from schakel.model.table import Table
from schakel.store.catalogue import Catalogue
from schakel.store.editions import find_edition, require_current
from schakel.store.workspace import Workspace
from schakel.verbs.provenance import deliveries_behind, is_synthetic


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
    place: Path
    as_of: date
    code: str
    receipts: Mapping[int, Receipt]

    @property
    def name(self) -> str:
        """The name of the edition."""
        return self.place.name

    @property
    def synthetic(self) -> dict[int, bool]:
        """Of each delivery whether it is invented."""
        return {number: receipt.delivery.synthetic for number, receipt in self.receipts.items()}

    def deliveries_of(self, partner: str) -> tuple[int, ...]:
        """Return the numbers of the deliveries of a partner."""
        return tuple(sorted(n for n, receipt in self.receipts.items() if receipt.delivery.partner == partner))

    def table(self, name: str) -> Table:
        """Return the table of an indicator, not protected.

        Raises
        ------
        DisclosureError
            If it rests on real deliveries and on synthetic ones.
        """
        indicator = self.alliance.indicators[name]
        numbers = deliveries_behind(indicator, self.place)
        invented = is_synthetic(f"table {name}", numbers, self.synthetic)
        days = covered(self.receipts[number].delivery for number in numbers)
        return table_of(indicator, self.alliance, self.place, invented, days)

    def relations(self, deliveries: set[int]) -> pa.Table:
        """Return the relations that some deliveries tell of; an edition of an earlier version has none."""
        stored = self.place / "relations.parquet"
        edges = pq.read_table(stored) if stored.exists() else RELATIONS.empty_table()
        return edges.filter(pc.field("delivery").isin(list(deliveries)))

    def link_tables(self) -> dict[str, pa.Table]:
        """Return what was measured of the linking of persons; an edition of an earlier version has nothing."""
        stored = {name: self.place / f"{name}.parquet" for name in LINK_TABLES}
        return {name: pq.read_table(file) for name, file in stored.items() if file.exists()}


def open_edition(alliance: Alliance, edition: str, *others: Path) -> OpenEdition:
    """Open a built edition, by name or `latest`; it may be in one of the folders `others` as well.

    Raises
    ------
    RequestError
        If there is no such edition, or the declarations have changed since it was built.
    """
    workspace = Workspace.of(alliance.folder, alliance.name)
    place = find_edition(workspace.analysis_editions, edition, *others)
    manifest = require_current(place, alliance.fingerprint)
    receipts = {one.delivery.number: one for one in Catalogue(workspace).receipts()}
    went_in = {number: one for number, one in receipts.items() if number in manifest.deliveries}
    return OpenEdition(alliance, place, manifest.as_of, manifest.code, went_in)


def table_of(
    indicator: Indicator, alliance: Alliance, folder: Path, synthetic: bool, complete: Coverage | None = None
) -> Table:
    """Return the table of one indicator in a built edition."""
    base = pq.read_table(folder / "bases" / f"{indicator.name}.parquet")
    return tabulate(indicator, alliance, base, synthetic, complete)


def tables_of(alliance: Alliance, folder: Path, synthetic: bool) -> dict[str, Table]:
    """Return all tables of a built edition, by the name of their indicator."""
    return {name: table_of(one, alliance, folder, synthetic) for name, one in alliance.indicators.items()}
