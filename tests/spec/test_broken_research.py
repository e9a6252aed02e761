"""Faults in a question about prevalence

Each fault gets one sentence, with its file and line.

The example of the documentation is put into the template; then each entry breaks one thing in it.
"""

import re
from pathlib import Path

import pytest
from answered import printed, protected
from broken import broken, edit, faults_of, template

from schakel.alliance import read
from schakel.research.prevalence.asking import answer_table, ledger_of
from schakel_base.errors import DeclarationError

DOCUMENT = (Path(__file__).parents[2] / "docs/declarations.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```\w+ ([\w-]+)\n(.*?)```", DOCUMENT, re.DOTALL))
RESEARCH = "research/how-many-reports.yaml"
TABLE = "reference/capture-histories/desks-2020.csv"


def write(folder: Path, file: str, content: str) -> None:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(content, "utf-8")


@pytest.fixture
def alliance(tmp_path: Path) -> Path:
    folder = template(tmp_path)
    lists = "  - {name: again, label: {en: again}, partners: [helpline]}\n"
    start = EXAMPLES["research"].index("  - {name: desks")
    end = EXAMPLES["research"].index("begins:")
    write(folder, RESEARCH, EXAMPLES["research"][:start] + EXAMPLES["research"][end:].replace("lists:", lists))
    edit(folder, RESEARCH, "lists:\n", "lists:\n  - {name: others, label: {en: others}, partners: [others]}\n")
    (folder / "partners/others").mkdir()
    for path in (folder / "partners/helpline").iterdir():
        content = path.read_text("utf-8").replace("id: helpline", "id: others")
        (folder / "partners/others" / path.name).write_text(content, "utf-8")
    return folder


def test_the_example_is_read(alliance: Path) -> None:
    found = read(alliance).research["how-many-reports"]
    assert [one.partners for one in found.lists] == [("others",), ("helpline",)]
    assert {one.name: one.status for one in found.assumptions}["equal visibility"] == "does not hold"


CASES = [
    broken("a target that does not exist", RESEARCH, "ever present in the period", "at any time",
           "5: `target` is `at any time`; it must be one of present at a date, ever present in the period."),
    broken("a partner that does not exist", RESEARCH, "[helpline]", "[helplines]",
           "9: There is no partner `helplines`; did you mean `helpline`?"),
    broken("a partner with two lists", RESEARCH, "[helpline]", "[others]", "9: `others` keeps another list as well."),
    broken("two lists of one name", RESEARCH, "name: helpline", "name: others", "9: Two lists are called `others`."),
    broken("an event that does not exist", RESEARCH, "begins: [report]", "begins: [call]",
           "10: There is no event `call`."),
    broken("a period that goes back", RESEARCH, "until: 2024", "until: 2022",
           "11: `until` is 2022-12-31, which is before 2023-01-01."),
    broken("a concept that does not exist", RESEARCH, "[exploitation, other]", "[exploitations, other]",
           "12: The scheme `subject` has no concept `exploitations`; did you mean `exploitation`?"),
    broken("an assumption that does not exist", RESEARCH, "closed population", "closed door",
           "14: The key `closed door` does not exist in `assumptions`; did you mean `closed population`?"),
    broken("a status that does not exist", RESEARCH, "status: unknown", "status: perhaps",
           "16: `assumptions.independence.status` is `perhaps`; it must be one of holds because, does not hold, "
           "unknown."),
    broken("replicates that are too few", RESEARCH, "replicates: 200", "replicates: 20",
           "18: `replicates` is `20`; it must be a whole number from 100."),
    broken("lists and a table at once", RESEARCH, "replicates:", f"table: {TABLE}\nreplicates:",
           "2: Research has either `lists` of the chain or a published `table`.",
           f"18: There is no file `{TABLE}`."),
    broken("a name that is not that of the file", RESEARCH, "name: how-many-reports", "name: how-many",
           "1: The name is `how-many`, but the file is called `how-many-reports`; they must be the same."),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_broken_is_reported(alliance: Path, case) -> None:
    edit(alliance, case.file, case.old, case.new)
    assert faults_of(alliance) == case.expected


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("0,0,5", "The row counts persons who are on no list; nobody can have seen them."),
        ("1,0,some", "Column count has 'some'; a count is a whole number of persons."),
        ("1,0", "The row has 2 cells for 3 columns."),
    ],
)
def test_what_is_wrong_in_a_published_table_is_told_before_anything_is_asked_of_it(alliance, row, sentence) -> None:
    example = EXAMPLES["research"]
    published = f"{example[: example.index('unit:')]}table: {TABLE}\n{example[example.index('assumptions:') :]}"
    write(alliance, RESEARCH, published)
    write(alliance, TABLE, f"A,B,count\n1,1,3\n{row}\n")
    assert faults_of(alliance) == [f"{TABLE}:3: {sentence}"]


