"""Earlier layouts of a file

A partner changes how its files look. Its contract keeps the earlier layout, by the last day of deliveries in it, and
the files of both count side by side.

The helpline called a report `nr` until the end of 2023, wrote dates as 31-12-2023, did not register what followed, and
had a column `desk`. In 2024 it delivers a new file, which corrects report 2.
"""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from arrivals import table
from broken import edit, faults_of, template

from schakel import verbs
from schakel.alliance import read
from schakel_base.errors import DeclarationError, RequestError

CONTRACT = "partners/helpline/contract.yaml"
LAYOUT = """\
      - property: layouts
        value:
          - version: 1.0.0
            until: 2023-12-31
            columns: {report_number: nr}
            formats: {received_on: "%d-%m-%Y", handed_over_on: "%d-%m-%Y"}
            lacks: [followed_up]
            unused: [desk]
"""
OLD = "nr,received_on,subject,handed_over_to,handed_over_on,municipality,remarks,desk"
NEW = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
OLD_ROWS = ("1,30-01-2023,debts,police,02-02-2023,,,A", "2,31-01-2023,debts,,,,,B", "3,31-02-2023,debts,,,,,B")
NEW_ROWS = ("2,2024-01-31,debts,police,2024-02-01,yes,,", "4,2024-01-31,debts,police,2024-02-01,yes,,")


@pytest.fixture
def alliance(tmp_path: Path) -> Path:
    """The template under version 2.0.0 of the contract, with the earlier layout in it."""
    folder = template(tmp_path)
    shutil.rmtree(folder / "deliveries")
    edit(folder, CONTRACT, "version: 1.0.0", "version: 2.0.0")
    edit(folder, CONTRACT, "      - property: rowRules\n", f"{LAYOUT}      - property: rowRules\n")
    return folder


def deliver(alliance: Path, header: str, *rows: str, on: date, layout: str = ""):
    file = alliance.parent / f"{on}.csv"
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return verbs.deliver(alliance, "helpline", file, on, synthetic=True, layout=layout)


def deliver_both(alliance: Path):
    return deliver(alliance, OLD, *OLD_ROWS, on=date(2023, 6, 1)), deliver(
        alliance, NEW, *NEW_ROWS, on=date(2024, 6, 1)
    )


SEVERAL = "claim, value: {unit: report, attribute: subject"
LISTS = """, each: '"([^"]+)"'"""
BOTH = "work under duress", "question about the law"


@pytest.mark.parametrize(("today", "between"), [(', split: ";"', "{};{}"), (LISTS, '"[""{}"",""{}""]"')])
def test_cells_are_taken_apart_as_in_their_layout(alliance, today, between):
    """Today's cells have `;` between their values, or are lists of JSON; before 2024 they had commas."""
    take_apart(alliance, today, '{subject: ","}')
    old = (f'1,30-01-2023,"{", ".join(BOTH)}",,,,,A', "2,30-01-2023,unclear,,,,,B", "3,30-01-2023,,,,,,C")
    first = deliver(alliance, OLD, *old, on=date(2023, 6, 1))
    deliver(alliance, NEW, f"4,2024-01-31,{between.format(*BOTH)},,,,,", on=date(2024, 6, 1))
    assert sorted(Counter(subjects(alliance)).values()) == [1, 1, 2]
    assert "unmapped" not in repr(first.notes)


def test_a_cell_of_today_may_have_one_value_where_an_earlier_one_had_several(alliance):
    take_apart(alliance, "", "{subject: / }")
    deliver(alliance, OLD, f"1,30-01-2023,{' / '.join(BOTH)},,,,,A", on=date(2023, 6, 1))
    deliver(alliance, NEW, *(f"{at},2024-01-31,{one},,,,," for at, one in enumerate(BOTH, 2)), on=date(2024, 6, 1))
    first, second, both = sorted(subjects(alliance))
    assert both == tuple(one | other for one, other in zip(first, second, strict=True))


def take_apart(alliance: Path, today: str, earlier: str) -> None:
    """Let the subject have many values, taken apart in one way today and in another before."""
    edit(alliance, "alliance.yaml", "scheme: subject\n", "scheme: subject\n    many: true\n")
    edit(alliance, CONTRACT, SEVERAL, SEVERAL + today)
    edit(alliance, CONTRACT, "unused: [desk]\n", f"unused: [desk]\n            split: {earlier}\n")


