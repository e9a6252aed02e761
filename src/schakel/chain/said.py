"""What each row of a delivery says, in types: the units it names, a set of concepts per claim, numbers, what happened.

It is made once for a delivery and never changed: whatever may change with other deliveries is beside it.

A claim is a mask of the leaves of a scheme, empty where the row makes none; a value that no line of the mapping
covers may be anything. An event that is declared to come after another of the same row, but is dated before it, is
kept and flagged as early: it counts as having happened, and is left out of durations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schakel.identity.key_map import key_columns
from schakel.identity.relations import relation_columns
from schakel.intake.types import plain_number
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptScheme
from schakel.model.contract import Contract, EventRule, UnitKey
from schakel.vocabulary.masks import SURE, columns_in, literal, mask_columns, or_else
from schakel.vocabulary.statements import NO_EVENT, date_of, day_of_event, day_of_unit, values_in
from schakel_base.database import Step, quote_name, quote_text


@dataclass(frozen=True)
class ClaimColumn:
    """A mask in `said`: what a column of a partner says about an attribute of a unit, or of an event.

    `about` is the kind of unit or the name of the event, `index` the place of the event in its contract.
    """

    about: str
    index: int
    attribute: str
    source: str
    day: str
    values: str = ""
    """The expression of the list of the values in a cell that can have several."""

    @property
    def name(self) -> str:
        """The name of the column."""
        place = "" if self.index == NO_EVENT else f" at {self.index}"
        return f"{self.attribute} by {self.source}{place}"

    def columns(self, alliance: Alliance) -> tuple[str, ...]:
        """Return the columns of its mask, one for each word."""
        return mask_columns(self.name, alliance.scheme_of(self.attribute).words)

    def sure_columns(self, alliance: Alliance) -> tuple[str, ...]:
        """Return the columns of the concepts that are certainly true, of an attribute with many values."""
        many = alliance.attributes[self.attribute].many
        return mask_columns(f"{SURE} {self.name}", alliance.scheme_of(self.attribute).sure_words) if many else ()


def claims_of(contract: Contract) -> tuple[ClaimColumn, ...]:
    """Return what the rows of a partner claim, of units first and then of events."""
    of_units = [
        ClaimColumn(
            unit,
            NO_EVENT,
            column.attribute,
            column.name,
            day_of_unit(contract, column),
            values_in(contract, column, quote_name(column.name)),
        )
        for column in contract.columns
        for unit in column.units
    ]
    of_events = [
        ClaimColumn(event.event, index, attribute, name, day_of_event(contract, event))
        for index, event in enumerate(contract.events)
        for attribute, name in event.claims
    ]
    return (*of_units, *of_events)


def happens(index: int) -> str:
    """Return the column that says whether an event of a contract happened."""
    return f"happens {index}"


def happened(index: int) -> str:
    """Return the column that says when it happened, empty where that is not known."""
    return f"happened {index}"


def latest(index: int) -> str:
    """Return the column with the last possible day of an event without a day."""
    return f"latest {index}"


def early(index: int) -> str:
    """Return the column that says whether it is dated before what it comes after."""
    return f"early {index}"


def number_in(column: str) -> str:
    """Return the column with the number that a column of a partner states of a magnitude."""
    return f"number in {column}"


def columns_said(contract: Contract, alliance: Alliance) -> tuple[str, ...]:
    """Return the columns of what happened and of what is claimed: all but those that say which row and which unit."""
    masks = {
        name: None
        for claim in claims_of(contract)
        for name in (*claim.columns(alliance), *claim.sure_columns(alliance))
    }
    return (*_outcome_columns(contract), *_number_columns(contract), *masks)


def said_step(contract: Contract, keys: Sequence[UnitKey], alliance: Alliance) -> Step:
    """Return the step that reads what the rows of a delivery say out of `rows`, `keys`, `related` and `meanings`.

    Parameters
    ----------
    keys
        Those of which the ids are among `keys`.
    """
    # One column can speak of several units that its row names; its mask is the same for all of them, and kept once.
    claims = tuple({claim.name: claim for claim in claims_of(contract)}.values())
    values = (f"{quote_name(one.source)} AS value_{i}, {one.day} AS day_{i}" for i, one in enumerate(claims))
    spoken = ", ".join(["delivery", "row", "known", "delivered", *values, *_outcomes(contract), *_numbers(contract)])
    masks = [mask for number, one in enumerate(claims) for mask in _mask(number, one, alliance)]
    ids = (*key_columns(keys).names[2:], *relation_columns(contract))
    names = [quote_name(name) for name in (*ids, *_outcome_columns(contract), *_number_columns(contract))]
    selected = ", ".join(["delivery", "row", "known", "delivered", *names, *masks])
    # The values are read under short names first, since a column of the contract may be called what a column of `keys`
    # is.
    joins = "\n".join(_meaning(number, contract.partner, one, alliance) for number, one in enumerate(claims))
    beside = "JOIN keys USING (delivery, row) LEFT JOIN related USING (delivery, row)"
    query = f"SELECT {selected}\nFROM (SELECT {spoken} FROM rows) AS spoken {beside}\n{joins}"
    return Step(f"said by {contract.partner}", ("rows", "keys", "related", "meanings"), (), (), query)


def _mask(number: int, claim: ClaimColumn, alliance: Alliance) -> Iterator[str]:
    # A value that no mapping covers is no claim of nothing: it may be any concept, and so leaves what others say as it
    # is.
    scheme = alliance.scheme_of(claim.attribute)
    mask = or_else(columns_in(f"meaning_{number}", mask_columns("mask", scheme.words)), literal(scheme.anything))
    if sure := claim.sure_columns(alliance):
        unknown = tuple(map(str, scheme.anything.sure))
        mask += or_else(columns_in(f"meaning_{number}", mask_columns(SURE, scheme.sure_words)), unknown)
    for word, name in zip(mask, (*claim.columns(alliance), *sure), strict=True):
        yield f"CASE WHEN value_{number} IS NOT NULL THEN {word} END AS {quote_name(name)}"


def _meaning(number: int, partner: str, claim: ClaimColumn, alliance: Alliance) -> str:
    meaning, scheme = f"meaning_{number}", alliance.scheme_of(claim.attribute)
    names = [*mask_columns("mask", scheme.words)]
    names += mask_columns(SURE, scheme.sure_words) if claim.sure_columns(alliance) else ()
    words = ", ".join(map(quote_name, names))
    meanings = (
        f"SELECT source_value, valid_from, valid_until, {words} FROM meanings "
        f"WHERE partner = {quote_text(partner)} AND column_name = {quote_text(claim.source)} "
        f"AND attribute = {quote_text(claim.attribute)}"
    )
    if claim.values:
        row = f"{meaning}.delivery = spoken.delivery AND {meaning}.row = spoken.row"
        return f"LEFT JOIN ({_of_parts(claim, meanings, scheme, names)}) AS {meaning} ON {row}"
    return (
        f"LEFT JOIN ({meanings}) AS {meaning} ON {meaning}.source_value = value_{number} "
        # By the day that the claim is about, not by the day of delivery: codes change their meaning between two dates.
        f"AND day_{number} >= {meaning}.valid_from AND day_{number} < {meaning}.valid_until"
    )


def _of_parts(claim: ClaimColumn, meanings: str, scheme: ConceptScheme, names: Sequence[str]) -> str:
    """What the values of a cell that has several say together: all that any may be, and all that any certainly is."""
    anything = [*scheme.anything.words, *scheme.anything.sure][: len(names)]
    words = ", ".join(
        f"bit_or(coalesce({quote_name(name)}, {unknown})) AS {quote_name(name)}"
        for name, unknown in zip(names, anything, strict=True)
    )
    parts = f"SELECT delivery, row, {claim.day} AS day, unnest({claim.values}) AS part FROM rows"
    return (
        f"SELECT delivery, row, {words} FROM ({parts}) AS parts LEFT JOIN ({meanings}) AS meanings "
        "ON source_value = part AND day >= valid_from AND day < valid_until WHERE part <> '' GROUP BY delivery, row"
    )


def _outcome_columns(contract: Contract) -> list[str]:
    found = [of(index) for index in range(len(contract.events)) for of in (happens, happened, early)]
    return [*found, *(latest(index) for index, rule in enumerate(contract.events) if contract.span_of(rule))]


def _number_columns(contract: Contract) -> list[str]:
    return [number_in(column.name) for column in contract.columns if column.stated]


def _numbers(contract: Contract) -> Iterator[str]:
    for column in contract.columns:
        if column.stated:
            number = plain_number(column.format, quote_name(column.name))
            yield f"CAST({number} AS DOUBLE) AS {quote_name(number_in(column.name))}"


def _outcomes(contract: Contract) -> Iterator[str]:
    for index, rule in enumerate(contract.events):
        day = _date(contract, rule.happened)
        # A partner may register that something happened and not when; such an event counts, and has no day.
        occurs = quote_name(rule.occurs) if rule.occurs else day
        yield f"{occurs} IS NOT NULL AS {quote_name(happens(index))}"
        is_early = _early(contract, rule)
        yield f"{_earliest(contract, rule, is_early)} AS {quote_name(happened(index))}"
        yield f"{is_early} AS {quote_name(early(index))}"
        if contract.span_of(rule):
            yield f"{_latest(contract, rule)} AS {quote_name(latest(index))}"


def _earliest(contract: Contract, rule: EventRule, is_early: str) -> str:
    """The first day on which an event can have happened: that of its year, or that of what it comes after."""
    day = _date(contract, rule.happened)
    if not contract.span_of(rule) or not rule.not_before:
        return day
    return f"CASE WHEN {is_early} OR {day} IS NULL THEN {day} ELSE greatest({day}, {_first_of(contract, rule)}) END"


def _latest(contract: Contract, rule: EventRule) -> str:
    day, span = _date(contract, rule.happened), contract.span_of(rule)
    return f"CAST({day} + INTERVAL 1 {span.upper()} - INTERVAL 1 DAY AS DATE)" if span else day


def _early(contract: Contract, rule: EventRule) -> str:
    return f"coalesce({_latest(contract, rule)} < {_first_of(contract, rule)}, false)" if rule.not_before else "false"


def _first_of(contract: Contract, rule: EventRule) -> str:
    first = next(event for event in contract.events if event.event == rule.not_before)
    return _date(contract, first.happened)


def _date(contract: Contract, name: str) -> str:
    return date_of(next(column for column in contract.columns if column.name == name))
