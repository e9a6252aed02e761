"""What is done when the attack blocks a release: the next methods that its profile declares, tried in their order.

Only tables that hang together with an exposed cell are protected otherwise; the others stay as they were. What is tried
is attacked as the first was, together with all that left before, and readers are told. If nothing passes, nothing
leaves: the sentence names the tables, never their counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schakel.disclosure.ledger import Release, join, left_before
from schakel.disclosure.protected import Profile
from schakel.disclosure.shown import Method, Shown
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_base.errors import DisclosureError
from schakel_base.text import Text
from schakel_protection.attack.attacker import connected_parts
from schakel_protection.attack.audit import ExposureError
from schakel_protection.profiles import COARSER, WITHHELD, DeclaredProfile, find_profile
from schakel_protection.tables.equations import Key

WHY = Text(
    {
        "en": "It is protected otherwise than usual, since a small count could have been computed from it.",
        "es": "Se protege de un modo distinto del habitual, porque se habría podido calcular un recuento pequeño.",
        "nl": "Dit is anders beschermd dan gewoonlijk, omdat er een klein aantal uit te berekenen was geweest.",
    }
)


@dataclass(frozen=True, eq=False)
class Part:
    """Tables and statements that share no relation with others, as they leave, and under which profile each does."""

    equations: TableEquations
    shown: Shown
    profiles: Mapping[str, Profile]


def protect_parts(
    equations: TableEquations, rules: DeclaredProfile, before: Sequence[Release], methods: Mapping[str, Method]
) -> tuple[Part, ...]:
    """Protect all under one profile; where the attack blocks it, each part under the first profile that passes.

    Raises
    ------
    DisclosureError
        If there is a part for which no declared method passes, or if a solver has no answer in time.
    """
    try:
        return (_part(equations, rules, before, methods, rules.shown),)
    except ExposureError:
        names = hanging_together(equations, before)
        return tuple(_first_that_passes(equations.among(one), rules, before, methods) for one in names)


def _part(
    equations: TableEquations,
    rules: DeclaredProfile,
    before: Sequence[Release],
    methods: Mapping[str, Method],
    profile: Profile,
) -> Part:
    return Part(equations, methods[rules.method](equations, rules, before), dict.fromkeys(equations.printed, profile))


def _first_that_passes(
    equations: TableEquations, rules: DeclaredProfile, before: Sequence[Release], methods: Mapping[str, Method]
) -> Part:
    tried = [rules, *(find_profile(name) for name in rules.next_methods if name != COARSER)]
    for one in tried:
        try:
            if one.shown.name == WITHHELD:
                return _withheld(equations, rules, before, methods)
            return _part(equations, one, before, methods, rules.shown if one is rules else told_otherwise(one.shown))
        except ExposureError:
            continue
    raise DisclosureError(refusal(list(equations.printed), tried))


def refusal(names: Sequence[str], tried: Sequence[DeclaredProfile]) -> str:
    """Return the sentence that refuses tables by their names; without any, the one table that there is."""
    what = f"the tables {', '.join(names)} together" if len(names) > 1 else " ".join(["the table", *names])
    under = " or ".join(dict.fromkeys(one.shown.name for one in tried))
    return f"{what} may not leave: a small count could be computed from what is published under {under}"


def told_otherwise(profile: Profile) -> Profile:
    """Return a profile that tells readers why it is not the usual one."""
    both = {tag: f"{said} {WHY.in_language(tag)}" for tag, said in profile.sentence.by_language.items()}
    return replace(profile, sentence=Text(both))


def _withheld(
    equations: TableEquations, rules: DeclaredProfile, before: Sequence[Release], methods: Mapping[str, Method]
) -> Part:
    """Leave out the tables that hold exposed cells, and with them ever more, until nothing is exposed."""
    out: set[str] = set()
    while True:
        left = equations.withholding(out)
        try:
            shown = methods[rules.method](left, rules, before)
        except ExposureError as found:
            more = set(_holding(equations, found.cells)) - out
            if not more:
                raise
            out |= more
            continue
        profile = told_otherwise(find_profile(WITHHELD).shown)
        return Part(left, shown, {name: profile if name in out else rules.shown for name in equations.printed})


def _holding(equations: TableEquations, cells: Sequence[Key]) -> Iterator[str]:
    """The tables and statements that hold some cells; the rest of a margin is held by those that hold the category."""
    for key in cells:
        known = key if key in equations.equations else key[1:]
        if known in equations.equations:
            place = equations.equations.index(known)
            yield from (name for name, places in equations.cells.items() if place in places)


def hanging_together(equations: TableEquations, before: Sequence[Release]) -> list[list[str]]:
    """Return the names of tables and statements, together those that relations or earlier editions tie."""
    joint = join(equations.equations, before, left_before(equations, before)).equations
    labels = connected_parts(joint.relations)[: len(equations.equations)]
    groups: list[tuple[set[int], list[str]]] = []
    for name, places in equations.cells.items():
        mine, names = {int(labels[place]) for place in places}, [name]
        for touching in [one for one in groups if one[0] & mine]:
            groups.remove(touching)
            mine, names = mine | touching[0], [*touching[1], *names]
        groups.append((mine, names))
    empty = [name for mine, names in groups if not mine for name in names]
    first, *others = [names for mine, names in groups if mine]
    return [[*first, *empty], *others]
