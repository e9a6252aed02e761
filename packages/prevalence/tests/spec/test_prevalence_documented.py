"""The documentation of prevalence is true

It gives the thresholds, methods and JSON keys of the code.
"""

import re
from pathlib import Path

from schakel_prevalence import CaptureTable, Settings, assess, stratified_assess, thresholds
from schakel_prevalence.counted_assess import METHODS
from schakel_prevalence.gates import GATES
from schakel_prevalence.ledger import KEYS
from schakel_prevalence.methods import NAMES
from schakel_prevalence.record import as_record
from schakel_prevalence.thresholds import Threshold

PAGE = (Path(__file__).parents[2] / "docs" / "prevalence.md").read_text(encoding="utf-8")


def documented_gates() -> dict[str, tuple[str, Threshold]]:
    rows = re.findall(r"^\| ([a-z ]+) \|[^|]*\| ([A-Z_]+) \| ([\d.]*) *\| ([\d.]*) *\|$", PAGE, re.MULTILINE)
    number = {name: tuple(float(v) if v else None for v in values) for _, name, *values in rows}
    return {name: (gate, Threshold(*number[name])) for gate, name, *_ in rows}


def test_every_threshold_is_documented_as_it_is() -> None:
    declared = {name: value for name, value in vars(thresholds).items() if isinstance(value, Threshold)}
    assert {name: threshold for name, (_, threshold) in documented_gates().items()} == declared


def test_every_gate_is_documented() -> None:
    table = PAGE.split("| gate |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| ([a-z]+) \|", table, re.MULTILINE)) == set(GATES) | {"methods"}


def test_every_method_is_documented() -> None:
    section = PAGE.split("## Methods")[1].split("## Gates")[0]
    named = set(re.findall(r"`([a-z-]+)`", section.split("In Python")[0]))
    assert {*NAMES, *METHODS, *stratified_assess.METHODS} <= named


def test_every_json_key_is_documented() -> None:
    table = CaptureTable.from_rows("AB", [((1, 0), 3), ((0, 1), 3), ((1, 1), 1)])
    section = PAGE.split("## What comes out")[1].split("## Methods")[0]
    keys = set(as_record(assess(table, Settings(replicates=100))))
    assert keys <= set(re.findall(r"`([a-z_]+)`", section))


def test_every_key_of_the_ledger_is_documented() -> None:
    section = PAGE.split("```yaml")[1].split("```")[0]
    assert {line.split(":")[0] for line in section.strip().splitlines()} == {str(key) for key in KEYS}


def test_the_span_and_the_limits_of_verdicts_are_documented_as_they_are() -> None:
    section = " ".join(PAGE.split("## Why a range")[1].split("## Input")[0].split())
    assert f"divided by {thresholds.SPAN_DOWN:g} and multiplied by {thresholds.SPAN_UP:g}" in section
    assert f"| up to {thresholds.RANGE_RATIO.caution:g} | an estimate" in section
    assert f"| up to {thresholds.RANGE_RATIO.stop:g} | the range alone" in section
    assert f"fewer than {thresholds.FEWEST_SHARED.stop:g} persons on two lists | the lower limit" in section
    assert f"fewer than {thresholds.FEWEST_FOR_BOUND} persons on two lists, or" in section
