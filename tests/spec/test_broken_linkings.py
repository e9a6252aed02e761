"""Faults in a linkage model

`schakel check` gives each fault in a linkage model one sentence, with its file and line.

Each entry makes one small edit to a valid model of persons or of reports, and gives the sentence that follows.
"""

from pathlib import Path

import pytest
from broken import edit, template
from command_line import schakel

from schakel_linkage.link_model.levels import KINDS
from schakel_linkage.link_model.reading import SCHEMA
from schakel_linkage.linking.rules import RULES
from schakel_linkage.records.dates import ORDERS
from schakel_linkage.records.standardising import CHECKS

PERSONS, REPORT = "linking/persons.yaml", "linking/report.yaml"
CONTRACT = "partners/helpline/contract.yaml"
SOUND = {
    PERSONS: """\
model: persons
record: record
attributes:
  given_name: {kind: name}
  surname: {kind: name, prefixes: true}
  skn: {kind: number, unique: true}
comparisons:
  given_name: {levels: [same], swapped_with: surname}
  surname: {levels: [same, same sound]}
  skn: {levels: [same]}
blocking:
  - [surname.sound, given_name.initial]
cannot_link: [numbers]
thresholds: {join: 6, review: 0}
weights:
  dated: 2026-01-31
  by: hand
  records: 1000
  matches: 2.4
  levels:
    given_name: {same: {m: 0.9, u: 1e-03}, swapped: {m: 2e-07, u: 2e-07}, otherwise: {m: 0.1, u: 1}}
    surname: {same: {m: 0.8, u: 0.001}, same sound: {m: 0.1, u: 0.01}, otherwise: {m: 0.1, u: 1}}
    skn: {same: {m: 0.99, u: 1e-09}, otherwise: {m: 0.01, u: 1}}
""",
    REPORT: """\
model: reports
attributes:
  day: {kind: day, column: received_on}
  subject: {kind: code}
thresholds: {review: -2}
""",
}
BROKEN = [
    (PERSONS, "join: 6, review: 0", "join: 6, review: 7", "14: The threshold `review` is above `join`; what is below"),
    (PERSONS, "join: 6", "join: .inf", "14: `thresholds.join` is `.inf`; it must be a number of bits."),
    (PERSONS, "join: 6", "join: 1000000", "14: `thresholds.join` is `1000000`; it must be a number of bits."),
    (
        PERSONS,
        "review: 0",
        "reviews: 0",
        "14: The key `reviews` does not exist in `thresholds`; did you mean `review`?",
    ),
    (PERSONS, "blocking", "blockings", "11: The key `blockings` does not exist; did you mean `blocking`?"),
    (PERSONS, "prefixes: true", "prefix: true", "5: The key `prefix` does not exist in `attributes.surname`; did you"),
    (
        PERSONS,
        "kind: number",
        "kind: nummer",
        "6: `attributes.skn.kind` is `nummer`; it must be one of name, text, date",
    ),
    (
        PERSONS,
        "prefixes: true",
        "unique: true",
        "5: `attributes.surname` is of the kind name; only a number is `unique`.",
    ),
    (PERSONS, "  skn: {levels", "  snk: {levels", "10: There is no attribute `snk`; did you mean `skn`?"),
    (PERSONS, "[same, same sound]", "[same, same sounds]", "9: A name is not compared at the level `same sounds`; did"),
    (
        PERSONS,
        "swapped_with: surname",
        "swapped_with: skn",
        "8: `given_name` is swapped with `skn`; only two names can",
    ),
    (PERSONS, "surname.sound", "surname.text", "12: `surname.text`: a name has no part `text`; it has value, sound"),
    (PERSONS, "surname.sound", "sirname.sound", "12: There is no attribute `sirname`; did you mean `surname`?"),
    (
        PERSONS,
        "[numbers]",
        "[numbers, twins]",
        "13: The rule `twins` needs a date and two names, the given name first.",
    ),
    (PERSONS, "[numbers]", "[cousins]", "13: `cannot_link.1` is `cousins`; it must be one of numbers, generations,"),
    (PERSONS, "m: 0.99", "m: .nan", "23: `weights.levels.skn.same.m` is `.nan`; it must be a number above 0, and 1 at"),
    (PERSONS, "u: 1e-09", "u: 1e-999", "23: `weights.levels.skn.same.u` is `1e-999`; it must be a number above 0, and"),
    (
        PERSONS,
        "u: 1e-09",
        "u: 0",
        "23: `weights.levels.skn.same.u` is `0`; it must be a number above 0, and 1 at most.",
    ),
    (PERSONS, "m: 0.99", "m: 9.9", "23: `weights.levels.skn.same.m` is `9.9`; it must be a number above 0, and 1 at"),
    (PERSONS, "matches: 2.4", "matches: 1e999", "19: `weights.matches` is `1e999`; it must be a number above 0."),
    (PERSONS, "dated: 2026-01-31", "dated: 2026-02-31", "16: `weights.dated` is `2026-02-31`; it must be a day, such"),
    (
        PERSONS,
        "same sound: {",
        "one sound: {",
        "22: The weights of `surname` have no level `same sound`; what is compared",
    ),
    (
        PERSONS,
        "    skn: {same",
        "    bsn: {same",
        "23: The weights of `bsn` at the level `same` are of nothing that is",
    ),
    (PERSONS, "record: record", "record: number", "2: A record of a person is called `record` here."),
    (
        PERSONS,
        SOUND[PERSONS][SOUND[PERSONS].index("weights:") :],
        "",
        "1: `weights` are missing, so nobody can be linked; deliver first, then `schakel train` writes them.",
    ),
    (
        REPORT,
        "column: received_on",
        "column: recieved_on",
        "3: No contract of a `report` gives the column `recieved_on`",
    ),
    (
        REPORT,
        "subject: {kind: code}",
        "municipality: {kind: code}",
        "4: No contract of a `report` gives the column `muni",
    ),
    (REPORT, "column: received_on", "columns: []", "3: `attributes.day.columns` is empty."),
    (
        REPORT,
        "column: received_on",
        "column: a, columns: [b]",
        "3: `attributes.day` has `column` and `columns`; say one.",
    ),
    (REPORT, "attributes:", "attributes: [", "4: This is not valid YAML: "),
]


