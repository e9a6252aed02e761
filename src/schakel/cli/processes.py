"""Other processes take over work that is handed on; one parent imports the program meanwhile and forks them all."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.context import BaseContext

from schakel.model.handing_on import HandOn
from schakel.store.door import with_the_same_open

_IMPORTED_BEFORE = [
    "__main__",
    "schakel.cli.preloaded",
    "schakel.research.prevalence.asking",
    "schakel.verbs.running",
]
"""What all of them need sooner or later: imported once, by their parent."""


@contextmanager
def taking_over(processes: int) -> Iterator[HandOn]:
    """Return what hands work on to so many processes; work that nobody waits for any more is dropped.

    They import the program that was started, so a script that uses this does its work under
    `if __name__ == "__main__"`.
    """
    pool = ProcessPoolExecutor(processes, _context())
    try:
        yield lambda work, *given: pool.submit(with_the_same_open(work), *given)
    except BaseException:
        # After Ctrl-C too: what was handed on can take minutes.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _context() -> BaseContext:
    """A server of processes where there can be one: it imports while we do, and each process begins as its copy."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED_BEFORE)
    forkserver.ensure_running()
    return context
