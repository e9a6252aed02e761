"""Candidate duplicates

Signals that are likely one are listed for a reviewer and never joined by weight. What the reviewer decides is an entry.
"""

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from broken import edit
from command_line import schakel
from counting import tables_of
from decrypted import files_with
from typer.testing import Result

from schakel import verbs
from schakel.alliance import create, read
from schakel.identity import (
    APART,
    JOINED,
    ByPerson,
    CandidateDuplicate,
    Judgement,
    Ledger,
    find_candidates,
    same_number,
)
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel, read_model, standardise, train_on_known
from schakel_linkage.linking import KnownRecords

DAY = date(2026, 1, 1)
WEIGHTS = """
thresholds: {review: -5}
weights:
  dated: 2026-01-01
  by: hand
  records: 1000
  matches: 0.2
  levels:
    day:
      same: {m: 0.2, u: 0.001}
      a week apart: {m: 0.5, u: 0.01}
      a month apart: {m: 0.2, u: 0.04}
      otherwise: {m: 0.1, u: 0.95}
    subject: {same: {m: 0.9, u: 0.2}, otherwise: {m: 0.1, u: 0.8}}
    phone: {same: {m: 0.5, u: 0.00001}, otherwise: {m: 0.5, u: 1}}
"""
COLUMNS = ("number", "day", "place", "form", "phone")


def model() -> LinkModel:
    levels = {
        "day": {
            "same": (0.2, 0.001), "a week apart": (0.5, 0.01), "a month apart": (0.2, 0.04), "otherwise": (0.1, 0.95)
        },
        "place": {"same": (0.95, 0.01), "otherwise": (0.05, 0.99)},
        "form": {"same": (0.9, 0.4), "otherwise": (0.1, 0.6)},
        "phone": {"same": (0.5, 1e-5), "otherwise": (0.5, 1)},
    }  # fmt: skip
    written = {name: {level: {"m": m, "u": u} for level, (m, u) in found.items()} for name, found in levels.items()}
    return read_model(
        {
            "attributes": {
                "day": {"kind": "day"}, "place": {"kind": "code"}, "form": {"kind": "code"},
                "phone": {"kind": "number"},
            },
            "comparisons": {"phone": {"levels": ["same"]}},
            "blocking": [["place", "day.period"], ["place", "day.shifted"], ["phone"]],
            "thresholds": {"review": 0},
            "weights": {"dated": DAY, "by": "hand", "records": 100, "matches": 0.2, "levels": written},
        }
    )  # fmt: skip


def signals(*rows: tuple[str, ...]) -> pa.Table:
    """The rows, and two hundred other signals, each of a place of its own and of another year."""
    others = [(f"O{place}", f"{1990 + place % 20}-05-05", f"P{place}", "labour", "") for place in range(200)]
    return pa.table({name: [row[place] for row in (*rows, *others)] for place, name in enumerate(COLUMNS)})


def listed(*rows: tuple[str, ...], ledger: Ledger) -> list[CandidateDuplicate]:
    table = signals(*rows)
    return find_candidates(table, KnownRecords.one_by_one(table, model(), DAY), ledger, DAY)


ONE = ("A1", "2025-03-01", "GM0001", "labour", "")


def test_one_place_one_form_and_a_few_days_are_listed_with_what_agrees(tmp_path: Path) -> None:
    [pair] = listed(ONE, ("B7", "2025-03-05", "GM0001", "labour", ""), ledger=Ledger(tmp_path))
    assert (pair.one, pair.other) == ("A1", "B7")
    assert pair.levels == {"day": "a week apart", "place": "same", "form": "same", "phone": "unknown"}
    assert pair.weight > 3


@pytest.mark.parametrize(
    "other", [("B7", "2025-09-01", "GM0001", "labour", ""), ("B7", "2025-03-05", "GM0002", "labour", "")]
)
def test_half_a_year_apart_or_elsewhere_is_not_listed(other: tuple[str, ...], tmp_path: Path) -> None:
    assert listed(ONE, other, ledger=Ledger(tmp_path)) == []


