"""Coarser classes: years in pairs, provinces in four parts, months as years; and a table counted again under them.

A specification declares merges. Others follow from what it says of a dimension: the parts of its finest level go up to
what they are parts of, adjacent classes of an ordered one are joined, or the dimension is left out. No figure has a say
in which classes are joined, so that the classes tell nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from schakel_base.errors import DisclosureError
from schakel_protection.standalone.frames import count_up
from schakel_protection.standalone.given_table import GivenTable
from schakel_protection.standalone.linked import OwnTable
from schakel_protection.standalone.specification import Merge, Side, Specification
from schakel_protection.tables.cubes import Variable, flat

JOINED = {2: "in twos", 3: "in threes", 5: "in fives"}
"""How many adjacent classes of an ordered dimension are joined, and what that is called."""


def ways(table: OwnTable) -> Iterator[tuple[Merge, ...]]:
    """Yield ways to make a table coarser: in one dimension, then in two of them; declared merges before others.

    What is said of single cells holds for the classes as they are, so that there is no way.
    """
    if table.asked.names_cells:
        return
    sides = zip(table.asked.sides, table.cube.variables, strict=True)
    each = [[*_declared(table.asked, side), *_derived(side, variable)] for side, variable in sides]
    # One dimension made coarser costs a reader least; three at once leave little of the table that was asked for.
    for count in (1, 2):
        for chosen in combinations(each, count):
            for merges in product(*chosen):
                # At least one dimension must be left.
                if len(each) > len([merge for merge in merges if _leaves_out(merge, table)]):
                    yield merges


def _leaves_out(merge: Merge, table: OwnTable) -> bool:
    totals = {side.name: side.total for side in table.asked.sides}
    return set(merge.coarser.values()) == {totals[merge.variable]}


def _declared(asked: Specification, side: Side) -> list[Merge]:
    return [merge for merge in asked.coarser if merge.variable == side.name]


def _derived(side: Side, variable: Variable) -> Iterator[Merge]:
    if up := one_level_up(variable):
        yield up
    # Joining neighbours means something only in an order: of towns in a list it would join strangers.
    elif side.ordered:
        for count, name in JOINED.items():
            if count < len(variable.leaves):
                yield Merge(f"{side.name} {name}", side.name, _joined(variable.leaves, count))
    yield left_out(variable)


def left_out(variable: Variable) -> Merge:
    """Return the merge of all classes of a dimension, which leaves it out."""
    return Merge(f"{variable.name} left out", variable.name, dict.fromkeys(variable.leaves, variable.total))


def one_level_up(variable: Variable) -> Merge | None:
    """Return the merge of the finest level of a dimension into what it is a part of; None where that is the total."""
    if any(len(splits) > 1 for splits in variable.splits.values()):
        return None  # a code with several ways to be split is not one level above its parts
    above = {part: code for code, (split,) in variable.splits.items() for part in split}
    depth = {code: _depth(code, above) for code in variable.leaves}
    deepest = max(depth.values(), default=0)
    up = {code: above[code] for code in variable.leaves if depth[code] == deepest}
    return Merge(f"{variable.name} one level up", variable.name, up) if deepest > 1 else None


def _depth(code: str, above: Mapping[str, str]) -> int:
    return 1 + _depth(above[code], above) if code in above else 0


def _joined(codes: Sequence[str], count: int) -> dict[str, str]:
    groups = [codes[start : start + count] for start in range(0, len(codes), count)]
    return {code: f"{group[0]} to {group[-1]}" for group in groups if len(group) > 1 for code in group}


def merged(table: OwnTable, merges: Sequence[Merge], given: GivenTable | None = None) -> OwnTable:
    """Return a table counted again under coarser classes; of the cells to keep those remain that it still has.

    `given` is what it is made of if that was recoded already, so that tables made of the same still are.

    Raises
    ------
    DisclosureError
        If a merge names a code that its dimension has not.
    """
    sides = tuple(side for side in (_coarser(*pair) for pair in _with_merges(table, merges)) if side)
    asked = replace(table.asked, sides=sides, coarser=())
    # Counted again from what was given, and not added up: who is in two cells that become one is one contributor there.
    left = given or recoded(table, merges)
    counted = count_up(left, asked)
    codes = {variable.name: variable.codes for variable in counted.cube.variables}
    keep = tuple(cell for cell in asked.keep if all(code in codes.get(name, ()) for name, code in cell.items()))
    return OwnTable(table.name, left, replace(asked, keep=keep), counted)


def _with_merges(table: OwnTable, merges: Sequence[Merge]) -> list[tuple[Side, Variable, Mapping[str, str]]]:
    """Each dimension as declared and as counted, and where its codes go."""
    by_name = {merge.variable: merge for merge in merges}
    for variable in table.cube.variables:
        merge = by_name.get(variable.name)
        unknown = [code for code in merge.coarser if code not in variable.leaves] if merge else []
        if merge and unknown:
            raise DisclosureError(f"{merge.name}: {variable.name} has no code {unknown[0]} without parts")
    pairs = zip(table.asked.sides, table.cube.variables, strict=True)
    return [(side, one, by_name[one.name].coarser if one.name in by_name else {}) for side, one in pairs]


def _coarser(side: Side, variable: Variable, into: Mapping[str, str]) -> Side | None:
    """The dimension with other leaves: what is left of its tree, or the leaves straight under the total."""
    leaves = tuple(dict.fromkeys(into.get(code, code) for code in variable.leaves))
    if leaves == (variable.total,):
        return None
    if any(code not in variable.position for code in leaves):
        return replace(side, hierarchy=flat(variable.name, leaves, variable.total))
    kept = {code: parts for code, parts in variable.splits.items() if code not in leaves}
    return replace(side, hierarchy=Variable(variable.name, variable.total, kept))


def recoded(table: OwnTable, merges: Sequence[Merge]) -> GivenTable:
    """Return what a table is made of under coarser codes and without totals, which are counted anew."""
    given, sides = table.given, _with_merges(table, merges)
    codes = [[str(code) for code in given.column(side.column)] for side, _, _ in sides]
    fine = [
        row
        for row, at in enumerate(zip(*codes, strict=True))
        if all(code not in variable.splits for code, (_, variable, _) in zip(at, sides, strict=True))
    ]
    left = {name: [values[row] for row in fine] for name, values in given.columns.items()}
    coarser = {
        side.column: [into.get(of[row], of[row]) for row in fine]
        for of, (side, _, into) in zip(codes, sides, strict=True)
    }
    return GivenTable(left | coarser, given.file, [given.lines[row] for row in fine] if given.lines else ())
