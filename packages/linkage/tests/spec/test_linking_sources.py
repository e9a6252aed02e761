"""Sources that hold nobody twice

An attribute of the kind `source` says where a record is from. Two records of one source are then two persons, and a
record has at most one of its person in another source. That keeps training from taking a household for a person.

All persons are invented.
"""

import random
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from schakel_base.errors import DeclarationError
from schakel_linkage import LinkModel, agreement, link, read_model, standardise, train

DAY = date(2026, 1, 1)
GIVEN = ("Anna", "Bart", "Carla", "Daan", "Eva", "Frits", "Greet", "Henk", "Iris", "Jan", "Karin", "Leo", "Maria")
SURNAMES = [f"{begin}{end}" for begin in ("Berg", "Dal", "Veld", "Bos", "Meer") for end in ("man", "stra", "ink")]
WRITTEN = {"given": {"kind": "name"}, "surname": {"kind": "name"}, "address": {"kind": "text"}}
REGISTER = {"register": {"kind": "source"}}


def two_registers(households: int = 150) -> pa.Table:
    """People of some households in two registers, with errors in the second one; `person` is the truth."""
    luck, rows = random.Random(3), list[dict[str, str]]()
    for house in range(households):
        surname, address = luck.choice(SURNAMES), f"{luck.choice(SURNAMES)}weg {house}"
        for place, given in enumerate(luck.sample(GIVEN, 4)):
            mistyped = f"{given[:-1]}x{given[-1]}" if luck.random() < 0.2 else given
            person = {"person": f"{house} {place}", "surname": surname, "address": address}
            rows += [{**person, "given": given, "register": "a"}, {**person, "given": mistyped, "register": "b"}]
    return pa.Table.from_pylist(rows)


def truth(table: pa.Table) -> npt.NDArray[np.int64]:
    return np.asarray(table["person"].combine_chunks().dictionary_encode().indices, dtype=np.int64)


def trained(table: pa.Table, attributes: dict[str, Any]) -> tuple[LinkModel, float]:
    """Train a model that declares nothing but attributes; return it, and the F1 of what it links."""
    model = read_model({"attributes": attributes})
    records = standardise(table, model, DAY)
    model = train(records, model, DAY)
    return model, agreement(link(records, model).person, truth(table)).f1


def test_two_registers_that_hold_nobody_twice_teach_who_is_who_and_not_who_lives_together() -> None:
    table = two_registers()
    model, f1 = trained(table, {**WRITTEN, **REGISTER})
    assert f1 > 0.95
    assert model.trained is not None
    assert model.trained.matches == pytest.approx(1, abs=0.1), "each record has one other of its person"


def test_two_records_of_a_register_are_never_joined_whatever_they_say() -> None:
    table = pa.concat_tables([two_registers(20), two_registers(20)])
    model = read_model({"attributes": {**WRITTEN, **REGISTER}})
    records = standardise(table, model, DAY)
    person = link(records, train(records, model, DAY)).person
    of_each = {*zip(person.tolist(), table["register"].to_pylist(), strict=True)}
    assert len(of_each) == table.num_rows


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"attributes": {**WRITTEN, **REGISTER, "other": {"kind": "source"}}}, "A record has one source"),
        ({"attributes": {**WRITTEN, **REGISTER}, "comparisons": {"register": {}}}, "it is not compared"),
    ],
)
def test_a_source_is_declared_once_and_not_compared(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DeclarationError, match=sentence):
        read_model(more)
