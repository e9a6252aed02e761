"""Protect a data frame

A data frame and a specification become a table that may be published, or one sentence says what is wrong.
"""

import pandas as pd
import pyarrow as pa
import pytest
from disclosure_tables import DATA

from schakel_base.errors import SchakelError
from schakel_protection import protect_data
from schakel_protection.standalone import given_table

COUNTS = {"row": ["1", "1", "1", "2", "2", "2"], "column": list("abcabc"), "n": [1, 20, 30, 10, 40, 50]}


DECLARE = "the specification can declare `decimal` and `thousands`"


SPEC = {"dimensions": {"row": {}, "column": {}}, "count": "n", "rules": [{"kind": "minimum_frequency", "minimum": 3}]}


def test_a_data_frame_gives_the_same_as_columns():
    assert protect_data(pa.table(COUNTS), SPEC).cells == protect_data(COUNTS, SPEC).cells


def test_without_pyarrow_pandas_is_read_and_another_frame_gets_its_sentence(monkeypatch):
    monkeypatch.setattr(given_table, "find_spec", {}.get)
    assert protect_data(pd.DataFrame(COUNTS), SPEC).cells == protect_data(COUNTS, SPEC).cells
    with pytest.raises(SchakelError, match="to read a Table PyArrow is needed; it comes with schakel-protection"):
        protect_data(pa.table(COUNTS), SPEC)
    with pytest.raises(SchakelError, match="a list is not a data frame"):
        protect_data([COUNTS], SPEC)


def test_hierarchies_come_from_a_file_or_stand_in_the_specification():
    regions = {"total": "NL", "hierarchy": str(DATA / "S_region_hier.csv")}
    data = {"region": ["R0000", "R0001"], "n": [10, 20]}
    cells = dict(protect_data(data, {**SPEC, "dimensions": {"region": regions}}).cells)
    assert cells[("R00",)] == 30
    parts = {"total": "all", "parts": {"all": ["x", "y"], "x": ["x1", "x2"]}}
    data = {"place": ["x1", "x2", "y"], "n": [10, 20, 30]}
    assert dict(protect_data(data, {**SPEC, "dimensions": {"place": parts}}).cells)[("x",)] == 30


def test_a_total_under_another_name_is_not_counted_as_a_part():
    """As a part it would count everybody twice, and no sum would be wrong."""
    regions = ["A", "B", "C", "All regions"]
    data = {"region": regions * 2, "form": ["x"] * 4 + ["y"] * 4, "n": [10, 20, 30, 60, 40, 0, 50, 90]}
    spec = {**SPEC, "dimensions": {"region": {"total": "NL"}, "form": {}}}
    with pytest.raises(SchakelError, match=r"row 4, column region: All regions is the sum of .* `total: All regions`"):
        protect_data(data, spec)
    named = {**spec, "dimensions": {"region": {"total": "All regions"}, "form": {}}}
    assert dict(protect_data(data, named).cells)[("All regions", "Total")] == 150


def test_a_small_number_may_be_the_sum_of_the_others_by_chance():
    spec = {**SPEC, "dimensions": {"region": {}}}
    data = {"region": ["A", "B", "C", "D"], "n": [4, 3, 3, 10]}
    assert dict(protect_data(data, spec).cells)[("Total",)] == 20
    larger = {**data, "n": [400, 300, 301, 1001]}
    with pytest.raises(SchakelError, match="D is the sum of all other codes"):
        protect_data(larger, spec)
    declared = {**spec, "dimensions": {"region": {"parts": {"Total": ["A", "B", "C", "D"]}}}}
    assert dict(protect_data(larger, declared).cells)[("Total",)] == 2002


def test_two_alike_are_no_total():
    data = {"region": ["A", "B", "C", "D"], "n": [5000, 5000, 0, 0]}
    assert dict(protect_data(data, {**SPEC, "dimensions": {"region": {}}}).cells)[("Total",)] == 10000


