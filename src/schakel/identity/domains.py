"""The domains of an alliance: the units of an edition under the pseudonyms of one product, or of two side by side."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.alliance import read
from schakel.alliance.products_in_use import product_in_use
from schakel.identity.domain_register import DomainRegister
from schakel.identity.pseudonyms import PseudonymProvider
from schakel.identity.unit_pseudonyms import root_key
from schakel.model.alliance import Alliance
from schakel.model.product import Product
from schakel.store.access_log import reading
from schakel.store.editions import find_edition
from schakel.store.engine import connect
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name

_PSEUDONYMS = pa.schema([("unit", pa.string()), ("unit_id", pa.string()), ("pseudonym", pa.string())])


@dataclass(frozen=True)
class Domains:
    """The pseudonyms of the products of one alliance, over the units of one of its editions."""

    alliance: Alliance
    workspace: Workspace
    edition: Path

    @classmethod
    def open(cls, folder: Path, edition: str) -> "Domains":
        """Open those of an edition, by name or `latest`."""
        alliance = read(folder)
        workspace = Workspace.of(alliance.folder, alliance.name)
        return cls(alliance, workspace, find_edition(workspace.analysis_editions, edition))

    @property
    def register(self) -> DomainRegister:
        """The register of the domain keys."""
        return register_of(self.alliance)

    def product(self, name: str) -> Product:
        """Return a product that is in use.

        Raises
        ------
        RequestError
            If there is none, or it has not begun or has ended.
        """
        return product_in_use(self.alliance, name)

    def reading(self, action: str, product: Product, **what: str) -> AbstractContextManager[None]:
        """Record an access under the purpose of a product, and read until the end of the block."""
        purpose = product.purpose.in_language(self.alliance.languages[0])
        return reading(self.workspace, action, purpose, product.name, edition=self.edition.name, **what)

    def pseudonyms(self, product: Product, provider: PseudonymProvider) -> pa.Table:
        """Return the pseudonym of every unit of the kinds that a product counts, or that these belong to."""
        kinds = self.alliance.kinds_counted(product)
        units = pq.read_table(self.edition / "units.parquet", filters=[("unit", "in", kinds)]) if kinds else None
        parts = [] if units is None else list(_given(units, kinds, provider))
        return pa.concat_tables([_PSEUDONYMS.empty_table(), *parts])


def register_of(alliance: Alliance) -> DomainRegister:
    """Return the register of the domain keys of an alliance."""
    return DomainRegister.of(alliance.name, root_key(alliance.name))


def pairs_of(one: pa.Table, two: pa.Table, first: str, second: str) -> pa.Table:
    """Return the two pseudonyms of every unit that has both: `unit`, and the columns `first` and `second`."""
    with connect({"one": one, "two": two}) as connection:
        return connection.sql(
            f"SELECT unit, one.pseudonym AS {quote_name(first)}, two.pseudonym AS {quote_name(second)} "
            "FROM one JOIN two USING (unit, unit_id) ORDER BY ALL"
        ).to_arrow_table()


def _given(units: pa.Table, kinds: Iterable[str], provider: PseudonymProvider) -> Iterator[pa.Table]:
    for kind in kinds:
        own = units.filter(pc.equal(units["unit"], kind)).select(["unit", "unit_id"])
        given = pa.array(provider.pseudonyms(kind, own["unit_id"].to_pylist()), pa.string())
        yield own.append_column("pseudonym", given).cast(_PSEUDONYMS)
