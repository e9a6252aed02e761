"""Collects faults instead of raising them one by one: people who correct a folder want to see all of them."""

from collections.abc import Iterable
from difflib import get_close_matches

from schakel_base.errors import DeclarationError, Fault


class Faults:
    """The faults found so far while one folder is read; the same fault found twice is one."""

    def __init__(self) -> None:
        self._found: dict[Fault, None] = {}

    def add(self, sentence: str, file: str = "", line: int | None = None) -> None:
        """Note one fault: a sentence, the file relative to the alliance folder, and the line in it."""
        on_one_line = " ".join(sentence.split())  # a value that is quoted may hold line ends
        self._found[Fault(on_one_line, file, line)] = None

    @property
    def found(self) -> tuple[Fault, ...]:
        """Everything that was found, in the order in which it was."""
        return tuple(self._found)

    def in_file(self, file: str) -> bool:
        """Whether a fault was found in this file."""
        return any(fault.file == file for fault in self._found)

    def raise_if_any(self) -> None:
        """Raise everything that was found, by file and line.

        Raises
        ------
        DeclarationError
            If anything was found.
        """
        if self._found:
            raise DeclarationError(sorted(self._found, key=lambda fault: (fault.file, fault.line or 0)))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about a name that does not exist: the nearest one that does, or just a full stop."""
    near = nearest(name, known)
    return f"; did you mean `{near}`?" if near else "."


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is nearest to one that does not exist; empty where none is near."""
    # Sorted, so that of two names equally near every machine proposes the same one.
    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.6)), "")
