"""All tables of a release at once, protected and attacked together with everything that left before."""

from schakel_protection.releases.joint import Joint, SameCount, join
from schakel_protection.releases.ledger import append_release, read_releases
from schakel_protection.releases.methods import METHODS, protect_release
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.releases.release import ReleaseRecord

__all__ = [
    "METHODS",
    "Joint",
    "ProposedRelease",
    "ReleaseRecord",
    "SameCount",
    "Shown",
    "append_release",
    "join",
    "known_within",
    "protect_release",
    "read_releases",
]
