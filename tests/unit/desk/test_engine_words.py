"""What the engine keeps in English is read in other languages: why rows and files were refused, and what a job does.

The sources are walked: what refuses a file, and what tells how far a build is, is found again in the catalogues.
"""

import ast
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from desks import HEADER, ROW, Desk
from starlette.testclient import TestClient

import schakel
from schakel.desk.languages import LOCALE
from schakel.desk.web.engine_words import OF_FILES, OF_ROWS, PROGRESS, doing, found_again, of_file
from schakel.desk.web.guard import LANGUAGE
from schakel.publication.localisation import localise

ENGINE = Path(schakel.__file__).parent
DUTCH, ENGLISH = localise("nl", LOCALE), localise("en", LOCALE)
TELLS = {"progress", "told", "tell", "by_bytes"}
NO_WORKER = (
    "cli",
    "desk/telling",
    "intake/drafting",
    "identity/training",
    "identity/delimited_rows",
    "identity/pseudonymised_file",
)
"""Where what is told is read in a shell alone."""
REFUSES = {"UnreadableFileError", "_refuse"}
YEARS = "simulation/simulate"
MANY = 30


def said_in(room: str, names: set[str]) -> Iterator[tuple[str, str]]:
    """The sentences with which functions of these names are called, each value in them a 7."""
    for file in sorted([*(ENGINE / room).rglob("*.py"), *ENGINE.glob(f"{room or 'none'}.py")]):
        place = str(file.relative_to(ENGINE).with_suffix(""))
        if not place.startswith((*NO_WORKER, YEARS)):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                yield from ((place, one) for one in _texts(node, names))


def _texts(node: ast.AST, names: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in names:
            yield from (_filled(one) for one in node.args if isinstance(one, ast.JoinedStr) or _is_text(one))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def _filled(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_filled(part) for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else "7"


def test_whatever_refuses_a_file_is_said_in_each_language() -> None:
    refused = [(place, one) for place, one in said_in("intake", REFUSES) if not set(one.split()) & {"7", "7.", "77"}]
    refused += [(place, f"Line 7: {one}.") for place, one in said_in("intake/formats/json_documents", {"fault"})]
    assert len(refused) > MANY / 2
    assert [one for one in refused if "en" in {tongue for _, tongue in of_file(one[1], "", DUTCH)}] == []


def test_whatever_tells_how_far_a_job_is_is_said_in_each_language() -> None:
    told = [*said_in("", TELLS)]
    assert len(told) > MANY / 2
    assert [(place, one) for place, one in told if not found_again(one, PROGRESS, DUTCH)] == []


@pytest.mark.parametrize(
    "kept, read",
    [
        ("protecting monitor, about 12 s left", "Monitor beveiligen, nog ongeveer 12 s"),
        ("dossier of person, about 3 s left", "Bezig, nog ongeveer 3 s"),
        ("dossier of person", "Bezig."),
    ],
)
def test_what_a_job_does_is_read_in_dutch(kept: str, read: str) -> None:
    assert doing(kept, DUTCH).capitalize() == read
    assert doing(kept, ENGLISH) == kept


def test_the_places_of_a_sentence_are_kept_and_what_is_not_known_stays_english() -> None:
    kept = "a.csv: The header does not fit the contract. The column `x y` is unknown; did you mean `x`? And 3 more."
    assert of_file(kept, "a.csv", DUTCH) == [
        ("De kopregel past niet bij het contract.", "nl"),
        ("De kolom `x y` is onbekend. Bedoelt u `x`?", "nl"),
        ("En nog 3.", "nl"),
    ]
    assert of_file("a.zip: b.csv: The file is empty.", "a.zip", DUTCH) == [("b.csv: Het bestand is leeg.", "nl")]
    assert of_file("Nobody said this.", "a.csv", DUTCH) == [("Nobody said this.", "en")]
    assert found_again("the row has 3 fields, but the header has 4.", OF_ROWS, ENGLISH) is not None
    assert found_again("the row has 3 fields", OF_FILES, DUTCH) is None


def _sent(desk: Desk, browser: TestClient, content: str) -> str:
    """Send a file, and return the address of its receipt."""
    files = {"file": ("a.csv", content, "text/csv")}
    job = browser.post("/deliveries", data={"partner": "helpline"}, files=files).headers["location"]
    desk.work()
    return browser.get(job).headers["location"]


def test_a_receipt_is_read_in_the_language_of_its_reader(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = _sent(desk, browser, HEADER + ROW.format("L1") + "L2,soon,x,y\n" + "L3,31/01/2023,,nobody,,no,,\n")
    browser.cookies.set(LANGUAGE, "en")
    assert "The row has 4 fields, but the header has 8." in browser.get(receipt).text
    browser.cookies.set(LANGUAGE, "nl")
    dutch = browser.get(receipt).text
    assert '<span lang="nl">Rij 2 (regel 3):</span>' in dutch and "velden, maar de kopregel heeft er" in dutch
    assert '"nobody" is geen van "police", "labour inspectorate".' in unescape(dutch)
    assert '"31/01/2023" is geen datum in de vorm 2026-01-31.' in unescape(dutch)
    assert 'lang="en"' not in dutch.split("<main")[1]
    table = browser.get(f"{receipt}/refused-rows.csv").text
    assert "Rij 2 (regel 3):" in table and "the header" not in table


def test_a_file_that_is_refused_as_a_whole_says_why_in_dutch(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = _sent(desk, browser, "report_number,dat\n1,2\n")
    browser.cookies.set(LANGUAGE, "nl")
    assert "De kopregel past niet bij het contract." in browser.get(receipt).text
