"""Boundaries: read with every fault said, and those of the police units as they follow from the municipalities."""

import json

import boundaries
import pytest
from broken import edit, faults_of, template

from schakel.alliance import read

FILE = "reference/boundaries/areas.geo.json"
SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


@pytest.fixture
def alliance(tmp_path):
    folder = template(tmp_path)
    edit(folder, "alliance.yaml", "    scheme: subject\n", f"    scheme: subject\n    boundaries: [{FILE}]\n")
    write(folder, "exploitation")
    return folder


def write(folder, code, **more):
    feature = {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
    found = {"type": "FeatureCollection", "source": {"en": "drawn by hand"}, "features": [feature]} | more
    (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(found), "utf-8")


def test_each_area_has_its_rings_and_belongs_to_the_declarations(alliance):
    found = read(alliance)
    [drawn] = found.attributes["subject"].boundaries
    assert drawn.areas == {"exploitation": (((0, 0), (1, 0), (1, 1), (0, 0)),)}
    write(alliance, "exploitation", source={"en": "another hand"})
    assert read(alliance).fingerprint != found.fingerprint


def test_what_is_wrong_with_a_file_is_said(alliance):
    write(alliance, "exploit")
    assert faults_of(alliance) == [
        f"{FILE}: The scheme `subject` has no concept `exploit`; did you mean `exploitation`?"
    ]
    write(alliance, "exploitation", features=[])
    assert faults_of(alliance)[0].startswith(f"{FILE}:1: `features`")
    (alliance / FILE).write_text("{", "utf-8")
    assert faults_of(alliance)[0].startswith(f"{FILE}: This is not valid JSON")
    (alliance / FILE).unlink()
    assert len(faults_of(alliance)) == 1


@pytest.mark.parametrize("name", ["police_units", "provinces"])
def test_boundaries_follow_from_those_of_the_municipalities(name):
    committed = (boundaries.REFERENCE / f"boundaries/{name.replace('_', '-')}.geo.json").read_text("utf-8")
    assert committed == getattr(boundaries, name)()
