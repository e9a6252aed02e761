"""Every command on an alliance does its work with the door of the zones closed: what it reads, it records first."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from importlib import import_module

import pytest
import typer
from broken import edit
from command_line import schakel
from template_with_persons import HEADER, alliance_with_persons

from schakel.cli import COMMANDS
from schakel.store import ENVIRONMENT

ROW = "H{0},2023-03-0{0},debts,police,2023-03-09,no,Northtown,06-1234 5678,{1}"
ONE, OTHER = "Bakker,Noor,1990-01-02,S1,", "Zwanenburg,Quirijn,1987-06-05,S2,"
ROWS = [ROW.format(1, ONE), ROW.format(2, ONE), ROW.format(3, OTHER), ROW.format(4, "Smit,Jan,1961-13-45,S3,")]
ACCESS = """
name: access
title: {en: Access requests}
summary: {en: What is held of those who ask.}
purpose: {en: To tell persons what is held of them.}
legal_ground: {en: "None is needed: the data are invented."}
synthetic: true
users: [{who: {en: The data protection officer}, role: privacy-officer}]
ends: 2099-12-31
access_requests: true
"""
ALIKE = """model: reports
attributes:
  day: {kind: day, column: received_on}
  subject: {kind: code, column: subject}
blocking: [[subject, day.period]]
weights:
  dated: 2023-01-01
  by: hand
  records: 100
  matches: 0.2
  levels:
    day:
      same: {m: 0.5, u: 0.01}
      a week apart: {m: 0.3, u: 0.1}
      a month apart: {m: 0.1, u: 0.2}
      otherwise: {m: 0.1, u: 0.69}
    subject: {same: {m: 0.9, u: 0.2}, otherwise: {m: 0.1, u: 0.8}}
"""
READ_NO_ZONE = ["init", "check", "contract draft", "contract full", "simulate", "vocabulary diff", "output-check",
                "log show", "log verify", "dpia", "keys list", "keys destroy", "keys seal", "desk serve", "desk invite",
                "desk restore"]  # fmt: skip
"""They read declarations, the access log, a backup, or what is encrypted only now; what is served records each look."""
READ = [
    "deliver {} helpline {}/rows.csv --on 2023-04-01 --synthetic",
    "replay {} 1",
    "train {}",
    "build {}",
    "coarsen {} monitor",
    "publish {} monitor --out {}/release",
    "report {} monitor --out {}/report.odt",
    "epoch open {} monitor",
    "ask {} monitor --of report --by subject --out {}/answer",
    "run {} --out {}/run",
    "trace {} latest reports-by-subject",
    "compare {} reports-by-subject reports-by-subject:year=2023",
    "extract {} monitor",
    "access-request {} --number S1 --product access",
    "keys rotate {} monitor",
    "judge review {}",
    "judge loose {}",
    "judge sample {}",
    "judge suggestions {}",
    "judge persons {}",
    "judge show {} ONE",
    "judge history {} ONE",
    "judge apart {} ONE OTHER --reason x",
    "judge undo {} 3 --reason x",
    "judge split {} ONE RECORD --reason x",
    "judge join {} ONE OTHER --reason x",
    "judge relink {}",
    "alike list {} report",
    "alike different {} report H1 H2 --reason x",
    "alike same {} report H1 H3 --reason x",
    "alike history {} report",
    "alike undo {} report 0 --reason x",
    "withdraw {} helpline --record H1 --reason x",
    "expire {}",
    "desk backup {} {}.backup",
    "watch {} {}/drop --once",
]
"""In the order of work: each rests on what those before it left."""


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    """An alliance with persons, a product for those who ask, and a model of reports that are alike."""
    patch = pytest.MonkeyPatch()
    patch.setenv(ENVIRONMENT, str(tmp_path_factory.mktemp("keys") / "root"))
    folder = alliance_with_persons(tmp_path_factory.mktemp("closed"))
    (folder / "products" / "access.yaml").write_text(ACCESS.lstrip(), "utf-8")
    (folder / "linking" / "report.yaml").write_text(ALIKE, "utf-8")
    edit(folder, "products/monitor.yaml", "synthetic: true", "synthetic: true\ncoarsen: allowed")
    (folder / "rows.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", "utf-8")
    drop = folder / "drop" / "helpline"
    drop.mkdir(parents=True)
    shutil.copyfile(folder / "rows.csv", drop / "rows.csv")
    os.utime(drop / "rows.csv", (0, 0))  # a file that nobody writes any more
    yield folder
    patch.undo()


def commands() -> Iterator[str]:
    """All commands on an alliance, those with subcommands by each of these."""
    for heading in ("An alliance", "Human decisions"):
        for word, command in COMMANDS[heading].items():
            found = getattr(import_module(f"schakel.cli.{command.file}"), command.name)
            if isinstance(found, typer.Typer):
                yield from (f"{word} {one.name or one.callback.__name__}" for one in found.registered_commands)
            else:
                yield word


def test_no_command_on_an_alliance_is_left_out():
    tried = [command.partition(" {}")[0] for command in READ]
    assert sorted([*tried, *READ_NO_ZONE]) == sorted(commands())


def persons_in(alliance) -> dict[str, str]:
    """A person with two records, one of these, and another person."""
    people = json.loads(schakel("judge", "persons", alliance, "--json").stdout)["person"]
    (one, _), (other, _), *_ = Counter(people.values()).most_common()
    return {"ONE": one, "OTHER": other, "RECORD": next(record for record, who in people.items() if who == one)}


def test_every_command_that_reads_does_its_work(alliance):
    for command in READ:
        people = persons_in(alliance) if "ONE" in command else {}
        found = schakel(*(people.get(word, word.replace("{}", str(alliance))) for word in command.split()))
        assert (found.exit_code, found.exception) == (0, None), f"{command}: {found.output}"
