"""Who is on which list of the chain, and since when: the events of units, as dated registrations of pseudonyms.

A list is kept by partners: whatever they say happened to a unit on a day puts it on their list. Of an attribute the
concepts come along that it can have, by the other units that the same row names.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from schakel.research.prevalence.question import PrevalenceQuestion
from schakel.store.engine import Input, connect
from schakel.vocabulary.masks import columns_in, mask_columns, together
from schakel_base.database import quote_name, quote_text, quote_texts

CHAIN_TABLES = ("events", "key_map", "attributes")


ENTRIES = pa.schema(
    [
        ("unit_id", pa.string()),
        ("list", pa.string()),
        ("happened", pa.date32()),
        ("follows", pa.bool_()),
    ]
)
"""One unit on one list on one day; beside it stands `mask`, with the concepts that it can be of (null: not known)."""


def entries(question: PrevalenceQuestion, chain: Mapping[str, Input], words: int = 1) -> pa.Table:
    """Return the entries on the lists of a question within its period, in a fixed order.

    Parameters
    ----------
    words
        How many the mask of the concepts has by which it tells parts apart.
    """
    period, masks = {"from": question.first_day, "to": question.last_day}, mask_columns("mask", words)
    schema = pa.schema([*ENTRIES, *((name, pa.int64()) for name in masks)])
    with connect({name: chain[name] for name in CHAIN_TABLES}) as connection:
        return connection.sql(_query(question, masks), params=period).to_arrow_table().cast(schema)


def _query(question: PrevalenceQuestion, masks: Sequence[str]) -> str:
    """Claims about the units that a row names intersect; where they contradict each other, all are kept."""
    combined = together(columns_in("attributes", masks))
    said = ", ".join(f"{word} AS {quote_name(name)}" for word, name in zip(combined, masks, strict=True))
    by_all = ", ".join(f"bit_and({quote_name(name)}) AS {quote_name(name)}" for name in masks)
    through = quote_texts(question.parts.through if question.parts else ())
    attribute = quote_text(question.parts.attribute if question.parts else "")
    return f"""
        WITH lists(list, partner) AS (VALUES {_lists(question)}),
        known AS (
            SELECT key_map.partner, key_map.delivery, key_map.row,
                {said}
            FROM key_map JOIN attributes USING (unit, unit_id)
            WHERE unit IN ({through}) AND attribute = {attribute}
            GROUP BY ALL
        )
        SELECT unit_id, list, happened, bool_and(event NOT IN ({quote_texts(question.begins)})) AS follows,
            {by_all}
        FROM events JOIN lists USING (partner) LEFT JOIN known USING (partner, delivery, row)
        WHERE unit = {quote_text(question.unit)} AND happened BETWEEN $from AND $to
        GROUP BY ALL ORDER BY ALL
    """


def _lists(question: PrevalenceQuestion) -> str:
    pairs = [(one.name, partner) for one in question.lists for partner in one.partners]
    return ", ".join(f"({quote_text(name)}, {quote_text(partner)})" for name, partner in pairs)
