"""The attack: what can be computed from everything published, with code that no protection method shares."""

from schakel_protection.attack.audit import Audit, ExposureError, Finding, audit, publish, somebody_in
from schakel_protection.attack.parts import Knowledge
from schakel_protection.attack.requirements import Requirement, around, merged, require, sliding
from schakel_protection.attack.widths import attack_widths
from schakel_protection.attack.witness import agrees, find_witness

__all__ = [
    "Audit",
    "ExposureError",
    "Finding",
    "Knowledge",
    "Requirement",
    "agrees",
    "around",
    "attack_widths",
    "audit",
    "find_witness",
    "merged",
    "publish",
    "require",
    "sliding",
    "somebody_in",
]
