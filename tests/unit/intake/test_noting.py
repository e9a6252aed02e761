"""Notes: what was seen in accepted rows, how often, and where first."""

from datetime import timedelta

import pytest
from arrivals import DAY, HEADER, deliver, rule, shelter

from schakel.intake.noting import note_checks
from schakel.model import UnitKey
from schakel.model.column import Column
from schakel.store.workspace import Workspace

COLUMNS = shelter().contract.columns


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def with_column(column):
    """The columns of the shelter, one of them declared otherwise."""
    return tuple(column if column.name == other.name else other for other in COLUMNS)


def test_a_note_gives_the_first_five_rows_and_the_values_most_seen(workspace, tmp_path):
    lines = [f"{number},2021-02-01,sex,{age}," for number, age in enumerate("aabbbbcde")]
    (note,) = deliver(workspace, tmp_path, *lines, rules=[rule("type", "age", "integer", "", note=True)]).notes
    assert (note.rows, note.examples, note.kind, note.rule) == (9, (1, 2, 3, 4, 5), "type", "type")
    assert note.sentence == (
        "places.csv, column `age`: the value is not a whole number. 9 rows, first 1, 2, 3, 4, 5; "
        '5 distinct values; most often "b" (4), "a" (2), "c" (1).'
    )


def test_a_note_is_about_accepted_rows_alone(workspace, tmp_path):
    rules = [rule("required", "number"), rule("missing", "age", note=True)]
    receipt = deliver(workspace, tmp_path, ",2021-02-01,sex,,", "2,2021-02-01,sex,,", rules=rules)
    assert [(note.rows, note.examples) for note in receipt.notes] == [(1, (2,))]


def test_rows_that_repeat_a_refused_row_repeat_nothing(workspace, tmp_path):
    rules = [rule("unique", "number"), rule("repeated-rows", note=True)]
    line = "1,2021-02-01,sex,15,"
    assert deliver(workspace, tmp_path, line, line, rules=rules).notes == ()


def test_rows_are_not_held_against_each_other_where_a_key_tells_them_apart():
    key, note = (rule("unique", "number"), rule("required", "number")), rule("repeated-rows", note=True)
    assert "repeated-rows" not in [check.kind for check in note_checks(shelter(*key, note), DAY)]
    # Rows without a number could be equal, and a key that is only noted holds nowhere.
    noted = (rule("unique", "number", note=True), rule("required", "number"))
    for held in (key[:1], key[1:], noted, (rule("unique", "number"), rule("required", "age"))):
        assert "repeated-rows" in [check.kind for check in note_checks(shelter(*held, note), DAY)]


def test_rows_that_lack_a_number_can_repeat_each_other(workspace, tmp_path):
    rules = [rule("unique", "number"), rule("repeated-rows", note=True)]
    (note,) = deliver(workspace, tmp_path, *[",2021-02-01,sex,15,"] * 2, rules=rules).notes
    assert (note.kind, note.examples) == ("repeated-rows", (2,))


def test_rows_that_each_count_by_themselves_and_repeat_another_are_told_once_though_nobody_declared_it(
    workspace, tmp_path
):
    lines = ["1,2021-02-01,sex,15,"] * 3 + ["2,2021-02-01,sex,15,", "1,2021-02-01,sex,15,none"]
    by_itself = shelter(units=(UnitKey("report", ()),))
    (note,) = deliver(workspace, tmp_path, *lines, partner=by_itself).notes
    assert (note.kind, note.rows, note.examples) == ("repeated-rows", 2, (2, 3))
    assert note.sentence == "places.csv: the row is identical to an earlier row. 2 rows, first 2, 3."


