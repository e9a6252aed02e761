"""Faults in a simulation

Each fault in the declaration of a simulated world gets one sentence, with its file and line.
"""

from pathlib import Path

import pytest
from small_world import WORLD, WRITING, world

from schakel.simulation import simulate
from schakel_base.errors import DeclarationError

FILE, WRITTEN = "simulation.yaml", "partners/brigade/simulation.yaml"


def sentences(tmp_path: Path, declared: str = WORLD, writing: str = WRITING) -> str:
    """All faults of a world, one a line."""
    with pytest.raises(DeclarationError) as error:
        simulate(world(tmp_path, declared, writing), tmp_path / "out")
    return str(error.value)


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("count: fires", "count: fire", "There is no parameter `fire`; did you mean `fires`?"),
        ("draw: cause", "draw: causes", "There is no parameter `causes`; did you mean `cause`?"),
        ("by: [theme]", "by: [them]", "There is no field `them`; did you mean `theme`?"),
        ("pick: streets", "pick: roads", "There is no list `roads`."),
        ("takes: [name as street]", "takes: [nam as street]", "There is no column `nam`; did you mean `name`?"),
        ("from: incident", "from: incidents", "There is no table `incidents`; did you mean `incident`?"),
        ("      cause: {draw", "      day_2: {drew: x}\n      cause: {draw", "The key `drew` does not exist"),
        ("year, 1, 1)", "yeer, 1, 1)", "`happened` cannot be computed"),
        ("floods: {value: 900", "floods: {value: many", "`parameters.floods.value`"),
        ("half: {value: 0.5, source: chosen,", "half: {value: 0.5,", "`source` is missing"),
        ("{rain: 1}}", "{rain: 0}}", "The parameter `cause` must be weights by name, not all of them 0"),
        ("{low: 0, high: 300}", "{low: 0}", "The parameter `day` must be a `low` and a `high` number."),
        ('"false": {rain: 1}', '"maybe": {rain: 1}', "The parameter `cause` has no value for `false`."),
        ("streets.csv", "street.csv", "This file is missing."),
        ("[id as incident, theme, happened]", "[id as incident, thema]", "There is no field `thema`"),
    ],
)  # fmt: skip
def test_a_slip_in_the_world_is_reported(tmp_path: Path, right: str, wrong: str, sentence: str) -> None:
    assert right in WORLD
    assert sentence in sentences(tmp_path, WORLD.replace(right, wrong))


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("  street: street\n", "", f"{WRITTEN}:3: The column `street` of the contract is not written."),
        ("  street: street", "  straat: street", f"{WRITTEN}:7: There is no column `straat`"),
        ("every: year", "every: week", "it must be one of month, quarter, half-year, year"),
        ("from: incident", "from: engin", "There is no table `engin`; did you mean `engine`?"),
        ("  cause: cause\n  street", "  cause: cose\n  street", f"{WRITTEN}:6: `cause` cannot be computed"),
        ("known: happened", "known: hapened", "cannot be computed"),
        ("{unit: incident,", "{row: incident,", "`row` is known about every row; give it another name."),
    ],
)
def test_a_slip_in_what_a_partner_writes_is_reported(tmp_path: Path, right: str, wrong: str, sentence: str) -> None:
    assert right in WRITING
    assert sentence in sentences(tmp_path, writing=WRITING.replace(right, wrong))


def test_an_alliance_without_a_simulation_says_so(tmp_path: Path) -> None:
    alliance = world(tmp_path)
    (tmp_path / FILE).unlink()
    with pytest.raises(DeclarationError, match="declares no simulation"):
        simulate(alliance, tmp_path / "out")


def test_a_world_that_nobody_writes_down_is_a_fault(tmp_path: Path) -> None:
    alliance = world(tmp_path)
    (tmp_path / WRITTEN).unlink()
    with pytest.raises(DeclarationError, match="No partner says"):
        simulate(alliance, tmp_path / "out")
