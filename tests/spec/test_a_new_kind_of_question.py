"""A new kind of question

One file of under sixty lines and an entry in a dict: its answer is protected, and is on a page, in the report and in
the open data.
"""

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from broken import edit, template
from kinds import weekdays
from reading import pages_of

import schakel
from schakel import verbs
from schakel.alliance.kinds import KINDS

QUESTION = """
name: days-of-reports
kind: weekdays
title: {en: Days of the week}
question: {en: On which days are reports received?}
source: {en: Reports to the helpline.}
unit: report
event: report
"""
RECOMMENDATION = """
number: 1
name: know-the-days
title: {en: Know the days}
asked: {en: Say on which days people call.}
letter_answered: {en: Nobody knew.}
letter: {source: A letter, verified: true}
research: [days-of-reports]
parts:
  - what: {en: the days}
    research: days-of-reports
    short: {answered: {en: The days are known.}, refused: {en: The days are not known.}}
"""


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    KINDS["weekdays"] = "kinds.weekdays"
    yield
    del KINDS["weekdays"]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = template(tmp_path)
    for name, content in (("research/days-of-reports", QUESTION), ("recommendations/1-know-the-days", RECOMMENDATION)):
        (folder / name).parent.mkdir()
        (folder / f"{name}.yaml").write_text(content, "utf-8")
    edit(folder, "products/monitor.yaml", "profile:", "research: [days-of-reports]\nreport: true\nprofile:")
    verbs.run([folder], tmp_path / "release")
    return tmp_path / "release"


def in_open_data(release: Path) -> dict[str, float]:
    text = (release / "data/lists/weekdays.csv").read_text("utf-8-sig")
    return {row["day"]: float(row["number"]) for row in csv.DictReader(io.StringIO(text))}


def test_it_fits_in_one_small_file() -> None:
    assert len(Path(weekdays.__file__).read_text("utf-8").splitlines()) < 60


def test_its_counts_are_published_protected(release: Path) -> None:
    numbers = in_open_data(release)
    assert list(numbers) == list(weekdays.DAYS)
    assert all(number % 5 == 0 for number in numbers.values())


def test_its_answer_is_on_a_page_in_the_report_and_in_the_open_data(release: Path) -> None:
    page = (release / "site/en/recommendations/know-the-days.html").read_text("utf-8")
    report = "".join(pages_of(release / "report/monitor.en.pdf"))
    sunday = f"{in_open_data(release)['Sunday']:.0f} on Sundays."
    assert sunday in page and sunday in report
    for said in ("Days of the week", "Monday", "On which days are reports received?", "Reports to the helpline."):
        assert said in page and said in report
    assert "data/lists/weekdays.csv" in page


@pytest.mark.parametrize("room", ["model", "disclosure", "publication", "verbs"])
def test_no_room_to_the_right_knows_a_question_by_name(room: str) -> None:
    for file in (Path(schakel.__file__).parent / room).rglob("*.py"):
        assert not set(_words(file)) & set(KINDS), file


@pytest.mark.parametrize("room", ["disclosure", "publication"])
def test_differences_and_self_assessments_are_answers_like_any_other(room: str) -> None:
    for file in (Path(schakel.__file__).parent / room).rglob("*.py"):
        if file.parent.name != "impact_assessment":  # of the protection of data, which is no answer
            assert not set(_words(file)) & {"assessment", "assessments", "difference", "differences"}, file


def _words(file: Path) -> Iterator[str]:
    """What a module imports and what it names, word by word; not what it says in its documentation."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (node.module or "").replace("schakel_", "").split(".")
        elif isinstance(node, ast.Name | ast.arg | ast.alias):
            name = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else node.name
            yield from name.lower().replace(".", "_").split("_")
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from node.name.lower().split("_")
