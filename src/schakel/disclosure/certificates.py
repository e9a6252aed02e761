"""Certificates: what was protected and proved for an edition, stored for its report and other releases.

A certificate answers one question, and is named by a keyed digest of all that the answer depends on: the cells with
their relations and counts, the profile, what is stated beside tables, all that left before, the secret of the draw and
the code. If any of these changes there is no certificate, and everything is protected and attacked anew. A certificate
is encrypted with its edition, in the analysis zone. Whoever takes it from there sums its witness again.
"""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from schakel.disclosure.tables.table_equations import TableEquations
from schakel.store.kept import drop_drafts_of_the_dead
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFile, SealedFolder
from schakel_base.disk import writing_to
from schakel_base.errors import ZoneError
from schakel_protection import Profile
from schakel_protection.releases import ProtectedParts, ReleaseRecord


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
        for part in equations.depends_on(rules, before):
            digest.update(len(part).to_bytes(8, "big") + part)
        digest.update(self.code.encode() + b"\0" + seed)
        return digest.hexdigest()

    def find(self, question: str, equations: TableEquations, rules: Profile) -> ProtectedParts | None:
        """Return what was protected before; None if nothing is kept for this question, or if it does not hold."""
        try:
            written = self._file(question).read_bytes()
        except (FileNotFoundError, ZoneError):
            return None
        return ProtectedParts.read(written, equations, rules)

    def keep(self, question: str, equations: TableEquations, protected: ProtectedParts) -> None:
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
                    file.write(protected.written(equations))
                draft.path.replace(self._file(question).path)
            finally:
                draft.path.unlink(missing_ok=True)

    def _file(self, name: str) -> SealedFile:
        return self.folder / name