@pytest.fixture(scope="module")
def alliance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = template(tmp_path_factory.mktemp("broken"))
    (folder / "linking").mkdir()
    return folder


def said(folder: Path, **files: str) -> list[str]:
    """What is said of an alliance with these models, a line for each fault."""
    for path in (folder / "linking").iterdir():
        path.unlink()
    for name, text in files.items():
        (folder / "linking" / f"{name}.yaml").write_text(text, "utf-8")
    done = schakel("check", str(folder))
    assert done.exit_code == (0 if "is sound" in done.output else 1)
    return [] if done.exit_code == 0 else done.output.splitlines()


def test_sound_models_are_sound(tmp_path: Path) -> None:
    folder = template(tmp_path)
    (folder / "linking").mkdir()
    unused = "{property: unused, value: Free text may hold names.}"
    edit(folder, CONTRACT, unused, "{property: person, value: surname}")
    name_persons(folder, ", key: [remarks]")
    assert said(folder, persons=SOUND[PERSONS], report=SOUND[REPORT]) == []


def name_persons(folder: Path, by: str) -> None:
    """Let the rows of the helpline name persons."""
    edit(folder, "alliance.yaml", "units:\n", "units:\n  person: {label: {en: person}, plural: {en: persons}}\n")
    reports = "- {unit: report, key: [report_number]}"
    edit(folder, CONTRACT, reports, f"{reports}\n          - {{unit: person{by}}}")


def test_linking_persons_whom_no_row_names_would_change_no_count(tmp_path: Path) -> None:
    folder = template(tmp_path)
    (folder / "linking").mkdir()
    edit(folder, CONTRACT, "{property: unused, value: Free text may hold names.}", "{property: person, value: surname}")
    assert said(folder, persons=SOUND[PERSONS]) == [
        "linking/persons.yaml:1: Persons are linked, but no contract names a unit by them, so who is who would change "
        "no count. Name persons by the columns that say who they are: `key: [remarks]`."
    ]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), BROKEN)
def test_what_is_wrong_gives_one_sentence_with_its_line(
    file: str, old: str, new: str, sentence: str, alliance: Path
) -> None:
    assert old in SOUND[file]
    found = said(alliance, **{Path(file).stem: SOUND[file].replace(old, new, 1)})
    assert any(line.startswith(f"{file}:{sentence}") for line in found), found


def test_every_fault_is_reported_at_once(alliance: Path) -> None:
    text = (
        SOUND[PERSONS].replace("review: 0", "review: 7").replace("m: 0.99", "m: 2").replace("surname.sound", "x.sound")
    )
    assert [line.split(":")[1] for line in said(alliance, persons=text, report="a: 1")] == ["12", "14", "23", "1", "1"]


def test_a_model_of_no_unit_is_reported(alliance: Path) -> None:
    found = said(alliance, repport=SOUND[REPORT])
    assert found == ["linking/repport.yaml: There is no unit `repport`; did you mean `report`?"]


def test_the_schema_offers_what_the_linker_knows() -> None:
    offered = SCHEMA.load()["properties"]
    attribute = offered["attributes"]["additionalProperties"]["properties"]
    assert attribute["kind"]["enum"] == list(KINDS)
    assert attribute["order"]["enum"] == list(ORDERS)
    assert attribute["check"]["enum"] == list(CHECKS)
    assert set(offered["cannot_link"]["items"]["enum"]) == set(RULES)
