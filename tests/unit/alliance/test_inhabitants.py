"""reference/inhabitants.csv: how many people live in the places of a scheme."""

from datetime import date

import pytest

from schakel.alliance.declared import FolderReading
from schakel.alliance.names import Names
from schakel.alliance.places import FILE, read_inhabitants
from schakel.model.concept import Concept, ConceptScheme
from schakel_base.faults import Faults
from schakel_base.text import NOTHING, Text

NORTH = Concept("north", "https://example.org/north", Text({"en": "North"}), NOTHING)
SCHEMES = {"area": ConceptScheme("area", "https://example.org/area", Text({"en": "Area"}), (NORTH,))}
HEADER = "scheme,concept,on,inhabitants,source en\n"


def read(folder, lines):
    (folder / "reference").mkdir()
    (folder / FILE).write_text(HEADER + lines, encoding="utf-8")
    faults = Faults()
    found = read_inhabitants(FolderReading(folder, ("en",), Names(faults)), SCHEMES)
    return found, [fault.sentence for fault in faults.found]


def test_a_line_gives_the_inhabitants_of_a_place(tmp_path):
    found, faults = read(tmp_path, "area,north,2022-01-01,50000,A census\n")
    assert faults == []
    there = found["area"]["north"]
    assert (there.number, there.on, there.source.in_language("en")) == (50_000, date(2022, 1, 1), "A census")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("region,north,2022-01-01,50000,A census\n", "There is no scheme `region`"),
        ("area,nord,2022-01-01,50000,A census\n", "has no concept `nord`; did you mean `north`?"),
        ("area,north,2022-01-01,0,A census\n", "inhabitants"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(tmp_path, line, said):
    found, faults = read(tmp_path, line)
    assert found == {}
    assert len(faults) == 1 and said in faults[0]


def test_without_a_file_nothing_is_known(tmp_path):
    assert read_inhabitants(FolderReading(tmp_path, ("en",), Names(Faults())), SCHEMES) == {}
