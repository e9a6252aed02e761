"""How often a partner delivers, as the standard for contracts writes it: its service-level properties."""

from collections.abc import Callable
from datetime import date
from typing import Any

from open_data_contract_standard.model import OpenDataContractStandard

from schakel.model.rhythm import Rhythm

_MONTHS = {"m": 1, "month": 1, "months": 1, "y": 12, "yr": 12, "year": 12, "years": 12}
_DAYS = ("d", "day", "days")
_SINCE = "generalAvailability"


def read_rhythm(standard: OpenDataContractStandard, add: Callable[[str], None]) -> Rhythm | None:
    """Return how often a partner delivers; None where its contract does not say."""
    found = {one.property: one for one in standard.slaProperties or ()}
    if "frequency" not in found:
        return None
    often, late, since = (found.get(name) for name in ("frequency", "latency", _SINCE))
    months = _whole(often and often.value) * _MONTHS.get(str(often and often.unit), 0)
    if not months or (12 % months and months % 12):
        add("`frequency` is a number of months that a year divides into, or of years, such as 3 with the unit `month`.")
        return None
    if late is None or late.unit not in _DAYS or (days := _whole(late.value)) < 0:
        add("`latency` says within how many days after a period its delivery is here; its unit is `day`.")
        return None
    try:
        return Rhythm(months, days, date.fromisoformat(str(since and since.value)))
    except ValueError:
        add(f"`{_SINCE}` is the day from which on a partner delivers, such as 2026-01-01.")
        return None


def _whole(value: Any) -> int:
    return int(str(value)) if str(value).isdigit() else -1
