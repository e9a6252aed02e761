"""The page "Your own partner in ten minutes" is followed to the letter: its files are written, its commands run."""

from datetime import date
from pathlib import Path

import pytest
from browsing import holds_words_alone, leads_on
from counting import tables_of
from following import follow

from schakel import verbs
from schakel.alliance import read
from schakel.store.editions import find_edition
from schakel.store.workspace import Workspace


@pytest.fixture
def followed(tmp_path, monkeypatch):
    """Follow the page in an empty folder; return what the commands printed."""
    monkeypatch.chdir(tmp_path)
    return follow("your-own-partner.md")


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
