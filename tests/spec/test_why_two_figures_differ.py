"""Why two figures differ

The difference is explained one definition at a time, until nothing is left.

Four reports reach a hotline. Reports 1, 2 and 3 are received in 2020, report 4 in 2021; report 1 mentions three
persons, the others one each. Reports 1, 2 and 4 are referred to the police, report 1 in 2020 and the others in 2021;
the police write down reports 1 and 4. Only report 3 is certainly about labour; of report 4 nothing is known.
"""

from dataclasses import replace
from datetime import date

import pytest
import small
from answered import protected_walk
from counting import chain_of
from small import BY_FORM, text

from schakel.indicators import Circumstances, compare_words, define, is_countable, recount, route, whole_order, words_of
from schakel.model import (
    TOTAL,
    Aspect,
    Category,
    Column,
    ComparedFigure,
    Comparison,
    ComparisonStep,
    Condition,
    Contract,
    Dimension,
    DimensionRule,
    Figure,
    Partner,
    Phase,
    Precision,
    PublishedFigure,
    Status,
    Table,
    Unit,
    UnitKey,
)
from schakel_base.errors import RequestError
from schakel_base.text import NOTHING

REPORTED = DimensionRule("period", "year", text("year of the report"), event="report", by="year")
REFERRED = DimensionRule("period", "year", text("year of the referral"), event="referral", by="year")
POLICE = Contract("police", "police", "1.0.0", (Column("number"),), units=(UnitKey("report", ("number",)),))
PERSONS = {"1": 3, "2": 1, "3": 1, "4": 1}


@pytest.fixture
def alliance():
    found = small.alliance()
    persons = Unit("person", text("person"), text("persons"), ("report",), ("form",))
    hotline = replace(small.HOTLINE, units=(*small.HOTLINE.units, UnitKey("person")))
    mapped = ((hotline, small.MAPPING), (POLICE, ()))
    partners = {one.partner: Partner(one.partner, text(one.partner), one, lines) for one, lines in mapped}
    return replace(found, units=found.units | {"person": persons}, partners=partners)


@pytest.fixture
def chain(alliance, tmp_path):
    received = {"1": "2020-02-01", "2": "2020-05-01", "3": "2020-12-31", "4": "2021-01-01"}
    referred = {"1": "2020-03-01", "2": "2021-01-05", "4": "2021-02-01"}
    told = [
        {"number": report, "received": day, "kind": {"3": "lab"}.get(report, ""), "referred": referred.get(report, "")}
        for report, day in received.items()
        for _ in range(PERSONS[report])
    ]
    return chain_of(alliance, {"hotline": told, "police": [{"number": "1"}, {"number": "4"}]}, tmp_path)


def cell(alliance, *rules, unit="report", source=(), population=(), profile="round-5", **codes):
    """The definition of a cell: a year, a form, or the total of either."""
    indicator = replace(small.indicator(*rules, population=population), unit=unit)
    sides = [Dimension(rule.name, rule.label, tuple(_categories(codes.get(rule.name)))) for rule in rules]
    coordinates = tuple(codes.get(rule.name, TOTAL) for rule in rules)
    around = Circumstances("e1", date(2022, 1, 1), profile, source=frozenset(source))
    return define(Table(indicator, tuple(sides), (), ()), coordinates, alliance, around)


def _categories(code):
    yield Category(TOTAL, text("Total"), 0)
    if code:
        yield Category(code, text(code))


def walk(alliance, chain, start, end, *first):
    """The aspects replaced and the bounds of the count, stage by stage."""
    stages = route(start, end, whole_order(first), lambda one: is_countable(one, alliance))
    counts = recount([stage.definition for stage in stages], alliance, {"e1": chain})
    return [("+".join(stage.replaced), *counts.bounds(at)) for stage, at in zip(stages, counts.cells, strict=True)]


def test_each_step_replaces_one_definition_and_counts_again(alliance, chain):
    reports = cell(alliance, REPORTED, year="2020")
    persons_referred = cell(alliance, REFERRED, unit="person", source=["hotline"], year="2021")
    assert walk(alliance, chain, reports, persons_referred) == [
        ("", 3, 3),  # reports received in 2020
        ("unit", 5, 5),  # persons in them
        ("date", 3, 3),  # persons in reports referred in 2020; report 3 was not referred, so it is of no year
        ("source", 3, 3),  # the hotline names all of them
        ("period", 2, 2),  # persons in reports referred in 2021
    ]


def test_the_order_changes_the_steps_and_never_the_whole(alliance, chain):
    reports = cell(alliance, REPORTED, year="2020")
    persons_referred = cell(alliance, REFERRED, unit="person", source=["hotline"], year="2021")
    assert walk(alliance, chain, reports, persons_referred, "period", "date") == [
        ("", 3, 3),
        ("period", 1, 1),
        ("date", 2, 2),
        ("unit", 2, 2),
        ("source", 2, 2),
    ]


