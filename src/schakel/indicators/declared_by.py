"""The declarations behind a table: if none of them changed, a changed figure corrects data."""

from collections.abc import Iterator, Mapping

from schakel.model.alliance import Alliance
from schakel.model.indicator import Indicator


def declared_by(indicator: Indicator, alliance: Alliance) -> Mapping[str, str]:
    """Return the SHA-256 of each declaration that a table is counted by, by its path in the alliance folder."""
    wanted = set(_files(indicator, alliance))
    return {file: digest for file, digest in alliance.declared.items() if file in wanted or file.startswith("linking/")}


def _files(indicator: Indicator, alliance: Alliance) -> Iterator[str]:
    yield from ("alliance.yaml", f"indicators/{indicator.name}.yaml")
    for name in indicator.attributes:
        if attribute := alliance.attributes.get(name):
            yield from (f"vocabulary/{attribute.scheme}{ending}" for ending in (".ttl", ".csv"))
    kinds = _related(indicator.unit, alliance)
    for name, partner in alliance.partners.items():
        if any(key.unit in kinds for key in partner.contract.units):
            yield from (f"partners/{name}/contract.yaml", f"partners/{name}/mapping.csv")


def _related(unit: str, alliance: Alliance) -> set[str]:
    """A kind of unit with its parents and its children: what partners say about these counts for it."""
    above = {other: alliance.lineage([other]) for other in alliance.units}
    return {other for other in alliance.units if unit in above[other] or other in above[unit]}
