"""Persons and cases are linked and given pseudonyms; the only room that sees names."""

from schakel.identity.clerical import Sample, SampledPair, judgement, sample
from schakel.identity.clustered_share import interval
from schakel.identity.domain_keys import destroy, keys, rotate
from schakel.identity.judging.candidate_duplicates import CandidateDuplicate, find_candidates, same_number
from schakel.identity.judging.judged import persons_judged
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.judging.review import Review
from schakel.identity.key_map import key_map
from schakel.identity.link_quality import LinkQuality
from schakel.identity.other_linkages import LOOSE, STRICT, other_linkages
from schakel.identity.persons import LinkedPersons, link_persons, person_records
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.related import CYCLE, SEVERAL, related
from schakel.identity.relations import RELATIONS
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
from schakel.identity.who_is_who.relinking import Relink, relink

__all__ = [
    "APART",
    "CONFIRMED",
    "CREATED",
    "CYCLE",
    "JOINED",
    "LOOSE",
    "REFUTED",
    "RELATIONS",
    "SEVERAL",
    "SPLIT",
    "STRICT",
    "SUGGESTED",
    "UNDECIDED",
    "Assigned",
    "ByPerson",
    "CandidateDuplicate",
    "Judgement",
    "Kept",
    "KeyedHash",
    "Ledger",
    "LinkQuality",
    "LinkedPersons",
    "LoggedReview",
    "Overlaps",
    "Relink",
    "Review",
    "Sample",
    "SampledPair",
    "assign",
    "destroy",
    "find_candidates",
    "interval",
    "judgement",
    "keep_ids",
    "key_map",
    "keys",
    "link_persons",
    "open_ledger",
    "other_linkages",
    "person_records",
    "persons_judged",
    "proposed",
    "related",
    "relink",
    "rotate",
    "same_number",
    "sample",
]
