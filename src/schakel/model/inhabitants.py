"""How many people live in a place: what a count there is divided by."""

from dataclasses import dataclass
from datetime import date

from schakel_base.text import Text


@dataclass(frozen=True)
class Inhabitants:
    """The inhabitants of a place on a day, and who counted them."""

    number: int
    on: date
    source: Text
