"""The tables and columns of a product's extract, which depend only on the declarations.

A table for each kind of unit, one of events and one of links. What is known of a unit is a set of concepts, so each
attribute takes three columns: the concept if one remains, all that remain, and whether partners contradict each
other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schakel.extracts import phrases
from schakel.indicators.kind import Context
from schakel.indicators.tracing import event_attributes_used
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptScheme
from schakel.model.contract import Contract, EventRule
from schakel.model.product import Product
from schakel_base.errors import RequestError
from schakel_base.text import NOTHING, Text

BETWEEN = "|"
"""What stands between codes in one cell."""


@dataclass(frozen=True)
class Code:
    """A value that a cell can hold, or that values lie under: what it means, and all that it lies under."""

    code: str
    label: Text
    definition: Text = NOTHING
    above: tuple[str, ...] = ()
    held: bool = True


@dataclass(frozen=True)
class CodeList:
    """A named list of codes; cells hold those that are `held`, the others are what these lie under."""

    name: str
    codes: tuple[Code, ...]

    @property
    def held(self) -> tuple[Code, ...]:
        """The codes that a cell can hold."""
        return tuple(code for code in self.codes if code.held)


@dataclass(frozen=True)
class ExtractColumn:
    """A column of an extract.

    Parameters
    ----------
    type
        `string`, `boolean` or `date`, as in Table Schema.
    empty
        What an empty cell means; nothing if no cell is empty.
    codes
        The list of the codes in it, if it holds codes: one, or `several` with `|` between them.
    contracts
        The contracts of those who say what is in it.
    """

    name: str
    type: str
    label: Text
    note: Text = NOTHING
    empty: Text = NOTHING
    codes: CodeList | None = None
    several: bool = False
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True)
class ExtractTable:
    """A table of an extract, with the attributes that it gives; `unit` is the kind of its units if it has one kind."""

    name: str
    title: Text
    columns: tuple[ExtractColumn, ...]
    unit: str = ""
    attributes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Names of columns are made of names of attributes (`-` becomes `_`), so that two attributes can give one.
        names = [column.name for column in self.columns]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise RequestError(
                f"the table {self.name} of an extract would have the column {twice[0]} twice; give the attribute of "
                "that name another one"
            )


def layout_of(alliance: Alliance, product: Product) -> tuple[ExtractTable, ...]:
    """Return the tables of the extract of a product: its units by kind, their events, and which belongs to which.

    The tables of the product decide which kinds of unit and which attributes these are.

    Raises
    ------
    RequestError
        If two attributes would give one table two columns of one name.
    """
    counted = [alliance.indicators[table] for table in product.tables]
    # Data minimisation (GDPR, article 5(1)(c)): a product gets the attributes that its tables look at, and no others.
    used = {name for indicator in counted for name in indicator.attributes}
    of_events = {name for indicator in counted for name in event_attributes_used(indicator)}
    kinds = alliance.kinds_counted(product)
    units = [_units(alliance, kind, [name for name in alliance.attributes if name in used]) for kind in kinds]
    events = _events(alliance, kinds, tuple(name for name in alliance.attributes if name in of_events))
    return (*units, events, _links(alliance, kinds))


def column_of(attribute: str) -> str:
    """Return the name of the column of an attribute, as R and Python can write it."""
    # In R and Python a name with `-` is a subtraction.
    return attribute.replace("-", "_")


def pseudonym(name: str = "pseudonym", label: Text = phrases.PSEUDONYM) -> ExtractColumn:
    """Return a column of pseudonyms."""
    return ExtractColumn(name, "string", label, phrases.ONLY_HERE)


def _units(alliance: Alliance, kind: str, used: Sequence[str]) -> ExtractTable:
    """The table of one kind of unit, with those attributes that a partner says anything about."""
    context = Context(alliance, kind)
    # A column that nobody can fill would be empty in every row, and read as if everything were possible.
    known = tuple(name for name in used if context.claimants(name))
    columns = (column for name in known for column in _of_unit(alliance, name, context))
    return ExtractTable(f"units-{kind}", alliance.units[kind].plural, (pseudonym(), *columns), kind, known)


def _of_unit(alliance: Alliance, attribute: str, context: Context) -> Iterator[ExtractColumn]:
    claimants = context.claimants(attribute)
    contracts = tuple(one.contract for name, one in alliance.partners.items() if name in claimants)
    yield from _set(alliance, attribute, contracts, phrases.NOT_DECIDED, phrases.ANYTHING)
    label = phrases.filled(phrases.CONFLICT, alliance.attributes[attribute].label)
    name = f"{column_of(attribute)}_conflict"
    yield ExtractColumn(name, "boolean", label, phrases.CONFLICT_NOTE, contracts=contracts)


def _set(
    alliance: Alliance, attribute: str, contracts: tuple[Contract, ...], undecided: Text, anything: Text
) -> Iterator[ExtractColumn]:
    """The two columns of a set of concepts: the one that remains, and all that remain."""
    label, codes = alliance.attributes[attribute].label, concepts_of(alliance.scheme_of(attribute))
    yield ExtractColumn(column_of(attribute), "string", label, empty=undecided, codes=codes, contracts=contracts)
    yield ExtractColumn(
        f"{column_of(attribute)}_may_be",
        "string",
        phrases.filled(phrases.MAY_BE, label),
        phrases.SEVERAL,
        anything,
        codes,
        several=True,
        contracts=contracts,
    )


def _events(alliance: Alliance, kinds: Sequence[str], attributes: tuple[str, ...]) -> ExtractTable:
    told = _telling(alliance, kinds)
    columns = [
        ExtractColumn("unit", "string", phrases.UNIT, codes=units_of(alliance, kinds)),
        pseudonym(),
        ExtractColumn("event", "string", phrases.EVENT, codes=events_of(alliance, kinds), contracts=told),
        ExtractColumn("happened", "date", phrases.HAPPENED, empty=phrases.NO_DAY, contracts=told),
        ExtractColumn("early", "boolean", phrases.EARLY, phrases.EARLY_NOTE, contracts=told),
    ]
    for name in attributes:
        claiming = _telling(alliance, kinds, name)
        columns += _set(alliance, name, claiming, phrases.OTHER_EVENT, phrases.OTHER_EVENT_OR_ANYTHING)
    return ExtractTable("events", phrases.EVENTS, tuple(columns), attributes=attributes)


def _telling(alliance: Alliance, kinds: Sequence[str], attribute: str = "") -> tuple[Contract, ...]:
    """The contracts that report events of some kinds of unit, and claim an attribute of them if one is named."""

    def tells(rule: EventRule) -> bool:
        return rule.unit in kinds and (not attribute or attribute in dict(rule.claims))

    contracts = [partner.contract for partner in alliance.partners.values()]
    return tuple(one for one in contracts if any(map(tells, one.events)))


def _links(alliance: Alliance, kinds: Sequence[str]) -> ExtractTable:
    codes = units_of(alliance, kinds)
    columns = (
        ExtractColumn("unit", "string", phrases.UNIT, codes=codes),
        pseudonym(),
        ExtractColumn("parent_unit", "string", phrases.PARENT_UNIT, codes=codes),
        pseudonym("parent_pseudonym", phrases.PARENT_PSEUDONYM),
    )
    return ExtractTable("links", phrases.LINKS, columns)


def join_table(alliance: Alliance, product: Product, other: Product) -> ExtractTable:
    """Return the table of the units that two products have, under both pseudonyms in the order of the products.

    Whether they may be joined is for whoever asks to check.
    """
    codes = units_of(alliance, alliance.kinds_counted(product))
    columns = [pseudonym(one.name, phrases.filled(phrases.PSEUDONYM_IN, one.title)) for one in (product, other)]
    return ExtractTable("join", phrases.JOIN, (ExtractColumn("unit", "string", phrases.UNIT, codes=codes), *columns))


def concepts_of(scheme: ConceptScheme) -> CodeList:
    """Return the concepts of a scheme: cells hold its leaves."""
    # Broader concepts are listed too: nobody can add up leaves without knowing what they lie under.
    leaves = set(scheme.leaves)
    return CodeList(
        f"{scheme.name} {scheme.edition}".strip(),
        tuple(
            Code(one.notation, one.label, one.definition, tuple(sorted(scheme.above[one.notation])), held=one in leaves)
            for one in scheme.concepts
        ),
    )


def events_of(alliance: Alliance, kinds: Iterable[str]) -> CodeList:
    """Return the events that happen to some kinds of unit."""
    wanted = set(kinds)
    rules = [rule for partner in alliance.partners.values() for rule in partner.contract.events if rule.unit in wanted]
    return CodeList(
        "event", tuple(Code(name, alliance.event_label(name)) for name in dict.fromkeys(r.event for r in rules))
    )


def units_of(alliance: Alliance, kinds: Iterable[str]) -> CodeList:
    """Return some kinds of unit."""
    units = [alliance.units[kind] for kind in kinds]
    return CodeList("unit", tuple(Code(unit.name, unit.label, unit.definition) for unit in units))
