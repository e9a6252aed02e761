"""Coarser categories instead of hidden cells: the smallest declared merge that lets a table pass its rules.

Alternatives are declared, never invented: years in pairs, provinces in four parts. Each variable stands as it is or in
one of its alternatives; the combination that loses fewest cells and passes is proposed, with what is lost. A person
decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from schakel_base.errors import DisclosureError
from schakel_protection.rules import DisclosureRule, apply_rules, facts_of_counts
from schakel_protection.tables.cubes import Cube, Variable, cross, flat

Leaves = Mapping[tuple[str, ...], float]


@dataclass(frozen=True)
class Merge:
    """One declared alternative for a variable: codes and the coarser code each goes to; others stay as they are."""

    name: str
    variable: str
    coarser: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Proposal:
    """The merges that let a table pass, the cells that are lost, and the coarser table."""

    merges: tuple[Merge, ...]
    cells_lost: int
    cube: Cube


def propose(
    variables: Sequence[Variable], leaves: Leaves, rules: Sequence[DisclosureRule], alternatives: Sequence[Merge]
) -> Proposal | None:
    """Return the smallest merge after which no cell fails a rule; None if no declared alternative is coarse enough.

    Raises
    ------
    DisclosureError
        If an alternative names a code that its variable has not.
    """
    before = cross(variables, leaves)
    ways = [[None, *[merge for merge in alternatives if merge.variable == variable.name]] for variable in variables]
    tried = []
    for number, choice in enumerate(product(*ways)):
        cube = _merged(variables, leaves, choice)
        tried.append((len(before.equations) - len(cube.equations), number, choice, cube))
    for lost, _, choice, cube in sorted(tried, key=lambda one: one[:2]):
        requirement, _ = apply_rules(rules, cube.equations, facts_of_counts(cube.equations))
        if not len(requirement.places):
            return Proposal(tuple(merge for merge in choice if merge), lost, cube)
    return None


def _merged(variables: Sequence[Variable], leaves: Leaves, choice: Sequence[Merge | None]) -> Cube:
    sides = [_coarser(variable, merge) for variable, merge in zip(variables, choice, strict=True)]
    merged: dict[tuple[str, ...], float] = {}
    for codes, value in leaves.items():
        at = tuple(merge.coarser.get(code, code) if merge else code for code, merge in zip(codes, choice, strict=True))
        merged[at] = merged.get(at, 0.0) + value
    return cross(sides, merged)


def _coarser(variable: Variable, merge: Merge | None) -> Variable:
    if merge is None:
        return variable
    unknown = [code for code in merge.coarser if code not in variable.leaves]
    if unknown:
        raise DisclosureError(f"{merge.name}: {variable.name} has no code {unknown[0]} without parts")
    codes = dict.fromkeys(merge.coarser.get(code, code) for code in variable.leaves)
    return flat(variable.name, tuple(codes), variable.total)
