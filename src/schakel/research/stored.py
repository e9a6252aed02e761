"""Stores findings with the tables of their edition, as JSON that is the same for the same finding.

Values are written and read by their declared types: frozen dataclasses of plain values. Of a union the name of the
class is written along.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

_CLASS = "is"
Hint = Any
"""A declared type, such as `tuple[int, ...]`."""


def to_json(value: object, hint: Hint) -> str:
    """Return a value of a declared type as JSON."""
    return json.dumps(_plain(value, hint), ensure_ascii=False, indent=1) + "\n"


def from_json(content: str, hint: Hint) -> Any:
    """Return the value of a declared type that `to_json` wrote."""
    return _value(json.loads(content), hint)


def _plain(value: Any, hint: Hint) -> Any:
    if members := _members(hint):
        return None if value is None else _of_one(value, members)
    if is_dataclass(value):
        hints = get_type_hints(type(value))
        return {one.name: _plain(getattr(value, one.name), hints[one.name]) for one in fields(value)}
    if isinstance(value, Mapping):
        of_key, of_value = get_args(hint)
        # Pairs, since keys in JSON are text alone, and these may be enumerations or tuples.
        return [[_plain(key, of_key), _plain(one, of_value)] for key, one in value.items()]
    if isinstance(value, tuple):
        return [_plain(one, one_hint) for one, one_hint in zip(value, _hints(hint, len(value)), strict=True)]
    return value.isoformat() if isinstance(value, date) else value.value if isinstance(value, Enum) else value


def _of_one(value: Any, members: Mapping[str, Hint]) -> Any:
    if len(members) == 1:
        return _plain(value, *members.values())
    # Two classes of a union may have the same fields, so that these do not tell which it was.
    name = type(value).__name__
    return {_CLASS: name, **_plain(value, members[name])}


def _value(record: Any, hint: Hint) -> Any:
    if members := _members(hint):
        return None if record is None else _value_of_one(record, members)
    kind: Any = get_origin(hint) or hint
    if is_dataclass(kind):
        hints, make = get_type_hints(kind), cast("Callable[..., Any]", kind)
        return make(**{name: _value(one, hints[name]) for name, one in record.items() if name != _CLASS})
    if kind is tuple:
        return tuple(_value(one, one_hint) for one, one_hint in zip(record, _hints(hint, len(record)), strict=True))
    if kind is Mapping:
        of_key, of_value = get_args(hint)
        return {_value(key, of_key): _value(one, of_value) for key, one in record}
    if isinstance(kind, type) and issubclass(kind, date):
        return date.fromisoformat(record)
    return kind(record) if isinstance(kind, type) and issubclass(kind, Enum) else record


def _value_of_one(record: Any, members: Mapping[str, Hint]) -> Any:
    (only, *others) = members.values()
    return _value(record, members[record[_CLASS]] if others else only)


def _members(hint: Hint) -> dict[str, Hint]:
    """The types in a union, by their names and without `None`; none for anything else."""
    origin: Any = get_origin(hint)
    if origin not in (Union, UnionType):
        return {}
    return {getattr(one, "__name__", str(one)): one for one in get_args(hint) if one is not NoneType}


def _hints(hint: Hint, length: int) -> tuple[Hint, ...]:
    """The types of the values of a tuple: of `tuple[int, ...]` as many as there are."""
    found = get_args(hint)
    return (found[0],) * length if len(found) == 2 and found[1] is Ellipsis else found
