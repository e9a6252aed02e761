"""Train the model of an alliance

`schakel train` learns from the rows of all partners by which weights persons are linked. Rows stay in the intake zone:
the page that it writes holds levels and counts, and nobody's name.

The names are invented.
"""

import json
import random
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest
from broken import template
from browsing import NARROW, WIDE, bring_axe, chromium, violations
from command_line import schakel
from template_with_persons import alliance_with_persons, deliver
from typer.testing import Result

MODEL = "linking/persons.yaml"
PERSONS = """model: persons
attributes:
  surname: {kind: name}
  given_name: {kind: name}
  birth_date: {kind: date}
  chain_number: {kind: number, unique: true}
  bsn: {kind: number, unique: true}
"""
SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")


def people(size: int = 120) -> list[str]:
    """What rows say of some people, of whom one in three is in two rows, with an error in the second."""
    luck, found = random.Random(7), list[str]()
    for _ in range(size):
        surname, given = ("".join(luck.choices(SYLLABLES, k=3)).title() for _ in range(2))
        born = f"{luck.randint(1950, 2004)}-{luck.randint(1, 12):02}-{luck.randint(2, 28):02}"
        found.append(f"{surname},{given},{born},,")
        if luck.random() < 1 / 3:
            found.append(f"{surname}x,{given},{born},,")
    return found


def send(alliance: Path, day: date, said: list[str]) -> None:
    """Deliver rows about persons, each a report of its own."""
    of_report = "2023-01-02,work under duress,police,2023-01-09,no,Northtown,"
    rows = [f"H{day.month}{n},{of_report},{who}" for n, who in enumerate(said)]
    assert deliver(alliance, day.month, *rows).accepted == len(rows)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with persons, whose model declares nothing but attributes."""
    alliance = alliance_with_persons(tmp_path_factory.mktemp("trained"))
    (alliance / MODEL).write_text(PERSONS, "utf-8")
    send(alliance, date(2023, 2, 1), people())
    return alliance


@pytest.fixture(scope="module")
def trained(delivered: Path) -> tuple[Path, Result]:
    return delivered, schakel("train", str(delivered), "--json")


def test_a_model_without_weights_is_trained_on_what_was_delivered_and_is_sound(trained: tuple[Path, Result]) -> None:
    alliance, done = trained
    assert done.exit_code == 0
    assert (alliance / MODEL).read_text("utf-8").startswith(PERSONS)
    assert schakel("check", str(alliance)).exit_code == 0
    report = json.loads(done.output)
    assert report["records"] == len(people())
    assert report["matches"] == pytest.approx(0.5, abs=0.15), "one in three persons has a second record"


def test_what_to_do_next_is_to_build_or_if_persons_are_linked_already_to_link_them_again(
    delivered: Path, tmp_path: Path
) -> None:
    alliance = Path(shutil.copytree(delivered, tmp_path / "next"))
    assert "the next `schakel build` links persons by these weights" in schakel("train", str(alliance)).output
    assert schakel("build", str(alliance)).exit_code == 0
    assert "`schakel judge relink` previews what these weights change" in schakel("train", str(alliance)).output


def test_the_report_tells_what_each_threshold_promises_and_what_each_rule_gives(trained: tuple[Path, Result]) -> None:
    report = json.loads(trained[1].output)
    recall = [one["recall"] for one in report["curve"]]
    assert recall == sorted(recall, reverse=True)
    assert {rule["rule"] for rule in report["rules"]} >= {"given_name.sound", "birth_date.value"}
    example = report["example"]
    bits = sum(one["bits"] for one in example["attributes"].values())
    assert example["weight"] == pytest.approx(example["prior"] + bits + example["case"], abs=0.1)


def test_the_page_is_its_owners_alone_and_holds_nobodys_name(trained: tuple[Path, Result]) -> None:
    page = Path(json.loads(trained[1].output)["page"])
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    html = page.read_text("utf-8")
    assert html.count("<svg") == 4
    values = {value for who in people() for value in who.split(",") if value}
    assert [value for value in values if value in html] == []


@pytest.mark.parametrize(
    ("language", "learnt", "title"),
    [
        ("nl", "De gewichten zijn geleerd van", "Hoe personen worden gekoppeld"),
        ("es", "Los pesos se aprendieron de", "Cómo se enlazan las personas"),
    ],
)
def test_answer_and_page_are_in_the_language_that_is_asked_for(
    language: str, learnt: str, title: str, delivered: Path, tmp_path: Path
) -> None:
    alliance = Path(shutil.copytree(delivered, tmp_path / language))
    done = schakel("train", str(alliance), "--language", language)
    assert (done.exit_code, learnt in done.output) == (0, True)
    html = next(alliance.rglob("training.html")).read_text("utf-8")
    assert f'<html lang="{language}">' in html
    assert (title in html, learnt in html, "weights" in html) == (True, True, False)


@pytest.mark.browser
def test_the_page_can_be_read_by_everybody_at_every_width(trained: tuple[Path, Result]) -> None:
    with chromium() as browser:
        context = browser.new_context()
        bring_axe(context)
        page = context.new_page()
        page.goto(Path(json.loads(trained[1].output)["page"]).as_uri())
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_linkage_of_cases_is_refused_and_its_model_stays_as_it_was(delivered: Path, tmp_path: Path) -> None:
    """Here what is delivered as the number of a person is that of a case."""
    alliance = Path(shutil.copytree(delivered, tmp_path / "cases"))
    luck = random.Random(1)
    send(alliance, date(2023, 3, 1), [f"{''.join(luck.choices(SYLLABLES, k=4))},,,S{n // 8}," for n in range(400)])
    before = (alliance / MODEL).read_text("utf-8")
    done = schakel("train", str(alliance))
    assert (done.exit_code, "it does not find persons" in done.output) == (1, True)
    assert (alliance / MODEL).read_text("utf-8") == before


def test_an_alliance_without_persons_or_without_rows_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = schakel("train", str(template(tmp_path / "none")))
    assert (done.exit_code, "links no persons" in done.output) == (1, True)
    done = schakel("train", str(alliance_with_persons(tmp_path / "empty")))
    assert (done.exit_code, "deliver a file first" in done.output) == (1, True)
