"""The page "Your own partner in ten minutes" is followed to the letter: its files are written, its commands run."""

import re
from datetime import date
from pathlib import Path

import pytest
from browsing import holds_words_alone, leads_on
from command_line import schakel

from schakel import verbs
from schakel.alliance import read
from schakel.indicators.open_edition import tables_of
from schakel.store.editions import find_edition
from schakel.store.workspace import Workspace

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
    result = schakel(*command.split()[1:])
    assert result.exit_code == 0, (command, result.output)
    assert expected in result.stdout
    return command, result.stdout


def bounds(edition):
    folder = Path("my-alliance")
    place = find_edition(Workspace.of(folder).analysis_editions, edition)
    table = tables_of(read(folder), place, synthetic=True)["reports-by-subject"]
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells if set(cell.coordinates[1:]) <= {"total"}}


def test_the_page_works_and_its_promise_holds(followed):
    receipt = next(text for command, text in followed.items() if command.startswith("schakel deliver"))
    assert "row 6" in receipt
    after = bounds("latest")
    before = bounds(verbs.build(Path("my-alliance"), as_of=date(2025, 1, 31)).edition.name)
    assert after["sexual-exploitation"] == (before["sexual-exploitation"][0] + 4, before["sexual-exploitation"][1] - 1)
    assert after["labour-exploitation"] == (before["labour-exploitation"][0] + 1, before["labour-exploitation"][1] - 4)


def test_what_is_made_of_invented_data_says_so_on_every_page_with_figures(followed):
    assert followed
    pages = [
        page for page in Path("release/site/en").rglob("*.html") if not (holds_words_alone(page) or leads_on(page))
    ]
    assert pages and all("synthetic" in page.read_text("utf-8").lower() for page in pages)
