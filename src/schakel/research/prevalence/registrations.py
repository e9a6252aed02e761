"""Who is on which list of the chain, and since when: events of units as dated registrations of pseudonyms.

A list is kept by partners: whatever they say happened to a unit on a day puts it on their list. Of an attribute the
concepts come along that it can have, by the other units that the same row names; and numbers of the unit.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from schakel.research.prevalence.question import PrevalenceQuestion
from schakel.research.prevalence.unit_numbers import Schemes, number_columns, table_of, tables
from schakel.store.engine import Input, connect
from schakel.vocabulary.masks import columns_in, mask_columns, together
from schakel_base.database import quote_name, quote_text, quote_texts

CHAIN_TABLES = ("events", "key_map", "attributes")


ENTRIES = pa.schema(
    [("unit_id", pa.string()), ("list", pa.string()), ("happened", pa.date32()), ("follows", pa.bool_())]
)
"""One unit on one list on one day; beside it stand `mask`, with the concepts that it can be of (null: not known), and
the ends of each number of the unit."""


def entries(
    question: PrevalenceQuestion, chain: Mapping[str, Input], words: int = 1, schemes: Schemes | None = None
) -> pa.Table:
    """Return the entries on the lists of a question within its period, in a fixed order.

    Parameters
    ----------
    words
        How many the mask of the concepts has by which it tells parts apart.
    schemes
        Of the attributes that tell numbers of the units.
    """
    period, masks = {"from": question.first_day, "to": question.last_day}, mask_columns("mask", words)
    numbers = question.covariates.units
    named = ((name, pa.float64()) for name in number_columns(numbers))
    schema = pa.schema([*ENTRIES, *((name, pa.int64()) for name in masks), *named])
    stated = ["magnitudes"] if any(one.magnitude for one in numbers) else []
    with connect({name: chain[name] for name in (*CHAIN_TABLES, *stated)}) as connection:
        query = _query(question, masks, schemes or {})
        return connection.sql(query, params=period).to_arrow_table().cast(schema)


def _query(question: PrevalenceQuestion, masks: Sequence[str], schemes: Schemes) -> str:
    """Claims about the units that a row names intersect; where they contradict each other, all are kept."""
    combined = together(columns_in("attributes", masks))
    said = ", ".join(f"{word} AS {quote_name(name)}" for word, name in zip(combined, masks, strict=True))
    by_all = ", ".join(f"bit_and({quote_name(name)}) AS {quote_name(name)}" for name in masks)
    through = quote_texts(question.parts.through if question.parts else ())
    attribute = quote_text(question.parts.attribute if question.parts else "")
    numbers = question.covariates.units
    of_units = [table_of(place) for place, _ in enumerate(numbers, 1)]
    ends = [f"{name}.{end}" for name in of_units for end in ("least", "most")]
    known = [f"{end} AS {quote_name(name)}" for end, name in zip(ends, number_columns(numbers), strict=True)]
    listed = f"""listed AS (
            SELECT partner, delivery, row, unit_id, list, event, happened
            FROM events JOIN lists USING (partner)
            WHERE unit = {quote_text(question.unit)} AND happened BETWEEN $from AND $to
        )"""
    return f"""
        WITH lists(list, partner) AS (VALUES {_lists(question)}),
        known AS (
            SELECT key_map.partner, key_map.delivery, key_map.row,
                {said}
            FROM key_map JOIN attributes USING (unit, unit_id)
            WHERE unit IN ({through}) AND attribute = {attribute}
            GROUP BY ALL
        ),
        {", ".join([listed, *tables(numbers, schemes)])}
        SELECT unit_id, list, happened, bool_and(event NOT IN ({quote_texts(question.begins)})) AS follows,
            {", ".join([by_all, *known])}
        FROM listed LEFT JOIN known USING (partner, delivery, row)
            {" ".join(f"JOIN {name} USING (unit_id)" for name in of_units)}
        GROUP BY ALL ORDER BY ALL
    """


def _lists(question: PrevalenceQuestion) -> str:
    pairs = [(one.name, partner) for one in question.lists for partner in one.partners]
    return ", ".join(f"({quote_text(name)}, {quote_text(partner)})" for name, partner in pairs)
