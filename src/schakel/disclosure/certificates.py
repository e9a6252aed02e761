"""What was protected and proved for an edition is kept, so that its report and its other releases need not do it again.

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
from numpy.typing import NDArray

from schakel.disclosure.next_methods import Part
from schakel.disclosure.tables.table_equations import TableEquations
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFile, SealedFolder
from schakel_base.disk import writing_to
from schakel_base.errors import ZoneError
from schakel_protection import Equations, ReleaseRecord, find_profile
from schakel_protection.attack import Knowledge, Requirement, agrees
from schakel_protection.next_methods import as_fallback
from schakel_protection.profiles import DeclaredProfile, Profile
from schakel_protection.releases import Shown

_PARTS = "parts"


@dataclass(frozen=True)
class Certificates:
    """The certificates of one edition.

    Parameters
    ----------
    folder
        Where they are, in the analysis zone.
    key
        The key of the digests that name them; the counts themselves go into these.
    code
        The version of the code that protects.
    """

    folder: SealedFolder
    key: bytes = field(repr=False)
    code: str

    def question(
        self, equations: TableEquations, rules: DeclaredProfile, before: Sequence[ReleaseRecord], seed: bytes
    ) -> str:
        """Return the digest of all that the figures depend on, and the proof."""
        digest = hmac.new(self.key, digestmod="sha256")
        for part in _depends_on(equations, rules, before):
            digest.update(len(part).to_bytes(8, "big") + part)
        digest.update(self.code.encode() + b"\0" + seed)
        return digest.hexdigest()

    def find(self, question: str, equations: TableEquations, rules: DeclaredProfile) -> tuple[Part, ...] | None:
        """Return what was protected before; None if nothing is kept for this question, or if it does not hold."""
        file = self._file(question)
        try:
            with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as kept:
                parts = tuple(_read(kept, equations, rules))
        except (FileNotFoundError, ZoneError, BadZipFile, ValueError, KeyError):
            return None
        return parts if all(_holds(part) for part in parts) else None

    def keep(self, question: str, equations: TableEquations, parts: Sequence[Part]) -> None:
        """Keep what was protected for a question.

        Raises
        ------
        DiskError
            If the disk is full, for reading only, or somebody else's.
        """
        with writing_to(self.folder.path):
            own_folder(self.folder.path)
            draft = self._file(f"{question}.{os.getpid()}.draft")
            try:
                with draft.create() as file:
                    file.write(_written(equations, parts))
                draft.path.replace(self._file(question).path)
            finally:
                draft.path.unlink(missing_ok=True)

    def _file(self, name: str) -> SealedFile:
        return self.folder / name


def _depends_on(equations: TableEquations, rules: DeclaredProfile, before: Sequence[ReleaseRecord]) -> Iterator[bytes]:
    yield repr([rules, *rules.next_profiles]).encode()
    yield from _of_equations(equations.equations)
    yield equations.readable.hidden.tobytes()
    yield repr(sorted(equations.printed.items())).encode()
    yield repr(sorted((name, sorted(cells)) for name, cells in equations.cells.items())).encode()
    yield repr(sorted(equations.shares.items())).encode()
    yield repr([(places, asked.unit, str(asked)) for places, asked in equations.then]).encode()
    for one in before:
        yield one.name.encode()
        yield from _of_equations(one.equations)
        yield from (array.tobytes() for array in _arrays(one.shown, one.known, one.promised, one.witness).values())


def _of_equations(equations: Equations) -> Iterator[bytes]:
    relations = equations.relations.tocoo()
    yield repr((equations.keys, equations.integer, relations.shape)).encode()
    for array in (equations.values, equations.hidden, relations.row, relations.col, relations.data):
        yield array.tobytes()


def _arrays(
    values: NDArray[Any], known: Knowledge, promised: Requirement, witness: NDArray[Any] | None
) -> dict[str, NDArray[Any]]:
    found = {"values": values, "lower": known.lower, "upper": known.upper}
    found |= {"places": promised.places, "below": promised.below, "above": promised.above}
    return found | ({} if witness is None else {"witness": witness})


def _written(equations: TableEquations, parts: Sequence[Part]) -> bytes:
    """All parts as arrays, named by their number; what is said of them as JSON."""
    said = [
        {
            "whole": part.equations is equations,
            "profiles": {name: profile.name for name, profile in part.profiles.items()},
            "additive": part.shown.additive,
        }
        for part in parts
    ]
    arrays = {
        f"{number} {name}": array
        for number, part in enumerate(parts)
        for name, array in _arrays(part.shown.values, part.shown.known, part.shown.promised, part.shown.witness).items()
    }
    written = BytesIO()
    named: dict[str, Any] = {_PARTS: np.array(json.dumps(said)), **arrays}
    np.savez(written, **named)
    return written.getvalue()


def _read(kept: Mapping[str, Any], equations: TableEquations, rules: DeclaredProfile) -> Iterator[Part]:
    for number, said in enumerate(json.loads(str(kept[_PARTS]))):
        profiles = {name: _profile(profile, rules) for name, profile in said["profiles"].items()}
        tables = equations if said["whole"] else equations.among(list(profiles))
        out = [name for name, profile in profiles.items() if profile.withholds and not rules.shown.withholds]
        arrays = {name: kept[f"{number} {name}"] for name in ("values", "lower", "upper", "places", "below", "above")}
        witness = kept.get(f"{number} witness")
        known = Knowledge(arrays["lower"], arrays["upper"])
        promised = Requirement(arrays["places"], arrays["below"], arrays["above"])
        shown = Shown(arrays["values"], known, promised, said["additive"], None, witness)
        yield Part(tables.withholding(out) if out else tables, shown, profiles)


def _profile(name: str, rules: DeclaredProfile) -> Profile:
    return rules.shown if name == rules.shown.name else as_fallback(find_profile(name).shown)


def _holds(part: Part) -> bool:
    """Whether what is printed is what may be: near the counts, nothing that is hidden, and sums of the witness."""
    equations, shown = part.equations.equations, part.shown
    if len(shown.values) != len(equations):
        return False
    printed = ~np.isnan(shown.values)
    near = (shown.known.lower <= equations.values) & (equations.values <= shown.known.upper)
    if not near.all() or (printed & equations.hidden).any():
        return False
    if shown.witness is None:
        return True
    same = bool((shown.witness[printed] == shown.values[printed]).all())
    return same and agrees(equations, shown.known, shown.witness)
