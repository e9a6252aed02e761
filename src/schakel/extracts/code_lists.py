"""The values that the columns of an extract can hold: concepts of a scheme, events, kinds of unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptScheme
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class Code:
    """A value that a cell can hold, or that values lie under: what it means, and all that it lies under."""

    code: str
    label: Text
    definition: Text = NOTHING
    above: tuple[str, ...] = ()
    held: bool = True


@dataclass(frozen=True)
class CodeList:
    """A named list of codes; cells hold those that are `held`, the others are what these lie under."""

    name: str
    codes: tuple[Code, ...]

    @property
    def held(self) -> tuple[Code, ...]:
        """The codes that a cell can hold."""
        return tuple(code for code in self.codes if code.held)


def concepts_of(scheme: ConceptScheme) -> CodeList:
    """Return the concepts of a scheme: cells hold its leaves."""
    # Broader concepts are listed too: nobody can add up leaves without knowing what they lie under.
    leaves = set(scheme.leaves)
    return CodeList(
        f"{scheme.name} {scheme.edition}".strip(),
        tuple(
            Code(one.notation, one.label, one.definition, tuple(sorted(scheme.above[one.notation])), held=one in leaves)
            for one in scheme.concepts
        ),
    )


def events_of(alliance: Alliance, kinds: Iterable[str]) -> CodeList:
    """Return the events that happen to some kinds of unit."""
    wanted = set(kinds)
    rules = [rule for partner in alliance.partners.values() for rule in partner.contract.events if rule.unit in wanted]
    return CodeList(
        "event", tuple(Code(name, alliance.event_label(name)) for name in dict.fromkeys(r.event for r in rules))
    )


def units_of(alliance: Alliance, kinds: Iterable[str]) -> CodeList:
    """Return some kinds of unit."""
    units = [alliance.units[kind] for kind in kinds]
    return CodeList("unit", tuple(Code(unit.name, unit.label, unit.definition) for unit in units))
