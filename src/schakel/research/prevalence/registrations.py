"""Who is on which list of the chain, and since when: the events of units, as dated registrations of pseudonyms.

A list is kept by partners: whatever they say happened to a unit on a day puts it on their list. Of an attribute the
concepts come along that it can have, by the other units that the same row names.
"""

from collections.abc import Mapping

import pyarrow as pa

from schakel.research.prevalence.question import PrevalenceQuestion
from schakel.store.engine import Input, connect
from schakel_base.database import quote_text

CHAIN_TABLES = ("events", "key_map", "attributes")


ENTRIES = pa.schema(
    [
        ("unit_id", pa.string()),
        ("list", pa.string()),
        ("happened", pa.date32()),
        ("follows", pa.bool_()),
        ("mask", pa.int64()),
    ]
)
"""One unit on one list on one day; `mask` holds the concepts that it can be of (null: not asked or not known)."""


def entries(question: PrevalenceQuestion, chain: Mapping[str, Input]) -> pa.Table:
    """Return the entries on the lists of a question within its period, in a fixed order."""
    period = {"from": question.first_day, "to": question.last_day}
    with connect({name: chain[name] for name in CHAIN_TABLES}) as connection:
        return connection.sql(_query(question), params=period).to_arrow_table().cast(ENTRIES)


def _query(question: PrevalenceQuestion) -> str:
    """Claims about the units that a row names intersect; where they contradict each other, all are kept."""
    through = _texts(question.parts.through if question.parts else ())
    attribute = quote_text(question.parts.attribute if question.parts else "")
    return f"""
        WITH lists(list, partner) AS (VALUES {_lists(question)}),
        known AS (
            SELECT key_map.partner, key_map.delivery, key_map.row,
                CASE WHEN bit_and(mask) = 0 THEN bit_or(mask) ELSE bit_and(mask) END AS mask
            FROM key_map JOIN attributes USING (unit, unit_id)
            WHERE unit IN ({through}) AND attribute = {attribute}
            GROUP BY ALL
        )
        SELECT unit_id, list, happened, bool_and(event NOT IN ({_texts(question.begins)})) AS follows,
            bit_and(mask) AS mask
        FROM events JOIN lists USING (partner) LEFT JOIN known USING (partner, delivery, row)
        WHERE unit = {quote_text(question.unit)} AND happened BETWEEN $from AND $to
        GROUP BY ALL ORDER BY ALL
    """


def _lists(question: PrevalenceQuestion) -> str:
    pairs = [(one.name, partner) for one in question.lists for partner in one.partners]
    return ", ".join(f"({quote_text(name)}, {quote_text(partner)})" for name, partner in pairs)


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join(quote_text(value) for value in values or ("",))
