"""Open an epoch: draws the answers to all questions about an edition once, and proves them safe.

What was drawn is kept apart from the counts: whoever answers opens no count, and cannot tell more than all answers do.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from schakel.alliance import read
from schakel.disclosure import read_ledger
from schakel.disclosure.amounts import units_told
from schakel.disclosure.epochs import Places, leaves_of
from schakel.indicators.askable import MOST_CELLS, Askable, askable, indicator_of, left_out
from schakel.indicators.atoms import Atoms
from schakel.indicators.beside import with_beside
from schakel.indicators.counting import COUNT
from schakel.indicators.leaves import (
    Published,
    columns_asked,
    published_categories,
    read_leaves,
    tabulate_leaves,
    with_somebody,
)
from schakel.indicators.open_edition import OpenEdition
from schakel.model.delivery import covered
from schakel.model.product import Product
from schakel.model.table import Dimension, Table
from schakel.model.table_question import TableQuestion
from schakel.store.epochs import EpochFolder
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables
from schakel.verbs.publishing import Publishing, reading_for
from schakel_base.disk import writing_to
from schakel_base.errors import Fault, RequestError
from schakel_base.progress import Progress, silent
from schakel_protection import find_profile
from schakel_protection.epochs import Epoch
from schakel_protection.releases import ReleaseLedger, ReleaseRecord

ANEW = Epoch.PROFILE.reach
"""Leaves of each atom that are drawn anew: as many as the units that its figure may be below its count."""
MOST_SUMS = 25_000_000
"""Leaves that are drawn anew, in tables: 22 million, of six years of a whole country, take three minutes and 3.7 GB."""


@dataclass(frozen=True)
class OpenedEpoch:
    """What was opened: for which edition, how many leaves, and how many cells can be asked for.

    `left_out` are the kinds of unit that the product counts and about which nothing can be asked.
    """

    product: str
    edition: str
    leaves: int
    cells: int
    left_out: tuple[str, ...] = ()


def open_epoch(folder: Path, product: str, edition: str = "latest", progress: Progress = silent) -> OpenedEpoch:
    """Draw once what answers all questions under a product about an edition that it published.

    Raises
    ------
    RequestError
        If there is no such product or edition, its figures leave otherwise than rounded, it has not been published, an
        epoch of it is open already, nothing of its tables can be asked, or so much can be asked of it that drawing
        would take minutes and gigabytes.
    DisclosureError
        If nothing that is safe was found beside all that left before; then nothing is opened.
    """
    alliance = read(folder)
    with reading_for(alliance, "epoch open", product, edition) as opened:
        workspace = Workspace.of(alliance.folder, alliance.name)
        declared, place = alliance.products[product], workspace.epoch(product, opened.name)
        before = read_ledger(workspace.release_ledger)
        _require_can_open(declared, opened.name, before, place)
        with writing_to(workspace.folder):
            return _opened(opened, declared, workspace, before, progress)


def _require_can_open(product: Product, edition: str, before: Sequence[ReleaseRecord], place: EpochFolder) -> None:
    if find_profile(product.profile).method != "controlled_rounding":
        raise RequestError(
            "product {product} does not round its figures; questions are not answered under it", product=product.name
        )
    if (product.name, edition) not in [(one.product, one.edition) for one in before]:
        raise RequestError(
            "product {product} has not published edition {edition}; publish it first",
            product=product.name,
            edition=edition,
        )
    if place.is_open:
        raise RequestError("an epoch of edition {edition} is open already; it is never drawn again", edition=edition)


def _opened(
    opened: OpenEdition, product: Product, workspace: Workspace, before: Sequence[ReleaseRecord], progress: Progress
) -> OpenedEpoch:
    place, asked = workspace.epoch(product.name, opened.name), workspace.questions.records()
    waiting = [TableQuestion.of_record(one["question"]) for one in asked if one["product"] == product.name]
    offers = _offers(opened, product, before)
    seeds = {unit: workspace.epoch_seed(product.name, opened.name, unit) for unit in offers}
    units = [_DrawingUnit(opened, offer, seeds[unit], waiting) for unit, offer in offers.items()]
    for one in units:
        _require_can_draw(one)
    shown, said, leaves, cells = _shown(Publishing(opened, progress), product, before), {}, 0, 0
    records = {(one.product, one.edition): one for one in read_ledger(workspace.epoch_records)}
    for number, one in enumerate(units):
        unit = one.offer.unit
        progress(Fault("draw {unit}", fields={"unit": unit}), number / len(units))
        drawn = _drawn(one, workspace, (f"{product.name} of {unit}", opened.name), before, records)
        published = published_categories(one.offer, shown, opened.alliance)
        for place_of_family, atoms in enumerate(one.atoms(drawn)):
            place.write(unit, place_of_family, with_somebody(atoms, published))
        said[unit] = one.said(published)
        leaves, cells = leaves + len(one.counts), cells + len(drawn.leaves.keys)
    number = len(workspace.open_epochs(product.name))
    place.open({"number": number, "declarations": opened.alliance.fingerprint, "units": said})
    return OpenedEpoch(product.name, opened.name, leaves, cells, left_out(opened.alliance, product, offers))


def _offers(opened: OpenEdition, product: Product, before: Sequence[ReleaseRecord]) -> dict[str, Askable]:
    """What can be asked by kind of unit: none of which sums left, though no product may declare them any more."""
    told = units_told(before)
    offers = {unit: offer for unit, offer in askable(opened.alliance, product).items() if unit not in told}
    if not offers:
        raise RequestError(
            "nothing can be asked under product {product}: an answer about units whose true sum is published would "
            "reveal too much, and its tables count no other units by a dimension that can be asked for",
            product=product.name,
        )
    return offers


def _require_can_draw(unit: "_DrawingUnit") -> None:
    """Require of what can be asked that a table of it is drawn in minutes, before any work is done."""
    found, tables = len(unit.counts), len(unit.offer.populations) * len(unit.families)
    if found * tables > MOST_SUMS:
        raise RequestError(
            "too much can be asked about {unit}: drawing {leaves} combinations in {tables} tables takes many minutes "
            "and gigabytes; give the product tables of {unit} with fewer dimensions, classes or populations",
            unit=unit.offer.unit,
            leaves=f"{found:,}",
            tables=tables,
        )


def _shown(
    publishing: Publishing, product: Product, before: Sequence[ReleaseRecord]
) -> Mapping[str, Sequence[Dimension]]:
    """The dimensions of the tables of a product as they were published: what the data hold beside is not asked for."""
    protected = publishing.protecting.protect(publishing.gathering.gather(product), before)
    return {one.indicator.name: one.dimensions for one in protected.tables}


def _drawn(
    unit: "_DrawingUnit",
    workspace: Workspace,
    name: tuple[str, str],
    before: Sequence[ReleaseRecord],
    records: Mapping[tuple[str, str], ReleaseRecord],
) -> Epoch:
    """Draw for a kind of unit, known as something that left before anybody can ask, as a release is.

    `records` are what can be asked of earlier epochs; no unit has cells in common with another one of this epoch.
    """
    # Of an opening that was cut short its own record is there: the same secret draws the same once more.
    others = [one for key, one in records.items() if key != name]
    drawn = Epoch.open(leaves_of(unit.tables(), unit.counts, unit.exchanges), [*before, *others], unit.seed)
    if name not in records:
        ReleaseLedger(workspace.epoch_records).append(drawn.record(*name, len(before)))
    return drawn


class _DrawingUnit:
    """One kind of unit: the leaves that are drawn anew, those that stay, and every table that can be asked of both."""

    def __init__(self, opened: OpenEdition, offer: Askable, seed: bytes, waiting: Sequence[TableQuestion]) -> None:
        numbers = opened.deliveries_behind(offer.unit)
        self._opened, self.offer, self.seed = opened, offer, seed
        self._synthetic = opened.is_synthetic(f"the table of {offer.unit}", numbers)
        self._complete = covered(opened.receipts[number].delivery for number in numbers)
        columns = columns_asked(offer, opened.alliance)
        self.families = sorted(offer.families(waiting), key=lambda one: (len(one), sorted(one)))
        self._codes: dict[str, list[str]] = {}
        lot = int(hashlib.sha256(seed).hexdigest(), 16)
        found = read_leaves(offer, opened.alliance, chain_tables(opened.place))
        anew = Atoms(found, columns).chosen_by_lot(self.families, ANEW, lot)
        drawn, self.exchanges = with_beside(found.filter(pa.array(anew)), columns, lot)
        self.counts = drawn[COUNT].to_numpy().astype(float)
        self._atoms = Atoms(pa.concat_tables([drawn, found.filter(pa.array(~anew))]), columns)

    def tables(self) -> Iterator[tuple[Table, Places]]:
        """Yield every table that can be asked for, over its atoms, with the atom of each leaf that is drawn anew."""
        for family in self.families:
            # Those of one dimension come first, and say how many cells others have.
            if len(family) < 2 or self._is_drawn(family):
                base, atom = self._atoms.of(family)
                for population in self.offer.populations:
                    found = self._table(population, family, base)
                    yield found, atom[: len(self.counts)]
                self._codes |= {one.name: [each.code for each in one.categories] for one in found.dimensions}

    def _is_drawn(self, family: frozenset[str]) -> bool:
        return prod(len(self._codes[name]) for name in family) <= MOST_CELLS

    def _table(self, population: str, family: frozenset[str], base: pa.Table) -> Table:
        dimensions = tuple(name for name in self.offer.dimensions if name in family)
        question = TableQuestion(self.offer.unit, dimensions, population)
        indicator = indicator_of(question, self.offer, self._opened.alliance)
        return tabulate_leaves(indicator, self.offer, self._opened.alliance, base, {}, complete=self._complete)

    def _answered(self) -> list[frozenset[str]]:
        """The dimensions that can be asked together, without those that are among others."""
        drawn = [one for one in self.families if self._is_drawn(one)]
        return [one for one in drawn if not any(one < other for other in drawn)]

    def atoms(self, epoch: Epoch) -> Iterator[pa.Table]:
        """Yield what answers all questions, as it was drawn: the atoms of the tables that can be asked."""
        units = self._atoms.leaves[COUNT].to_numpy().copy()
        units[: len(self.counts)] = np.rint(epoch.units)
        for family in self._answered():
            yield self._atoms.of(family, units)[0]

    def said(self, published: Published) -> dict[str, Any]:
        """Return what is to be known to answer, beside what was drawn: nothing that was not published."""
        complete = self._complete and [self._complete.first_day.isoformat(), self._complete.last_day.isoformat()]
        categories = self._codes | {name: list(codes) for name, codes in published.items()}
        return {
            "published": published,
            "categories": categories,
            "sizes": {name: len(codes) for name, codes in categories.items()},
            "families": [sorted(one) for one in self._answered()],
            "synthetic": self._synthetic,
            "complete": complete,
        }
