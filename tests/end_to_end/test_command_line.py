"""The command line: sentences for people, JSON for machines, exit codes 0, 1 and 2, and never a traceback."""

import json
import subprocess
import sys

import pytest
from broken import template
from command_line import schakel
from conftest import ALLIANCES, copy_alliance

from schakel import __version__
from schakel.cli import COMMANDS


def test_check_says_that_an_alliance_is_sound(argentina):
    result = schakel("check", argentina)
    assert result.exit_code == 0
    assert "ar-linea-145 is sound. Partners: 2" in result.stdout


def test_check_says_what_is_wrong_and_where(tmp_path):
    folder = copy_alliance("ar-linea-145", tmp_path)
    path = folder / "indicators" / "reports-by-form.yaml"
    path.write_text(path.read_text("utf-8").replace("unit: report", "unit: raport"), "utf-8")
    result = schakel("check", folder)
    assert result.exit_code == 1
    assert "indicators/reports-by-form.yaml:" in result.stderr and "raport" in result.stderr
    faults = json.loads(schakel("check", folder, "--json").stdout)["faults"]
    assert faults[0]["file"] == "indicators/reports-by-form.yaml" and faults[0]["line"] > 0


def test_a_delivery_is_answered_with_its_receipt(tmp_path):
    folder = copy_alliance("ar-linea-145", tmp_path)
    file = next((folder / "deliveries").glob("oficina*.csv"))
    result = schakel("deliver", folder, "oficina-de-rescate", file, "--on", "2022-02-06")
    assert result.exit_code == 0 and "2,616" in result.stdout
    again = json.loads(schakel("deliver", folder, "oficina-de-rescate", file, "--json").stdout)
    assert again["same_as"] == 1


def test_an_unreadable_file_gets_a_receipt_of_refusal_and_exit_code_1(tmp_path):
    folder = copy_alliance("ar-linea-145", tmp_path)
    (tmp_path / "empty.csv").write_text("")
    result = schakel("deliver", folder, "linea-145", tmp_path / "empty.csv")
    assert result.exit_code == 1 and "empty" in result.stdout


def test_a_receipt_and_what_goes_wrong_are_said_in_the_language_that_is_asked_for(tmp_path):
    folder, file = template(tmp_path / "t"), tmp_path / "intakes.csv"
    file.write_text((folder / "partners/helpline/sample.csv").read_text("utf-8") + "L9,soon,x,y\n", "utf-8")
    dutch = schakel("deliver", folder, "helpline", file, "--language", "nl").stdout
    assert "aanvaard, 1 geweigerd." in dutch
    assert "\ngeleverd op " in dutch and "\nWaarom rijen zijn geweigerd\n" in dutch
    assert "De rij heeft 4 velden, maar de kopregel heeft er 8." in dutch
    wrong = schakel("deliver", folder, "helpline", tmp_path / "none.csv", "--on", "2999-01-01", "--language", "es")
    assert wrong.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("deliver", "{folder}", "police", "x.csv"), "has no partner police; it has linea-145, oficina-de-rescate"),
        (("trace", "{folder}", "2020-01-01-abc", "reports-by-form"), "no edition is called 2020-01-01-abc"),
        (("trace", "{folder}", "latest", "reports"), "no table is called reports"),
        (("trace", "{folder}", "latest", "reports-by-form", "form=labour"), "dimension form has no category labour"),
        (("trace", "{folder}", "latest", "reports-by-form", "shape=sexual"), "has no dimension shape; it has form"),
        (("publish", "{folder}", "yearbook", "--out", "x"), "no product is called yearbook"),
        (("report", "{folder}", "yearbook", "--out", "x.pdf"), "no product is called yearbook"),
        (
            ("report", "{folder}", "monitor", "--out", "x.pdf", "--language", "nl"),
            "it speaks: es, en",
        ),
        (("check", "/nowhere"), "/nowhere"),
    ],
)
def test_what_does_not_exist_is_said_in_one_sentence(argentina, arguments, sentence):
    result = schakel(*(argument.format(folder=argentina) for argument in arguments))
    assert result.exit_code == 1
    assert sentence in result.stderr and "Traceback" not in result.stderr


def test_wrong_usage_is_exit_code_2(argentina):
    assert schakel("deliver", argentina).exit_code == 2
    assert schakel("trace", argentina, "latest", "reports-by-form", "sexual").exit_code == 2
    assert schakel("build", argentina, "--as-of", "yesterday").exit_code == 2


