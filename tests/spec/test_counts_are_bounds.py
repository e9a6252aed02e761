"""Counts are bounds

`lower` counts the units that are certainly in a category, `upper` those that may be.

A base cell holds the units about which the same is known. Here: 7 reports known to be domestic sexual, 20 that are
sexual with the route unknown, 5 labour, 3 about which nothing is known.
"""

from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import small
from counting import counted, refereed
from small import BY_FORM, FORM

from schakel.indicators import KINDS, Context, tabulate
from schakel.indicators.counting import base_step
from schakel.model import (
    Attribute,
    Column,
    Condition,
    Contract,
    DimensionRule,
    EventRule,
    Partner,
    Phase,
    Statistic,
    UnitKey,
)


def base(**columns):
    return pa.table(columns)


FORMS = (FORM.leaves_of("domestic"), FORM.leaves_of("sexual"), FORM.leaves_of("labour"), FORM.anything)
KNOWN = base(form=[concepts.mask for concepts in FORMS], n=[7, 20, 5, 3])


def bounds(table):
    return {"/".join(cell.coordinates): table.bounds(cell) for cell in table.cells}


def test_what_is_unclear_widens_the_bounds_of_everything_that_it_may_be():
    table = tabulate(small.indicator(BY_FORM), small.alliance(), KNOWN)
    assert bounds(table) == {
        "total": (35, 35),
        "sexual": (27, 30),
        "domestic": (7, 30),
        "cross-border": (0, 23),
        "labour": (5, 8),
    }


def test_every_published_bound_is_a_sum_of_base_cells():
    table = tabulate(small.indicator(BY_FORM), small.alliance(), KNOWN)
    sexual = table.cell(("sexual",))
    assert (sexual.lower, sexual.upper) == ((0, 1), (0, 1, 3))


def test_a_period_without_units_is_a_zero_and_not_a_gap():
    by_quarter = DimensionRule("period", "quarter", small.text("quarter"), event="report", by="quarter")
    known = base(quarter=["2020-Q4", "2021-Q2"], n=[2, 3])
    table = tabulate(small.indicator(by_quarter), small.alliance(), known)
    assert bounds(table) == {"total": (5, 5), "2020-Q4": (2, 2), "2021-Q1": (0, 0), "2021-Q2": (3, 3)}


def test_where_a_year_is_too_small_several_are_counted_together():
    by_years = DimensionRule("period", "years", small.text("years"), event="report", by="years", years=5, since=2013)
    table = tabulate(small.indicator(by_years), small.alliance(), base(years=["2008-2012", "2018-2022"], n=[2, 3]))
    assert bounds(table) == {"total": (5, 5), "2008-2012": (2, 2), "2013-2017": (0, 0), "2018-2022": (3, 3)}


def test_several_years_are_counted_from_a_declared_one_so_that_later_editions_do_not_move_them():
    by_years = DimensionRule("period", "years", small.text("years"), event="report", by="years", years=3, since=2013)
    ((_, expression),) = KINDS["period"].ask(by_years, Context(small.alliance(), "report")).columns
    with duckdb.connect() as connection:
        days = "(DATE '2012-12-31'), (DATE '2013-01-01'), (DATE '2015-12-31'), (DATE '2016-01-01')"
        units = f'(SELECT day AS "first report", true AS "has report" FROM (VALUES {days}) AS days(day)) AS units'
        found = connection.sql(f"SELECT {expression} FROM {units}").fetchall()
    assert [period for (period,) in found] == ["2010-2012", "2013-2015", "2013-2015", "2016-2018"]


def test_a_unit_without_a_date_may_be_of_any_period():
    by_year = DimensionRule("period", "year", small.text("year"), event="report", by="year")
    table = tabulate(small.indicator(by_year), small.alliance(), base(year=["2020", None], n=[2, 1]))
    assert bounds(table) == {"total": (3, 3), "2020": (2, 3)}


def test_a_unit_to_which_rows_say_that_it_did_not_happen_is_of_no_period(tmp_path):
    by_year = DimensionRule("period", "year", small.text("year"), event="referral", by="year")
    alliance = small.alliance(small.indicator(by_year))
    rows = [
        {"number": "1", "received": "2020-01-01", "referred": "2020-02-01"},
        {"number": "2", "received": "2020-01-01"},
    ]
    assert bounds(counted(alliance, {"hotline": rows}, tmp_path)["reports"]) == {"total": (2, 2), "2020": (1, 1)}


