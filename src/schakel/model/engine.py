"""With what an alliance is built: how much memory its engine may hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Engine:
    """What an alliance declares about the engine that builds it.

    Parameters
    ----------
    memory
        The bytes that one process may hold; what does not fit is spilled to disk.
    """

    memory: int = 4 << 30
