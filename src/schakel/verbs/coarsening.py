"""Coarsen: how much the tables of a product would keep with coarser classes, for the people who declare them.

Nothing is chosen here and nothing leaves: the maker of a product sees each way beside the table as it is, and declares
one or none. It then holds for all editions, whatever they hide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, product
from pathlib import Path

from schakel.alliance import read
from schakel.disclosure import in_full, kept_of
from schakel.indicators import CoarserDimension, coarser_dimensions, tabulate, under
from schakel.indicators.open_edition import OpenEdition, base_of
from schakel.model.indicator import Indicator
from schakel.verbs.publishing import reading_for
from schakel_base.errors import Fault, RequestError
from schakel_base.progress import Progress, silent
from schakel_protection import InformationKept

MOST_WAYS = 80
"""Ways to count a table that are compared, those in one dimension first."""
AS_IT_IS: tuple[CoarserDimension, ...] = ()


@dataclass(frozen=True)
class CoarserTable:
    """What a table keeps under other classes (none: as it is), and its share of all that the table as it is tells."""

    classes: tuple[CoarserDimension, ...]
    kept: InformationKept
    information: float


def coarsen(
    folder: Path, name: str, edition: str = "latest", profile: str = "", progress: Progress = silent
) -> dict[str, tuple[CoarserTable, ...]]:
    """Return for each table of a product what it keeps as it is, then under coarser classes, most information first.

    Each table is protected by itself, by default under the profile of the product; what cannot be protected so is left
    out.

    Raises
    ------
    RequestError
        If there is no such product or edition, or the product does not allow it (`coarsen`).
    DisclosureError
        If there is no such profile.
    """
    alliance = read(folder)
    with reading_for(alliance, "coarsen", name, edition) as opened:
        declared = alliance.products[name]
        if not declared.coarsen:
            raise RequestError(f"product {name} does not say `coarsen: allowed`; declare it in {declared.file} first")
        found = {}
        for number, table in enumerate(declared.tables):
            progress(Fault("compare classes of {name}", fields={"name": table}), number / len(declared.tables))
            found[table] = tuple(_compared(alliance.indicators[table], opened, profile or declared.profile))
    return found


def _compared(indicator: Indicator, opened: OpenEdition, profile: str) -> Sequence[CoarserTable]:
    base = base_of(indicator.name, opened.place)
    whole = in_full(tabulate(indicator, opened.alliance, base)).bits
    ways = _ways(coarser_dimensions(indicator, opened.alliance, base))
    found = []
    # Two dimensions of ten ways each have a hundred combinations, each of which is protected anew.
    for classes in chain([AS_IT_IS], islice(ways, MOST_WAYS)):
        other, cells = under(classes, indicator, base) if classes else (indicator, base)
        kept = kept_of(tabulate(other, opened.alliance, cells), profile)
        if kept:
            found.append(CoarserTable(classes, kept, kept.bits / whole if whole else 1.0))
    return sorted(found, key=lambda one: (bool(one.classes), -one.kept.bits, one.kept.cells))


def _ways(each: Sequence[Sequence[CoarserDimension]]) -> Iterator[tuple[CoarserDimension, ...]]:
    """In one dimension, then in two, as long as one dimension is left."""
    for count in (1, 2):
        for chosen in combinations(each, count):
            for way in product(*chosen):
                if any(one.rule for one in way) or len(way) < len(each):
                    yield way