def test_rows_are_held_against_each_other_where_they_would_count_twice():
    by_itself = (UnitKey("report", ("number",)), UnitKey("person", ()))
    key, refused = (rule("unique", "number"), rule("required", "number")), rule("repeated-rows")
    for partner, are_held in (
        (shelter(units=by_itself), True),
        (shelter(*key, units=by_itself), False),
        (shelter(refused, units=by_itself), False),
        (shelter(), False),  # what they say of a unit with a key they say once more
    ):
        assert ("repeated-rows" in [check.kind for check in note_checks(partner, DAY)]) == are_held


def test_what_was_not_seen_is_not_noted(workspace, tmp_path):
    assert deliver(workspace, tmp_path, "1,2021-02-01,sex,15,", rules=[rule("missing", "age", note=True)]).notes == ()


def test_a_quasi_identifier_is_counted_and_not_quoted(workspace, tmp_path):
    columns = with_column(Column("number", classification="quasi-identifier"))
    partner = shelter(rule("length", "number", "", "1", note=True), columns=columns)
    receipt = deliver(workspace, tmp_path, "12,2021-02-01,sex,15,", "34,2021-02-01,sex,15,", partner=partner)
    assert [(note.kind, note.rows) for note in receipt.notes] == [("length", 2), ("quasi-identifier", 2)]
    assert "2 distinct values" in receipt.notes[1].sentence
    assert not any('"12"' in note.sentence for note in receipt.notes)


def test_a_time_of_day_in_the_date_of_an_event_is_noted(workspace, tmp_path):
    partner = shelter(columns=with_column(Column("asked", type="timestamp")))
    lines = ["1,2021-02-01 00:00,sex,15,", "2,2021-02-01 10:30,sex,15,", "3,,sex,15,"]
    (note,) = deliver(workspace, tmp_path, *lines, partner=partner).notes
    assert (note.kind, note.column, note.examples) == ("time-of-day", "asked", (2,))


def test_an_event_that_lies_after_the_delivery_that_tells_of_it_is_noted(workspace, tmp_path):
    after = DAY + timedelta(days=1)
    (note,) = deliver(workspace, tmp_path, f"1,{DAY},sex,15,", f"2,{after},sex,15,", "3,,sex,15,").notes
    assert (note.kind, note.column, note.examples) == ("later-than-delivery", "asked", (2,))
    assert note.sentence == (
        "places.csv, column `asked`: the date is later than the day of delivery; it counts as the day on which it "
        "happened. 1 row, first 2; 1 distinct value."
    )


def test_a_date_in_the_future_whose_year_has_two_digits_is_noted_and_not_quoted(workspace, tmp_path):
    partner = shelter(columns=with_column(Column("asked", type="date", format="%d-%m-%y")))
    lines = ["1,01-02-21,sex,15,", "2,31-12-68,sex,15,", "3,,sex,15,", "4,01-01-69,sex,15,"]
    (note,) = deliver(workspace, tmp_path, *lines, partner=partner).notes
    assert (note.kind, note.column, note.examples) == ("two-digits", "asked", (2,))
    assert note.sentence == (
        "places.csv, column `asked`: the date lies in the future: years of two digits are read as 1969 to 2068. "
        "1 row, first 2; 1 distinct value."
    )


def test_a_byte_order_mark_and_empty_lines_are_noted(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, "", "1,2021-02-01,sex,15,", "", header="\ufeff" + HEADER)
    assert receipt.accepted == 1
    assert [note.sentence for note in receipt.notes] == [
        "places.csv: the file starts with a byte order mark, which is not part of the data.",
        "places.csv: empty lines, skipped: 2.",
    ]


def test_a_claim_of_an_event_is_held_against_the_mapping_too(workspace, tmp_path):
    partner = shelter()
    (event,) = partner.contract.events
    claiming = type(event)(event.event, event.unit, event.happened, claims=(("court", "age"),))
    receipt = deliver(workspace, tmp_path, "1,2021-02-01,sex,15,", partner=shelter(events=(claiming,)))
    assert [(note.kind, note.column) for note in receipt.notes] == [("unmapped", "age")]
