"""Names used in declarations: each must be declared somewhere in the folder."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from schakel_base.faults import Faults, did_you_mean

MANY = "attribute with many values"
"""The kind of name of the attributes of which several values can be true of one unit."""


@dataclass(frozen=True)
class Names:
    """The names declared, by kind of thing ("unit", "event", ...).

    A kind that is absent could not be read: nothing is then said about its names, so that one fault in one file
    does not show up as twenty in others.
    """

    faults: Faults
    by_kind: dict[str, frozenset[str]] = field(default_factory=dict)

    def declare(self, kind: str, names: Iterable[str] | None) -> None:
        """Make the names of one kind known; None where they could not be read."""
        if names is not None:
            self.by_kind[kind] = frozenset(names)

    def has(self, kind: str, name: str) -> bool:
        """Whether such a thing is known to be declared."""
        return name in self.by_kind.get(kind, ())

    def lacks(self, kind: str, name: str) -> bool:
        """Whether no such thing is declared, where that could be read."""
        return name not in self.by_kind.get(kind, (name,))

    def check(self, kind: str, name: str, file: str, line: int | None) -> bool:
        """Note a fault if no such thing is declared; return whether it is (or cannot be known)."""
        known = self.by_kind.get(kind)
        # What could not be read has a fault of its own; twenty more about its absence would hide it.
        if not name or known is None or name in known:
            return True
        self.faults.add(f"There is no {kind} `{name}`{did_you_mean(name, known)}", file, line)
        return False
