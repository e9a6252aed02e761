"""Link records that nobody has seen before

A model says what is compared; weights and the threshold follow from the records.

All persons are invented.
"""

import csv
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import schakel

from schakel_linkage.link_model.levels import KINDS, Part

MODEL = """
model: strangers
attributes:
  first_name: {kind: name}
  surname: {kind: name}
  born: {kind: date}
"""
GIVEN = ("Anna", "Bart", "Carla", "Daan", "Eva", "Frits", "Greet", "Henk", "Iris", "Jan", "Karin", "Leo")
FAMILY = ("Akker", "Bos", "Coster", "Dijk", "Evers", "Fortuin", "Goes", "Haan", "Jansen", "Kok", "Linde", "Mulder",
          "Nagel", "Oord", "Prins", "Ruiter", "Smit", "Timmer", "Veen", "Wit")  # fmt: skip

Person = tuple[str, str, str]


def persons(size: int) -> list[Person]:
    luck = random.Random(1)
    return [
        (luck.choice(GIVEN), luck.choice(FAMILY), f"{luck.randint(1930, 2005)}-{luck.randint(1, 12):02}-{day:02}")
        for day in (luck.randint(1, 28) for _ in range(size))
    ]


def mistyped(person: Person, place: int) -> Person:
    """One error: a letter of a name, or a digit of the date."""
    first_name, surname, born = person
    if place % 3 == 0:
        return f"{first_name[:-1]}q{first_name[-1]}", surname, born
    if place % 3 == 1:
        return first_name, f"{surname[:2]}x{surname[2:]}", born
    return first_name, surname, f"{born[:3]}{(int(born[3]) + 4) % 10}{born[4:]}"


def trained_on(folder: Path, records: list[tuple[str, Person]], model: str = MODEL) -> tuple[int, dict[str, Any]]:
    """Train a model on records, each beside the name of its person, and hold the answer against these."""
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["truth", "first_name", "surname", "born"])
        writer.writerows([truth, *person] for truth, person in records)
    (folder / "model.yaml").write_text(model, encoding="utf-8")
    arguments = [str(folder / "records.csv"), "--model", str(folder / "model.yaml"), "--train", "--truth", "truth"]
    done = schakel("link", *arguments, "--json")
    return done.exit_code, json.loads(done.output)


def with_doubles(size: int, exact: int, near: int) -> list[tuple[str, Person]]:
    found = [(str(place), person) for place, person in enumerate(persons(size))]
    doubles = found[: exact + near]
    return [*found, *doubles[:exact], *((truth, mistyped(person, int(truth))) for truth, person in doubles[exact:])]


@pytest.fixture(scope="module")
def advised(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """What is found in a thousand records of 900 persons, and the model file after it."""
    folder = tmp_path_factory.mktemp("strangers")
    code, found = trained_on(folder, with_doubles(size=900, exact=0, near=100))
    assert code == 0
    return found, (folder / "model.yaml").read_text(encoding="utf-8")


def test_where_each_double_has_one_error_nearly_all_are_found_and_few_strangers_joined(
    advised: tuple[dict[str, Any], str],
) -> None:
    """Pairs with one date of birth have their error in a name, and the other way round: no sample is a fair one."""
    assert advised[0]["agreement"]["f1"] >= 0.93


def test_where_to_join_is_advised_by_the_records_and_written_beside_the_weights(
    advised: tuple[dict[str, Any], str],
) -> None:
    assert advised[0]["thresholds"] == {"join": 2.0, "review": 0.0}
    assert "\n  join: 2\n" in advised[1]


@pytest.mark.parametrize(("size", "exact", "near"), [(8, 2, 0), (18, 2, 2), (20, 20, 0), (45, 0, 0)])
def test_a_small_file_is_linked_as_its_records_say(size: int, exact: int, near: int, tmp_path: Path) -> None:
    code, found = trained_on(tmp_path, with_doubles(size, exact, near))
    assert code == 0
    assert found["persons"] == size
    if exact + near:
        assert found["agreement"] == {"precision": 1.0, "recall": 1.0, "f1": pytest.approx(1.0)}


def test_what_people_declare_about_joining_outranks_the_advice(tmp_path: Path) -> None:
    _, found = trained_on(tmp_path, with_doubles(18, 2, 2), MODEL + "thresholds: {join: 7.5, review: 3}\n")
    assert found["thresholds"] == {"join": 7.5, "review": 3.0}


def test_a_model_is_trained_anew_whatever_weights_it_has(tmp_path: Path) -> None:
    """Other levels than those that were trained are no fault where training is what is asked for."""
    weights = "weights: {dated: 2026-01-31, by: hand, records: 1, matches: 1, levels: {born: {same: {m: 1, u: 1}}}}\n"
    code, _ = trained_on(tmp_path, with_doubles(18, 2, 2), MODEL + weights)
    assert code == 0
    assert "one digit differs" in (tmp_path / "model.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        (19670927, 19670921, True),
        (19670927, 19570927, True),
        (19670927, 19760927, True),  # two neighbours changed places
        (19670927, 19670972, True),
        (19671229, 19671204, False),  # another day, sooner than a slip
        (19890101, 19900101, False),
        (19670927, 19680921, False),  # two errors
        (19670101, 19670102, False),  # 1 January says little more than the year
    ],
)
def test_a_slip_of_one_digit_is_another_thing_than_another_day_or_year(one: int, other: int, holds: bool) -> None:
    def parts(born: int) -> Part:
        known = {"value": born, "year": born // 10000, "month": born // 100 % 100, "day": born % 100}
        vague = {"vague": born % 10000 == 101}
        return lambda name: np.array([{**known, **vague}[name]])

    condition = KINDS["date"].levels["one digit differs"]
    assert condition.holds is not None
    assert condition.holds(parts(one), parts(other)).tolist() == [holds]
    assert condition.holds(parts(other), parts(one)).tolist() == [holds]


def test_strangers_from_one_country_with_few_names_are_not_taken_for_one_person_many_times(tmp_path: Path) -> None:
    """Given name and surname go together with the country, so one more round of training would find the country."""
    luck = random.Random(3)
    abroad = [
        (luck.choice(("Ali", "Omar")), luck.choice(("Kaya", "Demir")), f"{luck.randint(1950, 2004)}-05-{day:02}")
        for day in (luck.randint(2, 28) for _ in range(900))
    ]
    records = [*with_doubles(size=300, exact=0, near=60), *((f"far {place}", one) for place, one in enumerate(abroad))]
    _, found = trained_on(tmp_path, records)
    matches = float((tmp_path / "model.yaml").read_text("utf-8").split("matches: ")[1].split("\n")[0])
    assert matches < 1, "of 1,260 records 60 are doubles"
    assert found["agreement"]["precision"] > 0.9
