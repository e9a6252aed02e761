"""The shape that the value of a parameter must have for the process that uses it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

COUNT = "count"
NUMBER = "number"
SHARES = "chance"


def fits(value: Any, process: str, depth: int) -> bool:
    """Whether a process can use a value, or each of the values under `depth` levels of keys."""
    return all(_SHAPES[process](leaf) for leaf in _leaves(value, depth))


def wanted(process: str) -> str:
    """Return what a process needs, in words."""
    return _WORDS[process]


def _leaves(value: Any, depth: int) -> Iterator[Any]:
    if depth == 0 or not isinstance(value, dict):
        yield value
        return
    for below in value.values():
        yield from _leaves(below, depth - 1)


def _is_number(value: Any) -> bool:
    # YAML reads `yes` as a truth value, and Python takes that for a number.
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_share(value: Any) -> bool:
    return _is_number(value) and value <= 1


def _are_weights(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_number, value.values())) and sum(value.values()) > 0


def _has(*keys: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and set(value) == set(keys) and all(map(_is_number, value.values()))


def _is_spread(value: Any) -> bool:
    return _has("median", "ninth_decile")(value) and 0 < value["median"] < value["ninth_decile"]


def _is_curve(value: Any) -> bool:
    if not (isinstance(value, dict) and value and all(key.isdigit() for key in value)):
        return False
    shares = list(value.values())
    return all(map(_is_share, shares)) and shares == sorted(shares) and list(value) == sorted(value, key=int)


def _is_whole_number_of_children(value: Any) -> bool:
    return _are_weights(value) and all(name.isdigit() for name in value)


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    COUNT: _is_number,
    NUMBER: _is_whole_number_of_children,
    SHARES: _is_share,
    "draw": _are_weights,
    "days": _is_spread,
    "whole": _has("low", "high"),
    "curve": _is_curve,
}

_WORDS: Mapping[str, str] = {
    COUNT: "a number",
    NUMBER: "weights by whole numbers, such as {1: 0.7, 2: 0.3}",
    SHARES: "a share from 0 to 1",
    "draw": "weights by name, not all of them 0",
    "days": "a `median` above 0 and a higher `ninth_decile`",
    "whole": "a `low` and a `high` number",
    "curve": "shares by number of days, both rising",
}
