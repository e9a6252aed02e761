"""6. Extracts: single units for analysts inside the zone, as CSV files that their codebook explains.

`layout` says which tables and columns the extract of a product has, from the declarations alone. What an edition knows
is written to it (`rows`), a codebook describes it (`codebook`), and a synthetic twin of it (`synthetic`) lets people
write code before they see a row.
"""

from schakel.extracts.codebook import Codebook, write_codebook
from schakel.extracts.layout import ExtractColumn, ExtractTable, join_table, layout_of
from schakel.extracts.rows import write_rows, write_table
from schakel.extracts.synthetic import LABEL, write_synthetic

__all__ = [
    "LABEL",
    "Codebook",
    "ExtractColumn",
    "ExtractTable",
    "join_table",
    "layout_of",
    "write_codebook",
    "write_rows",
    "write_synthetic",
    "write_table",
]
