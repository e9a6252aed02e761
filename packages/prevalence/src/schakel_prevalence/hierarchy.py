"""Hierarchical log-linear models: sets of terms that contain, with every interaction, all that lie within it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from schakel_base.errors import RequestError
from schakel_prevalence.lattice import Integers, Lattice
from schakel_prevalence.poisson import NO_TERM

Model = frozenset[int]  # interactions only; the intercept and one term per list are always there


def all_models(lattice: Lattice, order: int) -> list[Model]:
    """Return every hierarchical model with interactions of at most `order` lists, smallest first."""
    # The interaction of all lists is never estimated: the one cell that would show it holds those whom nobody saw.
    models = _all_models(len(lattice.lists), min(order, len(lattice.lists) - 1))
    apart = _apart(lattice)
    # Of lists that cannot share anybody there is no interaction to estimate: their cells do not exist.
    return [model for model in models if not model & apart] if apart else list(models)


def _apart(lattice: Lattice) -> frozenset[int]:
    return frozenset(t for t in range(lattice.size) if any(t & pair == pair for pair in lattice.apart))


@lru_cache(maxsize=16)
def _all_models(lists: int, order: int) -> tuple[Model, ...]:
    level: set[Model] = {frozenset()}
    models: list[Model] = []
    while level:
        models.extend(sorted(level, key=sorted))
        # A set, since a model of n terms is reached in as many ways as its terms can be added one after the other.
        level = {model | {term} for model in level for term in addable(model, lists, order)}
    return tuple(models)


def addable(model: Model, lists: int, order: int) -> Iterator[int]:
    """Yield the interactions that can join a model: all that lie within them is there already."""
    for term in _interactions(lists, order):
        if term not in model and model.issuperset(_parts(term)):
            yield term


def removable(model: Model) -> Iterator[int]:
    """Yield the interactions that can leave a model: nothing in it contains them."""
    for term in model:
        if not any(other != term and other & term == term for other in model):
            yield term


@lru_cache(maxsize=64)
def _interactions(lists: int, order: int) -> tuple[int, ...]:
    return tuple(term for term in range(1 << lists) if 2 <= term.bit_count() <= order)


@lru_cache(maxsize=8192)
def _parts(term: int) -> tuple[int, ...]:
    """Return the interactions with one list less."""
    if term.bit_count() == 2:
        return ()
    return tuple(term & ~(1 << bit) for bit in range(term.bit_length()) if term >> bit & 1)


def as_terms(lattice: Lattice, models: Iterable[Model]) -> Integers:
    """Return models as a rectangular array of terms (models, slots), empty slots last."""
    rows = [[*lattice.main_terms, *sorted(model, key=lambda t: (t.bit_count(), t))] for model in models]
    width = max(len(row) for row in rows)
    return np.array([row + [NO_TERM] * (width - len(row)) for row in rows], dtype=np.int64)


def as_model(terms: Integers) -> Model:
    """Return a row of terms as a model."""
    return frozenset(int(t) for t in terms if t > 0 and int(t).bit_count() > 1)


def parse(lattice: Lattice, interactions: Iterable[str]) -> Model:
    """Return the smallest hierarchical model with the interactions named, as `A:B` or `A:B:C`.

    Raises
    ------
    RequestError
        If a name is not that of a list, or an interaction has fewer than two lists.
    """
    model: set[int] = set()
    for interaction in interactions:
        names = interaction.split(":")
        unknown = [part for part in names if part not in lattice.lists]
        if unknown:
            raise RequestError(f"The table has no list {unknown[0]!r} with anybody on it.")
        term = sum(1 << lattice.lists.index(part) for part in set(names))
        if term.bit_count() < 2:
            raise RequestError(f"{interaction!r} is no interaction; name two lists or more, as A:B.")
        model |= {part for part in range(term + 1) if part & term == part and part.bit_count() > 1}
    return frozenset(model)


def name(lattice: Lattice, model: Model) -> str:
    """Return a model as its largest interactions and the lists that are in none, by the names of the lists."""
    largest = sorted(lattice.name(term) for term in removable(model))
    covered = 0
    for term in model:
        covered |= term
    alone = sorted(lattice.name(1 << i) for i in range(len(lattice.lists)) if not covered >> i & 1)
    return "[" + ", ".join(largest + alone) + "]"
