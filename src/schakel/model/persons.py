"""The attributes by which persons are linked, declared once for the whole alliance."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schakel_base.text import Text

NUMBER = "number"
OPEN_KINDS = ("code", "source")
"""The kinds of attributes that do not identify anybody by themselves."""


@dataclass(frozen=True)
class PersonGroup:
    """A group of persons for which link quality is reported, by what is written of an attribute.

    `values` are those of the group, or with `others` those of everybody else; `unknown` ones say nothing.
    """

    name: str
    label: Text
    attribute: str
    values: frozenset[str]
    others: bool = False
    unknown: frozenset[str] = frozenset()

    def holds(self, value: str) -> bool:
        """Whether who has this value is in the group."""
        # With `others` the group is everybody but those with the values.
        return (value in self.values) != self.others


@dataclass(frozen=True)
class PersonAttributes:
    """What partners' columns can say about a person; `file` (in the alliance folder) holds the model that links by it.

    Parameters
    ----------
    kinds
        The kind of each attribute: name, text, date, code, number or source.
    groups
        The groups for which link quality is reported.
    labels
        What each attribute is called that has a name of its own here.
    """

    file: str
    kinds: Mapping[str, str]
    groups: tuple[PersonGroup, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)

    @property
    def identifying(self) -> frozenset[str]:
        """The attributes that tell who somebody is, alone or with one other."""
        return frozenset(name for name, kind in self.kinds.items() if kind not in OPEN_KINDS)

    @property
    def numbers(self) -> frozenset[str]:
        """The attributes that are numbers of persons."""
        return frozenset(name for name, kind in self.kinds.items() if kind == NUMBER)
