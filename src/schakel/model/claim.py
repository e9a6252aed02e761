"""A claim: what one delivered row says about one attribute of one unit. Schakel stores no facts without a source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """A partner's own value and what it was taken to mean: the notations of all leaves that it may be.

    Parameters
    ----------
    unit_id
        A pseudonym as an integer, never a number of a person.
    delivery, row
        The number of the delivery and of the data row in it, from 1.
    source_value
        As the partner wrote it.
    mapping_line
        The line of the mapping that covers it; None where none does, so that it may be anything. Below nought where
        the value is the notation or a label of the concept.
    concepts
        Notations of leaves; more than one where the value leaves it open.
    """

    unit_id: int
    partner: str
    delivery: int
    row: int
    column: str
    attribute: str
    source_value: str
    mapping_line: int | None
    concepts: tuple[str, ...]