def subjects(alliance: Path) -> list[tuple[int, ...]]:
    """Return what each report can be about, as masks, in any order."""
    found = table(verbs.build(alliance).folder / "wide_report.parquet")
    names = [name for name in found.column_names if "subject" in name]
    return [tuple(row.values()) for row in found.select(names).to_pylist()]


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("split: {subjects: ','}", "There is no column `subjects`; did you mean `subject`?"),
        (
            "split: {municipality: ','}",
            "`municipality` does not make claims about units alone, so no layout takes its cells apart.",
        ),
        ("each: {subject: '('}", "The pattern `(` "),
        (
            "split: {subject: ','}\n            each: {subject: 'a'}",
            "A layout takes `subject` apart by `split` or by `each`, not by both.",
        ),
        (
            "split: {subject: ','}",
            "A cell of `subject` has several values, so the attribute `subject` must say `many: true`.",
        ),
    ],
)
def test_a_layout_takes_apart_what_can_be(alliance, declared, said):
    edit(alliance, CONTRACT, "unused: [desk]\n", f"unused: [desk]\n            {declared}\n")
    assert any(said in fault for fault in faults_of(alliance))


def faults_of_build(alliance: Path) -> list[str]:
    with pytest.raises(DeclarationError) as refused:
        verbs.build(alliance)
    return [str(fault) for fault in refused.value.faults]


def reports(alliance: Path) -> list[dict[str, object]]:
    """When each report was received and handed over, in that order."""
    built = verbs.build(alliance)
    found = table(built.folder / "wide_report.parquet").select(["first report", "first hand-over"]).to_pylist()
    return sorted(found, key=str)


def test_a_file_is_checked_by_the_layout_of_its_day(alliance):
    old, new = deliver_both(alliance)
    assert (old.delivery.contract_version, new.delivery.contract_version) == ("1.0.0", "2.0.0")
    assert [one.accepted for one in (old, new)] == [2, 2]
    [refusal] = old.refusals
    assert refusal.sentence.startswith("2023-06-01.csv, row 3 (line 4), column `received_on`")


def test_a_file_may_have_another_layout_than_that_of_its_day(alliance):
    late = deliver(alliance, OLD, *OLD_ROWS, on=date(2024, 6, 1), layout="1.0.0")
    assert (late.delivery.contract_version, late.accepted, late.refused) == ("1.0.0", 2, 1)
    assert verbs.replay(alliance, 1).delivery.contract_version == "1.0.0"
    with pytest.raises(RequestError, match=r"helpline has no layout 3; it has 1\.0\.0, 2\.0\.0"):
        deliver(alliance, OLD, *OLD_ROWS, on=date(2024, 6, 1), layout="3")


def test_a_file_that_does_not_fit_is_told_which_layouts_do(alliance):
    late = deliver(alliance, OLD, *OLD_ROWS, on=date(2024, 6, 1))
    said = "It was read in the layout 2.0.0, but fits 1.0.0: deliver it with `schakel deliver --layout 1.0.0`."
    assert late.refusal.endswith(f"The column `followed_up` is missing. {said}")
    early = deliver(alliance, NEW, *NEW_ROWS, on=date(2023, 6, 1))
    assert "read in the layout 1.0.0, but fits 2.0.0" in early.refusal
    neither = deliver(alliance, "a,b", "1,2", on=date(2023, 6, 2))
    assert neither.refusal.endswith("read in the layout 1.0.0; the other layouts do not fit either (2.0.0).")


def test_a_file_of_which_every_row_is_refused_is_told_it_too(alliance):
    edit(alliance, CONTRACT, "columns: {report_number: nr}\n            formats", "formats")
    header = NEW.replace("followed_up", "desk")
    found = deliver(alliance, header, *OLD_ROWS[:1], on=date(2024, 6, 1))
    assert "fits 1.0.0" in found.refusal
    rows = deliver(alliance, f"{NEW},desk", "1,2024-01-31,debts,,,,,,A", on=date(2023, 6, 1))
    assert (rows.accepted, rows.refused, rows.notes[-1].kind) == (0, 1, "other-layouts")


