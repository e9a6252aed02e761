"""Earlier file layouts of a partner: each is in the contract, with the last day of its deliveries.

A layout says how columns of today were called and dated then, which it lacks, and which it had besides. So a file is
checked as it was agreed on the day of its delivery, and its rows are read as rows of today.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from schakel.model.alliance import Partner
from schakel.model.column import Column, Derivation
from schakel.model.contract import Contract, EventRule, Rule
from schakel.model.file_layout import FileLayout


def layout_on(contract: Contract, day: date) -> FileLayout | None:
    """Return the layout of a delivery of a day; None for that of today."""
    # Layouts have a last day and no first: each begins where the one before it ends, so that no day is without.
    return next((one for one in sorted(contract.layouts, key=lambda one: one.until) if day <= one.until), None)


def layout_of(contract: Contract, version: str) -> FileLayout | None:
    """Return the layout of a delivery that was taken in under a version; None where it is that of today."""
    # By version and not by day: a delivery may have been replayed under a later contract since.
    return next((one for one in contract.layouts if one.version == version), None)


def as_agreed_on(partner: Partner, day: date, version: str = "") -> Partner:
    """Return a partner with its contract and mapping as files delivered on a day have them.

    Where a `version` is given, that of a layout or of the contract, it decides and not the day.
    """
    layout = layout_of(partner.contract, version) if version else layout_on(partner.contract, day)
    if layout is None:
        return partner
    mapping = (
        replace(line, column=column.written)
        for line in partner.mapping
        if (column := layout.column(line.column)) is not None
    )
    return replace(partner, contract=in_layout(partner.contract, layout), mapping=tuple(mapping))


def in_layout(contract: Contract, layout: FileLayout) -> Contract:
    """Return a contract in an earlier layout: what needs a column that this layout lacks is left out."""
    written = {one.name: one.written for one in layout.columns}
    columns = (*_columns(contract, layout), *(Column(name, unused="Of an earlier layout.") for name in layout.unused))
    retention = contract.retention
    if retention is not None and retention.counted_from in written:
        retention = replace(retention, counted_from=written[retention.counted_from])
    return replace(
        contract,
        version=layout.version,
        columns=columns,
        rules=tuple(_rules(contract.rules, layout)),
        units=tuple(
            replace(key, columns=_renamed(key.columns, written))
            for key in contract.units
            if set(key.columns) <= written.keys()
        ),
        events=tuple(_event(rule, written) for rule in contract.events if _used(rule) <= written.keys()),
        relations=tuple(
            replace(one, to=_renamed(one.to, written)) for one in contract.relations if set(one.to) <= written.keys()
        ),
        supersedes_by=_renamed(contract.supersedes_by, written),
        encoding=layout.encoding or contract.encoding,
        delimiter=layout.delimiter or contract.delimiter,
        format=layout.format or contract.format,
        retention=retention,
        categories={name: _renamed(some, written) for name, some in contract.categories.items()},
        layouts=(),
        layout=layout,
        today=contract,
    )


def _columns(contract: Contract, layout: FileLayout) -> Iterable[Column]:
    for column in contract.columns:
        if written := layout.column(column.name):
            made = _derived(column.derived, layout) if column.derived else None
            apart = replace(column, split=written.split, each=written.each)
            yield replace(apart, name=written.written, format=written.written_format, derived=made)


def _derived(derivation: Derivation, layout: FileLayout) -> Derivation:
    sources = tuple(found.written for name in derivation.columns if (found := layout.column(name)))
    return replace(derivation, columns=sources)


def _rules(rules: Iterable[Rule], layout: FileLayout) -> Iterable[Rule]:
    for rule in rules:
        written = layout.column(rule.column)
        # A rule on a whole row names its columns in an expression, which is not translated.
        if not rule.column:
            yield rule
        elif written and rule.kind == "type":
            yield replace(rule, column=written.written, arguments=(rule.arguments[0], written.written_format))
        elif written:
            yield replace(rule, column=written.written)


def _renamed(columns: Iterable[str], written: dict[str, str]) -> tuple[str, ...]:
    return tuple(written[name] for name in columns if name in written)


def _used(rule: EventRule) -> set[str]:
    return {name for name in (rule.happened, rule.occurs) if name}


def _event(rule: EventRule, written: dict[str, str]) -> EventRule:
    return replace(
        rule,
        happened=written[rule.happened],
        occurs=written.get(rule.occurs, ""),
        claims=tuple((attribute, written[name]) for attribute, name in rule.claims if name in written),
    )
