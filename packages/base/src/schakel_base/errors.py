"""Errors in somebody's data or declarations, as sentences with a place.

Every error meant for a user carries one or more faults. The command line prints their sentences and exits
with 1; a traceback shown to a user is a defect of ours.
"""

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Parts: TypeAlias = tuple[str, str, int | None, dict[str, str | int]]


def message(text: str) -> str:
    """Mark a text as one that catalogues translate; it is said elsewhere."""
    return text


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in one sentence, and where.

    Parameters
    ----------
    message
        The sentence, with a place in braces for each of `fields`: so it is found in a catalogue of translations.
    file, line
        Where; a line counts from 1.
    fields
        What goes in the places, by name. A number is a count of something; a number of something is text.
    """

    message: str
    file: str = ""
    line: int | None = None
    fields: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """The sentence in English, with all that goes in it."""
        said = {name: f"{value:,}" if isinstance(value, int) else value for name, value in self.fields.items()}
        # A sentence without fields may quote a value that has braces.
        return self.message.format(**said) if said else self.message

    @property
    def place(self) -> str:
        """The file, and its line where it has one; empty where it is in no file."""
        return f"{self.file}:{self.line}" if self.file and self.line is not None else self.file

    @property
    def parts(self) -> Parts:
        """What it is made from, as JSON can hold it: `Fault(*parts)` makes it again."""
        return self.message, self.file, self.line, dict(self.fields)

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


def in_english(faults: Iterable[Fault]) -> str:
    """Return sentences one after the other, as one text in English."""
    return " ".join(map(str, faults))


class SchakelError(Exception):
    """The data, a declaration or a request is at fault; `faults` says how, in sentences.

    Parameters
    ----------
    faults
        A sentence, one fault or several. A sentence begins with a small letter where a place can come before it.
    """

    def __init__(self, faults: Fault | str | Iterable[Fault], **fields: str | int) -> None:
        if isinstance(faults, str):
            faults = Fault(faults, fields=fields)
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type["SchakelError"], tuple[tuple[Fault, ...]]]:
        """Come whole out of another process: each fault keeps its place."""
        return type(self), (self.faults,)


class DeclarationError(SchakelError):
    """An alliance folder says something that cannot be."""


class DeliveryError(SchakelError):
    """A file cannot be taken in at all."""


class RequestError(SchakelError):
    """What was asked for does not exist: a partner, an edition, a table, a cell."""


class ReleaseError(SchakelError):
    """What is in a folder is not what was released."""


class DisclosureError(SchakelError):
    """A table may not leave as it is."""


class ChainError(SchakelError):
    """Records that are only ever added were changed since, or some are missing."""


class DiskError(SchakelError):
    """A disk refuses what is written: it is full, for reading only, or somebody else's."""


class MemoryLimitError(SchakelError):
    """What is asked does not fit in the memory that the engine may hold, spilled to disk neither."""


class ZoneError(SchakelError):
    """A file of the intake zone cannot be used: it is not encrypted, its key is another, or it was changed."""


class EngineError(SchakelError):
    """The engine that an alliance declares is not here, cannot be reached, or gave up."""


def without_values(error: BaseException | None) -> str:
    """Return where a defect of ours occurred and its type, but not its message, which may quote a delivered value."""
    told = []
    while error is not None:
        told.append(f"{type(error).__module__}.{type(error).__qualname__} (the message is left out)\n")
        told += traceback.format_tb(error.__traceback__)
        error = error.__cause__ or error.__context__
    return "".join(told)
