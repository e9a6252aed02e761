"""The answer to a data subject access request (GDPR, article 15): what is held about a person, without values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schakel.model.product import User
from schakel_base.text import Text


@dataclass(frozen=True)
class Holding:
    """What one delivery holds under a number: accepted rows, by their numbers, and what they say about the person.

    Parameters
    ----------
    columns
        The columns that are filled in any of these rows.
    kept_until
        The day on which the last of these rows runs out; None where the contract does not say how long it keeps them.
    in_file
        Whether the file as it arrived names the number: of a row that was refused, that is all that is held.
    """

    delivery: int
    delivered: date
    rows: tuple[int, ...]
    columns: tuple[str, ...]
    kept_until: date | None
    in_file: bool


@dataclass(frozen=True)
class Purpose:
    """What a partner's data are used for: the purpose of a product that uses them, its ground, and its users."""

    product: str
    purpose: Text
    legal_ground: Text
    users: tuple[User, ...]


@dataclass(frozen=True)
class AccessAnswer:
    """Who holds what of a number, by partner; `request` counts the requests that were answered under the product."""

    request: int
    product: str
    holdings: Mapping[str, tuple[Holding, ...]]
    purposes: Mapping[str, tuple[Purpose, ...]]
