"""Chains of weak evidence

Each test shows a trap with the few records that make it, and that linking avoids it.
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from schakel_base.errors import DeclarationError
from schakel_linkage import LinkModel, link, read_model, standardise
from schakel_linkage.linking.linking import Linkage

DAY = date(2026, 1, 1)
COLUMNS = ("given_name", "surname", "birth_date", "bsn")
LEVELS = {
    "given_name": {"same": [0.8, 0.005], "same sound": [0.1, 0.005], "otherwise": [0.1, 0.99]},
    "surname": {"same": [0.8, 0.003], "same sound": [0.1, 0.002], "otherwise": [0.1, 0.99]},
    "birth_date": {
        "same": [0.8, 0.0001],
        "same and vague": [0.02, 0.003],
        "one part differs": [0.1, 0.003],
        "same year, one vague": [0.05, 0.01],
        "otherwise": [0.05, 0.95],
    },
    "bsn": {"same": [0.95, 2e-7], "otherwise": [0.05, 0.999]},
}


def model(cannot_link: tuple[str, ...] = ("numbers", "generations", "twins"), join: float = 6) -> LinkModel:
    kinds = {"given_name": "name", "surname": "name", "birth_date": "date", "bsn": "number"}
    weights = {name: {level: {"m": m, "u": u} for level, (m, u) in levels.items()} for name, levels in LEVELS.items()}
    attributes: dict[str, dict[str, object]] = {name: {"kind": kind} for name, kind in kinds.items()}
    attributes["bsn"]["unique"] = True
    return read_model(
        {
            "attributes": attributes,
            "comparisons": {name: {"levels": [*levels][:-1]} for name, levels in LEVELS.items()},
            "cannot_link": list(cannot_link),
            "thresholds": {"join": join, "review": 0},
            "weights": {"dated": DAY, "by": "hand", "records": 1000, "matches": 1, "levels": weights},
        }
    )


def crowd(size: int = 400) -> list[tuple[str, ...]]:
    """Others, so that no name among them is frequent: each has letters of his own."""
    letters = np.array(list("bcdfghklmnprst"))
    names = ["".join(letters[[place % 14, place // 14 % 14, place // 196 % 14]]) for place in range(size)]
    return [
        (f"a{name}", f"o{name}", f"{1950 + place % 50}-{place % 11 + 2:02}-17", "") for place, name in enumerate(names)
    ]


def linked(rows: list[tuple[str, ...]], by: LinkModel | None = None) -> tuple[Linkage, list[int]]:
    """Link the rows among a crowd; return the person of each row."""
    everybody = [*rows, *crowd()]
    table = pa.table({name: [row[place] for row in everybody] for place, name in enumerate(COLUMNS)})
    declared = by or model()
    found = link(standardise(table, declared, DAY), declared)
    return found, found.person[: len(rows)].tolist()


def test_father_and_son_of_one_name_stay_two() -> None:
    rows = [
        ("Jan", "Visser", "1960-05-17", ""),
        ("Jan", "Visser", "1985-05-17", ""),
        ("Jan", "Visser", "1985-05-18", ""),
    ]
    _, (father, son, son_again) = linked(rows, model(join=3))
    assert father != son == son_again
    _, (father, son, _) = linked(rows, model((), join=3))
    assert father == son  # what would happen without the rule


def test_twins_stay_two_and_one_first_name_written_twice_is_one() -> None:
    rows = [
        ("Bas", "Visser", "1985-05-17", ""),
        ("Floor", "Visser", "1985-05-17", ""),
        ("Flor", "Visser", "1985-05-17", ""),
    ]
    _, (one, other, other_again) = linked(rows)
    assert one != other == other_again
    assert len(set(linked(rows, model(()))[1])) == 1


def test_two_valid_numbers_are_two_persons_however_much_agrees() -> None:
    rows = [("Bas", "Visser", "1985-05-17", "111222333"), ("Bas", "Visser", "1985-05-17", "123456782")]
    found, (one, other) = linked(rows)
    assert one != other
    assert found.review["left"][0].as_py() + found.review["right"][0].as_py() == 1  # and a person is asked to look


def test_a_record_without_a_number_does_not_chain_two_numbers() -> None:
    rows = [
        ("Bas", "Visser", "1985-05-17", "111222333"),
        ("Bas", "Visser", "1985-05-17", ""),
        ("Bas", "Vissr", "1985-05-18", "123456782"),
    ]
    found, (one, between, other) = linked(rows, model(join=3))
    assert one != other
    assert between == one  # by the heavier pair
    assert found.groups.contradicting == 1


def test_one_number_and_two_birth_years_is_one_person_that_somebody_should_see() -> None:
    rows = [("Bas", "Visser", "1985-05-17", "111222333"), ("Bas", "Visser", "1955-05-17", "111222333")]
    found, (one, other) = linked(rows)
    assert one != other
    assert found.groups.contradicting == 1


def test_a_famous_name_and_the_first_of_january_do_not_make_one_person() -> None:
    rows = [("Mohammed", "Ahmed", f"{1960 + place % 40}-01-01", "") for place in range(120)]
    _, persons = linked(rows)
    assert max(np.bincount(persons)) <= 2


def test_a_block_that_everybody_shares_is_bounded_and_reported() -> None:
    size = 50_000
    names = [f"n{place}" for place in range(size)]
    table = pa.table(
        {
            "given_name": names,
            "surname": ["Visser"] * size,
            "birth_date": ["1985-05-17"] * size,
            "bsn": [""] * size,
        }
    )
    declared = model()
    found = link(standardise(table, declared, DAY), declared)
    assert [cut.rule for cut in found.cut] == ["surname.sound", "birth_date.value"]
    assert all(cut.pairs_left_out > 0.99 * size * (size - 1) / 2 for cut in found.cut)
    assert "50,000 different records" in str(found.cut[0])


def test_rules_are_declared_by_name() -> None:
    with pytest.raises(DeclarationError, match="is `cousins`; it must be one of numbers, generations, vague, twins"):
        model(("cousins",))


def test_a_fault_of_a_model_that_is_in_no_file_has_no_place() -> None:
    with pytest.raises(DeclarationError) as refused:
        read_model({"attributes": {"surname": {"kind": "nme"}, "born": {"kind": "date"}}})
    assert str(refused.value).startswith("`attributes.surname.kind` is `nme`")
