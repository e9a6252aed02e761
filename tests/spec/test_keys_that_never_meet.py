"""Keys that never meet

The police and the court name reports by one number. If the court writes `PR-0012` for `0012`, no report of the one is
one of the other, and all of them count twice. `build` tells of it, by the forms of the keys: never by a key.
"""

import pytest
from broken import template
from command_line import schakel

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
    folder.mkdir()
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
        pytest.param([*NUMBERS[:1], *map("PR-{}".format, NUMBERS)], id="keys of which a few meet"),
        pytest.param(map("PR-{}".format, NUMBERS[:9]), id="fewer than ten units, which may be chance"),
    ],
)
def test_nothing_is_told_of(of_court, alliance):
    deliver(alliance, "police", NUMBERS)
    deliver(alliance, "court", of_court)
    assert built(alliance) == []


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
