"""A page of the documentation is followed to the letter: its files are written, its commands run."""

import csv
import re
from pathlib import Path

import xlsxwriter
from command_line import schakel

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"^```(\w+)(?: (file|xlsx)=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def follow(page: str) -> dict[str, str]:
    """Follow a page in the folder that is current; return what the commands printed."""
    printed: dict[str, str] = {}
    for _, kind, file, content in BLOCK.findall((DOCS / page).read_text("utf-8")):
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            _WRITERS[kind](Path(file), content)
        else:
            for block in content.split("$ ")[1:]:
                command, _, expected = block.partition("\n")
                printed[command] = _run(command, expected.strip())
    return printed


def tables_on(page: str) -> dict[str, list[list[str]]]:
    """The rows of each file on a page that is a table, by name."""
    found = BLOCK.findall((DOCS / page).read_text("utf-8"))
    return {file: list(csv.reader(content.splitlines())) for form, _, file, content in found if form == "csv"}


def _run(command: str, expected: str) -> str:
    if command.startswith("schakel serve"):
        return ""  # it runs until it is stopped; serving has a test of its own
    result = schakel(*command.split()[1:])
    assert result.exit_code == 0, (command, result.output)
    assert expected in result.stdout
    return str(result.stdout)


def _write_workbook(file: Path, content: str) -> None:
    with xlsxwriter.Workbook(str(file), {"strings_to_numbers": True}) as workbook:
        sheet = workbook.add_worksheet()
        for line, row in enumerate(csv.reader(content.splitlines())):
            sheet.write_row(line, 0, row)


def _write_text(file: Path, content: str) -> None:
    file.write_text(content, "utf-8")


_WRITERS = {"file": _write_text, "xlsx": _write_workbook}
