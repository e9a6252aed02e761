"""How often a process collects garbage: seldom, because our data have almost no cycles."""

import gc

_OBJECTS, _ROUNDS = 50_000, 20


def collect_seldom() -> None:
    """Look for garbage after many new objects only; at the default of 700 that takes a tenth of the time of a run."""
    gc.set_threshold(_OBJECTS, _ROUNDS, _ROUNDS)
