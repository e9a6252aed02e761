"""How the parts of intake share out one whole: progress by bytes read, and by steps taken."""

from collections.abc import Callable

from schakel_base.errors import Fault
from schakel_base.progress import Progress, Told


def by_bytes(progress: Progress, what: Told, start: float, end: float, size: int) -> Callable[[int], None]:
    """Return what to tell the number of bytes done, while the share goes from `start` to `end`."""
    return lambda done: progress(what, start + (end - start) * min(1.0, done / max(size, 1)))


def by_steps(progress: Progress, start: float, end: float, steps: int) -> Callable[[Told], None]:
    """Return what to tell the step that begins, while the share goes from `start` to `end`."""
    begun = 0

    def step(what: Told) -> None:
        nonlocal begun
        progress(what, start + (end - start) * min(1.0, begun / max(steps, 1)))
        begun += 1

    return step


def checking(column: str, rule: str) -> Told:
    """Return the step that checks a column, or whole rows by a rule that a contract names."""
    if column:
        return Fault("checking the column {column}", fields={"column": column})
    return Fault("checking the rule {rule}", fields={"rule": rule})
