"""A workbench: a folder, and an engine that can reach the files in it and nothing else.

Contracts carry conditions in SQL. They are run where they can read no other file, reach no network, load no extension
and change no setting. Several files are examined on one workbench, one after the other: opening an engine takes longer
than examining a small file. Each file has a place of its own.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock
from uuid import uuid4

import duckdb

from schakel.store.drafts import draft_folder, working_among_drafts
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_system import complaints_of, unseal
from schakel.store.workspace import Workspace
from schakel_base.database import SPILL_ENCRYPTED, quote_text

MEMORY = "1GB"


@dataclass(frozen=True)
class ExaminingPlace:
    """Where one file is examined: its temporary tables are in the connection, what is found stays in the folder."""

    folder: SealedFolder
    connection: duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Workbench:
    """A folder with an engine locked into it."""

    folder: SealedFolder
    engine: duckdb.DuckDBPyConnection

    @contextmanager
    def place(self) -> Iterator[ExaminingPlace]:
        """Make an empty place for one file."""
        seal = self.folder.seal
        with closing(self.engine.cursor()) as connection, complaints_of(seal):
            yield ExaminingPlace(SealedFolder(Path(mkdtemp(dir=self.folder.path)), seal), connection)


@contextmanager
def open_workbench(workspace: Workspace) -> Iterator[Workbench]:
    """Open a workbench among the drafts of a workspace; what was found on it goes with it."""
    with draft_folder(workspace) as folder, workbench_in(workspace.sealed(folder)) as workbench:
        yield workbench


@dataclass
class StandingWorkbench:
    """A workbench whose engine stays open, in a process that examines one small file after another.

    Each time it is opened it has a folder of its own, which goes when it is closed. In between nothing of it is among
    the drafts that whoever finds themselves alone could not clear away.
    """

    workspace: Workspace
    _name: str = field(default_factory=lambda: f"standing-{os.getpid()}-{uuid4().hex}")
    _opening: Lock = field(default_factory=Lock)

    @contextmanager
    def open(self) -> Iterator[Workbench]:
        """Open the workbench; several threads may, at once."""
        with working_among_drafts(self.workspace):
            own_folder(self._folder)
            with self._opening:
                engine = self._engine.cursor()
            try:
                with closing(engine), TemporaryDirectory(dir=self._folder) as folder:
                    yield Workbench(self.workspace.sealed(Path(folder)), engine)
            except duckdb.FatalException:  # it answers nobody any more
                self.__dict__.pop("_engine", None)
                raise

    @property
    def _folder(self) -> Path:
        return self.workspace.drafts.absolute() / self._name

    @cached_property
    def _engine(self) -> duckdb.DuckDBPyConnection:
        return _locked_into(self.workspace.sealed(self._folder))


@contextmanager
def workbench_in(folder: SealedFolder) -> Iterator[Workbench]:
    """Open a workbench in a folder, where what was found on it stays."""
    with closing(_locked_into(folder)) as engine:
        yield Workbench(folder, engine)


def _locked_into(folder: SealedFolder) -> duckdb.DuckDBPyConnection:
    """A connection to an empty database in memory, locked into a folder, where it also spills."""
    connection = duckdb.connect(":memory:")
    inside = quote_text((folder / "").location)
    unseal(connection, folder.seal)
    for setting in (
        "enable_progress_bar = false",
        f"memory_limit = '{MEMORY}'",
        f"allowed_directories = [{inside}]",
        f"temp_directory = {quote_text(str(folder.path / 'spill'))}",
        *SPILL_ENCRYPTED,
        # The order counts: after this no folder can be allowed any more, and after the next nothing can be changed.
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection
