"""Which records are of one person: blocked, weighed against each other, and grouped.

`KnownRecords` gives the evidence for two records being of one person, and `loose_persons` the persons that somebody
should look at. `Pool` keeps the records that came before, and an `Increment` compares new ones with them without
reading them again. Links by name can be held against numbers, as if nobody had written these.
"""

from schakel_linkage.linking.blocking import CutRule
from schakel_linkage.linking.components import components
from schakel_linkage.linking.drift import Drift
from schakel_linkage.linking.evidence import KnownRecords, PairEvidence
from schakel_linkage.linking.increment import Increment, IncrementGroups
from schakel_linkage.linking.links_by_name import grouped_by_numbers, link_by_names, links_by_name
from schakel_linkage.linking.pool import Pool
from schakel_linkage.linking.pool_file import read_pool, write_pool
from schakel_linkage.linking.structure import loose_persons, pairs_within

__all__ = [
    "CutRule",
    "Drift",
    "Increment",
    "IncrementGroups",
    "KnownRecords",
    "PairEvidence",
    "Pool",
    "components",
    "grouped_by_numbers",
    "link_by_names",
    "links_by_name",
    "loose_persons",
    "pairs_within",
    "read_pool",
    "write_pool",
]