def test_what_is_not_known_of_a_unit_is_replaced_together_with_it(alliance, chain):
    """The police name no person, so that their persons cannot be counted before the source is replaced as well."""
    of_police = cell(alliance, source=["police"])
    persons = cell(alliance, unit="person", source=["hotline"])
    assert walk(alliance, chain, of_police, persons) == [("", 2, 2), ("unit", 4, 4), ("source", 6, 6)]
    alone = replace(alliance, units=alliance.units | {"person": Unit("person", NOTHING, NOTHING)})
    assert walk(alone, chain, of_police, persons) == [("", 2, 2), ("unit+source", 6, 6)]


def test_what_is_unclear_stays_a_range_at_every_step(alliance, chain):
    labour = cell(alliance, BY_FORM, REPORTED, form="labour", year="2021")
    everything = cell(alliance, BY_FORM, REPORTED, year="2020")
    assert walk(alliance, chain, labour, everything) == [
        ("", 0, 1),  # report 4 may be about labour
        ("period", 1, 3),  # report 3 is, reports 1 and 2 may be
        ("classification", 3, 3),
    ]


def test_a_condition_and_a_phase_that_ask_the_same_are_one_definition(alliance):
    phases = DimensionRule("phase", "phase", text("phase"), phases=(Phase("referred", text("referred"), "referral"),))
    by_phase = cell(alliance, phases, phase="referred")
    assert by_phase == cell(alliance, population=(Condition(event="referral"),))
    assert by_phase != cell(alliance, population=(Condition(event="referral", excluded=True),))


def test_only_protected_counts_come_out_and_changes_are_taken_between_them(alliance, chain):
    start, end = cell(alliance, REPORTED, year="2020"), cell(alliance, REPORTED, unit="person", year="2020")
    stages = route(start, end, whole_order(()), lambda one: is_countable(one, alliance))
    figures = leaving(
        steps=tuple(
            ComparisonStep(stage.replaced, str(number)) for number, stage in enumerate(stages) if stage.replaced
        ),
        counts=recount([stage.definition for stage in stages], alliance, {"e1": chain}),
        profiles=("round-5",) * len(stages),
        start=ComparedFigure("reports", text("Reports"), {}, stage="0"),
        end=ComparedFigure("persons", text("Persons"), {}, stage=str(len(stages) - 1)),
    )
    assert {name: figure.lower for name, figure in figures.items()} == {
        "0": 5,  # 3 reports
        "1": 5,  # 5 persons
        "2": 5,  # as the hotline names them
        "0 to 1": 0,
        "1 to 2": 0,
        "0 to 2": 0,
    }


def test_of_published_figures_the_words_are_compared_and_the_whole_difference_remains():
    about = published("f1", 250, "suspects in an investigation", Precision.ABOUT)
    exact = published("f2", 257, "suspects registered", source=text("the register"))
    different, unstated = compare_words(words_of(about), words_of(exact), tuple(Aspect), "en")
    assert different == (Aspect.POPULATION, Aspect.PROTECTION)
    assert unstated == (Aspect.DATE, Aspect.SOURCE, Aspect.CLASSIFICATION)
    figures = leaving(
        ComparedFigure("f1", about.measure, words_of(about), published=about),
        ComparedFigure("f2", exact.measure, words_of(exact), published=exact),
        tuple(ComparisonStep((aspect,)) for aspect in different),
    )
    assert figures == {"f1": Figure(250, 250), "f2": Figure(257, 257), "f1 to f2": Figure(7, 7)}


def test_a_limit_leaves_the_difference_between_two_numbers():
    fewer = published("f1", 150, "suspects", Precision.LESS_THAN)
    exact = published("f2", 144, "suspects")
    ends = [ComparedFigure(one.id, one.measure, words_of(one), published=one) for one in (fewer, exact)]
    assert leaving(*ends)["f1 to f2"] == Figure(-5, 144)


def leaving(start, end, steps=(), counts=None, profiles=()):
    """The figures of a comparison as they leave, by their names."""
    return protected_walk(Comparison("sample", NOTHING, start, end, steps, counts, profiles)).figures


def published(identifier, value, measure, precision=Precision.EXACT, **definition):
    return PublishedFigure(
        identifier, 2013, 2013, "investigation", text(measure), value, None, precision, text("suspects"), Status.FINAL,
        "A newspaper", True, definition={Aspect(name): said for name, said in definition.items()},
    )  # fmt: skip


def test_an_aspect_that_does_not_exist_is_named():
    with pytest.raises(RequestError, match="figures do not differ in colour; the aspects are unit, date, source"):
        whole_order(["colour"])
