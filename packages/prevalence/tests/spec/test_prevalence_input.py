"""Tables of capture histories

What can be read, what is reported, and what is refused and where.
"""

from pathlib import Path

import pytest

from schakel_base.errors import DeliveryError, RequestError, SchakelError
from schakel_prevalence import CaptureTable, CountTable, Settings, read_ledger, read_source
from schakel_prevalence.checks import examine
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.stepwise import stepwise


def file(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def table(folder: Path, text: str) -> CaptureTable:
    found = read_source(file(folder, text)).tables[""]
    assert isinstance(found, CaptureTable)
    return found


def kinds(found: CaptureTable) -> set[tuple[str, tuple[str, ...]]]:
    return {(finding.kind, finding.lists) for finding in examine(found)}


def test_wide_tables_add_up_rows_with_the_same_history(tmp_path: Path) -> None:
    found = table(tmp_path, "A,B,count\n1,0,3\n1,0,4\n1,1,2\n0,1,0\n")
    assert found.counts == {0b01: 7, 0b11: 2}


def test_a_list_may_be_called_n_where_there_is_a_count(tmp_path: Path) -> None:
    assert table(tmp_path, "N,Y,Count\n1,0,3\n1,1,2\n").lists == ("N", "Y")


def test_the_count_may_have_any_name_that_is_given(tmp_path: Path) -> None:
    found = read_source(file(tmp_path, "A,B,victims\n1,0,3\n1,1,2\n"), count="victims").tables[""]
    assert found.observed == 5


def test_without_a_count_every_row_is_one_person(tmp_path: Path) -> None:
    assert table(tmp_path, "A,B\n1,0\n1,0\n1,1\n").counts == {0b01: 2, 0b11: 1}


@pytest.mark.parametrize(
    "text",
    [
        "A;B;count\n1;0;3\n1;1;2\n",
        "A\tB\tcount\n1\t0\t3\n1\t1\t2\n",
        "A,B,count\n1.0,0.0,3.0\n1.0,1.0,2.0\n",
        "A;B;count\n1,0;0,0;3,0\n1,0;1,0;2,0\n",
        "A,B,count\nTRUE,FALSE,3\nTRUE,TRUE,2\n",
        "A,B,count\nyes,no,3\nyes,yes,2\n",
        "A;B;count\nja;nee;3\nja;ja;2\n",
        "A;B;aantal\nWAAR;ONWAAR;3\nWAAR;WAAR;2\n",
        "A;B;cantidad\nsí;no;3\nsí;sí;2\n",
        '"","A","B","count"\n"1",1,0,3\n"2",1,1,2\n',
        '"A","B","count"\n"1",1,0,3\n"2",1,1,2\n',
        "id,A,B\n11,1,0\n12,1,0\n13,1,0\n14,1,1\n15,1,1\n",
        "victim;A;B\nv1;1;0\nv2;1;0\nv3;1;0\nv4;1;1\nv5;1;1\n",
    ],
)
def test_files_are_read_as_programs_write_them(tmp_path: Path, text: str) -> None:
    found = table(tmp_path, text)
    assert found.lists == ("A", "B")
    assert found.counts == {0b01: 3, 0b11: 2}


def test_registrations_become_histories_and_keep_their_dates(tmp_path: Path) -> None:
    text = (
        "person,list,date\np1,police,2013-01-02\np1,shelter,2013-03-04\np1,police,2013-05-06\np2,shelter,2013-01-02\n"
    )
    source = read_source(file(tmp_path, text))
    found = source.tables[""]
    assert isinstance(found, CaptureTable)
    assert found.on_all("police", "shelter") == 1
    assert found.observed == 2
    assert len(source.registrations[""]) == 4


def test_repeated_counts_are_recognised_by_their_column(tmp_path: Path) -> None:
    found = read_source(file(tmp_path, "captures,sex,count\n1,f,40\n2,m,6\n")).tables[""]
    assert isinstance(found, CountTable)
    assert found.names == ("intercept", "sex=m")


def test_strata_are_tables_of_their_own(tmp_path: Path) -> None:
    source = read_source(file(tmp_path, "A,B,count,region\n1,0,3,n\n1,1,2,n\n0,1,5,s\n"), by="region")
    assert {name: part.observed for name, part in source.tables.items()} == {"n": 5, "s": 5}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("A,B,count\n1,0,3\n2,0,4\n", 3, "Column A has '2'"),
        ("TOTAL,log_size\n2,3.1\n1,3.1\n", 2, "call it `captures` if it says how often each was registered"),
        ("A,B,seen\n1,0,3\n1,1,2\n", 1, "Column seen may count persons or number them; name a count with --count"),
        ("A B count\n1 0 3\n1 1 2\n", 1, "Separate the columns with commas, semicolons or tabs."),
        ("A,B,count\n1,0,-3\n", 2, "Column count has '-3'"),
        ("A,B,count\n1,0,2.5\n", 2, "Column count has '2.5'"),
        ("A,B,count\n1,0,NaN\n", 2, "Column count has 'NaN'"),
        ("A,B,count\n1,0,inf\n", 2, "Column count has 'inf'"),
        ("A,B,count\n0,0,5\n", 2, "on no list"),
        ("A,B,count\n1,0\n", 2, "2 cells for 3 columns"),
        ("A,A,count\n1,0,2\n", 1, "a different name"),
        ("id,A,B\np1,1,0\np2,1,1\np1,0,1\n", 4, "'p1' has a second row, after line 2"),
        ("id,source\np1,police\np1,shelter\n", 3, "a person has one row, or one for each `list`"),
        ("A;B;count\n1;0;1.250\n", 2, "without a point or comma"),
        ("captures,count\n1,9\n0,4\n", 3, "Column captures has '0'; a person in the table was registered once or more"),
        ("person,list\n1,a\nNA,b\nNA,a\n", 3, "A registration needs a person and a list"),
        ("", None, "no header"),
        ("person,list,date\np,l,yesterday\n", 2, "a date is written as"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    with pytest.raises(SchakelError) as caught:
        read_source(file(tmp_path, text))
    fault = caught.value.faults[0]
    assert fault.line == line
    assert said in fault.sentence


def test_a_file_of_another_encoding_says_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("A,B,count\n1,0,3\n1,1,é\n".encode("latin-1"))
    with pytest.raises(DeliveryError, match=r"table.csv:3: The file is not in UTF-8"):
        read_source(path)


def test_lists_that_look_wrong_are_reported() -> None:
    found = CaptureTable.from_rows(
        ["police", "shelter", "copy", "none", "part"],
        [((1, 0, 0, 0, 0), 9), ((0, 1, 1, 0, 0), 5), ((1, 1, 1, 0, 1), 2)],
    )
    assert ("empty list", ("none",)) in kinds(found)
    assert ("identical lists", ("shelter", "copy")) in kinds(found)
    assert ("contained list", ("part", "police")) in kinds(found)


def test_a_list_of_everybody_is_reported() -> None:
    assert ("full list", ("A",)) in kinds(CaptureTable.from_rows("AB", [((1, 0), 4), ((1, 1), 2)]))


def test_pairs_that_share_nobody_are_reported_unless_they_cannot_share() -> None:
    rows = [((1, 0, 0), 4), ((0, 1, 0), 4), ((0, 0, 1), 4), ((1, 0, 1), 2), ((0, 1, 1), 2)]
    assert ("empty pair", ("A", "B")) in kinds(CaptureTable.from_rows("ABC", rows))
    assert not kinds(CaptureTable.from_rows("ABC", rows, [("A", "B")]))


def test_a_structural_zero_is_no_evidence_against_sharing() -> None:
    """Told that A and B cannot share persons, the method no longer wonders at their empty overlap."""
    rows = [((1, 0, 0), 300), ((0, 1, 0), 300), ((0, 0, 1), 300), ((1, 0, 1), 60), ((0, 1, 1), 60)]
    chance, design = (Lattice.of(CaptureTable.from_rows("ABC", rows, apart)) for apart in ([], [("A", "B")]))
    by_chance, by_design = (stepwise(lattice, lattice.counts[None, :]) for lattice in (chance, design))
    assert (by_chance.terms[0] > 0).sum() == 4
    assert (by_design.terms[0] > 0).sum() == 3
    assert by_design.unseen[0] == pytest.approx(by_chance.unseen[0], rel=1e-6)


def test_persons_on_two_lists_that_cannot_share_any_are_refused() -> None:
    with pytest.raises(SchakelError, match="declared to share nobody"):
        CaptureTable.from_rows("AB", [((1, 1), 1)], [("A", "B")])


def test_a_ledger_says_what_holds_and_why(tmp_path: Path) -> None:
    text = (
        "target: present at a date\n"
        "closed population: {status: holds because, reason: one week}\n"
        "equal visibility: unknown\n"
        "registration effect: {status: does not hold, bias: too high}\n"
        "cannot share: [[A, B]]\nmissed links: 0.05\n"
    )
    found = read_ledger(file(tmp_path, text, "ledger.yaml"))
    assert {a.value: d.status.value for a, d in found.declarations.items()} == {
        "closed population": "holds because",
        "equal visibility": "unknown",
        "registration effect": "does not hold",
    }
    assert found.cannot_share == (("A", "B"),)
    assert found.missed_links == 0.05


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("closed: unknown\n", "no assumption 'closed'"),
        ("closed population: perhaps\n", "the status is one of"),
        ("closed population: holds because\n", "needs its reason"),
        ("closed population: {status: [unknown]}\n", "the status is one of"),
        ("target: somewhere\n", "target is one of"),
        ("target: [somewhere]\n", "target is one of"),
        ("equal visibility: {status: unknown, bias: odd}\n", "too low"),
        ("equal visibility: {status: unknown, bias: [odd]}\n", "too low"),
        ("missed links: 2\n", "a share"),
        ("cannot share: [A]\n", "pairs of lists"),
        ("[1, 2\n", "cannot be read"),
        (3000 * "[", "cannot be read"),
        ("- a\n", "list of assumptions"),
    ],
)
def test_a_ledger_that_makes_no_sense_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SchakelError, match=said):
        read_ledger(file(tmp_path, text, "ledger.yaml"))


def test_a_family_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RequestError, match="each is a method that is known"):
        Settings(families=("stepwis",))
