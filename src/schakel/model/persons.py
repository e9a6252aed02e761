"""Persons are linked by what partners write of them: attributes, declared once for the whole alliance."""

from collections.abc import Mapping
from dataclasses import dataclass

NUMBER = "number"
OPEN_KINDS = ("code",)
"""The kinds of attributes that do not identify anybody by themselves."""


@dataclass(frozen=True)
class PersonAttributes:
    """What columns of partners can say of a person; `file` (in the alliance folder) holds the model that links by it.

    Parameters
    ----------
    kinds
        The kind of each attribute: name, text, date, code or number.
    """

    file: str
    kinds: Mapping[str, str]

    @property
    def identifying(self) -> frozenset[str]:
        """The attributes that tell who somebody is, alone or with one other."""
        return frozenset(name for name, kind in self.kinds.items() if kind not in OPEN_KINDS)

    @property
    def numbers(self) -> frozenset[str]:
        """The attributes that are numbers of persons."""
        return frozenset(name for name, kind in self.kinds.items() if kind == NUMBER)
