"""Loose persons

A chain of records, each similar only to the next, may be several persons. It is shown to a reviewer and not cut.
"""

import json
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
from command_line import schakel
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.identity import open_ledger
from schakel_linkage import read_model
from schakel_linkage.linking import KnownRecords
from schakel_linkage.linking.structure import Loose

ATTRIBUTES = ("given", "surname", "street", "place")
LEVELS = {"same": {"m": 0.8, "u": 0.1}, "otherwise": {"m": 0.2, "u": 0.9}}
DECLARED = {
    "record": "number",
    "attributes": {name: {"kind": "code"} for name in ATTRIBUTES},
    "comparisons": {name: {"levels": ["same"]} for name in ATTRIBUTES},
    "blocking": [[name] for name in ATTRIBUTES],
    "thresholds": {"join": 3, "review": 0},
    "weights": {
        "dated": date(2026, 1, 1),
        "by": "hand",
        "records": 10,
        "matches": 5,
        "levels": dict.fromkeys(ATTRIBUTES, LEVELS),
    },
}
MODEL = read_model(DECLARED)
"""Three bits for what agrees, two against for what does not: three of four agree, and two records are one person."""

CHAIN = ["a a a a", "a a a b", "a a b b", "a b b b", "b b b b"]
FAMILY = ["f f f f", "f f f g", "f f f h", "f f f i"]


def known(rows: list[str]) -> KnownRecords:
    """Lay records ready, of four codes each."""
    table = pa.table({name: [row.split()[n] for row in rows] for n, name in enumerate(ATTRIBUTES)})
    return KnownRecords.of(table, MODEL, date(2026, 1, 1))


def test_a_chain_is_loose_and_records_that_are_all_alike_are_not() -> None:
    person = np.array([0] * len(CHAIN) + [1] * len(FAMILY))
    assert known([*CHAIN, *FAMILY]).loose_persons(person) == [Loose((0, 1, 2, 3, 4), 0.4)]


def test_records_that_say_the_same_count_once_and_three_are_too_few_to_tell() -> None:
    assert known(CHAIN[:3]).loose_persons(np.zeros(3, dtype=np.int64)) == []
    assert known([*CHAIN[:3], *CHAIN[:3]]).loose_persons(np.zeros(6, dtype=np.int64)) == []


ROWS = st.lists(st.tuples(*[st.sampled_from("ab")] * 4).map(" ".join), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(ROWS, st.data())
def test_the_density_is_that_of_all_pairs(rows: list[str], data: st.DataObject) -> None:
    laid = known(rows)
    person = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=len(rows), max_size=len(rows))))
    expected = []
    for one in (0, 1):
        those = [int(first) for first in laid.variants.first if person[first] == one]
        pairs = list(combinations(sorted(those), 2))
        if len(those) >= 4:
            joined = sum(weight >= MODEL.thresholds.join for weight in laid.weights(pairs))
            if joined / len(pairs) < 0.6:
                expected.append(Loose(tuple(sorted(those)), round(joined / len(pairs), 3)))
    assert laid.loose_persons(person) == sorted(expected, key=lambda one: (one.density, one.records))


def written(folder: Path, rows: list[str]) -> list[str]:
    """Write records and their model, and return how `schakel link` is called with them."""
    lines = ["number," + ",".join(ATTRIBUTES), *(f"r{n}," + row.replace(" ", ",") for n, row in enumerate(rows))]
    (folder / "records.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "model.yaml").write_text(json.dumps(DECLARED, default=str), encoding="utf-8")
    return [str(folder / "records.csv"), "--model", str(folder / "model.yaml")]


def test_linking_lists_loose_persons(tmp_path: Path) -> None:
    call = written(tmp_path, [*CHAIN, *FAMILY])
    said = schakel("link", *call).output
    assert "Loosely connected persons: 1." in said
    found = json.loads(schakel("link", *call, "--json").output)
    assert found["loose"] == [{"records": ["r0", "r1", "r2", "r3", "r4"], "density": 0.4}]


def test_loose_persons_of_a_ledger_are_listed_until_a_record_is_split_off(tmp_path: Path) -> None:
    call, ledger = written(tmp_path, CHAIN), tmp_path / "kept"
    linked = schakel("link", *call, "--ledger", str(ledger), "--on", "2026-01-01")
    assert linked.exit_code == 0, linked.output
    [person] = set(open_ledger(ledger).persons().of_record.values())
    asked = ["loose", str(ledger), "--model", call[2], "--records", call[0]]
    listed = schakel("judge", *asked, "--language", "nl").output
    assert listed.split()[:3] == [person, "5", "verschillende"]
    split = ["split", str(ledger), person, "r3", "r4", "--reason", "another street", "--on", "2026-01-02"]
    assert schakel("judge", *split).exit_code == 0
    assert json.loads(schakel("judge", *asked, "--json").output) == {"loose": []}
