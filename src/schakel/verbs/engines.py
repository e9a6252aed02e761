"""The engine that runs the steps of an alliance: DuckDB in this process, or the Spark that it declares."""

from collections.abc import Iterator
from contextlib import contextmanager

from schakel.model.alliance import Alliance
from schakel.store.engine import RunStep, run_step


@contextmanager
def engine_of(alliance: Alliance) -> Iterator[RunStep]:
    """Return what runs steps of an alliance until the end of the block.

    Raises
    ------
    EngineError
        If a Spark is declared that is not here, or cannot be reached.
    """
    if not alliance.engine.spark:
        yield run_step
        return
    from schakel.store.spark import spark_engine  # an extra, which few install

    with spark_engine(alliance.engine) as run:
        yield run
