"""Other processes take over work that is handed on: copies of this one, made once it has loaded what they need."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context, parent_process
from threading import Thread

from schakel.model.handing_on import HandOn, OtherProcesses
from schakel.store.door import with_the_same_open

_LOADED_BEFORE = ["schakel.cli.preloaded", "schakel.research.prevalence.asking", "schakel.verbs.running"]
"""What all of them need sooner or later: loaded once, before they are made."""

_GIVES_WAY = 5
"""How much nicer (`man 2 nice`) the process is that works meanwhile: a busy one gets three times as much as it."""


@contextmanager
def taking_over(processes: int) -> Iterator[OtherProcesses]:
    """Return what hands work on to a number of processes, and to one more that works in the meantime.

    Work that nobody waits for any more is dropped. A program calls this before it starts any thread: a copy has none of
    them, and would wait for what they hold.
    """
    for name in _LOADED_BEFORE:
        import_module(name)
    # Elsewhere than on Linux a copy of a process cannot be relied on; a new one loads all by itself.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    pools = [
        ProcessPoolExecutor(number, context, _begin, (nicer,)) for number, nicer in ((processes, 0), (1, _GIVES_WAY))
    ]
    try:
        yield OtherProcesses(*(_handing_on_to(pool) for pool in pools))
    except BaseException:
        # After Ctrl-C too: what was handed on can take minutes.
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        raise
    for pool in pools:
        pool.shutdown()


def _begin(nicer: int) -> None:
    """Begin as a process of a pool, which else waits for work for ever if the first process is killed."""
    os.nice(nicer)
    Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    first = parent_process()
    assert first
    first.join()
    os._exit(1)


def _handing_on_to(pool: ProcessPoolExecutor) -> HandOn:
    """Hand work on to a pool, whose processes are made now and not when there is work."""
    pool.submit(os.getpid)
    return lambda work, *given: pool.submit(with_the_same_open(work), *given)
