"""Records of three attributes, and models by hand that look at some of these.

A record is written `name: a b c`; of an attribute that is `.` nothing is known.
"""

from datetime import date

import pyarrow as pa

from schakel_linkage import LinkModel, read_model

DAY = date(2026, 1, 1)
BITS = 6.0
"""Two records that agree in one attribute weigh about so much, in two of them twice that."""


def model(attributes: str, agreeing: int) -> LinkModel:
    """A model that looks at some of the attributes, and joins what agrees in so many of them."""
    level = {"same": {"m": 0.9, "u": 0.9 / 2**BITS}, "otherwise": {"m": 0.1, "u": 0.1}}
    return read_model(
        {
            "model": "hand",
            "record": "name",
            "attributes": {name: {"kind": "code"} for name in attributes},
            "blocking": [[name] for name in attributes],
            "thresholds": {"join": BITS * agreeing - 4, "review": BITS - 4},
            "weights": {
                "dated": DAY, "by": "hand", "records": 10, "matches": 1.0,
                "levels": dict.fromkeys(attributes, level),
            },
        }
    )  # fmt: skip


def records(*lines: str) -> pa.Table:
    said = [(name, *values.split()) for name, _, values in (line.partition(":") for line in lines)]
    return pa.table(
        {column: [row[place].replace(".", "") for row in said] for place, column in enumerate(("name", "a", "b", "c"))}
    )
