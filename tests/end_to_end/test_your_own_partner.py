"""The page "Your own partner in ten minutes" is followed to the letter: its files are written, its commands run."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schakel import verbs
from schakel.alliance import read
from schakel.cli import app
from schakel.store.workspace import Workspace
from schakel.verbs.building import tables_of
from schakel.verbs.editions import find_edition

PAGE = Path(__file__).parents[2] / "docs" / "your-own-partner.md"
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def followed(tmp_path, monkeypatch):
    """Follow the page in an empty folder; return what the commands printed."""
    monkeypatch.chdir(tmp_path)
    printed = {}
    for _, file, content in BLOCK.findall(PAGE.read_text("utf-8")):
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            Path(file).write_text(content, "utf-8")
        else:
            printed |= dict(run(command, expected) for command, expected in commands(content))
    return printed


def commands(console):
    for block in console.split("$ ")[1:]:
        command, _, expected = block.partition("\n")
        yield command, expected.strip()


def run(command, expected):
    if command.startswith("schakel serve"):
        return command, ""  # it runs until it is stopped; serving has a test of its own
    result = CliRunner().invoke(app, command.split()[1:])
    assert result.exit_code == 0, (command, result.output)
    assert expected in result.stdout
    return command, result.stdout


def bounds(category):
    folder = Path("my-alliance")
    place = find_edition(Workspace.of(folder).analysis_editions, "latest")
    table = tables_of(read(folder), place, synthetic=True)["reports-by-subject"]
    return next(table.bounds(cell) for cell in table.cells if category in cell.coordinates)


def test_the_page_works_and_its_promise_holds(followed):
    receipt = next(text for command, text in followed.items() if command.startswith("schakel deliver"))
    assert "row 6" in receipt
    sexual, labour = bounds("sexual-exploitation"), bounds("labour-exploitation")
    assert "synthetic" in Path("release/site/index.html").read_text("utf-8").lower() or any(
        "synthetic" in page.read_text("utf-8").lower() for page in Path("release/site/en").glob("*.html")
    )
    path = Path("my-alliance/partners/shelter/mapping.csv")
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:1]), "utf-8")
    verbs.build(Path("my-alliance"))
    sexual_before, labour_before = bounds("sexual-exploitation"), bounds("labour-exploitation")
    assert sexual == (sexual_before[0] + 4, sexual_before[1] - 1)
    assert labour == (labour_before[0] + 1, labour_before[1] - 4)
