"""Open an epoch: what answers all questions about an edition is drawn once, and proved beside all that left before.

What was drawn is kept apart from the counts: whoever answers opens no count, and cannot tell more than all answers do.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from schakel.alliance import read
from schakel.disclosure.epochs import drawn_leaves, leaves_of
from schakel.indicators.askable import MOST_CELLS, Askable, askable, indicator_of
from schakel.indicators.counting import COUNT
from schakel.indicators.leaves import Published, published_categories, read_leaves, tabulate_leaves, with_absent
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
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent
from schakel_protection import find_profile
from schakel_protection.epochs import Epoch
from schakel_protection.epochs import open_epoch as draw_epoch
from schakel_protection.releases import ReleaseRecord, append_release, read_releases

MOST_SUMS = 10_000_000
"""Leaves in tables: eight million take a minute and 2.1 GB, and fifty would take eight minutes and 11 GB."""


@dataclass(frozen=True)
class OpenedEpoch:
    """What was opened: for which edition, how many leaves, and how many cells can be asked for."""

    product: str
    edition: str
    leaves: int
    cells: int


def open_epoch(folder: Path, product: str, edition: str = "latest", progress: Progress = silent) -> OpenedEpoch:
    """Draw once what answers all questions under a product about an edition that it published.

    Parameters
    ----------
    folder
        The folder of the alliance.
    product
        The name of the product, whose figures are rounded.
    edition
        The name of an edition, or `latest`.

    Raises
    ------
    RequestError
        If there is no such product or edition, its figures leave otherwise than rounded, it has not been published, an
        epoch of it is open already, or so much can be asked of it that drawing would take minutes and gigabytes.
    DisclosureError
        If nothing that is safe was found beside all that left before; then nothing is opened.
    """
    alliance = read(folder)
    with reading_for(alliance, "epoch open", product, edition) as opened:
        workspace = Workspace.of(alliance.folder, alliance.name)
        declared, place = alliance.products[product], workspace.epoch(product, opened.name)
        before = read_releases(workspace.release_ledger)
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
    offers, said, leaves, cells = askable(opened.alliance, product), {}, 0, 0
    for offer in offers.values():
        _require_can_draw(opened, offer, waiting)
    shown = _shown(Publishing(opened, progress), product, before)
    for number, offer in enumerate(offers.values()):
        progress(f"draw {offer.unit}", number / len(offers))
        seed = workspace.epoch_seed(product.name, opened.name, offer.unit)
        one = _DrawingUnit(opened, offer, seed, waiting, shown)
        drawn = _drawn(one, workspace, (f"{product.name} of {offer.unit}", opened.name), before)
        place.write(offer.unit, drawn_leaves(one.leaves, drawn.units, COUNT, one.kept))
        said[offer.unit] = one.said
        leaves, cells = leaves + len(one.leaves), cells + len(drawn.leaves.keys)
    number = len(workspace.open_epochs(product.name))
    place.open({"number": number, "declarations": opened.alliance.fingerprint, "units": said})
    return OpenedEpoch(product.name, opened.name, leaves, cells)


def _require_can_draw(opened: OpenEdition, offer: Askable, waiting: Sequence[TableQuestion]) -> None:
    """Require of what can be asked that a table of it is drawn in a minute or so, before any work is done."""
    found = len(read_leaves(offer, opened.alliance, chain_tables(opened.place)))
    tables = len(offer.populations) * len(offer.families(waiting))
    # Beside each leaf one stands that was looked for and not found.
    if 2 * found * tables > MOST_SUMS:
        raise RequestError(
            "too much can be asked of {unit}: {leaves} combinations in {tables} tables take minutes and gigabytes to "
            "draw; let the product have tables of {unit} with fewer dimensions, classes or populations",
            unit=offer.unit,
            leaves=f"{found:,}",
            tables=tables,
        )


def _shown(
    publishing: Publishing, product: Product, before: Sequence[ReleaseRecord]
) -> Mapping[str, Sequence[Dimension]]:
    """The dimensions of the tables of a product as they were published: what the data hold beside is not asked for."""
    protected = publishing.protecting.protect(publishing.gathering.gather(product), before)
    return {one.indicator.name: one.dimensions for one in protected.tables}


def _drawn(unit: "_DrawingUnit", workspace: Workspace, name: tuple[str, str], before: Sequence[ReleaseRecord]) -> Epoch:
    """Draw for a kind of unit, known as something that left before anybody can ask, as a release is."""
    records = {(one.product, one.edition): one for one in read_releases(workspace.epoch_records)}
    # Of an opening that was cut short its own record is there: the same secret draws the same once more.
    others = [one for key, one in records.items() if key != name]
    drawn = draw_epoch(leaves_of(unit.tables()), [*before, *others], unit.seed)
    if name not in records:
        append_release(workspace.epoch_records, drawn.record(*name, len(before)))
    return drawn


class _DrawingUnit:
    """One kind of unit: its leaves, and every table that can be asked over them."""

    def __init__(
        self,
        opened: OpenEdition,
        offer: Askable,
        seed: bytes,
        waiting: Sequence[TableQuestion],
        shown: Mapping[str, Sequence[Dimension]],
    ) -> None:
        numbers = opened.deliveries_behind(offer.unit)
        self._opened, self._offer, self.seed = opened, offer, seed
        self._synthetic = opened.is_synthetic(f"the table of {offer.unit}", numbers)
        self._complete = covered(opened.receipts[number].delivery for number in numbers)
        self._published: Published = published_categories(offer, shown, opened.alliance)
        found = read_leaves(offer, opened.alliance, chain_tables(opened.place))
        self.leaves = with_absent(found, offer, opened.alliance, int(hashlib.sha256(seed).hexdigest()[:8], 16))
        self._wanted = sorted(offer.families(waiting), key=lambda one: (len(one), sorted(one)))
        self._families: dict[frozenset[str], None] = {}
        self._codes: dict[str, list[str]] = {}

    def tables(self) -> Iterator[Table]:
        """Yield every table that can be asked for, one after the other: all at once take gigabytes."""
        for population in self._offer.populations:
            for family in self._wanted:
                # Those of one dimension come first, and say how many cells others have.
                if len(family) > 1 and prod(len(self._codes[name]) for name in family) > MOST_CELLS:
                    continue
                found = self._table(population, family)
                self._codes |= {one.name: [each.code for each in one.categories] for one in found.dimensions}
                self._families[family] = None
                yield found

    def _table(self, population: str, family: frozenset[str]) -> Table:
        dimensions = tuple(name for name in self._offer.dimensions if name in family)
        question = TableQuestion(self._offer.unit, dimensions, population)
        indicator = indicator_of(question, self._offer, self._opened.alliance)
        return tabulate_leaves(indicator, self._offer, self._opened.alliance, self.leaves, {})

    @property
    def kept(self) -> list[int]:
        """The places of leaves that are kept whatever was drawn: so that no period that was published is missing."""
        ends = ((name, code) for name, codes in self._published.items() for code in {*codes[1:2], *codes[-1:]})
        columns = {name: self.leaves[name].to_pylist() for name in self._published}
        # A period can be published as more than nobody and have no leaf.
        return [columns[name].index(code) for name, code in ends if code in columns[name]]

    @property
    def said(self) -> dict[str, Any]:
        """What is to be known to answer, beside what was drawn: nothing that was not published."""
        complete = self._complete and [self._complete.first_day.isoformat(), self._complete.last_day.isoformat()]
        categories = self._codes | {name: list(codes) for name, codes in self._published.items()}
        return {
            "published": self._published,
            "categories": categories,
            "sizes": {name: len(codes) for name, codes in categories.items()},
            "families": sorted(map(sorted, self._families)),
            "synthetic": self._synthetic,
            "complete": complete,
        }
