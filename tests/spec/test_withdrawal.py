"""A partner withdraws

What a partner takes back, a record or all that it delivered of a person, is erased everywhere. What it corrects it
delivers again.
"""

import json
from datetime import date

import pytest
from broken import edit, template
from command_line import schakel
from decrypted import files_with
from made_once import made_and_copied
from template_with_persons import CONTRACT, HEADER, alliance_with_persons

from schakel import verbs

DAY = date(2024, 1, 1)
ROW = "H{0},2023-03-0{1},debts,police,2023-03-09,no,Northtown,,{2}"
TAKEN_BACK = "Zwanenburg,Quirijn,1987-06-05,SKN7654321,111222333"
OTHER = "Bakker,Noor,1990-01-02,SKN1234567,999900018"
REFUSED = ROW.format(1007, 1, "Zwanenburg,Quirijn,1987-13-45,SKN7654321,111222333")
OF_PERSON = ("Zwanenburg", "SKN7654321", "111222333", "1987-13-45")


def make(place):
    """Three deliveries: of a person and another, of the first again, and of the other alone; built and released."""
    folder = alliance_with_persons(place)
    rows = [
        [(1001, TAKEN_BACK), (1002, TAKEN_BACK), (2001, OTHER)],
        [(1001, TAKEN_BACK)],
        [(2002, OTHER), (2003, OTHER)],
    ]
    for number, those in enumerate(rows, start=1):
        lines = [ROW.format(name, number, who) for name, who in those] + ([REFUSED] if number == 2 else [])
        (place / f"{number}.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
        verbs.deliver(folder, "helpline", place / f"{number}.csv", date(2023, 3 + number, 1), synthetic=True)
    verbs.build(folder)
    verbs.publish(folder, "monitor", place / "release")


made, alliance = made_and_copied(DAY, make)


def left(alliance, *words):
    return {word: files_with(alliance, word) for word in words}


def withdraw(alliance, *words):
    return schakel("withdraw", alliance, "helpline", "--reason", "delivered by mistake", *words)


def counted(alliance):
    verbs.build(alliance)
    return verbs.extract(alliance, "monitor").units


def test_a_record_goes_in_every_version_and_the_next_edition_counts_without_it(alliance):
    assert counted(alliance) == 5
    said = withdraw(alliance, "--record", "H1001").stdout.splitlines()
    assert said[0] == "Erased 2 accepted rows of 2 deliveries, 1 edition, 1 extract and 1 record of persons."
    assert said[1:3] == [
        "  delivery 1 of helpline: 1 of 3 rows, and the file as it arrived",
        "  delivery 2 of helpline: 1 of 1 rows, and the file as it arrived",
    ]
    assert left(alliance, "H1001") == {"H1001": []}
    assert left(alliance, "H1002")["H1002"], "another record of the person stays"
    assert counted(alliance) == 4


def test_the_name_of_a_file_goes_with_the_first_of_its_rows(alliance, tmp_path):
    file = tmp_path / "report-of-zwanenburg.csv"
    file.write_text("\n".join([HEADER, ROW.format(5001, 4, TAKEN_BACK), ROW.format(5002, 4, OTHER)]) + "\n", "utf-8")
    verbs.deliver(alliance, "helpline", file, date(2023, 7, 1), synthetic=True)
    again = file.rename(tmp_path / "zwanenburg-again.csv")
    verbs.deliver(alliance, "helpline", again, date(2023, 7, 2), synthetic=True)
    assert all(left(alliance, file.name, again.name).values())
    withdraw(alliance, "--person", "SKN7654321")
    gone = (file.name, again.name, "H5001")
    assert left(alliance, *gone) == {word: [] for word in gone} and left(alliance, "H5002")["H5002"]


def test_several_records_go_at_once_by_a_file_of_their_keys(alliance, tmp_path):
    keys = tmp_path / "keys.csv"
    keys.write_text("report_number\nH1001\n\nH2002\nH9999\nH100\n", "utf-8")
    wrong = "nothing was withdrawn: nothing that helpline delivered has the keys on these lines: 5, 6"
    assert withdraw(alliance, "--records", keys).stderr == f"{keys}: {wrong}\n"
    assert left(alliance, "H1001")["H1001"]
    keys.write_text("report_number\nH1001\n\nH2002\n", "utf-8")
    said = withdraw(alliance, "--records", keys).stdout
    assert said.startswith("Erased 3 accepted rows of 3 deliveries")
    assert left(alliance, "H1001", "H2002") == {"H1001": [], "H2002": []}
    keys.write_text("number\nH1002\n", "utf-8")
    assert "The header must be report_number, with a record on each line below." in (
        withdraw(alliance, "--records", keys).stderr
    )


def test_a_person_goes_with_what_was_refused_and_is_linked_no_more(alliance):
    withdraw(alliance, "--person", "SKN7654321")
    assert left(alliance, *OF_PERSON) == {word: [] for word in OF_PERSON}
    assert left(alliance, "SKN1234567")["SKN1234567"]
    assert counted(alliance) == 3


def test_whoever_stays_under_the_key_of_a_person_that_goes_is_linked_anew(tmp_path):
    alliance = alliance_with_persons(tmp_path)
    edit(alliance, CONTRACT, "supersedesBy, value: [report_number]", "supersedesBy, value: [received_on]")
    rows = [ROW.format(1001, 1, TAKEN_BACK), ROW.format(2001, 1, OTHER)]
    for day in (1, 2):
        (tmp_path / "one_key.csv").write_text("\n".join([HEADER, *rows, *[""] * day]) + "\n", "utf-8")
        verbs.deliver(alliance, "helpline", tmp_path / "one_key.csv", date(2023, 4, day), synthetic=True)
    verbs.build(alliance)
    before, queue = persons_of(alliance), alliance / ".schakel/intake/persons/queue.sealed"
    assert queue.exists()
    withdraw(alliance, "--person", "SKN7654321")
    assert persons_of(alliance) == {} and not queue.exists()
    verbs.build(alliance)
    assert len(before) == 2 and len(persons_of(alliance)) == 1
    assert set(before.values()).isdisjoint(persons_of(alliance).values())


def persons_of(alliance):
    return json.loads(schakel("judge", "persons", alliance, "--json").stdout)["person"]


def test_an_edition_of_an_earlier_day_does_not_bring_it_back(alliance):
    withdraw(alliance, "--record", "H1001")
    earlier = verbs.build(alliance, date(2023, 4, 30)).edition
    assert verbs.extract(alliance, "monitor", earlier.name).units == 2


def test_receipt_log_and_the_table_of_deliveries_count_what_was_withdrawn(alliance, tmp_path):
    withdraw(alliance, "--record", "H1001")
    receipt = schakel("deliver", alliance, "helpline", tmp_path / "1.csv", "--on", "2024-01-01", "--synthetic").stdout
    assert "erased     1 accepted row on 2024-01-01 (withdrawn), and the file as it arrived" in receipt
    assert "delivered by mistake  erasure=1  cause=withdrawn" in schakel("log", "show", alliance).stdout
    more = [f"H{number}" for number in range(3001, 3012)]
    rows = [ROW.format(name[1:], 4, OTHER) for name in more]
    (tmp_path / "4.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    verbs.deliver(alliance, "helpline", tmp_path / "4.csv", date(2023, 7, 1), synthetic=True)
    (tmp_path / "keys.csv").write_text("\n".join(["report_number", *more[1:]]) + "\n", "utf-8")
    withdraw(alliance, "--records", tmp_path / "keys.csv")  # ten of a delivery: up to six could be rounded to none
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "next")
    released = (tmp_path / "next/data/delivered-rows.csv").read_text("utf-8")
    assert "erased" in released


def test_a_dry_run_says_the_same_and_erases_nothing(alliance):
    would = withdraw(alliance, "--record", "H1001", "--dry-run").stdout
    assert would.startswith("Would erase 2 accepted rows of 2 deliveries")
    assert left(alliance, "H1001")["H1001"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--record", "H9999"), "nothing that helpline delivered has this key"),
        (("--person", "SKN9999999"), "nothing that helpline delivered has this number"),
        (
            ("--record", "H1001", "--record", "2"),
            "a record of helpline has the key report_number; give a value for each",
        ),
        ((), "name a record, a file of records, a person or a delivery: one of them"),
        (
            ("--record", "H1001", "--person", "SKN7654321"),
            "name a record, a file of records, a person or a delivery: one of them",
        ),
        (("--record", "H1001", "--reason", " "), "a withdrawal has a reason"),
    ],
)
def test_what_cannot_be_withdrawn_is_told_in_a_sentence(alliance, words, sentence):
    told = withdraw(alliance, *words)
    assert told.exit_code == 1 and sentence in told.stderr and "H9999" not in told.stderr


