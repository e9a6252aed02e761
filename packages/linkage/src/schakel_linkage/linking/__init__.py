"""Which records are of one person: blocked, weighed against each other, and grouped.

`KnownRecords` gives the evidence for two records being of one person, and the persons that somebody should look at.
`Pool` keeps the records that came before, and an `Increment` compares new ones with them without reading them again.
`measure_linkage` tells how well records are linked, without the truth.
"""

from schakel_linkage.linking.evidence import KnownRecords, PairEvidence
from schakel_linkage.linking.increment import Increment, ModelFit
from schakel_linkage.linking.measuring import measure_linkage
from schakel_linkage.linking.pool import Pool

__all__ = [
    "Increment",
    "KnownRecords",
    "ModelFit",
    "PairEvidence",
    "Pool",
    "measure_linkage",
]
