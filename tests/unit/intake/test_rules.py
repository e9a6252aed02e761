"""Each kind of rule, on a handful of rows: which of them break it."""

import duckdb
import pytest
from arrivals import rule

from schakel.intake.rules import COMPARING, CONDITIONS, RuleCheck, broken
from schakel.intake.sentences import PREDICATES
from schakel.model.column import Column
from schakel.model.contract import Contract


def breaking(declared, *values, column_type="string", value_format=""):
    """The rows (from 1) of a table with one column `v` that break a rule; a value of several columns is a tuple."""
    rows = [value if isinstance(value, tuple) else (value,) for value in values]
    names = ["v", "w"][: len(rows[0])]
    columns = tuple(Column(name, type=column_type, format=value_format) for name in names)
    check = RuleCheck(declared, Contract("p", "p", "1", columns), "rows")
    connection = duckdb.cursor()
    connection.execute(
        f"CREATE TEMP TABLE rows (row BIGINT, line BIGINT, {', '.join(f'{name} VARCHAR' for name in names)})"
    )
    for number, row in enumerate(rows, start=1):
        marks = ", ".join("?" * (2 + len(row)))
        connection.execute(f"INSERT INTO rows VALUES ({marks})", [number, number + 1, *row])
    found = connection.execute(f"SELECT row FROM rows WHERE {broken(check)} ORDER BY row").fetchall()
    return [number for (number,) in found]


@pytest.mark.parametrize("kind", sorted(COMPARING))
@pytest.mark.parametrize("value", ["a", "a, a", ", ", ",", "É, é", "İ, i", "", None])
def test_a_row_by_itself_breaks_no_rule_that_compares_rows(kind, value):
    """So of a file of one row none of them is asked for."""
    assert breaking(rule(kind, "v", ", "), value) == []


def test_type():
    assert breaking(rule("type", "v", "integer", ""), "1", "one", None, "2.0") == [2, 4]


def test_type_with_a_format():
    assert breaking(rule("type", "v", "date", "%d/%m/%Y"), "31/12/2020", "2020-12-31", None) == [2]


def test_required_and_missing_are_about_blanks():
    assert breaking(rule("required", "v"), "a", None) == [2]
    assert breaking(rule("missing", "v"), "a", None) == [2]


def test_unique_is_broken_by_the_later_rows():
    assert breaking(rule("unique", "v"), "a", "b", "a", None, "a", None) == [3, 5]


def test_values_are_matched_to_the_letter():
    assert breaking(rule("values", "v", "a", "it's"), "a", "A", "it's", None, "a ") == [2, 5]


def test_pattern_must_fit_the_whole_value():
    assert breaking(rule("pattern", "v", "[0-9]{2}"), "12", "123", None, "1") == [2, 4]


def test_range_of_numbers_leaves_what_is_no_number_to_the_type():
    found = breaking(rule("range", "v", "0", "120"), "0", "120", "121", "-1", "x", None, column_type="integer")
    assert found == [3, 4]


def test_range_of_numbers_is_not_the_order_of_letters():
    assert breaking(rule("range", "v", "9", ""), "10", "8.5", column_type="number") == [2]


def test_range_of_dates():
    declared = rule("range", "v", "2020-01-01", "2020-12-31")
    found = breaking(declared, "31-12-2019", "01-01-2020", "01-01-2021", column_type="date", value_format="%d-%m-%Y")
    assert found == [1, 3]


def test_length_is_in_characters():
    assert breaking(rule("length", "v", "2", "3"), "é", "éé", "ééé", "éééé", None) == [1, 4]


def test_spelling_variants_are_all_but_the_most_frequent():
    values = ("Covid-19", "Covid 19", "Covid-19", "COVID  19", "covid", None, "Año", "Ano", "Año", "–", "-")
    assert breaking(rule("spelling-variants", "v"), *values) == [2, 4, 8]


def test_repeated_rows_are_equal_in_every_column():
    rows = [("a", "b"), ("a", None), ("a", "b"), ("a", None), ("ab", ""), ("a", "b")]
    assert breaking(rule("repeated-rows"), *rows) == [3, 4, 6]


def test_combined_values_have_a_part_that_stands_alone_elsewhere():
    values = ("forced labour", "servitude", "Forced labour, servitude", "women, girls and boys", "begging, Servitude")
    assert breaking(rule("combined-values", "v", ", "), *values) == [3, 5]


def test_the_first_parts_together_may_be_a_value():
    values = ("women, girls and boys", "women, girls and boys, trafficked", "men, boys")
    assert breaking(rule("combined-values", "v", ", "), *values) == [2]


def test_a_value_of_very_many_parts_is_no_burden():
    assert breaking(rule("combined-values", "v", ","), "a", ",".join("b" * 50_000), ",".join("ba" * 30_000)) == [3]


def test_a_row_rule_is_broken_where_its_condition_is_false():
    assert breaking(rule("row", "", "v < w"), ("1", "2"), ("2", "1"), (None, "1")) == [2]


def test_a_row_rule_may_end_in_a_comment():
    assert breaking(rule("row", "", "v = 'a' -- always"), "a", "b") == [2]


@pytest.mark.parametrize("column", ["value", "first", "times", "folded", "part", "r", 'a "b"', "select", "count"])
@pytest.mark.parametrize("kind, arguments", [("unique", ()), ("spelling-variants", ()), ("combined-values", (", ",))])
def test_a_column_may_have_any_name(column, kind, arguments):
    quoted = '"' + column.replace('"', '""') + '"'
    check = RuleCheck(rule(kind, column, *arguments), Contract("p", "p", "1", (Column(column),)), "rows")
    connection = duckdb.cursor()
    connection.execute(
        f"CREATE TEMP TABLE rows AS SELECT * FROM (VALUES (1, 'a'), (2, 'A'), (3, 'a'), (4, 'a, A')) t(row, {quoted})"
    )
    found = connection.execute(f"SELECT row FROM rows WHERE {broken(check)} ORDER BY row").fetchall()
    assert found == {"unique": [(3,)], "spelling-variants": [(2,)], "combined-values": [(4,)]}[kind]


def test_every_kind_of_rule_has_a_sentence():
    assert CONDITIONS.keys() == PREDICATES.keys()