def test_days_are_compared_across_the_end_of_a_period(tmp_path: Path) -> None:
    for day in range(1, 28):
        rows = [
            ("A1", f"2025-03-{day:02}", "GM0001", "labour", ""),
            ("B7", f"2025-04-{day:02}", "GM0001", "labour", ""),
        ]
        assert len(listed(*rows, ledger=Ledger(tmp_path))) == 1


def test_a_phone_in_common_outweighs_another_place(tmp_path: Path) -> None:
    rows = [(*ONE[:4], "0612345678"), ("B7", "2025-03-20", "GM0002", "labour", "06-1234 5678")]
    [pair] = listed(*rows, ledger=Ledger(tmp_path))
    assert pair.levels["phone"] == "same"
    assert pair.levels["place"] == "otherwise"


def test_rows_under_one_number_are_one_signal_already(tmp_path: Path) -> None:
    assert listed(ONE, ONE, ledger=Ledger(tmp_path)) == []


def test_what_a_person_decided_is_not_asked_again_and_an_undo_asks_again(tmp_path: Path) -> None:
    ledger, other = Ledger(tmp_path), ("B7", "2025-03-05", "GM0001", "labour", "")
    for kind in (APART, JOINED):
        ledger.append([Judgement(kind, DAY, "A. Clerk", "read both", "A1", other="B7")])
        assert listed(ONE, other, ledger=ledger) == []
        ledger.undo([ledger.entries()[-1].number], ByPerson("A. Clerk", DAY, "an error"))
        assert len(listed(ONE, other, ledger=ledger)) == 1


def test_a_date_in_the_future_and_a_day_that_is_none_are_noted_and_not_compared() -> None:
    table = signals(("A1", "2026-02-01", "GM0001", "labour", ""), ("B7", "2025-02-30", "GM0001", "labour", ""))
    notes = [str(note) for note in standardise(table, model(), DAY).notes]
    assert notes == [
        "day: 1 records hold a date that cannot be read (line 3).",
        "day: 1 records hold a date in the future (line 2).",
    ]


def test_weights_follow_from_signals_that_are_known_to_be_one() -> None:
    random = np.random.default_rng(1)
    size = 2000
    place = np.repeat(random.integers(0, 50, size), 2)
    started = np.repeat(random.integers(0, 3000, size), 2)
    day = started + np.where(np.arange(2 * size) % 2, random.integers(0, 8, 2 * size), 0)
    dates = [str(date.fromordinal(730_000 + int(one))) for one in day]
    rows = pa.table(
        {
            "number": [f"N{one // 2}" for one in range(2 * size)],
            "day": dates,
            "place": [f"GM{one:04}" for one in place],
            "form": pa.array(np.where(random.random(2 * size) < 0.5, "labour", "sexual"), pa.string()),
            "phone": [""] * (2 * size),
        }
    )
    records = standardise(rows, model(), date(2100, 1, 1))
    found = train_on_known(records, same_number(rows), model(), DAY).trained
    assert found is not None
    assert found.levels["place"]["same"].m > 0.999
    assert found.levels["place"]["same"].u == pytest.approx(1 / 50, rel=0.1)
    assert found.levels["form"]["same"].m == pytest.approx(found.levels["form"]["same"].u, abs=0.05)
    assert found.levels["day"]["same"].m == pytest.approx(1 / 8, rel=0.2)
    assert found.levels["day"]["a week apart"].m == pytest.approx(7 / 8, rel=0.05)
    assert found.matches == 1


def test_too_few_known_pairs_are_reported_and_train_nothing() -> None:
    rows = signals(ONE, ONE)
    with pytest.raises(RequestError, match="there are 1, 100 are few"):
        train_on_known(standardise(rows, model(), DAY), same_number(rows), model(), DAY)


# -- in an alliance ------------------------------------------------------------------------------------------------

