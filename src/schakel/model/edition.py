"""An edition: everything counted from the deliveries and judgements up to a reference date, and from nothing else."""

from dataclasses import dataclass
from datetime import date

from schakel.model.delivery import Receipt


@dataclass(frozen=True)
class Edition:
    """`name` follows from deliveries, judgements, declarations and code: the same input has the same name.

    Parameters
    ----------
    as_of
        The reference date: deliveries known later are left out.
    receipts
        Of the deliveries that it is made from.
    declarations
        The fingerprint of the alliance.
    """

    name: str
    alliance: str
    as_of: date
    receipts: tuple[Receipt, ...]
    declarations: str
    code: str
    synthetic: bool = False
