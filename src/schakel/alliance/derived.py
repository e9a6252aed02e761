"""Derived columns: read from a contract, and checked against the columns of the file."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from open_data_contract_standard.model import SchemaObject

from schakel.alliance.conditions import Trial
from schakel.model.column import Column, Derivation
from schakel.model.contract import Contract, Rule
from schakel_base.faults import did_you_mean

UNCLASSIFIED = "none"
"""Said of what is derived and tells nobody apart, although what it is made of does."""


def read_derived(value: Mapping[str, Any]) -> Derivation | None:
    """Return how a column is derived, as its contract declares it; None where it is not."""
    if not value:
        return None
    columns = (value["from"],) if isinstance(value["from"], str) else tuple(value["from"])
    return Derivation(columns, value.get("join"), value.get("pattern", ""), tuple(value.get("values", {}).items()))


def classified(declared: str | None) -> str:
    """Return a classification; nothing where it says that there is none."""
    return "" if declared in (None, UNCLASSIFIED) else str(declared)


def check_derived(contract: Contract, table: SchemaObject, add: Callable[[str, int | None], None]) -> None:
    """Note what does not fit in the derived columns of a table, and in patterns that find several values in a cell."""
    declared = {str(column.name): column.classification for column in table.properties or []}
    trial = Trial(contract.columns)
    for column in contract.columns:
        for sentence in (*_of_sources(column, contract, declared), *_of_patterns(column, trial)):
            add(sentence, column.line)


def _of_sources(column: Column, contract: Contract, declared: Mapping[str, str | None]) -> Iterator[str]:
    derivation, known = column.derived, {one.name: one for one in contract.delivered_columns}
    for name in derivation.columns if derivation else ():
        if name not in known:
            yield f"There is no column `{name}` in the file{did_you_mean(name, known)}"
        elif known[name].classification and not declared.get(column.name):
            yield (
                f"`{column.name}` is derived from `{name}`, which is {known[name].classification}; give it a "
                f"classification: `{UNCLASSIFIED}` if it tells nobody apart."
            )
    if derivation and derivation.join is not None and len(derivation.columns) == 1:
        yield f"`{column.name}` is derived from one column, so there is nothing to join."


def _of_patterns(column: Column, trial: Trial) -> Iterator[str]:
    for pattern in filter(None, (column.each, column.derived.pattern if column.derived else "")):
        if problem := trial.problem(Rule("pattern", "pattern", column.name, (pattern,))) or fault_of_pattern(pattern):
            yield problem


def fault_of_pattern(pattern: str) -> str:
    """Return why a pattern cannot take a text out of a cell; nothing where it can."""
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        return f"The pattern `{pattern}` cannot be read: {error.msg}."
    return f"The pattern `{pattern}` has {groups} groups; it can have one." if groups > 1 else ""
