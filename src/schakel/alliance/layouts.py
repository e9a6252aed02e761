"""Earlier file layouts of a partner: read from its contract, and checked against today's columns."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from schakel.alliance.conditions import Trial
from schakel.alliance.contract_rules import zone_in_format
from schakel.alliance.derived import fault_of_pattern
from schakel.model.column import DATED, NUMBERS_WRITTEN, PLAIN_NUMBER, Column
from schakel.model.contract import RESERVED_COLUMNS, Contract, Rule
from schakel.model.file_layout import FileFormat, FileLayout, LayoutColumn
from schakel.model.layouts import in_layout
from schakel_base.faults import did_you_mean
from schakel_base.nouns import noun_of
from schakel_base.yaml_file import Place, YamlFile


def read_layouts(
    entries: Iterable[Mapping[str, Any]], columns: Iterable[Column], document: YamlFile, place: Place
) -> Iterator[FileLayout]:
    """Return the layouts of a contract with some columns, declared at a place of its document."""
    known = tuple(columns)
    for index, entry in enumerate(entries):
        lacks = tuple(entry.get("lacks", ()))
        there = tuple(_column(one, entry) for one in known if not _is_lacking(one, lacks))
        written = read_format(entry["format"]) if "format" in entry else None
        yield noun_of(FileLayout, entry, columns=there, format=written, line=document.line(*place, index))


def _is_lacking(column: Column, lacks: Collection[str]) -> bool:
    """Whether a layout has nothing of a column: neither it nor, where it is derived, what it is made of."""
    needed = column.derived.columns if column.derived else (column.name,)
    # Of texts that are joined one is not enough: it would be read as the whole.
    few = all if column.derived and column.derived.join is None else any
    return column.name in lacks or few(name in lacks for name in needed)


def read_format(value: Mapping[str, Any]) -> FileFormat:
    """Return a format of files, as a contract declares it for today or for an earlier layout."""
    places = tuple((name, *place) for name, place in value.get("places", {}).items())
    return FileFormat(**{**value, "places": places})


def _column(column: Column, entry: Mapping[str, Any]) -> LayoutColumn:
    written = entry.get("columns", {}).get(column.name, column.name)
    written_format = entry.get("formats", {}).get(column.name, column.format)
    split, each = (entry.get(key, {}).get(column.name, "") for key in ("split", "each"))
    apart = (split, each) if split or each else (column.split, column.each)
    written_format = written_format.replace(PLAIN_NUMBER, "")
    return LayoutColumn(column.name, written, column.type, column.format, written_format, *apart)


def check_layouts(
    contract: Contract, entries: Iterable[Mapping[str, Any]], line: Callable[..., int], add: Callable[[str, int], None]
) -> None:
    """Note what does not fit in the layouts of a contract; `line` gives the line of a place inside the property."""
    versions = Counter([contract.version, *(one.version for one in contract.layouts)])
    days = Counter(one.until for one in contract.layouts)
    trial = Trial(contract.columns)
    for index, (layout, entry) in enumerate(zip(contract.layouts, entries, strict=True)):
        if versions[layout.version] > 1:
            add(f"Another layout has the version `{layout.version}` too.", line(index, "version"))
        if days[layout.until] > 1:
            add(f"Two layouts are until {layout.until}.", line(index, "until"))
        for key in ("columns", "formats", "lacks", "split", "each"):
            _check_columns(contract, entry.get(key, ()), line(index, key), add)
        _check_headers(layout, line(index), add)
        for name, written in entry.get("formats", {}).items():
            _check_format(contract, name, written, trial, line(index, "formats", name), add)
        for way in ("split", "each"):
            for name in entry.get(way, ()):
                _check_apart(contract, entry, way, name, line(index, way, name), add)
        _check_encoding(layout, line(index, "encoding"), add)
        if layout.format:
            check_places(in_layout(contract, layout), lambda *inside, at=index: line(at, "format", *inside), add)


def check_places(contract: Contract, line: Callable[..., int], add: Callable[[str, int], None]) -> None:
    """Note what does not fit in the places of columns of fixed width; `line` gives that of a place in the format."""
    places, columns = sorted(contract.format.places, key=lambda one: one[1:]), contract.delivered_columns
    known, placed = [one.name for one in columns], [name for name, _, _ in places]
    for column in columns if places else ():
        if column.name not in placed and not column.unused:
            add(f"The column `{column.name}` has no place.", line("places"))
    for name, first, last in places:
        if name not in known:
            add(f"There is no column `{name}`{did_you_mean(name, known)}", line("places", name))
        if first > last:
            add(f"The place of `{name}` ends at {last}, before it begins at {first}.", line("places", name))
    for (before, _, end), (name, first, last) in pairwise(places):
        if first <= end and first <= last:
            add(
                f"The places of `{before}` and `{name}` overlap: both have character {first}. If that is meant, give "
                "it to one column, and derive the other from it (`derived`).",
                line("places", name),
            )


def _check_columns(contract: Contract, names: Iterable[str], line: int, add: Callable[[str, int], None]) -> None:
    known = [column.name for column in contract.columns]
    for name in names:
        if name not in known:
            add(f"There is no column `{name}`{did_you_mean(name, known)}", line)


def _check_headers(layout: FileLayout, line: int, add: Callable[[str, int], None]) -> None:
    headers = [*(one.written for one in layout.columns), *layout.unused]
    for name, times in Counter(name.lower() for name in headers).items():
        if times > 1:
            add(f"The layout {layout.version} has {times} columns called `{name}` (capitals make no difference).", line)
        if name in RESERVED_COLUMNS:
            add(f"The column name `{name}` is reserved by Schakel; give the partner's column another.", line)


def _check_format(
    contract: Contract, name: str, written: str, trial: Trial, line: int, add: Callable[[str, int], None]
) -> None:
    column = next((one for one in contract.columns if one.name == name), None)
    if column is None:
        return
    if column.type == "number":
        if written not in (PLAIN_NUMBER, *NUMBERS_WRITTEN):
            listed = ", ".join(f"`{one}`" for one in (PLAIN_NUMBER, *NUMBERS_WRITTEN))
            add(f"The format of `{name}` is `{written}`; numbers are written as one of {listed}.", line)
    elif column.type not in DATED:
        add(f"`{name}` is not a date, timestamp or number, so it has no format.", line)
    else:
        rule = Rule("format", "type", name, (column.type, written))
        if problem := zone_in_format(name, written) or trial.problem(rule):
            add(problem, line)


def _check_apart(
    contract: Contract, entry: Mapping[str, Any], key: str, name: str, line: int, add: Callable[[str, int], None]
) -> None:
    column = next((one for one in contract.columns if one.name == name), None)
    if column is None:
        return
    of_events = {own for event in contract.events for _, own in event.claims}
    if not column.attribute or column.person or name in of_events:
        add(f"`{name}` does not make claims about units alone, so no layout takes its cells apart.", line)
    if key == "each" and name in entry.get("split", ()):
        add(f"A layout takes `{name}` apart by `split` or by `each`, not by both.", line)
    if key == "each" and (problem := fault_of_pattern(entry[key][name])):
        add(problem, line)


def _check_encoding(layout: FileLayout, line: int, add: Callable[[str, int], None]) -> None:
    try:
        "".encode(layout.encoding or "utf-8")
    except LookupError:
        add(f"There is no encoding `{layout.encoding}`.", line)
