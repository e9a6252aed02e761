"""Many short queries run in one thread, since to spread each costs more; whatever follows has all threads again."""

from collections.abc import Iterator

import pytest

from schakel_base import database
from schakel_base.database import connect, one_thread


def threads() -> int:
    with connect() as connection:
        return connection.execute("SELECT current_setting('threads')").fetchall()[0][0]


@pytest.fixture(autouse=True)
def all_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """As in a process that is in no block; tests are in one."""
    monkeypatch.setattr(database, "_BLOCKS", [])
    with connect() as connection:
        connection.execute("RESET threads")
        yield threads()
        connection.execute("SET threads = 1")


def test_a_block_of_short_queries_runs_in_one_thread_whatever_ends_it(all_threads: int) -> None:
    with pytest.raises(KeyError), one_thread():
        assert threads() == 1
        raise KeyError
    assert threads() == all_threads


def test_of_two_blocks_the_last_that_ends_gives_the_threads_back(all_threads: int) -> None:
    first, second = one_thread(), one_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert threads() == 1
    second.__exit__(None, None, None)
    assert threads() == all_threads
