"""How a long piece of work says where it is: what it does now, and which share of it is done (0 to 1)."""

from collections.abc import Callable

Progress = Callable[[str, float], None]


def silent(_what: str, _share: float) -> None:
    """Say nothing."""