def test_rows_of_both_layouts_count_and_the_later_ones_supersede(alliance):
    deliver_both(alliance)
    first, second = (date(2023, 1, 30), date(2023, 2, 2)), (date(2024, 1, 31), date(2024, 2, 1))
    assert [tuple(one.values()) for one in reports(alliance)] == [first, second, second]


def test_a_rule_on_rows_holds_dates_against_each_other_as_they_are_written_today(alliance):
    late = deliver(alliance, OLD, "5,02-01-2023,debts,police,01-02-2023,,,A", on=date(2023, 7, 1))
    early = deliver(alliance, OLD, "6,01-02-2023,debts,police,02-01-2023,,,A", on=date(2023, 7, 2))
    assert ["hand-over-before-report" in [note.rule for note in one.notes] for one in (late, early)] == [False, True]


def test_a_row_of_an_earlier_layout_is_withdrawn_by_its_key_of_today(alliance):
    deliver_both(alliance)
    verbs.withdraw(alliance, "helpline", record=["1"], reason="delivered by mistake")
    assert len(reports(alliance)) == 2


def test_rows_that_were_taken_in_under_the_contract_of_that_time_are_not_left_out(alliance):
    edit(alliance, CONTRACT, LAYOUT, "")
    text = (alliance / CONTRACT).read_text("utf-8")
    (alliance / CONTRACT).write_text(text.replace("report_number", "nr").replace("2.0.0", "1.0.0"), "utf-8")
    (alliance / CONTRACT).with_name("form.yaml").unlink()  # it asks for columns by their names of today
    (alliance / "partners/helpline/sample.csv").unlink()
    deliver(alliance, NEW.replace("report_number", "nr"), *NEW_ROWS, on=date(2023, 6, 1))
    (alliance / CONTRACT).write_text(text, "utf-8")
    assert faults_of_build(alliance) == [
        f"{CONTRACT}:43: The rows of delivery 1, taken in under version 1.0.0, have no column `report_number`; say "
        "under `layouts` how that version called it, or that it lacks it."
    ]
    layout = "{version: 1.0.0, until: 2023-12-31, columns: {report_number: nr}}"
    rules = "      - property: rowRules\n"
    edit(alliance, CONTRACT, rules, f"      - {{property: layouts, value: [{layout}]}}\n{rules}")
    assert len(reports(alliance)) == 2


CANNOT = [
    ("version: 1.0.0", "version: 2.0.0", "35: Another layout has the version `2.0.0` too."),
    ("report_number: nr", "reportnumber: nr", "37: There is no column `reportnumber`; did you mean `report_number`?"),
    ("[followed_up]", "[folowed_up]", "39: There is no column `folowed_up`; did you mean `followed_up`?"),
    ("[desk]", "[nr]", "35: The layout 1.0.0 has 2 columns called `nr` (capitals make no difference)."),
    ("{received_on: ", "{subject: ", "38: `subject` is not a date, timestamp or number, so it has no format."),
    (
        '"%d-%m-%Y", handed',
        '"%d-%m", handed',
        "38: The format `%d-%m` does not hold a day, month and year; write it like `%Y-%m-%d`.",
    ),
    (
        "until: 2023-12-31",
        "until: 2023",
        "36: `layouts.value.1.until` is `2023`; it must be a date such as 2024-01-31, in quotes.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), CANNOT)
def test_what_a_layout_cannot_say(alliance, old, new, sentence):
    edit(alliance, CONTRACT, old, new)
    assert faults_of(alliance) == [f"{CONTRACT}:{sentence}"]


def test_how_numbers_were_written_is_one_of_the_ways_that_are_read(alliance):
    edit(alliance, CONTRACT, "municipality\n        logicalType: string", "municipality\n        logicalType: number")
    edit(alliance, CONTRACT, "formats: {", 'formats: {municipality: "1.234", ')
    assert faults_of(alliance) == [
        f"{CONTRACT}:38: The format of `municipality` is `1.234`; numbers are written as one of `1234.56`, `1234,56`, "
        "`1.234,56`, `1 234,56`, `1,234.56`, `1'234.56`."
    ]


def test_it_is_read_with_every_column_of_today(alliance):
    [layout] = read(alliance).partners["helpline"].contract.layouts
    assert (layout.until, len(layout.columns), layout.lacks) == (date(2023, 12, 31), 7, ("followed_up",))
