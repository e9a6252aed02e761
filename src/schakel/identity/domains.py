"""The domains of an alliance: the units of an edition under the pseudonyms of one product, or of two side by side."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from schakel.alliance import read
from schakel.alliance.products_in_use import product_in_use
from schakel.identity.domain_register import DomainRegister
from schakel.identity.keyed_digest import in_base_32, of_numbers
from schakel.identity.pseudonyms import PseudonymProvider
from schakel.identity.unit_pseudonyms import root_key
from schakel.model.alliance import Alliance
from schakel.model.product import Product
from schakel.store.access_log import reading
from schakel.store.editions import find_edition
from schakel.store.engine import connect
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import read_table
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name

_PSEUDONYMS = pa.schema([("unit", pa.string()), ("unit_id", pa.int64()), ("pseudonym", pa.string())])


@dataclass(frozen=True)
class Domains:
    """The pseudonyms of the products of one alliance, over the units of one of its editions."""

    alliance: Alliance
    workspace: Workspace
    edition: SealedFolder

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
        return pa.concat_tables([_PSEUDONYMS.empty_table(), *(self._given(kind, provider) for kind in kinds)])

    def _given(self, kind: str, provider: PseudonymProvider) -> pa.Table:
        """The pseudonyms of all units of a kind, made from the whole of what they are known by in the edition."""
        # Id and check together are the 128 bits of the pseudonym inside the edition, which is what is hashed once more.
        units = read_table(self.edition / f"wide_{kind}.parquet", ["unit_id", "unit_check"])
        known = in_base_32(of_numbers(np.column_stack([units[name].to_numpy() for name in units.column_names])))
        given = pa.array(provider.pseudonyms(kind, known), pa.string())
        return pa.Table.from_arrays([pa.repeat(kind, len(known)), units["unit_id"], given], schema=_PSEUDONYMS)


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
