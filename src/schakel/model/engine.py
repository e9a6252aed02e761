"""The engine of an alliance: how much memory it may use, and whether its steps run on Spark."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Engine:
    """What an alliance declares about the engine that builds it.

    Parameters
    ----------
    memory
        The bytes that one process may hold; what does not fit is spilled to disk.
    spark
        The address of the Spark that runs the steps of the chain; empty where DuckDB does.
    """

    memory: int = 4 << 30
    spark: str = ""
