"""Clerical review of persons

A reviewer judges whether two persons are one: what is shown, in which order, and what the judgement changes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import schakel
from linkage_sets import SETS
from named_persons import ALLIANCE, DAY, PROVIDER, persons_of, row, stored
from typer.testing import Result

from schakel.cli.judging_session import Session, side_by_side_record
from schakel.cli.review_text import ReviewWords, side_by_side_text, visible
from schakel.identity import SUGGESTED, ByPerson, Judgement, Ledger, LoggedReview, Review, open_ledger, person_records
from schakel_base.chained_file import ChainedFile
from schakel_base.errors import RequestError
from schakel_linkage import read_model

LATER = date(2026, 1, 1)
Rows = Sequence[Mapping[str, object]]
POLICE = [
    row("P1", "S1", name="Kovács, Eszter", born="1981-11-30"),
    row("P2", "S1", name="Kovács, Eszter", born="1981-11-30"),
    row("P3", "S2", name="Kovács, Eszter", born="1981-11-30"),
    row("P4", name="Ali, Mohamed", born="1990-01-01"),
]
PROSECUTION = [row("O1", name="Ali, Mohamed", born="1990-01-01"), row("O2", "S3", name="Smit, Jan", born="1961-07-09")]


def reviewing(folder: Path, police: Rows = POLICE, other: Rows = PROSECUTION) -> LoggedReview:
    """The records of police and prosecution, linked, laid ready for somebody who judges."""
    persons_of(folder, police=police, prosecution=other)
    files = {"police": stored("police", police, folder), "prosecution": stored("prosecution", other, folder)}
    assert ALLIANCE.persons is not None
    model = read_model(ALLIANCE.folder / ALLIANCE.persons.file)
    records = person_records(ALLIANCE, files, PROVIDER, ALLIANCE.persons)
    review = Review.of(records, model, open_ledger(folder / "persons"), LATER)
    return LoggedReview(review, ChainedFile(folder / "access.log"), LATER, PROVIDER)


def who(found: LoggedReview, number: str) -> str:
    """The person of the record with a number."""
    table = found.review.table
    files = {name: [str(one["number"]) for one in rows] for name, rows in
             {"police": POLICE, "prosecution": PROSECUTION}.items()}  # fmt: skip
    for partner, at, record in zip(*(table[name].to_pylist() for name in ("partner", "row", "record")), strict=True):
        if files[partner][at - 1] == number:
            return found.review.ledger.persons().of_record[record]
    raise AssertionError(number)


def asks(ledger: Ledger, one: str, other: str, weight: float) -> None:
    ledger.append([Judgement(SUGGESTED, DAY, "the tests", "a pair", person=one, other=other, weight=weight)])


def test_the_bits_of_all_attributes_add_up_to_the_weight_and_say_what_agrees(tmp_path: Path) -> None:
    found = reviewing(tmp_path)
    side = found.side_by_side((who(found, "P1"), who(found, "P3")))
    assert side.compared is not None
    evidence = side.compared.evidence
    assert [line.records for line in side.lines if len(line.records) == 2]  # P1 and P2 say the same: one line
    bits = sum(one.bits for one in evidence.attributes.values()) + evidence.prior
    assert bits == pytest.approx(evidence.weight, abs=0.05)
    assert evidence.attributes["surname"].level == evidence.attributes["birth_date"].level == "same"
    assert evidence.attributes["chain_number"].level == "one character differs"
    assert evidence.attributes["bsn"].level == "unknown"
    assert evidence.forbidden == ("numbers",)


def test_of_one_person_the_line_that_hangs_on_least_is_compared_with_its_nearest(tmp_path: Path) -> None:
    police = [
        row("P1", "S1", name="Kovács, Eszter", born="1981-11-30"),
        row("P2", "S1", name="Kovács, Eszter", born="1981-11-00"),
        row("P3", "S1", name="Jansen, Piet"),
    ]
    found = reviewing(tmp_path, police, [])
    [person] = set(found.review.ledger.persons().of_record.values())
    side = found.side_by_side((person,))
    assert side.compared is not None
    assert side.compared.one.values["surname"] == "Jansen"
    assert [line.nearest is not None for line in side.lines] == [True, True, True]


def test_the_pair_that_is_likeliest_one_person_comes_first_and_no_judged_pair_is_asked_again(
    tmp_path: Path,
) -> None:
    found = reviewing(tmp_path)
    eszter, also, ali, mohamed, jan = (who(found, number) for number in ("P1", "P3", "P4", "O1", "O2"))
    asks(found.review.ledger, eszter, jan, 5.5)
    asks(found.review.ledger, eszter, also, 2.0)
    pairs = [{one.one, one.other} for one in found.queue()]
    weights = [one.weight for one in found.queue()]
    assert weights == sorted(weights, reverse=True)
    assert {eszter, jan} in pairs
    assert {eszter, also} in pairs
    assert {ali, mohamed} in pairs
    found.review.ledger.keep_apart(jan, eszter, ByPerson("A. Clerk", LATER, "other faces"))
    assert {eszter, jan} not in [{one.one, one.other} for one in found.queue()]
    found.review.ledger.undo([found.review.ledger.size - 1], ByPerson("A. Clerk", LATER, "the wrong photograph"))
    assert {eszter, jan} in [{one.one, one.other} for one in found.queue()]


def test_two_judgements_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    found = reviewing(tmp_path)
    ledger, ali, mohamed, jan = found.review.ledger, who(found, "P4"), who(found, "O1"), who(found, "O2")
    ledger.keep_apart(ali, mohamed, ByPerson("A. Clerk", LATER, "other faces"))
    with pytest.raises(RequestError, match=r"entry \d+ says that .* are two; undo it first"):
        ledger.join(mohamed, ali, ByPerson("B. Clerk", LATER, "one face"))
    ledger.join(jan, ali, ByPerson("B. Clerk", LATER, "fingerprints"))
    with pytest.raises(RequestError, match="are two; undo it first"):  # also by way of another
        ledger.join(mohamed, jan, ByPerson("B. Clerk", LATER, "one face"))
    with pytest.raises(RequestError, match=f"was joined; it is {jan} now"):
        ledger.keep_apart(ali, mohamed, ByPerson("B. Clerk", LATER, "other faces"))
    with pytest.raises(RequestError, match="is one person already"):
        ledger.keep_apart(jan, jan, ByPerson("B. Clerk", LATER, "other faces"))


@pytest.mark.parametrize("person", ["nobody", "\x1b[31m", ""])
def test_an_id_of_nobody_gives_one_sentence(person: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="there is no person"):
        reviewing(tmp_path).side_by_side((person,))


# -- what partners wrote is hostile ----------------------------------------------------------------------------------

HOSTILE = {
    "\x1b[2J\x1b]0;owned\x07": "\\u{1b}[2J\\u{1b}]0;owned\\u{7}",
    "a\u202eb\u2066c\u200b": "a\\u{202e}b\\u{2066}c\\u{200b}",
    "a\r\nb\tc\u2028d": "a\\u{d}\\u{a}b\\u{9}c\\u{2028}d",
    "non\u00a0breaking": "non\\u{a0}breaking",
    "e\u0301\u0301\u0301\u0301": "e\u0301\u0301\\u{301}\\u{301}",
    "\ue000\U000e0041": "\\u{e000}\\u{e0041}",
    "[bold]name[/bold]": "[bold]name[/bold]",
    "محمد": "\u200eمحمد\u200e",
}


@pytest.mark.parametrize("value", HOSTILE)
def test_what_would_steer_a_terminal_is_shown_as_its_number(value: str) -> None:
    assert visible(value) == HOSTILE[value]


def test_a_name_of_ten_thousand_characters_is_cut_and_counted(tmp_path: Path) -> None:
    name = "a" * 10_000
    found = reviewing(tmp_path, [row("P1", "S1", name=name, born="1981-11-30"), row("P2", "S1")], [])
    [person] = set(found.review.ledger.persons().of_record.values())
    text = side_by_side_text(found.side_by_side((person,)), ReviewWords("en"), 100, values=True)
    assert "10,000" in text
    assert len(text) < 4000
    assert len(visible(name)) < 80


def test_no_mark_of_a_name_reaches_the_terminal(tmp_path: Path) -> None:
    surname = "Kov\u202ecs\x1b[31m[red]"
    found = reviewing(tmp_path, [row("P1", "S1", name=f"{surname}, Eszter"), row("P2", "S1", name="Kovacs, Eszter")])
    [person] = set(found.review.ledger.persons().of_record.values()) - {who(found, "O1"), who(found, "O2")}
    text = side_by_side_text(found.side_by_side((person,)), ReviewWords("nl"), 100, values=True)
    assert not {"\x1b", "\u202e"} & set(text)
    assert "\\u{202e}" in text and "[red]" in text
    assert "kenmerk" in text and "overeenkomst" in text


# -- at a keyboard ---------------------------------------------------------------------------------------------------


def sitting(found: LoggedReview, *answers: str) -> list[str]:
    """What somebody sees who gives these answers, and then goes away."""
    given: Iterator[str] = iter(answers)

    def ask(prompt: str) -> str:
        told.append(prompt)
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    told: list[str] = []
    Session(found, ReviewWords("en"), ask, told.append).run()
    return told


def test_who_judges_takes_the_lock_of_writers_for_one_judgement_and_not_while_looking(tmp_path: Path) -> None:
    found, held = reviewing(tmp_path), list[str]()

    @contextmanager
    def lock() -> Iterator[None]:
        held.append("taken")
        yield
        held.append("given back")

    answers = iter(["1", "the same photograph", ""])
    Session(found, ReviewWords("en"), lambda _: held.append("asked") or next(answers), lambda _: None, lock=lock).run()
    assert held == ["asked", "asked", "asked", "taken", "given back"]


def entered(found: LoggedReview) -> list[tuple[str, str]]:
    people = [entry.judgement for entry in found.review.ledger.entries() if entry.judgement.at == LATER]
    return [(one.kind, one.reason) for one in people]


def test_a_pair_is_judged_by_one_key_and_a_reason_and_the_elder_id_stays(tmp_path: Path) -> None:
    found = reviewing(tmp_path)
    age = found.review.ledger.age([who(found, "P4"), who(found, "O1")])
    told = sitting(found, "1", "one face", "")
    assert entered(found) == [("joined", "one face")]
    assert found.queue() == []
    assert told[-1] == "1 judged, 0 left."
    assert who(found, "P4") == who(found, "O1") == min(age, key=age.__getitem__)


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        (("2", "other faces", ""), ["apart"]),
        (("2", "other faces", "2026-01-31"), ["apart"]),
        (("2", "other faces", "2025-12-31"), []),  # before the day itself
        (("2", "other faces", "next week"), []),
        ((), []),
        (("0",), []),
        (("",), []),
        (("1", " "), []),
        (("9", "0"), []),
        (("3", "1", "not hers", ""), []),  # the only line of a person: something must stay
        (("3", "7"), []),
        (("3", "1,2"), []),
    ],
)
def test_nothing_is_entered_without_a_judgement_and_a_reason(
    answers: tuple[str, ...], kinds: list[str], tmp_path: Path
) -> None:
    found = reviewing(tmp_path)
    sitting(found, *answers)
    assert [kind for kind, _ in entered(found)] == kinds


def test_all_entries_of_a_line_are_taken_back_together(tmp_path: Path) -> None:
    found = reviewing(tmp_path)
    ledger = found.review.ledger
    ledger.join(who(found, "P1"), who(found, "O2"), ByPerson("A. Clerk", DAY, "one face"))
    asks(ledger, who(found, "P1"), who(found, "P3"), 60.0)
    together = who(found, "P1")
    first = found.queue()[0]
    [line] = [one for one in found.side_by_side((first.one, first.other)).lines if len(one.records) == 2]
    told = sitting(found, "3", str(line.number), "no, two faces", "")  # P1 and P2 say the same: two entries
    assert who(found, "P1") == who(found, "P2") != together
    [said] = [line for line in told if line.startswith("Recorded as")]
    numbers = [int(word) for word in said.partition(".")[0].split()[2:]]
    ledger.undo(numbers, ByPerson("A. Clerk", LATER, "one face after all"))
    assert who(found, "P1") == who(found, "P2") == together
    with pytest.raises(RequestError, match="is already undone"):
        ledger.undo([numbers[0]], ByPerson("A. Clerk", LATER, "once more"))


def test_a_line_is_split_off_and_the_pair_is_shown_again(tmp_path: Path) -> None:
    found = reviewing(tmp_path)
    ledger = found.review.ledger
    ledger.join(who(found, "P1"), who(found, "P3"), ByPerson("A. Clerk", DAY, "one face"))
    asks(ledger, who(found, "P1"), who(found, "O2"), 60.0)
    together = who(found, "P3")
    told = sitting(found, "3", "2", "no, two faces", "")
    assert entered(found) == [("split", "no, two faces")]
    assert who(found, "P3") != together == who(found, "P1")
    assert sum("reviewed by people from" in line for line in told) == 2
    assert any(f"Recorded as {ledger.size - 1}." in line for line in told)


def test_what_somebody_else_joined_meanwhile_is_reported_and_skipped(tmp_path: Path) -> None:
    found = reviewing(tmp_path)
    ledger, told = found.review.ledger, list[str]()
    eszter, ali, mohamed = (who(found, number) for number in ("P1", "P4", "O1"))
    asks(ledger, eszter, ali, 6.0)

    def ask(_prompt: str) -> str:
        if len(ledger.judged("joined")) == 0:
            ledger.join(mohamed, ali, ByPerson("B. Clerk", LATER, "one face"))
        return ""

    Session(found, ReviewWords("en"), ask, told.append).run()
    assert any(f"{ali} was joined; it is {mohamed} now" in line for line in told)
    assert told[-1] == "0 judged, 1 left."


def test_an_empty_queue_is_reported_at_once(tmp_path: Path) -> None:
    found = reviewing(tmp_path, POLICE[:1], [])
    assert sitting(found) == ["There are no pairs to judge."]


# -- values stay on the terminal -------------------------------------------------------------------------------------


def said(*words: object) -> Result:
    return schakel("judge", *words)


@pytest.fixture
def linked(tmp_path: Path) -> tuple[Path, list[object]]:
    """A ledger of no alliance with two persons in it, and how its records are found."""
    lines = (SETS / "febrl_1.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "records.csv").write_text("".join(lines[:21]), "utf-8")
    of_records = ["--records", tmp_path / "records.csv", "--model", SETS / "febrl.yaml"]
    done = schakel("link", *of_records[1:], "--ledger", tmp_path / "ledger")
    assert done.exit_code == 0, done.output
    return tmp_path / "ledger", of_records


def test_in_a_pipe_and_in_json_there_are_levels_and_bits_and_no_value(linked: tuple[Path, list[object]]) -> None:
    ledger, of_records = linked
    model = read_model(SETS / "febrl.yaml")
    persons = list(dict.fromkeys(json.loads(said("persons", ledger, "--json").stdout)["person"].values()))[:2]
    shown = said("show", ledger, *persons, *of_records)
    assert "bits" in shown.output and "Values are shown only on a terminal." in shown.output
    record = said("show", ledger, *persons, *of_records, "--json").stdout
    assert set(json.loads(record)["compared"]["attributes"]) == {one.name for one in model.attributes}
    values = {value for line in Path(str(of_records[1])).read_text("utf-8").splitlines()[1:] for value in
              map(str.strip, line.split(",")[2:]) if len(value) > 4}  # fmt: skip
    log = (ledger / "access.log").read_text("utf-8")
    assert [value for value in values if value in shown.output + record + log] == []
    assert persons[0] in log


def test_a_ledger_of_no_alliance_asks_for_its_records(linked: tuple[Path, list[object]]) -> None:
    ledger, of_records = linked
    found = said("review", ledger)
    assert found.exit_code == 1
    assert "say which records it is about: --model and --records" in found.output
    assert json.loads(said("review", ledger, *of_records, "--json").stdout) == {"queue": [], "waiting": 0}
    for words in (("show", ledger, "nobody", *of_records), ("history", ledger, "nobody")):
        unknown = said(*words)
        assert (unknown.exit_code, "there is no person nobody" in unknown.output) == (1, True)


def test_the_session_begins_where_somebody_sits_at_a_terminal(
    linked: tuple[Path, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, of_records = linked
    monkeypatch.setattr("schakel.cli.judging_session.sys", SimpleNamespace(
        stdin=SimpleNamespace(isatty=lambda: True), stdout=SimpleNamespace(isatty=lambda: True)))  # fmt: skip
    assert said("review", ledger, *of_records, "--language", "nl").stdout.strip() == (
        "Er zijn geen paren te beoordelen."
    )


def test_a_record_without_values_has_no_place_for_them(tmp_path: Path) -> None:
    found = reviewing(tmp_path)
    record = json.dumps(side_by_side_record(found.side_by_side((who(found, "P4"), who(found, "O1")))))
    assert "Mohamed" not in record and "1990" not in record
    assert '"same and vague"' in record
