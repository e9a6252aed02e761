"""What a disk refuses is said with the path that it refuses, never with that of the code that met it."""

import pytest

from schakel_base.disk import refusal_in, writing_to
from schakel_base.errors import DiskError

FULL = "No space left on device"


@pytest.mark.parametrize(
    ("message", "place"),
    [
        (f'Could not write file "/data/a.parquet": {FULL}', "/data/a.parquet"),
        (f'File "/usr/lib/schakel/sealed.py", line 7, in write\n{FULL}', ""),
        (f'File "/usr/lib/schakel/sealed.py", line 7\n{FULL} (writing "sealed:///data/b.parquet")', "/data/b.parquet"),
    ],
)
def test_the_place_comes_from_the_message_and_not_from_a_traceback_in_it(message, place):
    found = refusal_in(message)
    assert found is not None and found.faults[0].file == place


def test_where_an_error_names_no_place_that_which_is_written_to_is_named(tmp_path):
    with pytest.raises(DiskError, match=f"^{tmp_path}: the disk is full"), writing_to(tmp_path):
        raise refusal_in(FULL) or AssertionError


def test_what_is_no_refusal_is_none():
    assert refusal_in("Parser Error") is None
