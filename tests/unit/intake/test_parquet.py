"""A delivery in Parquet is read by the thread that asks: a thread of Arrow could bring down a command that ends."""

import io
import os
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from arrivals import source

from schakel.intake.formats.parquet import ParquetColumns
from schakel.intake.formats.typed import as_texts
from schakel.intake.prescan import UnreadableFileError
from schakel.model import Column


class Watched(io.BytesIO):
    """A file that knows who read it."""

    readers: set[int]

    def read(self, size=-1):
        """Read, and remember the thread that did."""
        self.readers.add(threading.get_ident())
        return super().read(size)


def test_all_of_it_is_read_by_the_thread_that_asks():
    content = Watched()
    content.readers = set()
    pq.write_table(pa.table({name: list(map(str, range(20_000))) for name in "ab"}), content)
    arrived = replace(source(b"", ["a", "b"]), file=content, size=len(content.getvalue()))
    assert sum(len(batch.rows) for batch in ParquetColumns(arrived).batches()) == 20_000
    assert content.readers == {threading.get_ident()}


def test_a_text_that_is_none_is_an_unfit_cell():
    """Arrow would hand on whatever bytes are in a column of texts, and the engine refuse all the rest."""
    offsets, content = pa.py_buffer(struct.pack("<2i", 0, 3)), io.BytesIO()
    pq.write_table(
        pa.table({"a": pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(b"2\x801")])}), content
    )
    opened = ParquetColumns(source(content.getvalue(), ["a"]))
    (batch,) = opened.batches()
    assert [(one.at, one.place, one.value) for one in batch.unfit] == [(0, 0, "2\\x801")]
    assert batch.columns[0].to_pylist() == [None] and batch.misfit_count == 1


def test_values_of_a_type_that_is_never_text_name_their_column():
    # Arrow writes no such file itself, so the values alone are read here.
    values = pa.nulls(1, pa.month_day_nano_interval())
    with pytest.raises(UnreadableFileError, match="The column `a` has values of the type month_day_nano_interval"):
        as_texts(values, Column("a"))


DAMAGED = """
import io
import pyarrow as pa
import pyarrow.parquet as pq
from arrivals import source
from schakel.intake.formats.parquet import ParquetColumns
from schakel.intake.prescan import UnreadableFileError
content = io.BytesIO()
pq.write_table(pa.table({"a": ["1", "2"]}), content)
whole = content.getvalue()
for place, letter in enumerate(whole):
    for other in {0, 2, letter ^ 1} - {letter}:
        try:
            [*ParquetColumns(source(whole[:place] + bytes([other]) + whole[place + 1 :], ["a"])).batches()]
        except UnreadableFileError:
            pass
print("answered")
"""


def test_no_damage_to_a_file_ends_the_process():
    """Of a damaged file Arrow can end the process that asks about a part of it: a column that may be blank no more."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", DAMAGED], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "answered\n"), done.stderr


@pytest.mark.parametrize("year", [1, 1600, 9999])
def test_days_that_the_oldest_moments_hold_are_those_that_were_written(year):
    content, moments = io.BytesIO(), pa.array([datetime(year, 12, 31, 3)], pa.timestamp("us"))
    pq.write_table(pa.table({"a": moments}), content, use_deprecated_int96_timestamps=True)
    (batch,) = ParquetColumns(source(content.getvalue(), ["a"])).batches()
    assert batch.columns[0].to_pylist() == [f"{year:04}-12-31 03:00:00.000000"]


@pytest.mark.parametrize("days", [0, -700_000, 2_900_000])
def test_the_oldest_moments_are_refused_where_they_are_finer_than_what_is_read(days):
    """They are kept in nanoseconds, and counted in microseconds: the rest went without a word."""
    moments = pa.array([days * 86_400_000_000 + 1, None, 2], pa.timestamp("us"))
    content, plain = io.BytesIO(), {"compression": "none", "use_dictionary": False}
    pq.write_table(pa.table({"a": moments}), content, use_deprecated_int96_timestamps=True, **plain)
    # Of each moment the nanoseconds of its day come first, lowest byte first.
    held = content.getvalue().replace((1000).to_bytes(8, "little"), (1007).to_bytes(8, "little"), 1)
    (batch,) = ParquetColumns(source(held, ["a"])).batches()
    assert [(one.at, one.place, one.value[-10:]) for one in batch.unfit] == [(0, 0, ".000001007")]
    assert batch.columns[0].to_pylist()[2] == "1970-01-01 00:00:00.000002"


def test_a_time_in_a_column_of_days_is_none_of_1970_and_a_day_in_a_column_of_times_no_midnight():
    noon, day = pa.array([43200], pa.time32("s")), pa.array([20000], pa.date32())
    assert as_texts(noon, Column("a", type="date", format="%d-%m-%Y"))[0].to_pylist() == ["12:00:00"]
    assert as_texts(day, Column("a", type="time", format="%H:%M"))[0].to_pylist() == ["2024-10-04"]
    assert as_texts(noon, Column("a", type="time", format="%H:%M"))[0].to_pylist() == ["12:00"]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([0, None, 2**31 - 1, -(2**31)], pa.date32()),
        pa.array([0, None, 2**62, -(2**62)], pa.timestamp("us")),
        pa.array([0, None, 2**62, -(2**62)], pa.timestamp("ms", "Europe/Amsterdam")),
        pa.array([[0], None, [2**31 - 1], [-(2**31)]], pa.list_(pa.date32())),
    ],
)
@pytest.mark.parametrize("written", ["", "%d-%m-%Y"])
def test_a_day_that_there_is_not_is_an_unfit_cell(values, written):
    texts, unfit = as_texts(values, Column("a", type="date", format=written))
    assert [one.at for one in unfit] == [2, 3]
    assert "1970" in texts[0].as_py() and texts.to_pylist()[1:] == [None, None, None]
    assert {one.said.sentence for one in unfit} == {"the day lies outside the years 1 to 9999, which are read."}