@pytest.mark.parametrize("word", [word for commands in COMMANDS.values() for word in commands])
def test_every_command_explains_itself_under_its_own_name_and_stands_in_the_readme(word):
    result = schakel(word, "--help")
    assert result.exit_code == 0
    assert f"schakel {word}" in result.output
    assert f"    schakel {word} " in (ALLIANCES.parent / "README.md").read_text("utf-8")


def test_the_command_says_its_version_and_runs_as_a_module():
    for arguments, words in (["--version"], f"schakel {__version__}\n"), (["--help"], "Usage: schakel "):
        done = subprocess.run([sys.executable, "-m", "schakel", *arguments], capture_output=True, text=True, check=True)
        assert words in done.stdout


def test_the_help_of_all_commands_loads_none_of_them():
    program = "import sys; from schakel.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Usage:" in done.stdout
    assert not {"duckdb", "numpy", "pyarrow", "schakel.verbs"} & set(done.stdout.split())


def test_what_delivers_and_builds_loads_nothing_that_protects_and_publishes(tmp_path):
    """Each command would wait for it; nor pandas, which Arrow loads if nobody keeps it from that."""
    folder = copy_alliance("_template", tmp_path)
    file = next((folder / "deliveries").glob("*.csv"))
    words = [["deliver", str(folder), "helpline", str(file), "--on", "2025-01-02"], ["build", str(folder)]]
    program = f"""
import sys
from contextlib import suppress
from schakel.cli import app
for words in {words}:
    with suppress(SystemExit):
        app(words)
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert {"pyarrow", "schakel.verbs.delivering", "schakel.verbs.building"} <= loaded
    assert not {"pandas", "scipy", "jinja2", "schakel.disclosure", "schakel.publication"} & loaded


@pytest.mark.parametrize("preloaded", ["cli.preloaded", "desk.preloaded, schakel.desk.work"])
def test_what_is_loaded_once_for_many_processes_is_loaded_without_pandas(preloaded):
    program = f"import sys, schakel.{preloaded}; print('pandas' in sys.modules, 'pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_a_command_that_succeeded_ends_in_order_without_looking_for_garbage():
    program = """
import atexit, sys
from schakel.cli import main

class Circle:
    def __init__(self):
        self.itself = self

    def __del__(self):
        print("garbage was found")

atexit.register(print, "ended in order")
kept = Circle()
sys.argv = ["schakel", "check", "--help"]
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Usage: schakel check" in done.stdout
    assert done.stdout.splitlines()[-1] == "ended in order"


def test_two_editions_of_a_scheme_are_compared_and_the_series_named_that_break():
    schemes = ALLIANCES / "nl-mensenhandel" / "vocabulary"
    editions = schemes / "dadermonitor-2013-2017.ttl", schemes / "dadermonitor-2015-2019.ttl"
    found = json.loads(schakel("vocabulary", "diff", *editions, "--json").stdout)
    assert set(found["added"]) == {"criminal", "labour"}
    assert "cases-by-year" in found["breaks"]
    assert "cases-by-year" in schakel("vocabulary", "diff", *editions).stdout
    elsewhere = ALLIANCES / "ar-linea-145" / "vocabulary" / "role.ttl"
    result = schakel("vocabulary", "diff", editions[0], elsewhere)
    assert result.exit_code == 1 and "are not in the vocabulary of one alliance" in result.stderr


def test_a_build_says_what_each_step_took(tmp_path):
    folder = template(tmp_path)
    schakel("deliver", folder, "helpline", folder / "partners" / "helpline" / "sample.csv")
    sentence, _, *table = schakel("build", folder, "--explain").stdout.splitlines()
    assert ", from 1 delivery. " in sentence
    assert table[0].split() == ["step", "rows", "kB", "CPU", "s", "wall", "s", "peak", "MB"]
    assert table[1].startswith("superseded_helpline ") and table[-1].startswith("all steps ")
    steps = json.loads(schakel("build", folder, "--explain", "--json").stdout)["steps"]
    said = [line.partition("  ")[0] for line in table[1:-1]]
    said.remove("said by helpline")  # made once for each delivery
    assert said == [step["step"] for step in steps]
    assert all(step["sql"].startswith(("SELECT", "WITH")) and step["bytes"] > 0 for step in steps)
