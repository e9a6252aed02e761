"""Many short queries run in one thread, since to spread each costs more; whatever follows has all threads again."""

import pytest

from schakel_base.database import connect, one_thread


def threads() -> int:
    with connect() as connection:
        return connection.execute("SELECT current_setting('threads')").fetchall()[0][0]


def test_a_block_of_short_queries_runs_in_one_thread_whatever_ends_it() -> None:
    with connect() as connection:
        connection.execute("RESET threads")
    before = threads()
    with pytest.raises(KeyError), one_thread():
        assert threads() == 1
        raise KeyError
    assert threads() == before
