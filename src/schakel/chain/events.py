"""What happened to a unit, and when: each delivered row tells of the events that its contract declares.

An event that is declared to come after another of the same row, but is dated before it, is kept and flagged
`early`: it counts as having happened, and is left out of durations.
"""

from schakel.model.contract import Contract, EventRule
from schakel.store.engine import Step, quote_name, quote_text
from schakel.vocabulary.statements import date_of

_NOTHING = (
    "SELECT '' AS partner, 0 AS delivery, 0 AS row, 0 AS event_index, '' AS event, '' AS unit, '' AS unit_id, "
    "current_date AS happened, current_date AS known, current_date AS delivered, false AS early WHERE false"
)


def events_step(contract: Contract) -> Step:
    """Return the step that reads the events of one partner out of `rows` (in force) and `key_map`."""
    parts = [_NOTHING, *(_event(contract, rule, index) for index, rule in enumerate(contract.events))]
    key = ("delivery", "row", "event_index")
    return Step(f"events_{contract.partner}", ("rows", "key_map"), key, (), "\nUNION ALL\n".join(parts))


def _event(contract: Contract, rule: EventRule, index: int) -> str:
    happened = _date(contract, rule.happened)
    conditions = [f"key_map.unit = {quote_text(rule.unit)}"]
    if rule.occurs:
        conditions.append(f"rows.{quote_name(rule.occurs)} IS NOT NULL")
    else:
        conditions.append(f"{happened} IS NOT NULL")
    return (
        f"SELECT {quote_text(contract.partner)} AS partner, rows.delivery, rows.row, {index} AS event_index, "
        f"{quote_text(rule.event)} AS event, key_map.unit, key_map.unit_id, {happened} AS happened, "
        f"rows.known, rows.delivered, {_early(contract, rule, happened)} AS early\n"
        f"FROM rows JOIN key_map ON key_map.partner = {quote_text(contract.partner)} "
        "AND key_map.delivery = rows.delivery AND key_map.row = rows.row\n"
        f"WHERE {' AND '.join(conditions)}"
    )


def _early(contract: Contract, rule: EventRule, happened: str) -> str:
    if not rule.not_before:
        return "false"
    first = next(event for event in contract.events if event.event == rule.not_before)
    return f"coalesce({happened} < {_date(contract, first.happened)}, false)"


def _date(contract: Contract, name: str) -> str:
    return date_of(next(column for column in contract.columns if column.name == name))
