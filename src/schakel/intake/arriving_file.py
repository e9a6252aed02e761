"""An arriving file, here or elsewhere, and errors of the operating system as sentences."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol

from schakel_base.disk import REFUSALS
from schakel_base.errors import DeliveryError


class ArrivingFile(Protocol):
    """A file that arrives: a path on this machine, or whatever else can be read like one."""

    @property
    def name(self) -> str:
        """The name that its sender gave it."""

    def open(self, mode: Literal["rb"], /) -> io.BufferedReader:
        """Open it for reading, from its beginning."""


@contextmanager
def faults_of_the_file(file: ArrivingFile) -> Iterator[None]:
    """Turn what the operating system says about a file into a sentence.

    Raises
    ------
    DeliveryError
        If it is no file, or may not be read.
    """
    try:
        if isinstance(file, Path) and file.exists() and not file.is_file():
            raise DeliveryError(f"{file} is a {'folder' if file.is_dir() else 'device'}, not a file")
        yield
    except FileNotFoundError:
        raise DeliveryError(f"there is no file {file}") from None
    except PermissionError as error:
        raise DeliveryError(f"{error.filename or file} may not be read or written by this user") from None
    except OSError as error:
        if error.errno in REFUSALS:  # it is our disk that refuses, not the file that is wrong
            raise
        raise DeliveryError(f"{error.filename or file}: {error.strerror}") from None
