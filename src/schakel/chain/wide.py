"""One wide table per kind of unit: one grouping of everything that rows and parents say about a unit."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from types import MappingProxyType

from schakel.chain.children import children_query
from schakel.chain.columns import WideColumn, naming, wide_columns
from schakel.chain.filled import CHECK, filled_by, nothing, said_by
from schakel.chain.links import links, links_query
from schakel.chain.once import columns_of_rows, of_all_rows
from schakel.chain.spoken import Query, spoken_query, tables_read
from schakel.model.alliance import Alliance
from schakel_base.database import Step, quote_name


def wide(unit: str) -> str:
    """Return the name of the wide table of a kind of unit."""
    return f"wide_{unit}"


def tables_of_units(unit: str, alliance: Alliance) -> tuple[str, ...]:
    """Return the names of the tables of a kind of unit: the wide one, and those of what it belongs to."""
    return (wide(unit), *(links(unit, parent) for parent in alliance.units[unit].belongs_to))


def wide_steps(alliance: Alliance) -> Iterator[Step]:
    """Return the steps that make the wide tables, with the links that they follow, in the order in which they run."""
    for unit in parents_first(alliance):
        yield from (links_step(unit, parent, alliance) for parent in alliance.units[unit].belongs_to)
        yield wide_step(unit, alliance)


def parents_first(alliance: Alliance) -> tuple[str, ...]:
    """Return the kinds of unit, each after those that it belongs to."""
    found: list[str] = []

    def add(unit: str) -> None:
        if unit not in found:
            for parent in alliance.units[unit].belongs_to:
                add(parent)
            found.append(unit)

    for unit in alliance.units:
        add(unit)
    return tuple(found)


def known(table: str) -> str:
    """Return the name of what a table of units says already, to which rows that came since are added."""
    return f"known {table}"


def adds_up(unit: str, alliance: Alliance) -> bool:
    """Whether what is known of a unit of a kind and what further rows say is all that is to be known of it.

    Events of children, and those that happen once, follow from all rows together.
    """
    return not alliance.units[unit].events and not alliance.units[unit].once


def links_step(unit: str, parent: str, alliance: Alliance, added: Collection[str] | None = None) -> Step:
    """Return the step that says which unit of a kind belongs to which of another; `added` as in `wide_step`."""
    query, table = links_query(unit, parent, alliance, added), links(unit, parent)
    if added is None:
        return Step(table, query.tables, (), (), query.sql)
    sql = f"SELECT unit_id, parent_id FROM {quote_name(known(table))} SEMI JOIN units USING (unit_id) UNION {query.sql}"
    return Step(table, (known(table), "units", *query.tables), (), (), sql)


def wide_step(unit: str, alliance: Alliance, added: Collection[str] | None = None) -> Step:
    """Return the step that makes the wide table of a kind of unit.

    Two units of which the ids are equal have different checks.

    Parameters
    ----------
    added
        The partners of whom there are rows, which are added to what is known of the units that they name and of those
        that belong to these; by default there are all rows, and nothing is known. The kind `adds_up`.
    """
    parents, partners = alliance.units[unit].belongs_to, naming(unit, alliance)
    columns = tuple(wide_columns(unit, alliance).values())
    own = tuple(one for one in columns if not one.of_children)
    rows = {one: spoken_query(one, alliance, (unit,)) for one in partners if added is None or one in added}
    query = (_own if added is None else _own_beside_known)(unit, alliance, columns, rows)
    inputs = (*tables_read(rows.values()), *([] if added is None else [known(wide(unit))]))
    if parents:
        query = _with_parents(unit, parents, query, own)
        inputs = (*inputs, *(table for parent in parents for table in (links(unit, parent), wide(parent))))
    for event in alliance.units[unit].events:
        below = children_query(unit, event, alliance)
        of_event = tuple(one for one in columns if one.of_children == event.name)
        query = _with_children(query, own, below.sql, of_event)
        own, inputs = (*own, *of_event), tuple(dict.fromkeys((*inputs, *below.tables)))
    return Step(wide(unit), inputs, (), (f'"{CHECK}" IS NOT NULL',), query)


def _own(unit: str, alliance: Alliance, columns: Sequence[WideColumn], rows: Mapping[str, Query]) -> str:
    """What rows say about the units that they name."""
    own = [one for one in columns if one.is_own]
    filled = [*own, *columns_of_rows(unit, alliance)]
    return _grouped(own, _all(_parts(unit, alliance, filled, rows), filled), of_all_rows(unit, alliance))


def _own_beside_known(unit: str, alliance: Alliance, columns: Sequence[WideColumn], rows: Mapping[str, Query]) -> str:
    """What rows say about units beside what is known of them: columns that no row fills are as they are known."""
    own, table = [one for one in columns if one.is_own], quote_name(known(wide(unit)))
    if not rows:
        return f"SELECT {_names('unit_id', CHECK, *(one.name for one in own))} FROM {table}"
    by_rows = {name for partner in rows for name in filled_by(alliance.partners[partner].contract, unit, alliance)}
    filled = [one for one in own if one.name in by_rows]
    # A check that is the id of its unit says no more than that rows gave none.
    check = f"CASE WHEN {quote_name(CHECK)} <> unit_id THEN {quote_name(CHECK)} END AS {quote_name(CHECK)}"
    before = f"SELECT unit_id, {check}, {_names(*(one.name for one in filled))} FROM {table}"
    grouped = _grouped(filled, _all([*_parts(unit, alliance, filled, rows), before], filled))
    values = [f"{'said' if one.name in by_rows else 'before'}.{quote_name(one.name)}" for one in own]
    selected = ", ".join(["said.unit_id", f"said.{quote_name(CHECK)}", *values])
    return f"SELECT {selected} FROM ({grouped}) AS said LEFT JOIN {table} AS before ON before.unit_id = said.unit_id"


def _parts(unit: str, alliance: Alliance, filled: Sequence[WideColumn], rows: Mapping[str, Query]) -> list[str]:
    return [said_by(alliance.partners[name].contract, unit, alliance, filled, one.sql) for name, one in rows.items()]


def _grouped(columns: Iterable[WideColumn], rows: str, instead: Mapping[str, str] = MappingProxyType({})) -> str:
    """What is said about each unit in some columns; `instead` combines some of them in another way."""
    lowest, highest = (f"{side}({quote_name(CHECK)})" for side in ("min", "max"))
    check = f"CASE WHEN {lowest} IS NOT DISTINCT FROM {highest} THEN coalesce({lowest}, unit_id) END"
    combined = [
        f"{instead.get(one.name) or one.combined.all(quote_name(one.name))} AS {quote_name(one.name)}"
        for one in columns
    ]
    selected = ", ".join(["unit_id", f"{check} AS {quote_name(CHECK)}", *combined])
    return f"SELECT {selected} FROM ({rows}) GROUP BY unit_id"


def _names(*names: str) -> str:
    return ", ".join(map(quote_name, names))


def _all(parts: Sequence[str], own: Sequence[WideColumn]) -> str:
    columns = [f"{nothing(one)} AS {quote_name(one.name)}" for one in own]
    ids = f"CAST(0 AS BIGINT) AS unit_id, CAST(0 AS BIGINT) AS {quote_name(CHECK)}"
    return "\nUNION ALL\n".join(parts or [f"SELECT {', '.join([ids, *columns])} WHERE false"])


def _with_parents(unit: str, parents: tuple[str, ...], own: str, columns: tuple[WideColumn, ...]) -> str:
    """What a unit inherits from those that it belongs to, besides its own values."""
    values = ", ".join(["own.unit_id", f"own.{quote_name(CHECK)}", *(_value(one, parents) for one in columns)])
    joins = (
        f"LEFT JOIN ({_given(unit, parent, columns)}) AS given_{number} ON given_{number}.unit_id = own.unit_id"
        for number, parent in enumerate(parents)
    )
    return "\n".join([f"SELECT {values}", f"FROM ({own}) AS own", *joins])


def _given(unit: str, parent: str, columns: tuple[WideColumn, ...]) -> str:
    """What units have from those of one kind that they belong to."""
    above = ", ".join(
        f"{one.combined.all(f'parents.{quote_name(one.inherited[parent])}')} AS {quote_name(one.name)}"
        for one in columns
        if parent in one.inherited
    )
    return (
        f"SELECT links.unit_id, {above or '0 AS nothing'} FROM {quote_name(links(unit, parent))} AS links "
        f"JOIN {quote_name(wide(parent))} AS parents ON parents.unit_id = links.parent_id GROUP BY links.unit_id"
    )


def _value(column: WideColumn, parents: tuple[str, ...]) -> str:
    name = quote_name(column.name)
    sources = [f"own.{name}"] if column.is_own else []
    sources += [f"given_{number}.{name}" for number, parent in enumerate(parents) if parent in column.inherited]
    return sources[0] if len(sources) == 1 else f"{reduce(column.combined.two, sources)} AS {name}"


def _with_children(known: str, own: tuple[WideColumn, ...], below: str, of_event: tuple[WideColumn, ...]) -> str:
    """What a unit has from those that belong to it, beside what is known of it without."""
    values = [f"above.{quote_name(name)}" for name in ("unit_id", CHECK, *(one.name for one in own))]
    values += [f"below.{quote_name(one.name)}" for one in of_event]
    return (
        f"SELECT {', '.join(values)}\nFROM ({known}) AS above LEFT JOIN ({below}) AS below "
        "ON below.unit_id = above.unit_id"
    )
