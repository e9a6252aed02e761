"""A column that is carried with each text once stays the column that it is."""

import pyarrow as pa

from schakel.intake.deriving import without_blanks
from schakel.intake.formats.recurring import by_value, chosen, is_recurring, of_rows

TEXTS = pa.array(["a", " ", None, "a", "", "b"])


def test_a_work_is_done_on_each_value_once_and_two_that_become_one_are_one():
    asked = []

    def work(values):
        asked.append(len(values))
        return without_blanks(values)

    done = by_value(work, TEXTS.dictionary_encode())
    assert (done.to_pylist(), asked) == (["a", None, None, "a", None, "b"], [4])
    assert done.dictionary.to_pylist() == ["a", "b"] and done.null_count == 3


def test_values_that_no_row_has_are_left_out():
    some = chosen(TEXTS.dictionary_encode(), pa.array([False] * 5 + [True]))
    assert (some.to_pylist(), some.dictionary.to_pylist()) == (["b"], ["b"])
    none = of_rows(TEXTS.dictionary_encode().filter(pa.array([False, False, True, False, False, False])))
    assert (none.to_pylist(), none.dictionary.to_pylist()) == ([None], [])


def test_a_column_recurs_where_half_of_its_values_are_there_a_second_time():
    assert is_recurring(pa.array(["a", "b", "a", "b"])) and not is_recurring(pa.array(["a", "b", "c", "a"]))
    assert not is_recurring(pa.array([["a"], ["a"]]))  # lists are not told apart