POLICE = Contract(
    partner="police",
    id="police",
    version="1.0.0",
    columns=(Column("number", required=True), Column("seen", type="date", format="%Y-%m-%d")),
    units=(UnitKey("report", ("number",)),),
    events=(EventRule("seen", "report", "seen"),),
    supersedes_by=("number",),
)
"""A partner whose rows tell nothing of referrals."""
RECEIVED, REFERRED = small.HOTLINE.events
BY_COURT = replace(small.HOTLINE, events=(RECEIVED, replace(REFERRED, occurs="court")))
"""Rows of the hotline tell of a referral if the column `court` is filled, on whatever day."""


def test_what_did_not_happen_and_what_happened_on_no_known_day_count_alike_in_every_table(tmp_path):
    """Report 1 was referred on a day, 2 on a day that nobody knows, 3 was not, and of 4 no row tells that it was."""
    phases = tuple(Phase(name, small.text(name), name) for name in ("report", "referral"))
    rules = {
        "phase": {"phases": phases},
        "period": {"event": "referral", "by": "year"},
        "duration": {"start": "report", "end": "referral", "classes": (0, 8)},
        "stock": {"start": "referral", "end": "seen", "since": 2020},
    }
    indicators = [
        small.indicator(DimensionRule(kind, kind, small.text(kind), **keys), name=kind) for kind, keys in rules.items()
    ]
    in_time = (Phase("year", small.text("year"), "seen", of="referral", within=1),)
    cohort = small.indicator(DimensionRule("phase", "phase", small.text("phase"), phases=in_time), name="cohort")
    alliance = small.alliance(*indicators, cohort, contracts=(BY_COURT,))
    police = Partner("police", small.text("Police"), POLICE, ())
    alliance = replace(alliance, partners=alliance.partners | {"police": police})
    hotline = [
        {"number": "1", "received": "2020-01-01", "court": "J", "referred": "2020-02-01"},
        {"number": "2", "received": "2020-01-01", "court": "J"},
        {"number": "3", "received": "2020-01-01"},
    ]
    delivered = {"hotline": hotline, "police": [{"number": "4", "seen": "2020-03-01"}]}
    found = {name: bounds(table) for name, table in counted(alliance, delivered, tmp_path).items()}
    assert found["phase"] == {"report": (3, 3), "referral": (2, 2)}
    assert found["period"] == {"total": (4, 4), "2020": (1, 2)}
    assert found["duration"] == {"total": (1, 1), "0-7": (0, 0), "8+": (1, 1), "left-out-undated": (1, 1)}
    assert found["stock"] == {"2020": (1, 2)}
    assert found["cohort"] == {"year": (0, 2)}
    referee = refereed(alliance, delivered, tmp_path)
    for one in indicators[:3]:
        (side,) = ([cell.split("/")[0] for cell in found[one.name]],)
        assert {code: referee.count(one, [[code]])[(code,)] for code in side} == found[one.name]


def test_a_dimension_has_as_many_phases_as_somebody_declares(tmp_path):
    phases = [
        Phase(str(day), small.text("since"), "report", since=date(2020, 1, 1) + timedelta(day)) for day in range(70)
    ]
    rule = DimensionRule("phase", "phase", small.text("phase"), phases=tuple(phases))
    reported = [{"number": "1", "received": "2020-01-01"}, {"number": "2", "received": "2020-03-09"}]
    [table] = counted(small.alliance(small.indicator(rule)), {"hotline": reported}, tmp_path).values()
    assert bounds(table) == {phase.name: (1 + (phase.name == "0"),) * 2 for phase in phases[:69]} | {"69": (0, 0)}


def test_durations_are_counted_in_classes_of_days():
    days = DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(0, 1, 8))
    table = tabulate(small.indicator(days), small.alliance(), base(days=[0, 1, 8, None], n=[4, 3, 2, 9]))
    assert bounds(table) == {"total": (9, 9), "0": (4, 4), "1-7": (3, 3), "8+": (2, 2)}


def test_units_without_a_duration_are_counted_beside_it_by_the_reason(tmp_path):
    median = Statistic("median", "days", small.text("median"))
    days = DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(1, 8))
    since = DimensionRule("duration", "since", small.text("since"), start="referral", end="report", classes=(0, 8))
    alliance = small.alliance(
        small.indicator(days, name="days", statistics=(median,)), small.indicator(since, name="since")
    )
    dates = [("05", "06"), ("05", "15"), ("05", "05"), ("05", "04"), ("05", "")]
    rows = [
        {"number": str(number), "received": f"2020-01-{received}", "referred": referred and f"2020-01-{referred}"}
        for number, (received, referred) in enumerate(dates)
    ]
    found = counted(alliance, {"hotline": rows}, tmp_path)
    assert bounds(found["days"]) == {
        "total": (2, 2), "1-7": (1, 1), "8+": (1, 1), "left-out-early": (1, 1), "left-out-short": (1, 1),
    }  # fmt: skip
    # A date that is flagged is left out as a start as it is as an end.
    assert bounds(found["since"]) == {
        "total": (1, 1), "0-7": (1, 1), "8+": (0, 0), "left-out-backwards": (2, 2), "left-out-early": (1, 1),
    }  # fmt: skip


