"""An edition is all that is counted from the deliveries known at a reference date, a function of them alone."""

from dataclasses import dataclass
from datetime import date

from schakel.model.delivery import Receipt


@dataclass(frozen=True)
class Edition:
    """`name` is derived from what went in (deliveries, declarations, code), so the same input has the same name."""

    name: str
    alliance: str
    as_of: date
    receipts: tuple[Receipt, ...]
    declarations: str
    code: str
    synthetic: bool = False
