"""A claim is what one delivered row says of one attribute of one unit. Nothing is ever a bare fact."""

from dataclasses import dataclass

from schakel.model.clocks import Clocks
from schakel.model.concept import ConceptSet


@dataclass(frozen=True)
class RowReference:
    """The delivered row behind a claim: the number of the delivery and of the row in its file, both from 1."""

    partner: str
    delivery: int
    row: int


@dataclass(frozen=True)
class Claim:
    """`unit_id` is a pseudonym; `source_value` is the partner's own code; `mapping_line` is where it was mapped.

    A source value that no line of the mapping covers has `mapping_line` None and may be anything.
    """

    unit: str
    unit_id: str
    attribute: str
    source_value: str
    concepts: ConceptSet
    clocks: Clocks
    row: RowReference
    mapping_line: int | None
