"""Ask: a table that nobody declared, answered as a sum of what was drawn when the epoch opened.

Nothing here opens a count. Whether a question is answered, has to wait or is refused follows from what was declared,
published and asked before, in fixed words.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from math import prod
from pathlib import Path
from typing import Any

from schakel.alliance import read
from schakel.alliance.products_in_use import product_in_use
from schakel.disclosure.epochs import answer_of
from schakel.disclosure.protected import ProtectedTable
from schakel.indicators.askable import MOST_CELLS, Askable, askable, indicator_of, left_out, require_askable
from schakel.indicators.leaves import held_at, tabulate_leaves
from schakel.model.alliance import Alliance
from schakel.model.delivery import Coverage
from schakel.model.product import Product
from schakel.model.table_question import TableQuestion
from schakel.store.access_log import job_under_way, reading
from schakel.store.epochs import EpochFolder
from schakel.store.workspace import Workspace
from schakel_base import clock
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError
from schakel_protection.epochs import Epoch

_PERIODS = ("month", "quarter", "year")


@dataclass(frozen=True)
class ClosestTable:
    """A published table that is near to a question: by what it is divided more and fewer, and whether it counts all."""

    name: str
    same_population: bool
    more: tuple[str, ...]
    fewer: tuple[str, ...]


@dataclass(frozen=True)
class Foreseen:
    """What is said before a question is answered, from public facts alone.

    Parameters
    ----------
    reach
        Units that each count lies from its figure at most.
    answered_now
        Whether its dimensions can be asked together in this epoch.
    waits_until
        When it can be answered if not: the day of the next planned release, or None where none is planned.
    asked_before
        The day on which the same was asked in this epoch, if it was.
    coarser
        The same with fewer cells, each with their number.
    closest
        The published table that is nearest.
    """

    edition: str
    cells: int
    reach: int
    answered_now: bool
    waits_until: date | None
    asked_before: date | None
    coarser: tuple[tuple[TableQuestion, int], ...]
    closest: ClosestTable


@dataclass(frozen=True, eq=False)
class AnsweredQuestion:
    """The answer to a question, protected, with what was foreseen of it."""

    question: TableQuestion
    foreseen: Foreseen
    table: ProtectedTable
    product: Product
    alliance: Alliance


@dataclass(frozen=True, eq=False)
class AnsweringEpoch:
    """An open epoch of a product: what can be asked of it, and what was asked before."""

    alliance: Alliance
    product: Product
    epoch: EpochFolder
    said: Mapping[str, Any]
    earlier: tuple[Mapping[str, Any], ...]

    @property
    def offered(self) -> dict[str, Askable]:
        """What can be asked, by kind of unit."""
        return {unit: one for unit, one in askable(self.alliance, self.product).items() if unit in self.said["units"]}

    def sizes(self, unit: str) -> dict[str, int]:
        """Return how many categories each dimension of a kind of unit has, its total included."""
        return dict(self.said["units"][unit]["sizes"])

    def cells(self, question: TableQuestion) -> int:
        """Return how many cells the answer to a question has."""
        return prod(self.sizes(question.unit)[name] for name in question.dimensions)

    def foresee(self, question: TableQuestion) -> Foreseen:
        """Return what is known of an answer before it is given, from public facts alone.

        Raises
        ------
        RequestError
            If it holds what is not declared, or is over the caps; in fixed words.
        """
        if question.unit in left_out(self.alliance, self.product, self.offered):
            raise RequestError(
                "units `{name}` cannot be asked for: true sums of them are or were published, beside which an answer "
                "would reveal too much, or no table counts them by a dimension that can be asked for",
                name=question.unit,
            )
        offer = require_askable(question, self.offered)
        self._require_categories(question)
        if self.cells(question) > MOST_CELLS:
            raise RequestError(
                "a question has at most {most} cells; this one has {number}",
                most=MOST_CELLS,
                number=self.cells(question),
            )
        now = bool(self._families_with(question))
        return Foreseen(
            self.epoch.edition,
            self.cells(question),
            Epoch.PROFILE.reach,
            now,
            None if now else min((one.on for one in self.product.releases if one.on > clock.today()), default=None),
            self._asked_before(question),
            tuple((one, self.cells(one)) for one in _coarser(question, offer)),
            _closest(question, offer),
        )

    def answer(self, question: TableQuestion) -> ProtectedTable:
        """Return the answer to a question that is answered now: sums of what was drawn."""
        offer, said = self.offered[question.unit], self.said["units"][question.unit]
        indicator = indicator_of(question, offer, self.alliance)
        leaves = self.epoch.drawn(question.unit, self._families_with(question)[0])
        complete = Coverage(*map(date.fromisoformat, said["complete"])) if said["complete"] else None
        table = tabulate_leaves(indicator, offer, self.alliance, leaves, said["published"], said["synthetic"], complete)
        return answer_of(held_at(table, dict(question.only)))

    def _families_with(self, question: TableQuestion) -> list[int]:
        """The numbers of the dimensions drawn together among which all are that a question names."""
        families = self.said["units"][question.unit]["families"]
        return [number for number, one in enumerate(families) if set(question.asked) <= set(one)]

    def _asked_before(self, question: TableQuestion) -> date | None:
        asked = json.loads(json.dumps(question.record))  # as the log gives it back: JSON knows no tuples
        same = (one for one in self.earlier if (one["question"], one["epoch"]) == (asked, self.epoch.edition))
        return min((date.fromisoformat(one["on"]) for one in same), default=None)

    def _require_categories(self, question: TableQuestion) -> None:
        known = self.said["units"][question.unit]["categories"]
        for name, code in question.only:
            if code not in known[name]:
                raise RequestError("dimension {name} has no category `{code}`", name=name, code=code)


def _coarser(question: TableQuestion, offer: Askable) -> Iterator[TableQuestion]:
    """A period that is longer, then one dimension fewer."""
    for name in question.dimensions:
        for other in _longer(name, offer):
            if other not in question.asked:
                yield replace(question, dimensions=tuple(other if one == name else one for one in question.dimensions))
    for name in question.dimensions if len(question.dimensions) > 1 else ():
        left = tuple(one for one in question.statistics if one[1] != name)
        yield replace(question, dimensions=tuple(one for one in question.dimensions if one != name), statistics=left)


def _longer(name: str, offer: Askable) -> Iterator[str]:
    """The dimensions with longer periods of the same event."""
    rule = offer.dimensions[name]
    longer = _PERIODS[_PERIODS.index(rule.by) + 1 :] if rule.by in _PERIODS else ()
    yield from (one for one, other in offer.dimensions.items() if other.event == rule.event and other.by in longer)


def _closest(question: TableQuestion, offer: Askable) -> ClosestTable:
    wanted, population = set(question.asked), offer.population_of(question)

    def apart(name: str) -> tuple[int, int, int]:
        return (
            len(wanted - set(offer.tables[name])),
            len(set(offer.tables[name]) - wanted),
            offer.population_by_table[name] != population,
        )

    name = min(offer.tables, key=apart)
    there = offer.tables[name]
    return ClosestTable(
        name,
        offer.population_by_table[name] == population,
        tuple(one for one in question.asked if one not in there),
        tuple(one for one in there if one not in wanted),
    )


@contextmanager
def answering_epoch(folder: Path, product: str) -> Iterator[AnsweringEpoch]:
    """Open the newest epoch of a product, and record that; nothing is read but what is to be known to answer.

    Raises
    ------
    RequestError
        If the product is not in use, or no epoch of it is open.
    """
    alliance = read(folder)
    workspace, declared = Workspace.of(alliance.folder, alliance.name), product_in_use(alliance, product)
    with reading(workspace, "ask", declared.purpose.in_language(alliance.languages[0]), product):
        yield _newest_epoch(alliance, declared, workspace)


def _newest_epoch(alliance: Alliance, product: Product, workspace: Workspace) -> AnsweringEpoch:
    opened, name = workspace.open_epochs(product.name), product.name
    if not opened:
        raise RequestError("no epoch of product {product} is open; open one with `schakel epoch open`", product=name)
    newest = opened[-1]
    said = newest.said()
    if said["declarations"] != alliance.fingerprint:
        raise RequestError(
            "the declarations have changed since the epoch of edition {edition} was opened; questions are answered "
            "again once the next edition is published and its epoch is open",
            edition=newest.edition,
        )
    earlier = tuple(one for one in workspace.questions.records() if one["product"] == name)
    return AnsweringEpoch(alliance, product, newest, said, earlier)


def foresee(folder: Path, product: str, question: TableQuestion) -> Foreseen:
    """Return what is known of an answer before it is given, from public facts alone.

    Raises
    ------
    RequestError
        If no epoch is open, or the question holds what is not declared, or is over the caps.
    """
    with answering_epoch(folder, product) as epoch:
        return epoch.foresee(question)


def ask(folder: Path, product: str, question: TableQuestion) -> AnsweredQuestion:
    """Answer a question from the open epoch of a product, or let it wait for the next one.

    Raises
    ------
    RequestError
        If it holds what is not declared, is over the caps, or has to wait: then the next epoch can answer it.
    """
    with answering_epoch(folder, product) as epoch:
        foreseen = epoch.foresee(question)
        _keep_question(epoch, question, foreseen)
        if not foreseen.answered_now:
            raise why_it_waits(foreseen)
        return AnsweredQuestion(question, foreseen, epoch.answer(question), epoch.product, epoch.alliance)


def _keep_question(epoch: AnsweringEpoch, question: TableQuestion, foreseen: Foreseen) -> None:
    """Keep what was asked; once of a job at the desk, however often it is begun."""
    workspace, job = Workspace.of(epoch.alliance.folder, epoch.alliance.name), job_under_way()
    if job and any(one.get("job") == job for one in epoch.earlier):
        return
    kept = {
        "product": epoch.product.name,
        "epoch": epoch.epoch.edition,
        "on": clock.today().isoformat(),
        "answered": foreseen.answered_now,
        "question": question.record,
    }
    with writing_to(workspace.folder):
        workspace.questions.append(kept | ({"job": job} if job else {}))


def why_it_waits(foreseen: Foreseen) -> RequestError:
    """Return the fixed words for a question that this epoch cannot answer."""
    if foreseen.waits_until is None:
        return RequestError(
            "these dimensions cannot be asked together in this epoch; the question is kept, and the epoch of the next "
            "edition can answer it"
        )
    return RequestError(
        "these dimensions cannot be asked together in this epoch; the question is kept, and the epoch of the next "
        "edition, planned for {day}, can answer it",
        day=str(foreseen.waits_until),
    )


def offered_under(folder: Path, product: str) -> dict[str, Any]:
    """Return what can be asked under a product, by kind of unit: names, with how many categories dimensions have.

    Raises
    ------
    RequestError
        If no epoch is open.
    """
    with answering_epoch(folder, product) as epoch:
        return {
            unit: {
                "dimensions": epoch.sizes(unit),
                "populations": list(one.populations),
                "statistics": list(one.statistics),
                "periods": {name: list(codes[1:]) for name, codes in epoch.said["units"][unit]["published"].items()},
                "drawn": list(one.drawn),
            }
            for unit, one in epoch.offered.items()
        }
