"""A delivery in Parquet is read by the thread that asks: a thread of Arrow could bring down a command that ends."""

import io
import threading
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
from arrivals import source

from schakel.intake.formats.parquet import open_parquet


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
    assert sum(len(batch.rows) for batch in open_parquet(arrived).batches()) == 20_000
    assert content.readers == {threading.get_ident()}
