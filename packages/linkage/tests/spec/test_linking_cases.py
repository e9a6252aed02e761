"""Attributes that a case has in common

The people of one case share its number, its court and its date. Where a match seldom shares a name, training has found
cases; it then gives pairs of one case a class of their own, and refuses the model if that does not help.

All persons are invented.
"""

import random
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from schakel_base.errors import RequestError
from schakel_linkage import LinkModel, agreement, link, read_model, standardise, train, write_weights
from schakel_linkage.linking import KnownRecords

DAY = date(2026, 1, 1)
SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")
ATTRIBUTES = """
attributes:
  name: {kind: name}
  docket: {kind: number}
  court: {kind: code}
  charged: {kind: date}
"""


def two_editions(cases: int = 120, again: float = 0.2) -> pa.Table:
    """The accused of some cases, and again in a second edition with errors in their names; `person` is the truth."""
    luck, rows = random.Random(5), list[dict[str, str]]()
    for case in range(cases):
        day = f"{luck.randint(1990, 2024)}-{luck.randint(1, 12):02}-{luck.randint(2, 28):02}"
        of_case = {"docket": f"{case * 7919 + 100000}", "court": luck.choice("ABCDEF"), "charged": day}
        for place in range(luck.randint(1, 8)):
            given, surname = ("".join(luck.choices(SYLLABLES, k=3)) for _ in range(2))
            person = {"person": f"{case} {place}", "name": f"{given} {surname}", **of_case}
            rows.append(person)
            if luck.random() < again:
                rows.append({**person, "name": person["name"].replace("a", "aa", 1)})
    return pa.Table.from_pylist(rows)


def two_registers(households: int = 150) -> pa.Table:
    """People of some households in two registers, seven in ten written alike in both; `person` is the truth."""
    luck, rows = random.Random(6), list[dict[str, str]]()
    for house in range(households):
        surname, street = ("".join(luck.choices(SYLLABLES, k=4)) for _ in range(2))
        for place in range(luck.randint(3, 7)):
            given = "".join(luck.choices(SYLLABLES, k=3))
            born = f"{luck.randint(1940, 2015)}-{luck.randint(1, 12):02}-{luck.randint(2, 28):02}"
            of_house = {"person": f"{house} {place}", "surname": surname, "address": f"{street} {house}"}
            mistyped = f"{given}n" if luck.random() < 0.3 else given
            rows += [{**of_house, "given": given, "born": born}, {**of_house, "given": mistyped, "born": born}]
    return pa.Table.from_pylist(rows)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LinkModel:
    """The model trained on two editions, as it is read from its file."""
    file = tmp_path_factory.mktemp("cases") / "model.yaml"
    file.write_text(ATTRIBUTES, encoding="utf-8")
    declared = read_model(file)
    write_weights(file, train(standardise(two_editions(), declared, DAY), declared, DAY))
    return read_model(file)


def test_the_accused_of_one_case_are_not_taken_for_one_person(model: LinkModel) -> None:
    table = two_editions()
    truth = np.asarray(table["person"].combine_chunks().dictionary_encode().indices, dtype=np.int64)
    assert agreement(link(standardise(table, model, DAY), model).person, truth).f1 > 0.95


def test_neither_are_the_people_of_one_household_where_most_records_say_the_same_twice() -> None:
    table = two_registers()
    names = {"given": {"kind": "name"}, "surname": {"kind": "name"}}
    others = {"born": {"kind": "date"}, "address": {"kind": "text"}}
    declared = read_model({"attributes": {**names, **others}})
    records = standardise(table, declared, DAY)
    truth = np.asarray(table["person"].combine_chunks().dictionary_encode().indices, dtype=np.int64)
    assert agreement(link(records, train(records, declared, DAY)).person, truth).f1 > 0.95


def test_two_of_one_case_weigh_less_and_that_is_part_of_the_evidence(model: LinkModel) -> None:
    table = two_editions()
    dockets = table["docket"].to_pylist()
    one = next(place for place in range(1, len(dockets)) if dockets[place] == dockets[place + 1])
    evidence = KnownRecords.of(table, model, DAY).evidence(one, one + 1)
    bits = sum(one.bits for one in evidence.attributes.values())
    assert evidence.case < 0
    assert evidence.weight == pytest.approx(evidence.prior + bits + evidence.case, abs=0.05)


def test_a_model_that_finds_no_persons_is_refused_and_says_what_they_have_in_common() -> None:
    """Here the number of a case is declared to be that of a person."""
    wrong = read_model({"attributes": {"name": {"kind": "name"}, "docket": {"kind": "number", "unique": True}}})
    with pytest.raises(RequestError, match=r"not find persons: .* differ in `name`, and agree in `docket`, as people"):
        train(standardise(two_editions(), wrong, DAY), wrong, DAY)