def test_a_contract_without_numbers_of_persons_names_none(tmp_path):
    told = schakel("withdraw", template(tmp_path), "helpline", "--reason", "a mistake", "--person", "1")
    assert "the contract of helpline has no column with a number of persons" in told.stderr


def deliver_registers(place, *names_of_each):
    """Deliver the whole register of reports several times, each by the names in it."""
    folder = alliance_with_persons(place)
    edit(
        folder,
        CONTRACT,
        "      - {property: supersedesBy",
        "      - {property: snapshot, value: {of: register}}\n      - {property: supersedesBy",
    )
    for number, names in enumerate(names_of_each, start=1):
        file = place / f"register-{number}.csv"
        file.write_text("\n".join([HEADER, *(ROW.format(name, number, OTHER) for name in names)]) + "\n", "utf-8")
        verbs.deliver(folder, "helpline", file, date(2023, 3 + number, 1), synthetic=True)
    return folder


def test_what_a_withdrawn_register_replaced_counts_again(tmp_path):
    alliance = deliver_registers(tmp_path, (1001, 1002, 1003), (1004,))
    assert counted(alliance) == 1
    assert withdraw(alliance, "--delivery", "2").exit_code == 0
    assert counted(alliance) == 3


def test_a_register_that_loses_its_last_record_stays_the_whole_register(tmp_path):
    alliance = deliver_registers(tmp_path, (1001, 1002, 1003), (1004,))
    assert withdraw(alliance, "--record", "H1004").exit_code == 0
    assert counted(alliance) == 0
