"""What a build takes over from the edition before it, and when it takes nothing over, in a sentence."""

from datetime import date
from pathlib import Path

from broken import edit
from decrypted import content_of_edition, files_with
from made_once import made_and_copied
from template_with_persons import alliance_with_persons, deliver

from schakel import verbs
from schakel.store import Workspace
from schakel.store.editions import editions_in
from schakel.store.engine import connect
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import row_count
from schakel.verbs import changed_units, pipeline
from schakel.verbs.chain_tables import chain_tables

DAY = date(2024, 1, 1)
ROW = "H{0},2023-03-01,{1},police,2023-03-09,no,Northtown,,Bakker,Noor,1990-01-02,SKN{0},"


def make(place: Path) -> None:
    """Twenty reports in a delivery, and an edition."""
    folder = alliance_with_persons(place)
    deliver(folder, 1, *(ROW.format(number, "debts") for number in range(1, 21)))
    assert verbs.build(folder).how == "It was built in full, because no edition is before it."


made, alliance = made_and_copied(DAY, make)


def check(alliance: Path) -> str:
    """Build from the edition before, hold the edition against the same built in full, and return how it was built."""
    built = verbs.build(alliance)
    found = content_of_edition(built.folder)
    whole = verbs.build(alliance, full=True)
    assert whole.how == "It was built in full, because that was asked for."
    assert found == content_of_edition(whole.folder)
    return built.how


def test_a_delivery_and_a_correction_change_the_units_that_their_rows_name(alliance):
    deliver(alliance, 2, ROW.format(3, "sexual exploitation"), ROW.format(21, "debts"))
    assert check(alliance).startswith("4 units were worked out again; all others are as in edition 2023-01-01-")


def test_an_edition_after_one_that_was_changed_follows_that_one(alliance):
    for number in (2, 3):
        deliver(alliance, number, ROW.format(number, "sexual exploitation"))
        assert "worked out again" in verbs.build(alliance).how
    deliver(alliance, 4, ROW.format(4, "sexual exploitation"))
    assert "worked out again" in check(alliance)


def test_a_line_of_the_mapping_changes_the_units_with_its_value(alliance):
    deliver(alliance, 2, ROW.format(3, "sexual exploitation"))
    verbs.build(alliance)
    edit(alliance, "partners/helpline/mapping.csv", "subject,sexual exploitation,", "subject,paid sex,")
    assert check(alliance).startswith("2 units were worked out again")


def test_where_most_units_change_the_edition_is_built_in_full(alliance):
    deliver(alliance, 2, *(ROW.format(number, "sexual exploitation") for number in range(1, 21)))
    assert check(alliance) == "It was built in full, because 40 units changed."


def withdraw(alliance: Path, record: str) -> None:
    verbs.withdraw(alliance, "helpline", record=[record], reason="delivered by mistake")


def remainders(alliance: Path) -> list[Path]:
    return [folder.path for folder in editions_in(Workspace.of(alliance).remainders)]


def test_after_a_withdrawal_the_units_of_its_rows_are_worked_out_again(alliance):
    withdraw(alliance, "H1")
    assert [folder.name.partition(" ")[2] for folder in remainders(alliance)] == ["without erasure 1"]
    how = check(alliance)
    assert how.startswith("No unit had to be worked out again; all are as in edition 2023-01-01-")
    assert how.endswith(" without erasure 1.") and not remainders(alliance)


def test_of_a_unit_that_no_row_names_any_more_not_even_the_pseudonym_stays(alliance):
    before = units_of(verbs.build(alliance).folder)
    withdraw(alliance, "H1")
    (left,) = remainders(alliance)
    gone = before - units_of(Workspace.of(alliance).remainders.folder(left.name))
    assert len(gone) == 2, "a report and a person"
    assert {number: files_with(alliance, number) for number in gone} == {number: [] for number in gone}
    deliver(alliance, 2, ROW.format(3, "sexual exploitation"))
    assert "without erasure 1" in verbs.build(alliance).how
    assert {number: files_with(alliance, number) for number in gone} == {number: [] for number in gone}


