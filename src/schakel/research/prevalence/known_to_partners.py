"""How many numbers of persons remain possible for a drawn combination, if somebody knows each list's size.

A partner knows how many are on its own list, and all of them together know every list. Who is on exactly which lists
was drawn, so each set is less than five away from a number of persons; but of few persons these numbers and the lists
together leave less than that. Such sets are not shown, and that they are not could tell a partner something too: of two
lists it would, so sets of two lists are never shown; of three or more it leaves as many numbers as there were.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from schakel.research.prevalence.drawn_lists import BASE

Lists = tuple[str, ...]
FEWEST_LISTS = 3
"""With persons drawn on fewer, nothing is shown: of lists of 5 and 20 its absence alone would leave 4 of 6 numbers."""


def possible_numbers(shown: Mapping[Lists, int], on_list: Mapping[str, int], seen: int) -> tuple[int, ...]:
    """Return for each set how many numbers of persons it can be of.

    Parameters
    ----------
    shown
        How many are drawn on exactly these lists. Sets of which nobody was drawn are not shown: each has fewer than
        `BASE` persons.
    on_list
        How many are on each list, as its partner knows it.
    seen
        How many were seen. Readers know this as rounded.

    Returns
    -------
    tuple[int, ...]
        At most 2 `BASE` - 1 for each set, in the order of `shown`: the range over all whole numbers of persons that
        make up the lists (an integer programme). If there are none, because a set is a sum of several that were drawn,
        it can be of more than that.
    """
    names = sorted(on_list)
    hidden = [one for n in range(1, len(names) + 1) for one in combinations(names, n) if one not in shown]
    sets, drawn = [*shown, *hidden], np.array([*shown.values(), *[0] * len(hidden)])
    inside = np.array([[True] * len(sets), *([name in one for one in sets] for name in names)], dtype=float)
    whole = np.array([seen, *(on_list[name] for name in names)])
    about = np.array([BASE - 1, *[0] * len(names)])
    each = Bounds(np.maximum(drawn - BASE + 1, 0), drawn + BASE - 1)
    made_up = LinearConstraint(inside, whole - about, whole + about)

    def furthest(place: int, sign: int) -> float | None:
        wanted = np.zeros(len(sets))
        wanted[place] = sign
        found: float | None = milp(wanted, integrality=np.ones(len(sets)), bounds=each, constraints=made_up).fun
        return found

    ends = [(furthest(place, 1), furthest(place, -1)) for place in range(len(shown))]
    return tuple(2 * BASE - 1 if low is None or high is None else round(-high - low) + 1 for low, high in ends)


def fewest_possible(shown: Sequence[tuple[Lists, int]], on_list: Mapping[str, int], seen: int) -> int:
    """Return the fewest numbers of persons that any of these sets can be of; 0 of sets of too few lists."""
    if len({name for lists, _ in shown for name in lists}) < FEWEST_LISTS:
        return 0
    return min(possible_numbers({tuple(sorted(lists)): persons for lists, persons in shown}, on_list, seen), default=0)
