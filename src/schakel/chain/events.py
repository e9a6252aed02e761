"""What happened to a unit, and when: each delivered row describes the events that its contract declares.

An event that is declared to come after another of the same row, but is dated before it, is kept and flagged
`early`: it counts as having happened, and is left out of durations.
"""

from schakel.model.contract import Contract, EventRule
from schakel.vocabulary.statements import date_of
from schakel_base.database import Step, quote_name, quote_text

_NOTHING = (
    "SELECT '' AS partner, 0 AS delivery, 0 AS row, 0 AS event_index, '' AS event, '' AS unit, '' AS unit_id, "
    "current_date AS happened, current_date AS known, current_date AS delivered, false AS early WHERE false"
)


def events_step(contract: Contract) -> Step:
    """Return the step that reads the events of one partner out of `rows` (in force) and `key_map`."""
    key = ("delivery", "row", "event_index", "unit_id")
    query = _query(contract) if contract.events else _NOTHING
    return Step(f"events_{contract.partner}", ("rows", "key_map"), key, (), query)


def _query(contract: Contract) -> str:
    """Rows meet the key map once, and only then each row falls apart into the events of its units."""
    rules = dict(enumerate(contract.events))
    dates = ", ".join(f"{_outcome(contract, rule)} AS outcome_{index}" for index, rule in rules.items())
    units = dict.fromkeys(rule.unit for rule in contract.events)
    lists = " ".join(
        f"WHEN {quote_text(unit)} THEN [{', '.join(_entry(i, rule) for i, rule in rules.items() if rule.unit == unit)}]"
        for unit in units
    )
    partner = quote_text(contract.partner)
    return (
        f"SELECT {partner} AS partner, delivery, row, entry.event_index, entry.event, unit, unit_id, "
        "entry.outcome.happened, known, delivered, entry.outcome.early\n"
        f"FROM (SELECT said.*, key_map.unit, key_map.unit_id, unnest(CASE key_map.unit {lists} END) AS entry\n"
        f"FROM (SELECT delivery, row, known, delivered, {dates} FROM rows) AS said\n"
        f"JOIN key_map ON key_map.partner = {partner} AND key_map.delivery = said.delivery "
        f"AND key_map.row = said.row)\nWHERE entry.outcome.happens"
    )


def _entry(index: int, rule: EventRule) -> str:
    return f"{{event_index: {index}, event: {quote_text(rule.event)}, outcome: outcome_{index}}}"


def _outcome(contract: Contract, rule: EventRule) -> str:
    """What a row says about an event: whether it happened, when, and whether that is before what it comes after."""
    happened = _date(contract, rule.happened)
    happens = f"{quote_name(rule.occurs)} IS NOT NULL" if rule.occurs else f"{happened} IS NOT NULL"
    return f"{{happens: {happens}, happened: {happened}, early: {_early(contract, rule, happened)}}}"


def _early(contract: Contract, rule: EventRule, happened: str) -> str:
    if not rule.not_before:
        return "false"
    first = next(event for event in contract.events if event.event == rule.not_before)
    return f"coalesce({happened} < {_date(contract, first.happened)}, false)"


def _date(contract: Contract, name: str) -> str:
    return date_of(next(column for column in contract.columns if column.name == name))