def test_an_order_has_each_list_of_the_table(alliance: Path) -> None:
    write(alliance, TABLE, "A,B,C,count\n1,1,0,3\n0,1,1,4\n1,0,1,4\n")
    start, end = EXAMPLES["research"].index("unit:"), EXAMPLES["research"].index("assumptions:")
    of_table = f"table: {TABLE}\norder: [B, A, C]\n"
    write(alliance, RESEARCH, EXAMPLES["research"][:start] + of_table + EXAMPLES["research"][end:])
    assert ledger_of(read(alliance).research["how-many-reports"]).order == ("B", "A", "C")
    edit(alliance, RESEARCH, "[B, A, C]", "[A, B]")
    (fault,) = faults_of(alliance)
    assert fault.endswith("`order` has each list of the table once: A, B, C.")


def test_persons_of_a_table_can_have_covariates_a_number_among_them(alliance: Path) -> None:
    rows = [
        f"{a},{b},{region},{20 + (7 * i + 10 * a) % 50}"
        for a, b, n in ((1, 0, 60), (0, 1, 50), (1, 1, 40))
        for i, region in enumerate(["north", "south"] * (n // 2))
    ]
    write(alliance, TABLE, "\n".join(["A,B,region,age", *rows]))
    start, end = EXAMPLES["research"].index("unit:"), EXAMPLES["research"].index("assumptions:")
    of_table = f"table: {TABLE}\ncovariates: {{categories: [region], numbers: [age], pair: [A, B]}}\n"
    write(alliance, RESEARCH, EXAMPLES["research"][:start] + of_table + EXAMPLES["research"][end:])
    question = read(alliance).research["how-many-reports"]
    (found,) = answer_table(question, alliance / TABLE)
    assert found.observed == 150
    assumed = str([part["lists"] for part in printed(protected(question, (found,)))])
    assert "Among persons with the same region, age, being on the list A says nothing about being on B" in assumed
    for changed, sentence in (
        ("categories: [region], numbers: [age], pair: [A, C]", "There is no list `C`"),
        ("categories: [region], numbers: [age]", "With numbers the `pair` says which two lists"),
        ("categories: [region], numbers: [ages], pair: [A, B]", "There is no column 'ages'"),
        ("categories: [age], numbers: [region], pair: [A, B]", "Column region has 'north', which is no number."),
    ):
        edit(alliance, RESEARCH, of_table, f"table: {TABLE}\ncovariates: {{{changed}}}\n")
        assert any(sentence in fault for fault in faults_of(alliance)), faults_of(alliance)
        edit(alliance, RESEARCH, f"table: {TABLE}\ncovariates: {{{changed}}}\n", of_table)


def test_more_links_cannot_have_been_missed_than_the_table_can_hold(alliance: Path) -> None:
    write(alliance, TABLE, "A,B,count\n1,1,90\n1,0,10\n0,1,10\n")
    start, end = EXAMPLES["research"].index("unit:"), EXAMPLES["research"].index("assumptions:")
    of_table = f"table: {TABLE}\nmissed links: 0.05\nfalse links: 0.01\n"
    write(alliance, RESEARCH, EXAMPLES["research"][:start] + of_table + EXAMPLES["research"][end:])
    declared = ledger_of(read(alliance).research["how-many-reports"])
    assert (declared.missed_links, declared.false_links) == (0.05, 0.01)
    edit(alliance, RESEARCH, "missed links: 0.05", "missed links: 0.5")
    with pytest.raises(DeclarationError, match=f"^{RESEARCH}: At a share of missed links of 0.5, fewer persons than"):
        answer_table(read(alliance).research["how-many-reports"], alliance / TABLE)
    edit(alliance, RESEARCH, "missed links: 0.5", "missed links: 5")
    (fault,) = faults_of(alliance)
    assert fault.endswith("`missed links` is `5`; it must be a share from 0 up to 1.")


def test_research_that_decides_a_part_is_named_and_has_a_short_answer_for_each_conclusion(alliance: Path) -> None:
    file = "recommendations/1-follow-up.yaml"
    example = re.sub(r"^(tables|reference|decisions): .*\n", "", EXAMPLES["recommendation"], flags=re.MULTILINE)
    decided = "research: how-many-reports\n    of: each part"
    write(alliance, file, example.replace("status: waiting", decided))
    assert [fault.partition(": ")[2] for fault in faults_of(alliance)] == [
        "`how-many-reports` must stand under `research` of this file as well.",
        "The short answer for `answered` is missing.",
        "The short answer for `refused` is missing.",
        "The short answer for `partly` is missing.",
    ]


def test_a_product_publishes_research_that_exists(alliance: Path) -> None:
    edit(alliance, "products/monitor.yaml", "profile:", "research: [how-many]\nprofile:")
    (fault,) = faults_of(alliance)
    assert "There is no research `how-many`; did you mean `how-many-reports`?" in fault


def test_the_research_and_its_table_belong_to_the_declarations(alliance: Path) -> None:
    before = read(alliance).fingerprint
    write(alliance, TABLE, "A,B,count\n1,1,3\n")
    with_table = read(alliance).fingerprint
    edit(alliance, RESEARCH, "replicates: 200", "replicates: 300")
    assert len({before, with_table, read(alliance).fingerprint}) == 3


GIVEN = """covariates:
  pair: [others, helpline]
  units:
    - {label: {en: year}, year: first registration, from: 2023, to: 2024, step: 1}
    - {label: {en: subject}, attribute: subject, through: [report], values: {exploitation: 1, other: 0}}
"""


@pytest.fixture
def given(alliance: Path) -> Path:
    edit(alliance, RESEARCH, "methods:", f"{GIVEN}methods:")
    return alliance


def test_numbers_of_units_are_declared(given: Path) -> None:
    described = read(given).research["how-many-reports"].covariates
    assert described.pair == ("others", "helpline")
    assert [one.every for one in described.units] == [(2023, 2024), (0, 1)]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[others, helpline]\n", "[others, helplines]\n", "There is no list `helplines`; did you mean `helpline`?"),
        ("attribute: subject", "attribute: subjects", "There is no attribute `subjects`; did you mean `subject`?"),
        ("{exploitation: 1", "{exploitations: 1", "The scheme `subject` has no concept `exploitations`; did you mean"),
        ("other: 0}}", "other: 1}}", "The number is nowhere between 1 and 1."),
        ("year: first registration, ", "", "A number is one of `magnitude`, `attribute` and `year`."),
        ("step: 1", "step: 0.1", "The numbers make 22 kinds of units, and at most 16 are allowed: take larger steps."),
        ("step: 1", "step: 0", "`covariates.units.1.step` is `0`; it must be a number over 0."),
        (", values: {exploitation: 1, other: 0}", "", "`attribute` needs `values` beside it"),
        ("  pair: [others, helpline]\n", "", "With numbers the `pair` says which two lists are"),
        ("methods:", "missed links: 0.1\nmethods:", "Lists with numbers beside them cannot be corrected for errors of"),
        ("  units:", "  categories: [region]\n  units:", "Who is on lists of the chain is described by `units`."),
    ],
)
def test_what_is_wrong_with_them_is_told_with_the_line(given: Path, old: str, new: str, sentence: str) -> None:
    edit(given, RESEARCH, old, new)
    (fault,) = faults_of(given)
    assert re.match(rf"{RESEARCH}:\d+: ", fault) and sentence in fault