ATTRIBUTES = """model: reports
attributes:
  day: {kind: day, column: received_on}
  subject: {kind: code, column: subject}
  phone: {kind: number, column: remarks}
comparisons:
  phone: {levels: [same]}
blocking:
  - [phone]
  - [subject, day.period]
  - [subject, day.shifted]
"""


CONTRACT = "partners/helpline/contract.yaml"
UNUSED = "{property: unused, value: Free text may hold names.}"
PERMITTED = "{property: permission, value: {unit: report, ground: {en: 'Agreement of 1 May, article 3'}}}"
PHONE = "06-1234 5678"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alike") / "small"
    create(folder, "small")
    (folder / "linking").mkdir()
    (folder / "linking" / "report.yaml").write_text(ATTRIBUTES + WEIGHTS, "utf-8")
    edit(folder, CONTRACT, UNUSED, PERMITTED)
    for number, phone in (("H0001", PHONE), ("H0002", "0612345678")):
        file = next((folder / "deliveries").glob("*.csv")).relative_to(folder)
        [line] = [line for line in (folder / file).read_text("utf-8").splitlines() if line.startswith(number)]
        edit(folder, str(file), line, line + phone)
    verbs.deliver_shipped(folder)
    verbs.build(folder)
    return folder


@pytest.fixture
def alliance(delivered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(delivered, tmp_path / "small"))


def said(*words: str) -> Result:
    return schakel("alike", *words)


def reports(folder: Path, as_of: date | None = None) -> int:
    built = verbs.build(folder, as_of)
    table = tables_of(read(folder), built.folder, synthetic=True)["reports-by-subject"]
    [total] = [cell for cell in table.cells if set(cell.coordinates) == {"total"}]
    lower, upper = table.bounds(total)
    assert lower == upper
    return lower


def test_a_person_joins_two_numbers_an_undo_parts_them_and_every_edition_stays(alliance: Path) -> None:
    before = reports(alliance)
    pairs = json.loads(said("list", str(alliance), "report", "--json").stdout)["pairs"]
    one, other = pairs[0]["one"], pairs[0]["other"]
    assert [pair["weight"] for pair in pairs] == sorted((pair["weight"] for pair in pairs), reverse=True)
    assert reports(alliance, date(2025, 2, 2)) == before
    for words in (("same", one, other, "--reason", "read both", "--on", "2025-02-01"),
                  ("undo", "0", "--reason", "misread", "--on", "2025-03-01")):  # fmt: skip
        found = said(words[0], str(alliance), "report", *words[1:])
        assert found.exit_code == 0, found.output
    assert reports(alliance, date(2025, 1, 31)) == before
    assert reports(alliance, date(2025, 2, 2)) == before - 1
    assert reports(alliance, date(2025, 3, 1)) == before
    history = said("history", str(alliance), "report").stdout.splitlines()
    assert [line.split()[2] for line in history] == ["joined", "undone"]


def test_a_decision_holds_until_its_last_day_and_is_asked_about_again_after_it(alliance: Path) -> None:
    before, ledger = reports(alliance), str(alliance)
    pairs = json.loads(said("list", ledger, "report", "--json").stdout)["pairs"]
    (one, other), (third, fourth) = [(pair["one"], pair["other"]) for pair in pairs[:2]]
    held = ("--reason", "until the caller rings back", "--on", "2025-02-01", "--until")
    assert "from 2025-02-01 until 2025-02-10." in said("same", ledger, "report", one, other, *held, "2025-02-10").stdout
    assert said("different", ledger, "report", third, fourth, *held, "2025-02-10").exit_code == 0
    for day, joined in ((date(2025, 1, 31), 0), (date(2025, 2, 10), 1), (date(2025, 2, 11), 0)):
        assert reports(alliance, day) == before - joined
    assert json.loads(said("list", ledger, "report", "--json").stdout)["pairs"] == pairs  # today it holds no more
    assert "2025-02-01 until 2025-02-10  joined" in said("history", ledger, "report").stdout
    refused = said("same", ledger, "report", one, other, *held, "2025-01-31")
    assert refused.exit_code == 1
    assert "cannot hold until 2025-01-31, which is earlier" in " ".join(refused.output.split())


