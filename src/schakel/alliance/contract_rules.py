"""The checks that a contract declares, as rules that the intake room runs.

A check that Schakel cannot run is a fault: whoever declared it would believe that it is done.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from open_data_contract_standard.model import DataQuality, SchemaProperty

from schakel.model.column import DATED
from schakel.model.contract import Rule, Severity
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import NOTHING, Text
from schakel_base.yaml_file import Place, YamlFile

SEVERITIES = {"error": Severity.REFUSE, "warning": Severity.NOTE}
ENGINE = "schakel"
USUAL_SECONDS = 60
"""A condition on rows is stopped after so many, unless it says otherwise: it is free text, and may have no end."""

Arguments = tuple[str, ...]


class UnsupportedCheckError(Exception):
    """A declared check that Schakel does not run; the text says which and what it does run."""


def _values(arguments: Mapping[str, Any]) -> tuple[str, Arguments]:
    if "pattern" in arguments:
        return "pattern", (str(arguments["pattern"]),)
    values = arguments.get("validValues")
    if not isinstance(values, list) or not values or not all(isinstance(value, str | int) for value in values):
        raise UnsupportedCheckError("The check `invalidValues` needs a `pattern`, or `validValues` as a list of texts.")
    return "values", tuple(str(value) for value in values)


def _separator(arguments: Mapping[str, Any]) -> tuple[str, Arguments]:
    if not arguments.get("separator"):
        raise UnsupportedCheckError("The check `combinedValues` needs a `separator`.")
    return "combined-values", (str(arguments["separator"]),)


METRICS: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, Arguments]]] = {
    "missingValues": lambda _: ("missing", ()),
    "nullValues": lambda _: ("missing", ()),
    "duplicateValues": lambda _: ("unique", ()),
    "invalidValues": _values,
}
ARGUMENTS: Mapping[str, tuple[str, ...]] = {"invalidValues": ("pattern", "validValues")}
COLUMN_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, Arguments]]] = {
    "spellingVariants": lambda _: ("spelling-variants", ()),
    "combinedValues": _separator,
}
TABLE_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, Arguments]]] = {
    "repeatedRows": lambda _: ("repeated-rows", ()),
}


def format_of(column: SchemaProperty) -> str:
    """Return how the values of a column are written: its format, or our `written` for numbers, which have none."""
    ours = (one.value for one in column.customProperties or () if one.property == "written")
    return str((column.logicalTypeOptions or {}).get("format") or next(ours, ""))


def zone_in_format(name: str, written: str) -> str:
    """Say that moments in a format have a zone of their own; nothing where they have none."""
    if "%z" not in written and "Z" not in written:
        return ""
    return (
        f"The format of `{name}` has a time zone, on which the day depends: leave the format out, and say in which "
        "`zone` the days are. Moments in ISO 8601 are then read as a clock there showed them."
    )


def faults_of_zone(column: SchemaProperty, zone: str) -> Iterator[str]:
    """Say why the moments of a column have no day: their format has a zone, or that of the column is none."""
    if column.logicalType in DATED and (problem := zone_in_format(str(column.name), format_of(column))):
        yield problem
    if not zone:
        return
    if column.logicalType not in DATED:
        yield f"`{column.name}` has a `zone`, so its type must be date or timestamp."
    try:
        pc.local_timestamp(pa.array([0], pa.timestamp("s", zone)))
    except pa.ArrowInvalid:
        yield f"There is no time zone `{zone}`; one is called as in `Europe/Amsterdam`."


def field_rules(column: SchemaProperty, line: int) -> Iterator[Rule]:
    """Return the rules that the fields of a column imply: its type, whether it is required and unique, its limits."""
    name, options = column.name or "", column.logicalTypeOptions or {}
    if column.logicalType != "string":
        yield Rule("type", "type", name, (column.logicalType or "", format_of(column)), line=line)
    if column.required:
        yield Rule("required", "required", name, line=line)
    if column.unique:
        yield Rule("unique", "unique", name, line=line)
    if "pattern" in options:
        yield Rule("pattern", "pattern", name, (str(options["pattern"]),), line=line)
    for kind, least, most in (("length", "minLength", "maxLength"), ("range", "minimum", "maximum")):
        if least in options or most in options:
            yield Rule(kind, kind, name, (str(options.get(least, "")), str(options.get(most, ""))), line=line)


_LIMITS = ("minimum", "maximum")
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "string": ("pattern", "minLength", "maxLength"),
    "integer": _LIMITS,
    "number": _LIMITS,
    "date": ("format", *_LIMITS),
    "timestamp": ("format", *_LIMITS),
    "time": ("format", *_LIMITS),
    "boolean": (),
}
"""The options of each type that are checked."""


def check_options(column: SchemaProperty, document: YamlFile, place: Place, faults: Faults) -> None:
    """Note the options of a column's type that no check of ours reads."""
    logical_type = column.logicalType or ""
    checked = OPTIONS[logical_type]
    for option in column.logicalTypeOptions or {}:
        if option not in checked:
            end = did_you_mean(option, checked)
            line = document.line(*place, "logicalTypeOptions", option)
            faults.add(f"Schakel does not check `{option}` of the type {logical_type}{end}", document.file, line)


