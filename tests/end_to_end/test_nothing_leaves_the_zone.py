"""Identifying values exist in the intake zone alone, and there encrypted: every byte of everything else is searched.

Values are planted in deliveries: in rows that are accepted and refused, in the place of a header, in free text. Then
the whole chain runs as a user runs it, and everything that it wrote or said is searched: files as they are, the values
in tables and the members of archives after unpacking.
"""

import contextlib
import json
import os
import pty
import re
import stat
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import command_line
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from broken import edit
from template_with_persons import CONTRACT, HEADER, alliance_with_persons

from schakel.store.sealed import SealedFile
from schakel.store.sealed_stream import MAGIC
from schakel.store.workspace import Workspace

# Long enough that keyed ids, which are random digits and letters, never hold one by chance.
PLANTED = ("Zwanenburg", "Quirijn", "1987-06-05", "1987-13-45", "SKN7654321", "111222333", "11122233344", "Wilgenlaan")
ENCODINGS = ("utf-8", "utf-16-le")
ROW = "H{0},2023-01-0{1},work under duress,police,2023-01-09,no,Northtown,lives on the Wilgenlaan"
ALIKE = "van Zwanenburgh,Quirijn,1987-06-05,,"
WHO = "Zwanenburg,Quirijn,1987-06-05,SKN7654321,111222333"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """What the chain left behind, what it said, and what it showed to somebody who judges, after planted values."""
    folder = tmp_path_factory.mktemp("world")
    for name in ("temporary", "sent", "keys"):
        (folder / name).mkdir()
    return _run_everything(folder, alliance_with_persons(folder))


def _run_everything(folder: Path, alliance: Path) -> tuple[Path, Path, str, str]:
    edit(alliance, "products/monitor.yaml", "synthetic: true", "grounds: [helpline-act-3]")
    edit(alliance, "alliance.yaml", "units:", 'grounds:\n  helpline-act-3: {law: {en: An act}, article: "3"}\nunits:')
    rows = [f"{ROW.format(number, number % 9 + 1)},{WHO}" for number in range(1000, 1400)]
    rows += [f"{ROW.format(number, 1)},{ALIKE}" for number in range(1400, 1420)]
    wrong = [
        f"{ROW.format(1, 1)},Zwanenburg,Quirijn,1987-13-45,SKN7654321,111222333",  # no date
        f"{ROW.format(2, 1)},Zwanenburg,Quirijn,1987-06-05,SKN7654321,11122233344",  # no BSN
        f"{ROW.format(3, 1)},Zwanenburg,Quirijn,1987-06-05,SKN7654321,111222333,more",  # too many fields
    ]
    send(folder, "sound.csv", HEADER, *rows)
    send(folder, "wrong.csv", HEADER, *wrong, *rows[:5])
    send(folder, "headless.csv", *rows[:5])
    said = [
        run(folder, "deliver", alliance, "helpline", folder / f"sent/{name}.csv", "--on", "2023-02-01")
        for name, run in (("sound", schakel_here), ("wrong", schakel), ("headless", schakel_here))
    ]
    edit(alliance, CONTRACT, "version: 1.0.0", "version: 1.1.0")
    said += [
        schakel_here(folder, "replay", alliance, "2"),
        schakel(folder, "build", alliance),
        schakel(folder, "publish", alliance, "monitor", "--out", folder / "release"),
        schakel_here(folder, "trace", alliance, "latest", "reports-by-subject", "--purpose", "a test"),
        schakel_here(folder, "extract", alliance, "monitor"),
        schakel_here(folder, "judge", "review", alliance, "--json"),
        persons := schakel_here(folder, "judge", "persons", alliance),
    ]
    return folder, alliance, "\n".join(said), on_a_terminal(folder, "judge", "show", alliance, persons[-33:].strip())


def send(folder, name, *lines):
    (folder / "sent" / name).write_text("\n".join(lines) + "\n", "utf-8")


def process(folder, *words):
    """A command as a process of its own, with a folder for temporary files that is searched too."""
    command = [sys.executable, "-c", "from schakel.cli import main; main()", *map(str, words)]
    own = {"TMPDIR": str(folder / "temporary"), "SCHAKEL_SECRET_FILE": str(folder / "keys/root")}
    return {"args": command, "umask": 0o000, "cwd": folder / "temporary", "env": {**os.environ, **own}}


def schakel(folder, *words):
    """Run a command in its process and return all that it said; a refused delivery is no defect."""
    found = subprocess.run(**process(folder, *words), capture_output=True, text=True, check=False)
    assert found.returncode in (0, 1), found.stderr
    return found.stdout + found.stderr


def schakel_here(folder, *words):
    """Do the same in this process, which has loaded what commands need; what it keeps until it ends is searched too."""
    (folder / "kept").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCHAKEL_SECRET_FILE", str(folder / "keys/root"))
        patch.setattr(tempfile, "tempdir", str(folder / "kept"))
        before = os.umask(0o000)
        found = command_line.schakel(*words)
        os.umask(before)
    assert found.exit_code in (0, 1), found.output
    return found.stdout + found.stderr


