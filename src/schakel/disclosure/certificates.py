"""Certificates: what was protected and proved for an edition, stored for its report and other releases.

A certificate answers one question, and is named by a keyed digest of all that the answer depends on: the cells with
their relations and counts, the profile, what is stated beside tables, all that left before, the secret of the draw and
the code. If any of these changes there is no certificate, and everything is protected and attacked anew. A certificate
is encrypted with its edition, in the analysis zone. Whoever takes it from there sums its witness again.
"""

import hmac
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np

from schakel.disclosure.tables.table_equations import TableEquations
from schakel.store.kept import drop_drafts_of_the_dead
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFile, SealedFolder
from schakel_base.disk import writing_to
from schakel_base.errors import ZoneError
from schakel_protection import Profile
from schakel_protection.releases import Part, ReleaseRecord, Shown
from schakel_protection.tables import Equations

_PARTS = "parts"


@dataclass(frozen=True)
class Certificates:
    """The certificates of one edition.

    Parameters
    ----------
    key
        The key of the digests that name them; the counts themselves go into these.
    """

    folder: SealedFolder
    key: bytes = field(repr=False)
    code: str

    def question(self, equations: TableEquations, rules: Profile, before: Sequence[ReleaseRecord], seed: bytes) -> str:
        """Return the digest of all that the figures depend on, and the proof."""
        digest = hmac.new(self.key, digestmod="sha256")
        for part in _depends_on(equations, rules, before):
            digest.update(len(part).to_bytes(8, "big") + part)
        digest.update(self.code.encode() + b"\0" + seed)
        return digest.hexdigest()

    def find(self, question: str, equations: TableEquations, rules: Profile) -> tuple[Part, ...] | None:
        """Return what was protected before; None if nothing is kept for this question, or if it does not hold."""
        file = self._file(question)
        try:
            with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as kept:
                parts = tuple(_read(kept, equations, rules))
        except (FileNotFoundError, ZoneError, BadZipFile, ValueError, KeyError):
            return None
        return parts if all(one.shown.may_be_of(one.equations.equations) for one in parts) else None

    def keep(self, question: str, equations: TableEquations, parts: Sequence[Part]) -> None:
        """Keep what was protected for a question.

        Raises
        ------
        DiskError
            If the disk is full, for reading only, or somebody else's.
        """
        with writing_to(self.folder.path):
            own_folder(self.folder.path)
            drop_drafts_of_the_dead(self.folder.path)
            draft = self._file(f"{question}.{os.getpid()}.draft")
            try:
                with draft.create() as file:
                    file.write(_written(equations, parts))
                draft.path.replace(self._file(question).path)
            finally:
                draft.path.unlink(missing_ok=True)

    def _file(self, name: str) -> SealedFile:
        return self.folder / name


def _depends_on(equations: TableEquations, rules: Profile, before: Sequence[ReleaseRecord]) -> Iterator[bytes]:
    yield repr([rules, *rules.next_profiles]).encode()
    yield from _of_equations(equations.equations)
    yield equations.readable.hidden.tobytes()
    yield repr(sorted(equations.printed.items())).encode()
    yield repr(sorted((name, sorted(cells)) for name, cells in equations.cells.items())).encode()
    yield repr(sorted(equations.shares.items())).encode()
    yield repr([(keys, asked.unit, str(asked)) for keys, asked in equations.then]).encode()
    for one in before:
        yield one.name.encode()
        yield from _of_equations(one.equations)
        left = Shown(one.shown, one.known, one.promised, witness=one.witness)
        yield from (array.tobytes() for array in left.arrays.values())


def _of_equations(equations: Equations) -> Iterator[bytes]:
    relations = equations.relations.tocoo()
    yield repr((equations.keys, equations.integer, relations.shape)).encode()
    for array in (equations.values, equations.hidden, relations.row, relations.col, relations.data):
        yield array.tobytes()


def _written(equations: TableEquations, parts: Sequence[Part]) -> bytes:
    """All parts as arrays, named by their number; what is said about them as JSON."""
    said = [
        {
            "exact": part.equations.is_exact,
            "whole": part.equations in (equations, equations.__dict__.get("exact")),
            "profiles": {name: profile.name for name, profile in part.profiles.items()},
            "additive": part.shown.additive,
        }
        for part in parts
    ]
    arrays = {
        f"{number} {name}": array for number, part in enumerate(parts) for name, array in part.shown.arrays.items()
    }
    written = BytesIO()
    named: dict[str, Any] = {_PARTS: np.array(json.dumps(said)), **arrays}
    np.savez(written, **named)
    return written.getvalue()


def _read(kept: Mapping[str, Any], equations: TableEquations, rules: Profile) -> Iterator[Part]:
    for number, said in enumerate(json.loads(str(kept[_PARTS]))):
        profiles = {name: _profile(profile, rules) for name, profile in said["profiles"].items()}
        some = equations if said["whole"] else equations.among(list(profiles))
        tables = some.exact if said["exact"] else some
        out = [name for name, profile in profiles.items() if profile.withholds and not rules.withholds]
        own = f"{number} "
        arrays = {name.removeprefix(own): kept[name] for name in kept if name.startswith(own)}
        shown = Shown.of_arrays(arrays, said["additive"])
        yield Part(tables.withholding(out) if out else tables, shown, profiles)


def _profile(name: str, rules: Profile) -> Profile:
    return {one.name: one for one in (rules, *rules.next_profiles)}[name]
