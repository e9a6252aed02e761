"""Which pairs cannot be one person, whatever they weigh; a person may still decide otherwise.

Each rule looks at the two variants of many pairs and tells where it forbids. A pair that shares a unique number is
never forbidden by anything but another number: it is kept, and whoever reviews sees the contradiction.
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Flags
from schakel_linkage.calibration import GENERATION
from schakel_linkage.link_model.declared import LinkAttribute, LinkModel
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.pairing import Pairs

CERTAIN = ("numbers", "sources")
"""The rules that tell two persons apart for certain; the others are rules of thumb."""


def forbidden(pairs: Pairs, model: LinkModel) -> Flags:
    """Return which pairs the declared rules forbid.

    Returns
    -------
    Shape (pairs,). True where no machine may join the two, whatever they weigh; a person still can.
    """
    found = np.zeros(len(pairs.left), dtype=np.bool_)
    shared = _share_a_number(pairs, model)
    for rule in model.cannot_link:
        holds = RULES[rule](pairs, model)
        # A shared number outweighs a rule of thumb about dates or names, and nothing that is certain.
        found |= holds if rule in CERTAIN else holds & ~shared
    return found


def numbers_of(pairs: Pairs, model: LinkModel) -> list[npt.NDArray[np.int32]]:
    """Return the unique numbers of each variant, a column for each unique attribute; below 0 where there is none."""
    return [pairs.variants.columns[f"{one.name}_value"] for one in model.attributes if one.unique]


def birth_year(pairs: Pairs, model: LinkModel) -> npt.NDArray[np.int32]:
    """Return the year of birth of each variant; below 0 where it is not known."""
    year: npt.NDArray[np.int32] = pairs.variants.columns[f"{_first(model, 'date').name}_year"]
    # A year of the future is one of the century before.
    return np.where(year > model.weights.on.year, year - 100, year)


def _two_numbers(pairs: Pairs, model: LinkModel) -> Flags:
    found = np.zeros(len(pairs.left), dtype=np.bool_)
    for number in numbers_of(pairs, model):
        one, other = number[pairs.left], number[pairs.right]
        found |= (one != other) & (one >= 0) & (other >= 0)
    return found


def _share_a_number(pairs: Pairs, model: LinkModel) -> Flags:
    found = np.zeros(len(pairs.left), dtype=np.bool_)
    for number in numbers_of(pairs, model):
        found |= (number[pairs.left] == number[pairs.right]) & (number[pairs.left] >= 0)
    return found


def _generations(pairs: Pairs, model: LinkModel) -> Flags:
    year = birth_year(pairs, model)
    one, other = year[pairs.left], year[pairs.right]
    found: Flags = (np.abs(one - other) >= GENERATION) & (one >= 0) & (other >= 0)
    return found


def _twins(pairs: Pairs, model: LinkModel) -> Flags:
    """The same surname and day of birth, and another first name."""
    given, surname = [one for one in model.attributes if one.kind == "name"][:2]
    born = _at(pairs, model, _first(model, "date"), ("same",))
    return born & _at(pairs, model, surname, ("same", "same sound")) & _at(pairs, model, given, (OTHERWISE,))


def _vague(pairs: Pairs, model: LinkModel) -> Flags:
    """One year of birth with no more than 1 January on both sides: what everybody has whose day was not known."""
    return _at(pairs, model, _first(model, "date"), ("same and vague",))


def _one_source(pairs: Pairs, model: LinkModel) -> Flags:
    """One source that holds nobody twice."""
    source = pairs.variants.columns[f"{model.source}_value"]
    found: Flags = (source[pairs.left] == source[pairs.right]) & (source[pairs.left] >= 0)
    return found


def _at(pairs: Pairs, model: LinkModel, attribute: LinkAttribute, levels: tuple[str, ...]) -> Flags:
    row = next(place for place, one in enumerate(model.comparisons) if one.attribute == attribute.name)
    known = (*model.comparisons[row].levels, OTHERWISE)
    return np.isin(pairs.levels[row], [known.index(level) for level in levels if level in known])


def _first(model: LinkModel, kind: str) -> LinkAttribute:
    return next(one for one in model.attributes if one.kind == kind)


RULES: Mapping[str, Callable[[Pairs, LinkModel], Flags]] = {
    "numbers": _two_numbers,
    "generations": _generations,
    "twins": _twins,
    "vague": _vague,
    "sources": _one_source,
}
"""The rules, by their name in a declaration."""

_MACHINES_ALONE = ("vague",)


def people_too(cannot_link: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rules that people keep as well: what is only too vague for a machine, they are asked to judge."""
    return tuple(rule for rule in cannot_link if rule not in _MACHINES_ALONE)
