"""What is drawn anew is a part of all leaves; what is answered is what was proved, and near the counts of all."""

import numpy as np
import pytest
from broken import edit, template

from schakel import verbs
from schakel.alliance import read
from schakel.disclosure.epochs import leaves_of
from schakel.indicators.askable import askable, indicator_of
from schakel.indicators.leaves import read_leaves, tabulate_leaves
from schakel.model import TableQuestion
from schakel.model.delivery import covered
from schakel.store.workspace import Workspace
from schakel.verbs import opening_epochs
from schakel.verbs.chain_tables import chain_tables
from schakel.verbs.publishing import reading_for
from schakel_protection.releases import ReleaseLedger

WITHIN = (
    "      - {name: soon, label: {en: handed over within a year}, event: hand-over, within: 1, of: report}\nstatistics:"
)


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    """The template, with units that are followed too short, and one leaf of each atom drawn anew at least."""
    alliance = template(tmp_path_factory.mktemp("opened"))
    edit(alliance, "indicators/reports-through-the-chain.yaml", "statistics:", WITHIN)
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", alliance.parent / "release")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening_epochs, "ANEW", 1)
        verbs.open_epoch(alliance, "monitor")
    return alliance


def counted(alliance):
    """The referee: the leaves, and every table of two dimensions over all of them, none of them held apart."""
    declared = read(alliance)
    with reading_for(declared, "epoch open", "monitor", "latest") as opened:
        offer = askable(opened.alliance, opened.alliance.products["monitor"])["report"]
        numbers = opened.deliveries_behind("report")
        complete = covered(opened.receipts[number].delivery for number in numbers)
        leaves = read_leaves(offer, opened.alliance, chain_tables(opened.place))
        for family in offer.families():
            names = tuple(name for name in offer.dimensions if name in family)
            question = TableQuestion("report", names)
            indicator = indicator_of(question, offer, opened.alliance)
            yield question, tabulate_leaves(indicator, offer, opened.alliance, leaves, {}, complete=complete)


def record(alliance):
    (found,) = ReleaseLedger(Workspace.of(alliance, read(alliance).name).epoch_records).releases()
    return found


def test_some_leaves_stay_as_they_are(alliance):
    drawn, tables = record(alliance), dict(counted(alliance))
    leaves = next(iter(tables.values())).base
    # As many stand beside those that are drawn anew, of nobody.
    assert 0 < (drawn.equations.values[drawn.equations.base] > 0).sum() < len(leaves)


def test_what_is_known_of_it_are_the_sums_of_all_leaves(alliance):
    drawn, tables = record(alliance), [table for _, table in counted(alliance)]
    counts = np.array(tables[0].base, float)
    found = leaves_of([(table, np.arange(len(counts))) for table in tables], counts)
    known = dict(zip(drawn.equations.keys, drawn.equations.values, strict=True))
    assert {key: known[key] for key in found.keys} == dict(zip(found.keys, found.sums, strict=True))


def test_answers_are_what_was_proved_and_near_the_counts(alliance):
    shown = sorted(record(alliance).shown[~np.isnan(record(alliance).shown)])
    said = set()
    for question, table in counted(alliance):
        if question.dimensions:
            answered = verbs.ask(alliance, "monitor", question).table
            for cell in answered.cells:
                bounds = table.bounds(table.cell(cell.coordinates))
                figures = (cell.count.lower, cell.count.upper)
                assert all(abs(figure - count) <= 9 for figure, count in zip(figures, bounds, strict=True))
                said.update(figures)
    assert said <= {0.0, *shown}
