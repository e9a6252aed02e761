"""The size of a hidden population, given numbers

Persons on lists of the chain differ in age, and so in which list has them. A question declares such numbers, and two
lists that are independent given them. Where a number is not known, or can be several, the answer holds for each.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from answered import printed, protected
from small import scheme, text

from schakel.research.prevalence import (
    CaptureList,
    Covariates,
    DeclaredAssumption,
    PartAnswer,
    PrevalenceQuestion,
    UnitNumber,
)
from schakel.research.prevalence.asking import answer_chain
from schakel.research.prevalence.registrations import entries
from schakel_base.verdict import EstimateWithCaution, RangeOnly

START = date(2020, 1, 1)
AGE = UnitNumber(text("age"), 15, 60, 15, magnitude="age", through=("case",))
YEAR = UnitNumber(text("year"), 2019, 2021)
GROUP = UnitNumber(text("age group"), 16, 40, attribute="form", through=("case",), values=(("dom", 16), ("lab", 40)))
QUESTION = PrevalenceQuestion(
    name="offenders",
    title=text("Offenders"),
    question=text("How many are there?"),
    target="ever present in the period",
    assumptions=(DeclaredAssumption("independence", "holds because", text("Only the old are known to both.")),),
    replicates=100,
    unit="person",
    lists=(
        CaptureList("police", text("police"), ("north", "south")),
        CaptureList("prosecution", text("prosecution"), ("prosecution",)),
    ),
    covariates=Covariates(units=(AGE,), pair=("police", "prosecution")),
)
Row = tuple[str, str, date, float | None, int | None]


def chain(*rows: Row) -> dict[str, pa.Table]:
    """The tables of a chain from rows: partner, person, day, the age that its case states, and what that can be of."""
    events, keys, ages, attributes = [], [], [], []
    for number, (partner, person, day, age, mask) in enumerate(rows):
        place = {"partner": partner, "delivery": 1, "row": number}
        case = {"unit": "case", "unit_id": f"case {number}"}
        events.append(place | {"event": "registered", "unit": "person", "unit_id": person, "happened": day})
        keys += [place | {"unit": "person", "unit_id": person}, place | case]
        ages.append(case | {"magnitude": "age", "least": age, "most": age})
        attributes.append(case | {"attribute": "form", "mask": mask})
    of_case = [("unit", pa.string()), ("unit_id", pa.string())]
    masks = pa.schema([*of_case, ("attribute", pa.string()), ("mask", pa.int64())])
    numbers = pa.schema([*of_case, ("magnitude", pa.string()), ("least", pa.float64()), ("most", pa.float64())])
    return {
        "events": pa.Table.from_pylist(events),
        "key_map": pa.Table.from_pylist(keys),
        "magnitudes": pa.Table.from_pylist([one for one in ages if one["least"] is not None], numbers),
        "attributes": pa.Table.from_pylist([one for one in attributes if one["mask"] is not None], masks),
    }


def ends(number: UnitNumber, *rows: Row) -> dict[str, tuple[float, float]]:
    """The least and the most that a number of each person can be."""
    question = replace(QUESTION, covariates=Covariates(units=(number,), pair=("police", "prosecution")))
    found = entries(question, chain(*rows), schemes={"form": scheme("form", "dom", "lab", "other")}).to_pylist()
    return {one["unit_id"]: (one["least of number 1"], one["most of number 1"]) for one in found}


def test_a_number_is_what_rows_state_in_steps_and_anything_where_none_does() -> None:
    found = ends(
        AGE,
        ("north", "one age", START, 31, None),
        ("north", "two ages", START, 16, None),
        ("prosecution", "two ages", START, 44, None),
        ("north", "beyond the ends", START, 83, None),
        ("north", "stated once", START, 30, None),
        ("prosecution", "stated once", START, None, None),
        ("north", "unknown", START, None, None),
    )
    assert found == {
        "one age": (30, 30),
        "two ages": (15, 45),
        "beyond the ends": (60, 60),
        "stated once": (30, 30),
        "unknown": (15, 60),
    }


def test_concepts_stand_for_numbers_and_a_set_of_them_for_all_between() -> None:
    dom, lab, other = 1, 2, 4
    found = ends(
        GROUP,
        ("north", "one concept", START, None, dom),
        ("north", "either", START, None, dom | lab),
        ("north", "a concept without a number", START, None, other),
        ("prosecution", "one says nothing", START, None, lab),
        ("north", "one says nothing", START, None, dom | lab | other),
        ("north", "unknown", START, None, None),
    )
    assert found == {
        "one concept": (16, 16),
        "either": (16, 40),
        "a concept without a number": (16, 40),
        "one says nothing": (40, 40),
        "unknown": (16, 40),
    }


def test_a_year_is_that_of_the_first_registration() -> None:
    first, later = date(2020, 5, 1), date(2021, 5, 1)
    found = ends(YEAR, ("north", "a", later, None, None), ("prosecution", "a", first, None, None))
    assert found == {"a": (2020, 2020)}


def seen(persons: int = 6000, unknown: float = 0.0) -> list[Row]:
    """Persons of four ages: the older, the likelier are both lists to have them. Of some the age is not known."""
    chance, found = np.random.default_rng(3), list[Row]()
    for number in range(persons):
        age = int(chance.choice([15, 30, 45, 60]))
        on = chance.random(2) < 0.15 + 0.6 * (age - 15) / 45
        stated = None if chance.random() < unknown else age
        day = START + timedelta(int(chance.integers(365)))
        found += [
            (name, f"p{number}", day, stated, None)
            for name, yes in zip(("north", "prosecution"), on, strict=True)
            if yes
        ]
    return found


def answered(question: PrevalenceQuestion, rows: list[Row], seed: bytes = b"") -> PartAnswer:
    (whole,) = answer_chain(question, entries(question, chain(*rows)), {}, seed)
    return whole


def test_an_age_that_makes_lists_dependent_is_allowed_for() -> None:
    rows = seen()
    given, plain = answered(QUESTION, rows).verdict, answered(replace(QUESTION, covariates=Covariates()), rows).verdict
    assert isinstance(given, EstimateWithCaution) and isinstance(plain, EstimateWithCaution)
    assert given.value == pytest.approx(6000, rel=0.05)
    assert plain.value < 5400
    assert given.interval.upper > plain.interval.upper


def test_where_ages_are_not_known_the_answer_holds_for_all_that_they_can_be() -> None:
    known, unknown = (answered(QUESTION, seen(unknown=share)).verdict for share in (0.0, 0.1))
    assert isinstance(known, EstimateWithCaution) and isinstance(unknown, RangeOnly)
    assert unknown.interval.upper > known.interval.upper


def test_the_page_names_what_is_assumed_given_which_numbers() -> None:
    (whole, *_) = printed(protected(QUESTION, (answered(QUESTION, seen(1500, 0.1)),)))
    assumed = str(whole["lists"])
    assert (
        "Among persons with the same age, being on the list police says nothing about being on prosecution" in assumed
    )
    assert "Where a number is unknown, or could be several, the range covers all possible values" in assumed


def test_how_many_of_an_age_are_on_the_lists_changes_nothing_that_leaves_below_five() -> None:
    """Of one person more or fewer of a known age, five in a row have one verdict: no reader can tell which it was."""
    rows, extra = seen(400), [("north", f"extra {number}", START, 60.0, None) for number in range(15)]
    question = replace(QUESTION, replicates=20)
    found = [answered(question, [*rows, *extra[:number]], b"secret").verdict for number in range(15)]
    changes = [number for number in range(1, 15) if found[number] != found[number - 1]]
    assert len(changes) in (2, 3) and {later - earlier for earlier, later in pairwise(changes)} == {5}
