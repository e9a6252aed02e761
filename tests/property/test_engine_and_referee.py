"""Whatever a partner delivers, the engine and the referee count the same, cell by cell."""

from dataclasses import replace
from datetime import date

import incidents
import small
from counting import counted, refereed
from delivered import ALLIANCE, ROWS
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel.model import Column, Derivation, DimensionRule, Partner, Phase
from schakel.model.indicator import Condition

NUMBERS = st.sampled_from(["1", "2", "3"])
DAYS = st.sampled_from(["", "2020-03-01", "2020-03-02", "2021-05-01"])
CASES = st.lists(
    st.fixed_dictionaries(
        {
            "case": NUMBERS,
            "incident": NUMBERS,
            "person": NUMBERS,
            "kind": st.sampled_from(["", "dom", "sex", "dom; lab", "lab;unknown to the mapping"]),
            "seen": st.sampled_from(["", "dom", "sex"]),
        }
    ),
    min_size=1,
    max_size=5,
)
DISPOSITIONS = st.lists(
    st.fixed_dictionaries(
        {
            "case": NUMBERS,
            "disposed": DAYS,
            "court": st.sampled_from(["", "J", "N", "?"]),
            "months": st.sampled_from(["", "0", "7", "12"]),
        }
    ),
    min_size=1,
    max_size=5,
)


def agree(alliance, delivered, folder):
    slow = refereed(alliance, delivered, folder)
    for table in counted(alliance, delivered, folder).values():
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        bounds = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert bounds == slow.count(table.indicator, categories)
        assert all(lower <= upper for lower, upper in bounds.values())


@examples(10)
@given(rows=ROWS)
def test_engine_and_referee_agree(rows, tmp_path_factory):
    agree(ALLIANCE, {"hotline": rows}, tmp_path_factory.mktemp("count"))


ONCE = replace(incidents.ALLIANCE.units["case"], once=("disposition",))
DISPOSED_ONCE = replace(incidents.ALLIANCE, units={**incidents.ALLIANCE.units, "case": ONCE})


@examples(3)
@given(alliance=st.sampled_from([incidents.ALLIANCE, DISPOSED_ONCE]), cases=CASES, dispositions=DISPOSITIONS)
def test_they_agree_on_children_two_parents_many_values_and_magnitudes(alliance, cases, dispositions, tmp_path_factory):
    folder = tmp_path_factory.mktemp("count")
    agree(alliance, {"prosecution": cases, "court": dispositions}, folder)


@st.composite
def dated_alliances(draw):
    """An alliance that says of its events the day, the month or the year, and asks when they happened; with rows."""
    days = st.dates(date(2019, 11, 1), date(2022, 2, 28))
    since, within = draw(days), draw(st.integers(1, 2))
    condition = Condition("referral", since=since, excluded=draw(st.booleans()))
    phases = (
        Phase("late", small.text("late"), "referral", since=since),
        Phase("soon", small.text("soon"), "referral", within=within, of="report"),
        Phase("court", small.text("court"), "referral", "court", "yes", within=within, of="report"),
    )
    stock = DimensionRule("stock", "year", small.text("year"), start="report", end="referral", since=2019)
    indicators = (
        small.indicator(DimensionRule("phase", "phase", small.text("phase"), phases=phases), name="phases"),
        small.indicator(small.BY_FORM, name="population", population=(condition,)),
        small.indicator(stock, name="stock"),
    )
    formats = {name: draw(st.sampled_from(("%Y-%m-%d", "%Y-%m", "%Y"))) for name in ("received", "referred")}
    columns = tuple(replace(one, format=formats.get(one.name, one.format)) for one in small.HOTLINE.columns)
    said = {name: st.one_of(st.just(""), days.map(lambda day, written=form: day.strftime(written)))
            for name, form in formats.items()}  # fmt: skip
    row = {"number": st.sampled_from("123"), "kind": st.sampled_from(["dom", "?", ""]), "court": st.sampled_from("JN")}
    rows = draw(st.lists(st.fixed_dictionaries({**row, **said}), min_size=1, max_size=6))
    return small.alliance(*indicators, contracts=(replace(small.HOTLINE, columns=columns),)), rows


@examples(10)
@given(written=dated_alliances())
def test_they_agree_on_when_what_has_a_year_or_a_month_alone_happened(written, tmp_path_factory):
    alliance, rows = written
    agree(alliance, {"hotline": rows}, tmp_path_factory.mktemp("count"))


WORDS = ("dom", "sex", "lab", "1", "")
DERIVATIONS = st.builds(
    Derivation,
    st.permutations(("one", "other")).map(tuple),
    st.sampled_from((None, "", "/", " - ")),
    st.sampled_from(("", "^[a-z]+", "([a-z]+)$", "/ ?(.*)", "[0-9]")),
    st.sampled_from(((), (("1", "lab"), ("dom", "sex")))),
)


MEANINGS = (
    *small.mapping("kind", ("dom", "domestic", "exact"), ("sex", "sexual", "broad"), ("lab", "labour", "exact")),
    *small.mapping("court", ("dom", "yes", "exact"), ("1", "no", "exact"), ("lab", "", "none")),
)
CLAIMED = (Column("kind", units=("report",), attribute="form"), Column("court", units=("report",), attribute="court"))
DERIVED_ROWS = st.fixed_dictionaries({name: st.sampled_from(WORDS) for name in ("one", "other")})


@examples(10)
@given(made=st.tuples(DERIVATIONS, DERIVATIONS), rows=st.lists(DERIVED_ROWS, min_size=1, max_size=6))
def test_they_agree_on_columns_that_are_derived(made, rows, tmp_path_factory):
    derived = [replace(column, derived=one) for column, one in zip(CLAIMED, made, strict=True)]
    columns = (Column("number"), Column("one"), Column("other"), *derived)
    contract = replace(small.HOTLINE, columns=columns, events=())
    indicators = [
        small.indicator(replace(small.BY_FORM, name=one, attribute=one), name=one) for one in ("form", "court")
    ]
    partners = {"hotline": Partner("hotline", small.text("hotline"), contract, MEANINGS)}
    written = [{"number": str(number // 2), **row} for number, row in enumerate(rows)]
    agree(
        replace(small.alliance(*indicators), partners=partners), {"hotline": written}, tmp_path_factory.mktemp("count")
    )
