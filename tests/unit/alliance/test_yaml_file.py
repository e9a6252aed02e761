"""A code is never changed by being written down, and everything has its line."""

from dataclasses import replace

import pytest

from schakel_base.errors import DeclarationError
from schakel_base.faults import Faults
from schakel_base.yaml_file import read_yaml


def read(folder, text):
    (folder / "file.yaml").write_text(text, "utf-8")
    faults = Faults()
    found = read_yaml(folder, "file.yaml", faults)
    faults.raise_if_any()
    return found


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("2024-01-31", "2024-01-31"),
        ("06", "06"),
        ("0", 0),
        ("-12", -12),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("1.0", 1.0),
        ("1.0.0", "1.0.0"),
        ("true", True),
        ("True", "True"),
        ("~", None),
        ("", None),
        ("'true'", "true"),
        ('"06"', "06"),
    ],
)
def test_scalars_are_read_as_yaml_1_2_reads_them(tmp_path, written, value):
    found = read(tmp_path, f"key: {written}\n").value["key"]
    assert found == value and type(found) is type(value)


def test_keys_are_always_text(tmp_path):
    assert read(tmp_path, "no: a\n1: b\ntrue: c\n").value == {"no": "a", "1": "b", "true": "c"}


def test_a_place_has_the_line_of_its_key_or_entry(tmp_path):
    found = read(tmp_path, "a:\n  - b: 1\n    c: 2\n  - {b: 3}\nd: 4\n")
    assert found.line("a") == 1
    assert found.line("a", 0) == 2
    assert found.line("a", 0, "c") == 3
    assert found.line("a", 1, "b") == 4
    assert found.line("d") == 5


def test_a_place_that_is_not_there_has_the_line_around_it(tmp_path):
    found = read(tmp_path, "# a comment\na:\n  - b: 1\n")
    assert found.line("a", 0, "missing", "deeper") == 3
    assert found.line("missing") == 2


def test_entries_are_called_by_their_names(tmp_path):
    found = read(tmp_path, "a:\n  - name: first\n    b: [{c: 1}]\n  - {c: 2}\n")
    assert found.path(("a", 0, "b")) == "first.b"
    assert found.path(("a", 0, "b", 0, "c")) == "first.b.1.c"
    assert found.path(("a", 1, "c")) == "a.2.c"


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [*x]\n",
        "a: &x [1]\nb: [*x, *x]\n",
        "a: !!python/object:os.system x\n",
        "a: !!int x\n",
        "? [a]\n: 1\n",
        "a: 1\n---\nb: 2\n",
        "a: \x01\n",
        "a: " + "[" * 5000 + "]" * 5000 + "\n",
    ],
)
def test_what_yaml_can_say_and_a_declaration_cannot(tmp_path, text):
    with pytest.raises(DeclarationError) as raised:
        read(tmp_path, text)
    assert all(fault.file == "file.yaml" and fault.line for fault in raised.value.faults)


def test_a_place_that_is_not_in_the_file_has_the_line_of_what_is_around_it(tmp_path):
    found = read(tmp_path, "\n\na:\n  b: 1\n")
    assert found.line("a", "missing") == found.line("a")
    assert replace(found, lines={}).line("a") == 1
