"""Three clocks run beside every claim and event, and are never mixed.

`happened` is when it took place in the world, `delivered` when the partner handed it over, `known` when the
alliance could first use it: for a row accepted at once the same moment, for a row that was refused and replayed
under a later contract a later one. A reference date ("as of") filters `known`.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Clocks:
    """The three dates of one claim or event; `happened` may be unknown."""

    happened: date | None
    known: date
    delivered: date
