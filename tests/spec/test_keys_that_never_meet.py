"""Keys that never meet

The police and the court name reports by one number. If the court writes `PR-0012` for `0012`, no report of the one is
one of the other, and all of them count twice. `build` tells of it, by the forms of the keys: never by a key.
"""

import pytest
from broken import template
from command_line import schakel

from schakel.verbs import alike_keys

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {name}
name: {name}
version: 1.0.0
status: active
schema:
  - name: {name}
    logicalType: object
    customProperties:
      - {{property: units, value: [{{unit: report, key: [number]{apart}}}]}}
      - {{property: events, value: [{{event: {name}, unit: report, happened: day}}]}}
    properties:
      - {{name: number, logicalType: string, required: true}}
      - {{name: day, logicalType: date, required: true}}
"""
NUMBERS = [f"{number:04}" for number in range(1, 31)]
FORMS = "Most of these keys look like this, with A, a and 9 for capitals, small letters and digits: "


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


def deliver(alliance, name, numbers, apart=""):
    folder, file = alliance / "partners" / name, alliance.parent / f"{name}.csv"
    folder.mkdir(exist_ok=True)
    (folder / "contract.yaml").write_text(CONTRACT.format(name=name, apart=apart), "utf-8")
    file.write_text("number,day\n" + "".join(f"{number},2024-01-05\n" for number in numbers), "utf-8")
    done = schakel("deliver", alliance, name, file, "--on", "2024-02-01", "--synthetic")
    assert done.exit_code == 0, done.output


def built(alliance):
    """What `build` says after its first line."""
    done = schakel("build", alliance)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[1:]


def never(number, partner, met, others):
    return (
        f"Of the {number} units `report` of {partner}, {met} are units of another partner too ({others}). If the "
        "partners write one key in two ways, derive one from the other; if no unit is at both, declare the key `apart`."
    )


@pytest.mark.parametrize(
    ("written", "form"),
    [
        pytest.param("PR-{}", "AA-9999", id="with letters before it"),
        pytest.param("pr {}", "aa 9999", id="with a space in it"),
        pytest.param("1{}", "99999", id="with one digit more"),
    ],
)
def test_a_key_that_partners_write_in_two_ways_is_told(written, form, alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "court", map(written.format, NUMBERS[:20]))
    assert built(alliance) == [
        never(20, "court", 0, "police: 30"),
        f"{FORMS}court: `{form}`, police: `9999`.",
    ]


@pytest.mark.parametrize(
    "of_court",
    [
        pytest.param(NUMBERS[:20], id="keys that meet"),
        pytest.param([*NUMBERS[:5], *map("PR-{}".format, range(100, 120))], id="keys of which a few meet"),
        pytest.param(map("PR-{}".format, NUMBERS[:9]), id="fewer than ten units, which may be chance"),
    ],
)
def test_nothing_is_told_of(of_court, alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "court", of_court)
    assert built(alliance) == []


PAIR = "Two such keys look like this, with A, a and 9 for capitals, small letters and digits: "


@pytest.mark.parametrize("many", [alike_keys.MANY, 20], ids=["", "first among those that end alike"])
@pytest.mark.parametrize(
    ("of_court", "said", "forms"),
    [
        pytest.param(
            [*NUMBERS[:5], *(str(int(number)) for number in NUMBERS[10:])],
            "capitals, marks and zeros before a number made no difference to the key",
            "court: `99`, police: `9999`",
            id="zeros lost in a part of them",
        ),
        pytest.param(
            [*NUMBERS[:5], *(f"{number[:2]} {number[2:]}" for number in NUMBERS[10:])],
            "blanks, marks and leading zeros were left out of the key",
            "court: `99 99`, police: `9999`",
            id="a mark in a part of them",
        ),
        pytest.param(
            [*NUMBERS[:5], *map("PR-{}".format, NUMBERS[10:])],
            "all but the digits, and leading zeros, were left out of the key",
            "court: `AA-9999`, police: `9999`",
            id="letters before a part of them",
        ),
    ],
)
def test_keys_that_meet_in_part_are_told_where_more_would(of_court, said, forms, many, alliance, monkeypatch):
    monkeypatch.setattr(alike_keys, "MANY", many)
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "court", of_court)
    assert built(alliance) == [
        f"Of the 25 units `report` of court, 5 are units of another partner too; 25 would be if {said}.",
        f"{PAIR}{forms}.",
    ]


def test_a_partner_that_loses_zeros_in_a_later_file_counts_twice_and_is_told(alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "police", [str(int(number)) for number in NUMBERS[:20]])
    assert built(alliance) == [
        "20 of the 50 units `report` of police have the key of another of its units but for capitals, marks or zeros "
        "before a number, and count beside it. If they are the same, derive the key in one way.",
        f"{PAIR}police: `9999`, police: `99`.",
    ]


def test_a_form_that_few_keys_have_is_not_told(alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "court", ("x" * number for number in range(1, 15)))
    assert built(alliance) == [never(14, "court", 0, "police: 30"), f"{FORMS}police: `9999`."]


def test_a_partner_that_meets_one_of_the_others_is_left_alone(alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "prison", NUMBERS[10:])
    deliver(alliance, "court", map("PR-{}".format, NUMBERS))
    assert built(alliance) == [
        never(30, "court", 0, "police: 30, prison: 20"),
        f"{FORMS}court: `AA-9999`, police: `9999`, prison: `9999`.",
    ]


def test_a_partner_whose_units_nobody_else_has_says_so(alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "court", map("PR-{}".format, NUMBERS), apart=", apart: true")
    assert built(alliance) == []


def test_units_that_are_declared_apart_and_meet_are_told(alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "court", NUMBERS[:3], apart=", apart: true")
    assert built(alliance) == [
        "The contract of court declares its units `report` `apart`, but 3 of 3 have the key of a unit of another "
        "partner, and count as one with it."
    ]
