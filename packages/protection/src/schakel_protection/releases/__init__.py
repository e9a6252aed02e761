"""All tables of a release at once, protected and attacked together with everything that left before."""

from schakel_protection.releases.joint import Joint, SameCount, join
from schakel_protection.releases.ledger import append_release, read_releases
from schakel_protection.releases.methods import METHODS, protect_release
from schakel_protection.releases.next_methods import in_turn, refusal
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.releases.shares import CountShare, printed_share

__all__ = [
    "METHODS",
    "CountShare",
    "Joint",
    "ProposedRelease",
    "ReleaseRecord",
    "SameCount",
    "Shown",
    "append_release",
    "in_turn",
    "join",
    "known_within",
    "printed_share",
    "protect_release",
    "read_releases",
    "refusal",
]
