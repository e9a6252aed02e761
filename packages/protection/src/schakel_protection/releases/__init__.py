"""All tables of a release at once, protected and attacked together with everything that left before."""

from schakel_protection.releases.joint import SameCount, join
from schakel_protection.releases.ledger import ReleaseLedger
from schakel_protection.releases.linked_tables import LinkedTables
from schakel_protection.releases.methods import METHODS, protect_release
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.releases.protected import ProtectedParts
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.releases.shares import CountShare

__all__ = [
    "METHODS",
    "CountShare",
    "LinkedTables",
    "ProposedRelease",
    "ProtectedParts",
    "ReleaseLedger",
    "ReleaseRecord",
    "SameCount",
    "Shown",
    "join",
    "known_within",
    "protect_release",
]