def test_concepts_are_shown_as_a_tree_and_a_hidden_one_takes_no_level():
    def shown(*notations):
        by_form = DimensionRule("attribute", "form", small.text("form"), attribute="form", show=notations)
        (side,) = tabulate(small.indicator(by_form), small.alliance(), KNOWN).dimensions
        return [(category.code, category.level) for category in side.categories]

    assert shown() == [("total", 0), ("sexual", 1), ("domestic", 2), ("cross-border", 2), ("labour", 1)]
    assert shown("domestic", "labour") == [("total", 0), ("domestic", 1), ("labour", 1)]


def test_a_place_that_lies_in_two_divisions_is_counted_in_both():
    # The unit `sea` holds the port and the dunes, the province `west` the port and the town.
    place = small.scheme("place", "sea", "west", "sea+west/port", "sea/dunes", "west/town")
    attribute = Attribute("place", "place", small.text("place"))
    alliance = replace(small.alliance(), attributes={"place": attribute}, schemes={"place": place})
    known = base(place=[place.leaves_of("port").mask, place.leaves_of("sea").mask], n=[4, 3])

    def shown(*notations):
        rule = DimensionRule("attribute", "place", small.text("place"), attribute="place", show=notations)
        return bounds(tabulate(small.indicator(rule), alliance, known))

    assert shown("sea") == {"total": (7, 7), "sea": (7, 7)}
    assert shown("west") == {"total": (7, 7), "west": (4, 7)}  # a unit alone leaves the province open
    assert list(shown()) == ["total", "sea", "port", "dunes", "west", "town"]  # each once


def test_only_the_population_is_counted_and_who_may_belong_to_it_widens_the_bounds():
    known = base(
        form=[FORM.leaves_of("domestic").mask, FORM.leaves_of("labour").mask, FORM.anything.mask],
        **{"population 0": [FORM.leaves_of("domestic").mask, FORM.leaves_of("labour").mask, FORM.anything.mask]},
        n=[7, 5, 3],
    )
    sexual = Condition(attribute="form", concept="sexual")
    table = tabulate(small.indicator(BY_FORM, population=(sexual,)), small.alliance(), known)
    assert bounds(table)["total"] == (7, 10)
    assert bounds(table)["labour"] == (0, 3)
    others = Condition(attribute="form", concept="sexual", excluded=True)
    table = tabulate(small.indicator(BY_FORM, population=(others,)), small.alliance(), known)
    assert bounds(table)["total"] == (5, 8)


def test_what_happened_before_a_day_is_not_counted_since_that_day():
    by_year = DimensionRule("period", "year", small.text("year"), event="report", by="year")
    counted = small.indicator(by_year, population=(Condition(event="report", since=date(2014, 1, 1)),))
    rows = "(1, true, DATE '2013-12-31'), (2, true, DATE '2014-01-01'), (3, true, NULL), (4, false, NULL)"
    with duckdb.connect() as connection:
        unit = '(unit_id, "has report", "first report")'
        connection.execute(f"CREATE TABLE wide_report AS SELECT * FROM (VALUES {rows}) AS t{unit}")
        known = connection.sql(base_step(counted, small.alliance()).sql).to_arrow_table()
    # The one without a day may be of any year, also of one before: it is possible, and not certain.
    assert bounds(tabulate(counted, small.alliance(), known)) == {"total": (1, 2), "2014": (1, 2)}


def test_a_code_is_read_by_the_day_of_the_event_that_its_claim_names(tmp_path):
    turn = date(2023, 7, 1)
    before, after = (small.mapping("kind", ("2", concept, "exact"))[0] for concept in ("labour", "domestic"))
    mapping = (replace(before, valid_until=turn), replace(after, valid_from=turn, line=3))
    row = {"number": "1", "received": "2023-06-01", "kind": "2", "referred": "2023-08-01", "court": ""}
    for event, meant in (("", "labour"), ("report", "labour"), ("referral", "domestic")):
        columns = tuple(replace(one, valid_on=event if one.name == "kind" else "") for one in small.HOTLINE.columns)
        alliance = small.alliance(small.indicator(BY_FORM), contracts=(replace(small.HOTLINE, columns=columns),))
        partner = replace(alliance.partners["hotline"], mapping=mapping)
        alliance = replace(alliance, partners={"hotline": partner})
        (folder := tmp_path / f"by {event}").mkdir()
        found = bounds(counted(alliance, {"hotline": [row]}, folder)["reports"])
        assert {concept for concept, (certainly, _) in found.items() if certainly} - {"total", "sexual"} == {meant}
