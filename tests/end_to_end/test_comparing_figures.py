"""Comparing figures of a built edition: what is counted again is what the tables say."""

import json
import random
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import schakel
from counting import tables_of

from schakel import verbs
from schakel.alliance import read
from schakel.alliance.template import create
from schakel.indicators.defining import Circumstances, define
from schakel.indicators.recounting import recount
from schakel.model.definition import Aspect
from schakel.store.editions import find_edition
from schakel.store.sealed_tables import read_table
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables
from schakel.verbs.comparing_figures import compare_figures


def test_a_cell_counted_from_its_definition_is_the_cell_of_the_table(argentina: Path):
    """The tables are the referee: they are counted another way, from base cells of each indicator."""
    alliance = read(argentina)
    place = find_edition(Workspace.of(argentina).analysis_editions, "latest")
    chosen = random.Random(145)
    for name, table in tables_of(alliance, place, synthetic=False).items():
        if "gain" in [rule.kind for rule in table.indicator.dimensions]:
            continue
        cells = chosen.sample(table.cells, min(6, len(table.cells)))
        around = Circumstances("e", alliance.deliveries[0].delivered, "round-5")
        definitions = [define(table, cell.coordinates, alliance, around) for cell in cells]
        counts = recount(definitions, alliance, {"e": chain_tables(place)})
        assert [counts.bounds(at) for at in counts.cells] == [table.bounds(cell) for cell in cells], name


def test_a_comparison_names_the_event_whose_date_a_figure_goes_by(argentina: Path):
    alliance = read(argentina)
    place = find_edition(Workspace.of(argentina).analysis_editions, "latest")
    table = tables_of(alliance, place, synthetic=False)["reports-by-form-and-quarter"]
    around = Circumstances("e", alliance.deliveries[0].delivered, "round-5")
    said = define(table, ("total", "2020-Q4"), alliance, around).words[Aspect.DATE]
    assert said.in_language("en") == "day on which the report was taken down"
    assert define(table, ("total", "total"), alliance, around).words[Aspect.DATE].in_language("en") == "no date is used"


@pytest.fixture
def compare(argentina: Path):
    return lambda *asked: schakel("compare", str(argentina), *asked)


def test_the_command_walks_from_one_figure_to_the_other_in_the_order_asked_for(compare, argentina):
    ends = ("reports-by-form-and-quarter:quarter=2020-Q4", "persons-by-role:role=victim")
    record = json.loads(compare(*ends, "--json").stdout)
    assert record["unexplained"] == {"lower": 0, "upper": 0, "mark": None}
    counts = [record["from"]["count"], *(step["count"] for step in record["steps"])]
    changes = [after["lower"] - before["lower"] for before, after in pairwise(counts)]
    assert [step["change"]["lower"] for step in record["steps"]] == changes
    assert counts[-1] == record["to"]["count"]
    other = json.loads(compare(*ends, "--order", "period", "--json").stdout)
    assert (other["from"], other["to"]) == (record["from"], record["to"])
    assert other["steps"][0]["aspects"][0] == "period"
    last = verbs.accesses(argentina)[-1]
    assert (last["action"], last["product"]) == ("compare", "monitor")


def test_every_order_that_is_worth_it_is_walked_and_agrees_on_what_it_meets(argentina):
    ends = ("reports-by-form-and-quarter:quarter=2020-Q4", "persons-by-role:role=victim")
    found = compare_figures(read(argentina), ends)
    (block,) = found.commentary.blocks
    walks = block.orders
    orders = [tuple(frozenset(step.aspects) for step in walk.steps) for walk in walks]
    assert len(set(orders)) == len(orders) >= 3
    assert len({steps[0] for steps in orders}) >= 2
    assert {walk.steps[-1].count for walk in walks} == {block.end.figure}
    met = [
        (frozenset().union(*(one.aspects for one in walk.steps[: number + 1])), found.figures[step.count.figure])
        for walk in walks
        for number, step in enumerate(walk.steps)
    ]
    assert len(dict(met)) == len(set(met)) < len(met)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("nothing", "reports-by-form"), "no table and no published figure is called nothing"),
        (("reports-by-form:form", "reports-by-form"), "a cell is written dimension=category"),
        (("reports-by-form:form=x", "reports-by-form"), "dimension form has no category x"),
        (("reports-by-form/nobody", "reports-by-form"), "no partner is called nobody"),
        (("reports-by-form", "reports-by-form"), "are one figure"),
        (("reports-by-form@2022-02-06", "reports-by-form"), "are one figure"),
        (("reports-by-form@2019", "reports-by-form"), "no edition is called 2019"),
    ],
)
def test_a_request_that_names_nothing_is_answered_with_a_sentence(compare, asked, sentence):
    answer = compare(*asked)
    assert answer.exit_code == 1
    assert sentence in " ".join(answer.stderr.split())


COMPARISON = """
comparisons:
  - name: then-and-now
    title: {en: Reports as they were known then and as they are known now}
    from: reports-by-subject@2025-01-15
    to: reports-by-subject
"""


def test_an_earlier_moment_of_counting_is_built_as_far_as_its_page_needs_it(tmp_path):
    folder = tmp_path / "alliance"
    create(folder, "alliance")
    with (folder / "products/monitor.yaml").open("a", encoding="utf-8") as file:
        file.write(COMPARISON)
    verbs.deliver_shipped(folder)
    late = tmp_path / "late.csv"
    header = (folder / "partners/helpline/sample.csv").read_text("utf-8").splitlines()[0]
    rows = [f"H0{number},2024-05-06,work under duress,,,,Northtown," for number in range(900, 920)]
    late.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    verbs.deliver(folder, "helpline", late, synthetic=True)
    verbs.build(folder)
    release = verbs.publish(folder, "monitor", tmp_path / "release")
    page = (release.folder / "site/en/comparisons/then-and-now.html").read_text("utf-8")
    assert re.findall(r'<th scope="row"[^>]*>(Moment of counting)</th><td[^>]*>\+20</td>', page) == [
        "Moment of counting"
    ]
    assert "As known on 15 January 2025" in page
    workspace = Workspace.of(folder)
    moment = find_edition(workspace.moments, "2025-01-15")
    assert [path.name[:10] for path in workspace.intake_editions.iterdir()] != ["2025-01-15"]
    whole = verbs.build(folder, date(2025, 1, 15)).folder
    assert whole.name == moment.name
    counted, again = (read_table(one.folder("bases") / "reports-by-subject.parquet") for one in (moment, whole))
    assert counted.equals(again)
