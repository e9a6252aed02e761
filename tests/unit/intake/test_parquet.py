"""A delivery in Parquet is read by the thread that asks: a thread of Arrow could bring down a command that ends."""

import io
import struct
import threading
from dataclasses import replace

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