def quality_rules(
    checks: list[DataQuality] | None, column: str, document: YamlFile, place: Place, language: str, faults: Faults
) -> Iterator[Rule]:
    """Return the rules under `quality` of a column, or of the table (`column` empty); note those we cannot run."""
    for index, check in enumerate(checks or []):
        line = document.line(*place, "quality", index)
        try:
            kind_and_arguments = _kind_of(check, COLUMN_CHECKS if column else TABLE_CHECKS, bool(column))
        except UnsupportedCheckError as reason:
            faults.add(str(reason), document.file, line)
            continue
        _check_arguments(check, document, (*place, "quality", index), faults)
        if kind_and_arguments is not None:
            kind, arguments = kind_and_arguments
            sentence = Text({language: check.description}) if check.description else NOTHING
            yield Rule(check.name or kind, kind, column, arguments, _severity(check), sentence, line)


def _check_arguments(check: DataQuality, document: YamlFile, place: Place, faults: Faults) -> None:
    """Note the arguments of a check that it does not have."""
    kinds = {"arguments": check.arguments, "implementation": check.implementation}
    for key, given in kinds.items():
        known = ARGUMENTS.get(check.metric or "", ()) if key == "arguments" else ("check", "separator")
        for name in given if isinstance(given, dict) else ():
            if name not in known:
                line = document.line(*place, key, name)
                faults.add(f"The check has no `{name}` in `{key}`{did_you_mean(name, known)}", document.file, line)


def row_rules(entries: list[dict[str, Any]], document: YamlFile, place: Place) -> Iterator[Rule]:
    """Return the rules for whole rows: conditions in SQL over the columns."""
    for index, entry in enumerate(entries):
        severity = SEVERITIES[entry.get("severity", "error")]
        line = document.line(*place, index)
        seconds = entry.get("seconds", USUAL_SECONDS)
        yield Rule(entry["name"], "row", "", (entry["must"],), severity, Text(entry["sentence"]), line, seconds)


def _severity(check: DataQuality) -> Severity:
    return SEVERITIES[check.severity or "error"]


def _kind_of(
    check: DataQuality, custom: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, Arguments]]], of_column: bool
) -> tuple[str, Arguments] | None:
    if check.type == "text":
        return None
    if check.type == "custom":
        return _custom_kind(check, custom)
    if check.metric is None or check.metric not in METRICS or not of_column:
        shown = check.metric or check.type or "library"
        raise UnsupportedCheckError(
            f"Schakel does not run the check `{shown}` on a {'column' if of_column else 'table'}."
        )
    if check.mustBe != 0:
        raise UnsupportedCheckError(f"The check `{check.metric}` needs `mustBe: 0`.")
    return METRICS[check.metric](check.arguments or {})


def _custom_kind(
    check: DataQuality, custom: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, Arguments]]]
) -> tuple[str, Arguments]:
    if check.engine != ENGINE:
        raise UnsupportedCheckError(f"A custom check is run by the engine `{ENGINE}`, not by `{check.engine}`.")
    arguments = check.implementation if isinstance(check.implementation, dict) else {"check": check.implementation}
    name = str(arguments.get("check", ""))
    if name not in custom:
        raise UnsupportedCheckError(f"There is no check `{name}` here{did_you_mean(name, custom)}")
    return custom[name](arguments)
