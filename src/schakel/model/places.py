"""What a place looks like on a map, and how many people live there: what a count there is divided by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schakel_base.text import Text

Ring = tuple[tuple[float, float], ...]
"""A closed line of points, each a longitude and a latitude in degrees (WGS 84)."""


@dataclass(frozen=True)
class Boundaries:
    """The rings of each area, by the notation of the concept that it stands for, where they come from, and the file."""

    file: str
    source: Text
    areas: Mapping[str, tuple[Ring, ...]]


@dataclass(frozen=True)
class Inhabitants:
    """The inhabitants of a place on a day, and who counted them."""

    number: int
    on: date
    source: Text
