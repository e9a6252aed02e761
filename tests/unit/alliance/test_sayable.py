"""Which values a column can have: of these alone a mapping says something that applies to a row."""

from dataclasses import replace

import pytest
import small
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel.alliance.conditions import _database
from schakel.alliance.sayable import needless_lines, never_said
from schakel.model import Column, Contract, Partner
from schakel.model.column import Derivation
from schakel_base.database import parts_of, quote_text

TEXTS = r'(?:^|")([^"\[\]]+)(?:"|$)'
SEVERAL = [
    {"split": "/"}, {"split": "; "}, {"each": "[a-c]+"}, {"each": "a([0-9]+)"}, {"each": TEXTS},
    {"each": r"(?i)x[(](A(?:b|c)[)]?)"}, {"each": r"\\b[a-c]"}, {"each": "[])]a(b|1)"}, {"each": "(?P<it>a|[0-9])b"},
]  # fmt: skip


@pytest.mark.parametrize("several", SEVERAL, ids=str)
@examples(30)
@given(cell=st.text('abc01/; x()[]"', max_size=12))
def test_a_value_that_some_cell_has_is_never_at_fault(several, cell):
    column = Column("kind", **several)
    parts = parts_of(quote_text(cell), column.split, column.each)
    [(found,)] = _database().cursor().execute(f"SELECT {parts}").fetchall()
    assert [never_said(column, value) for value in found if value] == ["" for value in found if value]


@pytest.mark.parametrize(
    ("several", "value"),
    [
        ({"split": "/"}, "a/b"), ({"split": "/"}, " a"), ({"split": "; "}, "a; b"), ({"each": "[a-c]+"}, "ad"),
        ({"each": "art ([0-9]+)"}, "art 5"), ({"each": TEXTS}, '["a"]'), ({"each": r"[(]([a-z]+)[)]"}, "(a)"),
        ({"each": "(?i)art (x|y)"}, "xy"),
    ],
)  # fmt: skip
def test_a_value_that_no_cell_has_is_at_fault(several, value):
    assert never_said(Column("kind", **several), value)


def needless(derived, *values):
    columns = (Column("first"), Column("second"), Column("kind", attribute="form", units=("report",), derived=derived))
    return told(columns, small.mapping("kind", *((value, "labour", "exact") for value in values)))


def told(columns, lines):
    partner = Partner("police", small.text("Police"), Contract("police", "police", "1.0.0", columns), lines)
    before = "Only rows of an earlier contract can have the value "
    return [sentence.removeprefix(before) for _, sentence in needless_lines(partner)]


@pytest.mark.parametrize(
    ("derived", "values", "told"),
    [
        (Derivation(("first",)), ("a", "b/c"), []),
        (Derivation(("first", "second"), "/"), ("a/b", "/", "ab"), ["`ab`: `/` stands between its parts."]),
        (Derivation(("first",), None, "^[a-c]"), ("a", "d"), ["`d`: `^[a-c]` finds no such text."]),
        (Derivation(("first",), None, "", (("0", "m"),)), ("m", "0", "1"), ["`0`: it is replaced with `m`."]),
        (Derivation(("first",), None, "[0-9]", (("0", "m"),)), ("m", "5"), []),
    ],
)
def test_what_is_derived_no_more_is_told(derived, values, told):
    assert needless(derived, *values) == told


def test_of_a_range_each_number_is_told_that_is_derived_no_more():
    column = Column("kind", attribute="form", units=("report",), derived=Derivation(("first",), None, "^[1-2]$"))
    [line] = small.mapping("kind", ("1..3", "labour", "exact"))
    assert told((Column("first"), column), (replace(line, numbers=range(1, 4)),)) == [
        "`3`: `^[1-2]$` finds no such text."
    ]
