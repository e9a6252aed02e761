"""Nouns from what declarations say of them: each field under its own name, read as its declared type."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from schakel_base.text import Text

Noun = TypeVar("Noun")
_Reader = Callable[[Any], Any]
_OF_TEXT: Mapping[type, _Reader] = {int: int, float: float, bool: lambda said: said == "true"}
"""How what CSV has as text is read; YAML has it as it is."""


def noun_of(kind: type[Noun], said: Mapping[str, Any], **given: Any) -> Noun:
    """Return a noun of a kind, which is a dataclass, from what is said of its fields.

    A field of which nothing is said is as it is by default. Nothing is checked: a schema was, before.

    Parameters
    ----------
    said
        Values by the names of fields (a space in a name is an underscore), as YAML or a line of CSV has them. What is
        said beside the fields is passed over.
    given
        The values of fields as they are, whatever is said of them.
    """
    named = {name.replace(" ", "_"): value for name, value in said.items()}
    readers = {name: read for name, read in _readers(cast(Any, kind)).items() if name in named and name not in given}
    return kind(**given, **{name: read(named[name]) for name, read in readers.items()})


def nouns_of(kind: type[Noun], said: Mapping[str, Any], key: str) -> tuple[Noun, ...]:
    """Return the nouns that are listed under a key; none where the key is not there."""
    return tuple(noun_of(kind, one) for one in said.get(key, ()))


@cache
def _readers(kind: Any) -> dict[str, _Reader]:
    hints = get_type_hints(kind)
    return {one.name: _reader(hints[one.name]) for one in fields(kind)}


def _reader(hint: Any) -> _Reader:
    kind: Any = get_origin(hint) or hint
    of = get_args(hint)
    if kind in (Union, UnionType):
        read = _reader(of[0])
        return lambda said: None if said is None else read(said)
    if kind in (tuple, frozenset):
        each = _reader(of[0])
        return lambda said: kind(map(each, said))
    if kind is Mapping:
        of_key, of_value = map(_reader, of)
        return lambda said: {of_key(key): of_value(value) for key, value in said.items()}
    if kind is date:
        return date.fromisoformat
    if kind in _OF_TEXT:
        return lambda said: _OF_TEXT[kind](said) if isinstance(said, str) else said
    if kind is Text or (isinstance(kind, type) and issubclass(kind, Enum)):
        return lambda said: kind(said)
    return partial(noun_of, cast(Any, kind)) if is_dataclass(kind) else lambda said: said