def on_a_terminal(folder, *words):
    """Run a command before somebody who sits at a terminal, and return what stands on it."""
    terminal, end = pty.openpty()
    shown = []
    with subprocess.Popen(**process(folder, *words), stdin=end, stdout=end, stderr=end):
        os.close(end)
        with contextlib.suppress(OSError):  # so a terminal says that nobody writes to it any more
            while part := os.read(terminal, 4096):
                shown.append(part)
    os.close(terminal)
    return b"".join(shown).decode()


def found_in(content: bytes) -> list[str]:
    """Which planted values are in some bytes, or in what they hold once unpacked."""
    found = [word for word in PLANTED for encoding in ENCODINGS if word.encode(encoding) in content]
    if content.startswith(b"PAR1"):
        table = pq.read_table(pa.BufferReader(content))
        found += found_in(json.dumps(table.to_pylist(), default=str, ensure_ascii=False).encode())
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as members:
            found += [word for member in members.namelist() for word in found_in(members.read(member))]
    return found


def test_the_search_finds_what_is_hidden_in_a_compressed_table():
    buffer = BytesIO()
    pq.write_table(pa.table({"a": ["Zwanenburg"] * 1000}), buffer, compression="zstd", write_statistics=False)
    assert "Zwanenburg" in found_in(buffer.getvalue())
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("a", "the Wilgenlaan " * 100)
    assert found_in(packed.getvalue()) == ["Wilgenlaan"]


def test_the_chain_ran(world):
    folder, alliance, said, _ = world
    assert (folder / "release/release.json").exists()
    assert "420 accepted" in said and "Edition" in said and "Wrote" in said
    assert "is the header missing?" in said and "column `bsn`: the value does not have the form" in said
    assert len(list((alliance / ".schakel").rglob("*.parquet"))) > 10


def test_rows_without_a_number_were_linked_by_name(world):
    folder, alliance, said, _ = world
    contents = decrypted(folder, alliance)
    [counted] = [content for path, content in contents.items() if path.name == "wide_person.parquet"]
    assert pq.read_table(BytesIO(counted)).num_rows == 1
    persons = [line for line in said.splitlines() if re.fullmatch("[a-z2-7]{26},[0-9a-f]{32}", line)]
    assert len(persons) >= 420


def test_no_byte_outside_the_deliveries_themselves_holds_a_planted_value(world):
    folder, *_ = world
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder / "sent"]
    found = {str(path.relative_to(folder)): words for path in files if (words := found_in(path.read_bytes()))}
    assert found == {}


def decrypted(folder: Path, alliance: Path) -> dict[Path, bytes]:
    """What the encrypted files of the analysis zone hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCHAKEL_SECRET_FILE", str(folder / "keys/root"))
        seal = Workspace.of(alliance).analysis_seal
    files = [path for path in (alliance / ".schakel/analysis").rglob("*") if path.is_file()]
    sealed = [path for path in files if path.read_bytes().startswith(MAGIC)]
    return {path: SealedFile(path, seal).read_bytes() for path in sealed}


def test_no_table_of_the_analysis_zone_holds_a_planted_value_once_it_is_decrypted(world):
    folder, alliance, *_ = world
    contents = decrypted(folder, alliance)
    assert len(contents) > 10
    assert {path.name: words for path, content in contents.items() if (words := found_in(content))} == {}


OPEN = ("access.log", "releases.jsonl")  # encrypted line by line
HEADS = ("log-head.json", "ledger-head.json", "writer.lock", ".lock")


def test_every_file_of_both_zones_is_encrypted_but_extracts(world):
    """Of a town and of the numbers of reports, which the analysis zone may know, nothing is in clear either."""
    _, alliance, *_ = world
    workspace = alliance / ".schakel"
    files = [path for path in workspace.rglob("*") if path.is_file() and path.name not in (*OPEN, *HEADS)]
    clear = {path.relative_to(workspace) for path in files if not path.read_bytes().startswith(MAGIC)}
    assert {path.parts[:3] for path in clear} == {("analysis", "extracts", "monitor")}
    others = [path for path in workspace.rglob("*") if path.is_file() and "extracts" not in path.parts]
    words = (b"Northtown", b"H1000", b"work under duress", b"PAR1", b"reports-by-subject")
    assert {path.name: word for path in others for word in words if word in path.read_bytes()} == {}


def test_everything_in_the_workspace_is_its_owners_alone(world):
    _, alliance, *_ = world
    workspace = alliance / ".schakel"
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (workspace, *workspace.rglob("*"))}
    assert len(modes) > 40
    assert {path.name: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


def test_nothing_that_was_said_holds_a_planted_value(world):
    _, _, said, _ = world
    assert [word for word in PLANTED if word in said] == []


def test_who_judges_is_shown_what_was_written_on_a_terminal_and_the_look_is_logged(world):
    folder, alliance, _, shown = world
    assert "Zwanenburg" in shown and "1987-06-05" in shown
    assert "look at persons" in schakel_here(folder, "log", "show", alliance)


def test_nothing_is_left_in_temporary_folders(world):
    folder, *_ = world
    assert list((folder / "temporary").iterdir()) == []