def test_records_are_counted_and_several_of_one_person_count_once():
    data = {"form": ["a"] * 4 + ["b"] * 4, "person": ["p", "p", "p", "p", "q", "r", "s", "t"]}
    rules = [{"kind": "minimum_frequency", "minimum": 3}]
    spec = {"dimensions": {"form": {}}, "rules": rules}
    assert dict(protect_data(data, spec).cells)[("a",)] == 4
    assert dict(protect_data(data, {**spec, "person": "person"}).cells)[("a",)] is None


def test_a_sum_that_one_contributor_dominates_is_suppressed():
    data = {"form": ["a"] * 3 + ["b"] * 3 + ["c"] * 3, "amount": [1000, 1, 1, 300, 400, 500, 300, 300, 400]}
    spec = {"dimensions": {"form": {}}, "magnitude": "amount", "rules": [{"kind": "dominance", "n": 1, "k": 50}]}
    cells = dict(protect_data(data, spec).cells)
    assert cells[("a",)] is None
    assert cells[("Total",)] == 3202


def test_rounded_sums_say_that_nobody_tried_to_compute_small_ones():
    """Magnitudes are rounded, but not attacked."""
    data = {"form": ["a", "b"], "amount": [12.5, 40]}
    protected = protect_data(data, {"dimensions": {"form": {}}, "magnitude": "amount", "profile": "round-5-additive"})
    assert not protected.audited
    assert "no program has tried" in protected.sentence
    assert "before release" not in protected.sentence


def test_given_totals_are_checked():
    data = {"row": ["1", "2", "Total"], "n": [10, 20, 31]}
    with pytest.raises(SchakelError, match="the cell Total holds 31, but its parts add up to 30"):
        protect_data(data, {**SPEC, "dimensions": {"row": {}}})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"n": [1, 2, 3, 4, 5, -6]}, "row 6, column n: -6 is negative"),
        ({"n": [1, 2, None, 4, 5, 6]}, "row 3, column n: there is no number"),
        ({"n": [1, 2, float("nan"), 4, 5, 6]}, "row 3, column n: there is no number"),
        ({"n": [1, 2, "many", 4, 5, 6]}, "row 3, column n: 'many' is not a number"),
        ({"n": [1, 2.5, 3, 4, 5, 6]}, "row 2, column n: 2.5 is not a whole number of units"),
        ({"n": [1, 2, "1,5", 4, 5, 6]}, f"row 3, column n: '1,5' is not a number; {DECLARE}"),
        (
            {"n": [1, 2, "1.000", 4, 5, 6]},
            f"row 3, column n: '1.000' has a decimal sign where others write thousands; {DECLARE}",
        ),
        ({"n": [1, 2, "2_0", 4, 5, 6]}, "row 3, column n: '2_0' is not a number"),
        ({"n": [1, 2, 1e20, 4, 5, 6]}, "row 3, column n: 1e+20 is more than can be counted exactly"),
        ({"row": ["1", "1", "", "2", "2", "2"]}, "row 3, column row: there is no code"),
        ({"n": [1, 2]}, "the columns of the table differ in length"),
    ],
)
def test_data_that_are_no_counts_get_their_sentence(change, sentence):
    with pytest.raises(SchakelError) as error:
        protect_data({**COUNTS, **change}, SPEC)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"dimensions": {}}, "`dimensions` is empty."),
        ({"dimensions": {"age": {}}}, "the table has no column age"),
        ({"count": "m"}, "the table has no column m"),
        ({"profile": "round-7"}, "no disclosure profile is called round-7; known are"),
        ({"rules": [{"kind": "luck"}]}, "no disclosure rule is called luck; known are"),
        ({"rules": [{"kind": "minimum_frequency"}]}, "the rule minimum_frequency lacks its parameter minimum"),
        (
            {"rules": [{"kind": "dominance", "n": "two", "k": 50}]},
            "the rule dominance has a parameter n that is not a number: two",
        ),
        ({"decimal": ";"}, "`decimal` is `;`; it must be one of ., ,"),
        ({"decimal": ",", "thousands": ","}, "decimal and thousands are both ,"),
        ({"rounding": 5}, "The key `rounding` does not exist."),
        ({"method": "magic"}, "`method` is `magic`; it must be one of suppression,"),
        ({"method": "round_each", "base": -5}, "`base` is `-5`; it must be a whole number from 1."),
        ({"exact": "no"}, "`exact` is `no`; it must be true or false."),
        ({"rules": "strict"}, "`rules` is `strict`; it must be a list of rules."),
        ({"keep": {"row": "1"}}, "`keep` is keys with values; it must be a list of cells."),
        (
            {"rules": [{"kind": "minimum_frequency", "minimum": -3}]},
            "the rule minimum_frequency has a parameter minimum of -3; it must be 0 or more",
        ),
        (
            {"rules": [{"kind": "minimum_frequency", "minimum": 3, "zero": True}]},
            "the rule minimum_frequency has no parameter zero; it has minimum, zeros, width",
        ),
        ({"dimensions": {"row": {"totaal": "T"}}}, "The key `totaal` does not exist in `dimensions.row`; did you mean"),
        ({"dimensions": {"row": {"parts": {"T": None}}}}, "`dimensions.row.parts.T` is empty; it must be a list of"),
        ({"method": "controlled_rounding"}, "profile as declared: controlled_rounding needs a base"),
        ({"keep": [{"age": "1"}]}, "a cell to keep names age, which is not a dimension"),
        ({"keep": [{"row": "9"}]}, "there is no cell row=9"),
        ({"cost": "price"}, "the table has no column price; it has row, column, n"),
        (
            {"dimensions": {"row": {"total": "T", "parts": {"X": ["1", "2"]}}}},
            "row: X hangs under nothing; the total is T",
        ),
        (
            {"dimensions": {"row": {"total": "T", "parts": {"T": ["1"]}}}},
            "row 4, column row: 2 is not a code of the hierarchy",
        ),
        ({"dimensions": {"row": {"total": "T", "parts": {"T": ["1", "2"], "1": ["T"]}}}}, "row: T is a part of itself"),
    ],
)
def test_bad_specifications_get_their_sentence(change, sentence):
    with pytest.raises(SchakelError) as error:
        protect_data(COUNTS, {**SPEC, **change})
    assert str(error.value).startswith(sentence)


