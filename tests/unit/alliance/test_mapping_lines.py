"""A mapping is read line by line; ranges of integers are written out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import FORM

from schakel.alliance.mapping import HEADER, MappingTarget, read_mapping
from schakel.model.column import Column
from schakel.model.mapping import MappingLine, Match
from schakel_base.errors import DeclarationError
from schakel_base.faults import Faults

TARGETS = {
    "age": MappingTarget(Column("age", type="integer"), schemes=(FORM,)),
    "form": MappingTarget(Column("form"), schemes=(FORM,)),
}


def read(folder, *lines):
    text = "\n".join([",".join(HEADER), *lines]) + "\n"
    (folder / "mapping.csv").write_text(text, "utf-8")
    faults = Faults()
    found = read_mapping(folder, "mapping.csv", TARGETS, dict.fromkeys([*TARGETS, "other"], True), faults)
    faults.raise_if_any()
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mapping")


BOTH = "form,labour,labour,exact,,,me,"


def test_a_line_with_everything_in_it(tmp_path):
    found = read(
        tmp_path, 'form,"Trata, otra",sexual,broad,2020-01-01,2021-01-01,me,"why, indeed"', "age,1,labour,exact,,,me,"
    )
    assert found[0] == MappingLine(
        "form", "Trata, otra", "sexual", Match.BROAD, date(2020, 1, 1), date(2021, 1, 1), "me", "why, indeed", 2
    )


def test_a_source_value_keeps_its_case_accents_and_spaces(tmp_path):
    found = read(
        tmp_path,
        "form, Explotación ,labour,exact,,,me,",
        "form,explotación,labour,exact,,,me,",
        "age,1,labour,exact,,,me,",
    )
    assert [line.source_value for line in found] == [" Explotación ", "explotación", "1"]


def test_lines_are_counted_in_the_file(tmp_path):
    found = read(tmp_path, 'form,"two\nlines",labour,exact,,,me,', "", "age,1,labour,exact,,,me,")
    assert [line.line for line in found] == [2, 5]


@given(first=st.integers(-50, 150), length=st.integers(1, 200))
def test_a_range_stands_for_each_integer_in_it(folder, first, length):
    found = read(folder, f"age,{first}..{first + length},labour,exact,,,me,", BOTH)
    [in_range] = [line for line in found if line.column == "age"]
    assert list(map(int, in_range.values)) == list(range(first, first + length + 1))


@given(st.integers(0, 40), st.integers(1, 20), st.integers(0, 40), st.integers(1, 20))
def test_ranges_may_touch_and_not_overlap(folder, first, length, second, other_length):
    lines = (
        f"age,{first}..{first + length},labour,exact,,,me,",
        f"age,{second}..{second + other_length},sexual,broad,,,me,",
    )
    overlap = set(range(first, first + length + 1)) & set(range(second, second + other_length + 1))
    if not overlap:
        assert sum(len(line.values) for line in read(folder, *lines, BOTH)) == length + other_length + 3
        return
    with pytest.raises(DeclarationError) as raised:
        read(folder, *lines, BOTH)
    assert {fault.line for fault in raised.value.faults} == {3}
    assert len(raised.value.faults) == len(overlap)


def test_a_range_of_a_column_of_text_is_a_text(tmp_path):
    found = read(tmp_path, "form,1..3,labour,exact,,,me,", "age,1,labour,exact,,,me,")
    assert found[0].values == ["1..3"]


@pytest.mark.parametrize("source_value", ["5..5", "5..4", "1..2000"])
def test_a_range_goes_up_and_not_too_far(tmp_path, source_value):
    with pytest.raises(DeclarationError, match=r"must increase, by less than 1000"):
        read(tmp_path, f"age,{source_value},labour,exact,,,me,", BOTH)


days = st.dates(date(2020, 1, 1), date(2020, 3, 1))


@given(st.lists(st.tuples(days, days).filter(lambda period: period[0] < period[1]), min_size=2, max_size=2))
def test_two_lines_for_one_value_may_follow_each_other_and_not_overlap(folder, periods):
    lines = [f"form,labour,labour,exact,{start},{end},me," for start, end in periods]
    (start, end), (other_start, other_end) = periods
    shared = [
        day
        for day in range(start.toordinal(), end.toordinal())
        if other_start.toordinal() <= day < other_end.toordinal()
    ]
    if shared:
        with pytest.raises(DeclarationError, match="line 2"):
            read(folder, *lines, "age,1,labour,exact,,,me,")
    else:
        assert len(read(folder, *lines, "age,1,labour,exact,,,me,")) == 3


def test_narrow_lines_stand_together(tmp_path):
    lines = ["form,any,domestic,narrow,,,me,", "form,any,labour,narrow,,,me,", "age,1,labour,exact,,,me,"]
    assert len(read(tmp_path, *lines)) == 3


def test_a_value_that_no_cell_gives_is_at_fault(tmp_path):
    (tmp_path / "mapping.csv").write_text(f"{','.join(HEADER)}\nform,labour/sexual,labour,exact,,,me,\n", "utf-8")
    faults, targets = Faults(), {"form": MappingTarget(Column("form", split="/"), schemes=(FORM,))}
    read_mapping(tmp_path, "mapping.csv", targets, {"form": True}, faults)
    assert [str(fault) for fault in faults.found] == [
        "mapping.csv:2: No cell has the value `labour/sexual`: `split` takes `form` apart at `/`; write a line for "
        "each part."
    ]
