"""Persons that stay: who is who as it was judged, kept in a ledger, and what is laid ready for the next delivery."""

from schakel.identity.who_is_who.assigning import Assigned, assign, proposed
from schakel.identity.who_is_who.judgements import (
    APART,
    CONFIRMED,
    CREATED,
    JOINED,
    REFUTED,
    SPLIT,
    SUGGESTED,
    UNDECIDED,
    ByPerson,
    Judgement,
)
from schakel.identity.who_is_who.kept import Kept, open_ledger
from schakel.identity.who_is_who.kept_ids import Overlaps, keep_ids
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.pool import Pool
from schakel.identity.who_is_who.relinking import Relink, relink

__all__ = [
    "APART",
    "CONFIRMED",
    "CREATED",
    "JOINED",
    "REFUTED",
    "SPLIT",
    "SUGGESTED",
    "UNDECIDED",
    "Assigned",
    "ByPerson",
    "Judgement",
    "Kept",
    "Ledger",
    "Overlaps",
    "Pool",
    "Relink",
    "assign",
    "keep_ids",
    "open_ledger",
    "proposed",
    "relink",
]