def test_what_is_decided_is_encrypted_in_the_intake_zone_and_is_logged(alliance: Path) -> None:
    said("list", str(alliance), "report")
    said("different", str(alliance), "report", "H0001", "H0004", "--reason", "other callers")
    kept = [path for path in (alliance / ".schakel").rglob("*") if path.is_file() and "alike" in path.parts]
    assert [path.parent.name for path in kept] == ["decisions"]  # of the list nothing is kept
    assert all(path.read_bytes().startswith(b"schakel sealed") and path.stat().st_mode & 0o77 == 0 for path in kept)
    log = [entry["action"] for entry in verbs.accesses(alliance)]
    assert [action for action in log if action not in ("deliver", "build")] == ["list alike", "judge different"]


def test_what_is_withdrawn_leaves_the_list_and_the_decisions_about_it_say_nothing(alliance: Path) -> None:
    said("list", str(alliance), "report")
    said("different", str(alliance), "report", "H0001", "H0004", "--reason", "H0001 rang back")
    verbs.withdraw(alliance, "helpline", "a mistake", record=["H0001"])
    assert files_with(alliance, "H0001") == []
    assert "erased" in said("history", str(alliance), "report").stdout
    verbs.build(alliance)
    assert said("list", str(alliance), "report").exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("list", "raport"), "no unit is called raport"),
        (("same", "report", "H0001", "H9999", "--reason", "x"), "no report in force has the number H9999"),
        (("same", "report", "H0001", "H0001", "--reason", "x"), "H0001 and H0001 are one report already"),
        (("same", "report", "H0001", "H0002", "--reason", " "), "give a reason for your judgement"),
        (("undo", "report", "7", "--reason", "x"), "the ledger has no entry 7"),
    ],
)
def test_what_cannot_be_asked_gives_one_sentence(words: tuple[str, ...], sentence: str, alliance: Path) -> None:
    found = said(words[0], str(alliance), *words[1:])
    assert found.exit_code == 1
    assert sentence in found.output


def test_a_column_that_the_contract_does_not_give_is_not_compared(alliance: Path) -> None:
    file = alliance / "linking" / "report.yaml"
    file.write_text(file.read_text("utf-8").replace("column: subject", "column: municipality"), "utf-8")
    found = said("list", str(alliance), "report")
    assert found.exit_code == 1
    assert "No contract of a `report` gives the column `municipality`" in " ".join(found.output.split())


def test_a_phone_is_evidence_where_the_contract_permits_it_and_is_shown_nowhere(alliance: Path) -> None:
    found = said("list", str(alliance), "report", "--json")
    [pair] = [one for one in json.loads(found.stdout)["pairs"] if {one["one"], one["other"]} == {"H0001", "H0002"}]
    assert pair["levels"]["phone"] == "same"
    assert pair["levels"]["subject"] == "otherwise"
    outside = [path for path in (alliance / ".schakel").rglob("*") if path.is_file()]
    values = [value.encode() for value in (PHONE, "0612345678")]
    assert [path for path in outside if any(value in path.read_bytes() for value in values)] == []
    assert "0612345678" not in found.output and PHONE not in found.output


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        (UNUSED, "No contract of a `report` gives the column `remarks`"),
        (
            "{property: text, value: remarks}",
            "No contract permits that two of `report` are recognised by `remarks`",
        ),
    ],
)
def test_a_phone_is_no_evidence_without_a_permission(instead: str, sentence: str, alliance: Path) -> None:
    edit(alliance, CONTRACT, PERMITTED, instead)
    for words in (("alike", "list", str(alliance), "report"), ("check", str(alliance))):
        found = schakel(*words)
        assert found.exit_code == 1
        assert sentence in " ".join(found.output.split())
