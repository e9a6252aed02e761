"""What a desk works with: the folder of an alliance, its declarations as they are now, its workspace, its database."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from cryptography.fernet import Fernet
from sqlalchemy import Connection, Engine

from schakel.alliance import current
from schakel.desk.arrived_hashes import ArrivedHashes
from schakel.desk.database import ENVIRONMENT, open_database, reading_from
from schakel.desk.rates import Rates
from schakel.intake import StandingWorkbench
from schakel.model.alliance import Alliance
from schakel.store.one_writer import one_writer
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError
from schakel_base.text import Text

P = ParamSpec("P")
T = TypeVar("T")
PUBLIC = "SCHAKEL_PUBLIC"
"""The variable of the environment with the folder that the public web server serves."""
_STANDING = 2.0
"""Seconds after which declarations are looked at again: a page asks for them many times."""


@dataclass
class Office:
    """An alliance as a desk works with it.

    Parameters
    ----------
    database_address
        Of a PostgreSQL; by default as the environment names it, else the database is in the workspace.
    """

    folder: Path
    database_address: str = field(default_factory=lambda: os.environ.get(ENVIRONMENT, ""))
    arrived_hashes: ArrivedHashes = field(default_factory=ArrivedHashes, init=False, repr=False)
    rates: Rates = field(default_factory=Rates, init=False, repr=False)
    _known: Alliance | None = field(default=None, init=False, repr=False)
    _looked: float = field(default=0.0, init=False, repr=False)
    _workbenches: dict[str, StandingWorkbench] = field(default_factory=dict, init=False, repr=False)

    def standing_workbench(self, partner: str) -> StandingWorkbench:
        """Return where what is filled in for a partner is checked: conditions of one reach no rows of another."""
        return self._workbenches.setdefault(partner, StandingWorkbench(self.workspace))

    @property
    def alliance(self) -> Alliance:
        """The declarations as they are now: read again when one of them changes.

        Raises
        ------
        DeclarationError
            If a declaration is at fault.
        """
        at = time.monotonic()
        if self._known is None or at >= self._looked + _STANDING:
            self._looked = at
            self._known = current(self.folder)
        return self._known

    @property
    def held_for(self) -> Mapping[str, Sequence[str]]:
        """For what roles can be held: the names of partners and products, and the codes of municipalities."""
        profiles = [one.profiles for one in self.alliance.assessments if one.profiles]
        municipalities = dict.fromkeys(subject.code for one in profiles for subject in one.subjects)
        return {
            "partner": tuple(self.alliance.partners),
            "municipality": tuple(municipalities),
            "product": tuple(self.alliance.products),
        }

    def title_of(self, name: str) -> Text:
        """Return what a partner, municipality or product is called, by the name that roles and forms know it by."""
        alliance = self.alliance
        if declared := alliance.partners.get(name) or alliance.products.get(name):
            return declared.title
        of_bodies = (
            one for assessment in alliance.assessments if assessment.profiles for one in assessment.profiles.subjects
        )
        # A body is called by its own name in every language.
        return Text({alliance.languages[0]: next((one.name for one in of_bodies if one.code == name), name)})

    def public(self, product: str) -> Path:
        """Return the folder in which readers find the releases of a product; by default nobody else can read it."""
        return Path(os.environ.get(PUBLIC) or self.workspace.folder / "public") / product

    @cached_property
    def workspace(self) -> Workspace:
        """The zones of the alliance."""
        return Workspace.of(self.folder, self.alliance.name)

    @cached_property
    def database(self) -> Engine:
        """The operational database, in the form of this version."""
        return open_database(self.workspace, self.database_address)

    def reading(self) -> AbstractContextManager[Connection]:
        """Read from the database without waiting for writers."""
        return reading_from(self.database)

    def read(self, work: Callable[Concatenate[Connection, P], T], *given: P.args, **named: P.kwargs) -> T:
        """Return what a function of the database reads in it."""
        with self.reading() as connection:
            return work(connection, *given, **named)

    def write(self, work: Callable[Concatenate[Connection, P], T], *given: P.args, **named: P.kwargs) -> T:
        """Let a function of the database write in it, all or nothing, and return what it does."""
        with self.database.begin() as connection:
            return work(connection, *given, **named)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one that writes into the workspace, without naming other commands to people at the desk.

        Raises
        ------
        RequestError
            If somebody else writes.
        """
        with ExitStack() as held:
            try:
                held.enter_context(one_writer(self.workspace, "schakel desk"))
            except RequestError:
                raise RequestError("somebody else writes into this alliance now; try again in a moment") from None
            yield

    @cached_property
    def cipher(self) -> Fernet:
        """What encrypts the secrets of one-time codes, by a key of its own from the root of the alliance."""
        return Fernet(self.workspace.desk_key)