def units_of(edition: SealedFolder) -> set[str]:
    """The pseudonyms of all units of an edition, as numbers."""
    tables = chain_tables(edition)
    with connect(tables) as connection:
        wide = [name for name in tables if name.startswith("wide_")]
        return {str(one) for name in wide for [one] in connection.execute(f"SELECT unit_id FROM {name}").fetchall()}


def test_withdrawals_that_follow_each_other_leave_one_remainder_without_any_of_their_units(alliance):
    for record in ("H1", "H2"):
        withdraw(alliance, record)
    (folder,) = remainders(alliance)
    assert row_count(Workspace.of(alliance).remainders.folder(folder.name) / "wide_report.parquet") == 18
    assert check(alliance).startswith("No unit had to be worked out again; all are as in edition")


def test_what_is_withdrawn_and_what_is_delivered_since_are_worked_out_together(alliance):
    deliver(alliance, 2, ROW.format(3, "sexual exploitation"), ROW.format(21, "debts"))
    verbs.build(alliance)
    verbs.withdraw(alliance, "helpline", record=["H21"], reason="delivered by mistake")
    deliver(alliance, 3, ROW.format(3, "debts"))
    assert "without erasure 1" in check(alliance)


def test_an_edition_of_other_declarations_leaves_no_remainder(alliance):
    edit(alliance, "partners/helpline/mapping.csv", "subject,sexual exploitation,", "subject,paid sex,")
    withdraw(alliance, "H1")
    assert not remainders(alliance)
    assert check(alliance) == "It was built in full, because no edition is before it."


def test_an_edition_of_an_earlier_day_takes_over_nothing_of_a_later_delivery(alliance):
    deliver(alliance, 2, ROW.format(21, "debts"))
    verbs.build(alliance)
    deliver(alliance, 3, ROW.format(22, "debts"))
    verbs.build(alliance)
    earlier = verbs.build(alliance, date(2023, 1, 1))
    assert earlier.how == "It was built in full, because every edition before it rests on other deliveries."


def test_which_deliveries_tell_of_a_unit_is_found_beyond_their_first_rows(alliance, monkeypatch):
    deliver(alliance, 2, ROW.format(3, "debts"), ROW.format(21, "debts"))
    by_first_rows = content_of_edition(verbs.build(alliance, full=True).folder)
    monkeypatch.setattr(pipeline, "FIRST_ROWS", 0)
    assert content_of_edition(verbs.build(alliance, full=True).folder) == by_first_rows


def test_another_version_of_the_code_takes_nothing_over(alliance, monkeypatch):
    deliver(alliance, 2, ROW.format(21, "debts"))
    monkeypatch.setattr(pipeline, "code_version", lambda: "another")
    assert check(alliance).endswith("was made in another way.")


def test_a_large_layer_is_laid_into_its_table(alliance, monkeypatch):
    monkeypatch.setattr(changed_units, "MOST_IN_LAYER", 10**6)
    deliver(alliance, 2, ROW.format(21, "debts"))
    built = verbs.build(alliance)
    assert not list(built.folder.glob("layer_*")) and not list(built.folder.glob("changed_*"))
    assert len(list(built.folder.glob("wide_*"))) == 2


def test_base_cells_stay_where_changed_units_are_known_as_before(alliance):
    before = verbs.build(alliance).folder
    deliver(alliance, 2, ROW.format(3, "debts"))
    after = verbs.build(alliance)
    assert after.how.startswith("2 units were worked out again")
    assert on_disk(after.folder.folder("bases")) == on_disk(before.folder("bases"))


def test_what_is_superseded_stays_where_no_delivery_came(alliance):
    deliver(alliance, 2, ROW.format(3, "sexual exploitation"))
    before = verbs.build(alliance).folder
    edit(alliance, "partners/helpline/mapping.csv", "subject,sexual exploitation,", "subject,paid sex,")
    after = verbs.build(alliance).folder
    assert row_count(after / "superseded_helpline.parquet") == 1
    assert on_disk(after, "superseded_*") == on_disk(before, "superseded_*")


def on_disk(folder: SealedFolder, names: str = "*.parquet") -> dict[str, int]:
    """Files as the disk numbers them: one that has two names has one number."""
    return {file.name: file.path.stat().st_ino for file in folder.glob(names)}