SMALL = [{"kind": "minimum_frequency", "minimum": 3}]


SAMPLE = {"region": list("AAAABBBBCC"), "weight": [2.5, 2.5, 3, 3, 4, 4, 4, 4, 9.5, 1]}


WEIGHED = {"dimensions": {"region": {}}, "weight": "weight", "rules": SMALL}


def test_of_a_sample_the_weights_are_published_and_the_respondents_counted():
    """Region C stands for 10.5 people by two respondents; one more region hides it."""
    cells = dict(protect_data(SAMPLE, WEIGHED).cells)
    assert cells["Total",] == 37.5
    assert cells["C",] is None
    assert [region for region in "AB" if cells[region,] is None] == ["A"]


def test_a_weighted_count_stays_open_by_its_heaviest_respondent():
    finding = protect_data(SAMPLE, WEIGHED).narrowest[0]
    assert (finding.value, finding.lower <= 1, finding.upper >= 20) == (10.5, True, True)


def test_weights_multiply_a_magnitude():
    data = {"region": list("AAABBB"), "weight": [2] * 6, "amount": [10, 11, 12, 20, 21, 22]}
    declared = {**WEIGHED, "magnitude": "amount"}
    assert dict(protect_data(data, declared).cells) == {("Total",): 192, ("A",): 66, ("B",): 126}


@pytest.mark.parametrize(
    ("change", "data", "sentence"),
    [
        ({}, {"weight": [1] * 9 + ["heavy"]}, "row 10, column weight: 'heavy' is not a number"),
        ({}, {"weight": [1] * 9 + [-1]}, "row 10, column weight: -1 is negative"),
        ({}, {"weight": [1] * 9 + [None]}, "row 10, column weight: there is no number"),
        ({"weight": "w"}, {}, "the table has no column w"),
        ({"count": "n"}, {}, "weights are told apart in records, and a table with counts has none"),
    ],
)
def test_weights_that_are_none_get_their_sentence(change, data, sentence):
    with pytest.raises(SchakelError) as error:
        protect_data({**SAMPLE, **data}, {**WEIGHED, **change})
    assert str(error.value).startswith(sentence)
