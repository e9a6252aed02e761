"""Pseudonymise before you deliver

`schakel pseudonymise` lets a partner replace identifiers by pseudonyms before a file leaves.
"""

import csv
import json
import stat

import pytest
from command_line import schakel

REGISTER = "number,name,town\n100000009,Jansen,Delft\n,Bakker,Gouda\n100000009,Jansen,Breda\n"


def pseudonymise(folder, text=REGISTER, name="register.csv", **options):
    """Run the command on a text and return its result and the rows that it wrote."""
    file, out = folder / name, folder / f"out-{len(list(folder.iterdir()))}.csv"
    file.write_text(text, "utf-8")
    chosen = {"columns": "number", "domain": "trafficking", "key": folder / "key", **options}
    words = [word for name, value in chosen.items() for word in (f"--{name}", value)]
    if not (folder / "key").exists():
        words.append("--new-key")
    found = schakel("pseudonymise", file, "--out", out, *words)
    rows = list(csv.DictReader(out.open(encoding="utf-8"))) if out.exists() else None
    return found, rows


def first(folder, **options):
    found, rows = pseudonymise(folder, **options)
    assert found.exit_code == 0, found.output
    return rows[0]["number"]


def test_the_same_number_gets_the_same_pseudonym_and_nothing_else_changes(tmp_path):
    found, rows = pseudonymise(tmp_path)
    assert found.exit_code == 0 and "3 rows" in found.output
    assert rows[0]["number"] == rows[2]["number"] != ""
    assert rows[1]["number"] == "", "a blank stays blank"
    assert [row["town"] for row in rows] == ["Delft", "Gouda", "Breda"]
    assert rows[0]["number"].startswith("p1.trafficking."), "the label tells version and domain"


def test_another_domain_and_another_version_give_unrelated_pseudonyms(tmp_path):
    bodies = {
        first(tmp_path).rpartition(".")[2],
        first(tmp_path, domain="victims").rpartition(".")[2],
        first(tmp_path, version=2).rpartition(".")[2],
    }
    assert len(bodies) == 3


def test_two_partners_with_the_agreed_key_join_though_their_columns_differ_in_name(tmp_path):
    here = first(tmp_path, columns="number=chain-number")
    _, there = pseudonymise(tmp_path, "SKN;age\n 100000009 ;30\n", columns="SKN=chain-number", delimiter=";")
    assert next(iter(there[0].values())).split(";")[0] == here


def test_the_key_is_never_made_over_and_never_made_unasked(tmp_path):
    first(tmp_path)
    again = schakel("pseudonymise", tmp_path / "register.csv", "--columns", "number", "--domain", "d",
                "--out", tmp_path / "o", "--key", tmp_path / "key", "--new-key")  # fmt: skip
    assert again.exit_code == 1 and "a key is never written over" in again.output.replace("\n", " ")
    absent, rows = pseudonymise(tmp_path, key=tmp_path / "other")
    assert absent.exit_code == 1 and "there is no key file" in absent.output and rows is None
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (REGISTER, {"columns": "numbr"}, "register.csv:1: there is no column `numbr`; did you mean `number`?"),
        (REGISTER, {"columns": " , "}, "no column is named whose values are identifiers"),
        ("number,number\n1,2\n", {}, "register.csv:1: the column `number` occurs 2 times"),
        ("number,name\n1,a\n2\n", {}, "register.csv:3: the row has 1 fields, but the header has 2"),
        ('number,name\n1,"a\n', {}, "the quotes are broken"),
        ("", {}, "The file is empty."),
        (REGISTER, {"encoding": "klingon"}, "There is no encoding `klingon`."),
        (REGISTER, {"domain": "Mens Handel"}, "a domain is named by small letters, digits and hyphens"),
        (REGISTER, {"version": 0}, "the versions of a domain key count from 1"),
        (REGISTER, {"delimiter": ""}, "a delimiter is one character; this is 0"),
    ],
)
def test_what_is_at_fault_is_reported_in_one_sentence_and_nothing_is_left_behind(tmp_path, text, options, sentence):
    found, rows = pseudonymise(tmp_path, text, **options)
    assert found.exit_code == 1 and rows is None
    assert sentence in found.output.replace("\n", "")
    assert {path.name for path in tmp_path.iterdir()} <= {"register.csv", "key"}


def shares(folder):
    return ["--share", folder / "first", "--share", folder / "second"]


def reversible(folder, value="100000009"):
    file = folder / "register.csv"
    file.write_text(f"number\n{value}\n", "utf-8")
    found = schakel("pseudonymise", file, "--columns", "number", "--domain", "return", "--out", folder / "out.csv",
                *shares(folder), "--new-key")  # fmt: skip
    assert found.exit_code == 0, found.output
    return (folder / "out.csv").read_text("utf-8").splitlines()[1]


def turn_back(folder, pseudonym, *words):
    return schakel("reverse", pseudonym, "--unit", "number", "--domain", "return", "--purpose", "court order 7",
               "--log", folder / "log", *words)  # fmt: skip


def test_two_persons_together_turn_a_reversible_pseudonym_back_and_the_log_says_what_for(tmp_path):
    pseudonym = reversible(tmp_path)
    found = turn_back(tmp_path, pseudonym, *shares(tmp_path)[2:], *shares(tmp_path)[:2])
    assert found.output.strip() == "100000009"
    entry = json.loads((tmp_path / "log").read_text("utf-8"))
    assert entry["purpose"] == "court order 7" and "100000009" not in json.dumps(entry)


def test_one_person_turns_nothing_back(tmp_path):
    pseudonym = reversible(tmp_path)
    alone = turn_back(tmp_path, pseudonym, *shares(tmp_path)[:2])
    assert alone.exit_code == 1 and "the shares of two persons, not of 1" in alone.output
    twice = turn_back(tmp_path, pseudonym, *shares(tmp_path)[:2], *shares(tmp_path)[:2])
    assert twice.exit_code == 1 and "the two shares are the same" in twice.output


def test_a_pseudonym_that_was_changed_or_given_elsewhere_is_not_turned_back(tmp_path):
    pseudonym = reversible(tmp_path)
    changed = turn_back(tmp_path, pseudonym[:-3] + ("aaa" if pseudonym[-3:] != "aaa" else "bbb"), *shares(tmp_path))
    assert changed.exit_code == 1 and "it was changed" in changed.output.replace("\n", " ")
    elsewhere = turn_back(tmp_path, "p1.return.aaaaaaaa." + pseudonym.rpartition(".")[2], *shares(tmp_path))
    assert elsewhere.exit_code == 1 and "it was given under another key" in elsewhere.output.replace("\n", " ")
