"""The value of a parameter for a group of rows: by year, by kind of case, by whatever its keys distinguish."""

from collections.abc import Sequence
from typing import Any

from schakel.simulation.declaration import Parameter
from schakel_base.errors import DeclarationError, Fault

OTHERWISE = "otherwise"


def value_for(parameter: Parameter, keys: Sequence[str]) -> Any:
    """Return the value of a parameter under keys, one per level.

    A key that is not there takes the value of `otherwise`; years hold until the next one that is declared; a plain
    number holds under every key.

    Raises
    ------
    DeclarationError
        If the parameter has no value there.
    """
    value = parameter.value
    for key in keys:
        if not isinstance(value, dict):
            return value
        chosen = _choose(value, key)
        if chosen is None:
            sentence = f"The parameter `{parameter.name}` has no value for `{key}`."
            raise DeclarationError(Fault(sentence, parameter.place.file, parameter.place.line))
        value = value[chosen]
    return value


def _choose(value: dict[str, Any], key: str) -> str | None:
    if key in value:
        return key
    if OTHERWISE in value:
        return OTHERWISE
    if all(name.isdigit() for name in (*value, key)):
        before: list[str] = [name for name in value if int(name) <= int(key)]
        return max(before, key=int) if before else str(min(value, key=int))
    return None
