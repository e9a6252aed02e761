"""Rotating the domain keys of an alliance, with a map from old to new pseudonyms, and destroying them."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from schakel.alliance import read
from schakel.identity.domain_register import RegisteredKey
from schakel.identity.domains import Domains, pairs_of, register_of
from schakel.identity.pseudonyms import KeyedHash
from schakel.store.access_log import record_access, user_name
from schakel.store.own_folder import close_to_others, own_folder
from schakel.store.workspace import Workspace


@dataclass(frozen=True)
class Rotation:
    """The labels before and after, and the map between the pseudonyms of the latest edition.

    Where the key before was destroyed there is no way from old to new: `before` is empty and `map` None.
    """

    before: str
    after: str
    map: Path | None


def keys(folder: Path) -> tuple[RegisteredKey, ...]:
    """Return the domain keys that an alliance has or had.

    Returns
    -------
    tuple of registered keys
        One for each key, also of those that were destroyed; never the key itself.
    """
    return register_of(read(folder)).keys()


def rotate(folder: Path, product: str) -> Rotation:
    """Make the next version of the key of a product, and map the pseudonyms of the latest edition from old to new.

    Raises
    ------
    RequestError
        If there is no such product or no edition.
    """
    domains = Domains.open(folder, "latest")
    chosen = domains.product(product)
    register = domains.register
    # After a destruction there must be no way back, so that the next version begins without a map.
    before = None if register.is_destroyed(product) else register.current(product, user_name())
    after = register.rotate(product, user_name())
    with domains.reading("rotate key", chosen, before=before.label if before else "", after=after.label):
        if before is None:
            return Rotation("", after.label, None)
        path = domains.workspace.pseudonym_map(product, before.version, after.version)
        own_folder(path.parent)
        old, new = (domains.pseudonyms(chosen, KeyedHash.of(key)) for key in (before, after))
        pq.write_table(pairs_of(old, new, "before", "after"), path, compression="zstd")
        close_to_others(path.parent)
        return Rotation(before.label, after.label, path)


def destroy(folder: Path, product: str, version: int, reason: str) -> None:
    """Destroy one version of the key of a product: pseudonyms given under it can no longer be joined.

    The maps that lead from that version to another go with it.

    Parameters
    ----------
    product, version
        Whose key it is, and the number of its version, from 1.

    Raises
    ------
    RequestError
        If there was no such key, it was destroyed before, or no reason is given.
    """
    alliance = read(folder)
    workspace = Workspace.of(alliance.folder, alliance.name)
    register_of(alliance).destroy(product, version, user_name(), reason)
    for before, after in ((version - 1, version), (version, version + 1)):
        workspace.pseudonym_map(product, before, after).unlink(missing_ok=True)
    # After the destruction, not before: it reads nothing, and a record of what then failed would be untrue.
    record_access(workspace.access_log, "destroy key", reason, product=product, version=str(version))
