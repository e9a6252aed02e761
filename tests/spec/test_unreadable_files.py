"""Files that cannot be read

Each gets a one-sentence answer and stays in the archive. Nobody ever sees a traceback.
"""

import csv
import gzip
import io
import os
import struct
import subprocess
import sys
import zipfile

import pytest
from arrivals import DAY, HEADER, shelter, take_in

from schakel.store import Catalogue, Workspace, archived
from schakel_base.errors import DeliveryError

ROW = "1,2021-02-01,sex,31,"
SOUND = f"{HEADER}\n{ROW}\n".encode()


def zipped(*contents, name="places.csv"):
    """A ZIP archive of files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        for content in contents:
            members.writestr(name, content)
    return archive.getvalue()


def as_if(archive, *, flags=0, compression=zipfile.ZIP_DEFLATED):
    """The same archive of one file, which says of itself that it is locked, or packed in another way."""
    said = bytearray(archive)
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # beside the file, and in the list of files
        struct.pack_into("<HH", said, said.index(header) + at, flags, compression)
    return bytes(said)


UNREADABLE = {
    "nothing in it": (b"", "The file is empty."),
    "a mark and nothing else": (b"\xef\xbb\xbf", "The file is empty."),
    "white space alone": (b" \n\n \n", "The file is empty."),
    "a ZIP bomb": (
        zipped(bytes(20_000_000)),  # twenty kilobytes that unpack to twenty megabytes
        "The archive unpacks to more than 200 times its size; send it unpacked.",
    ),
    "a gzip bomb": (
        gzip.compress(bytes(20_000_000)),
        "The archive unpacks to more than 200 times its size; send it unpacked.",
    ),
    "half a gzip archive": (
        gzip.compress(SOUND)[:-12],
        "The archive is damaged, or packed in a way that is not read.",
    ),
    "half a ZIP archive": (zipped(SOUND)[:-12], "The archive is damaged, or packed in a way that is not read."),
    "a locked ZIP archive": (
        as_if(zipped(SOUND), flags=0x1),
        "The archive is locked with a password; send it without one.",
    ),
    "a ZIP archive of another kind": (
        as_if(zipped(SOUND), compression=98),
        "The archive is damaged, or packed in a way that is not read.",
    ),
    "a ZIP archive with a name that is no text": (
        zipped(SOUND, name="é.csv").replace("é".encode(), b"\xff\xff"),
        "The archive is damaged, or packed in a way that is not read.",
    ),
    "an archive in an archive": (
        gzip.compress(gzip.compress(SOUND)),
        "The file is a gzip archive, not text; send the text file itself.",
    ),
    "an archive of nothing": (zipped(), "The archive is empty."),
    "a workbook": (
        zipped(b"", name="[Content_Types].xml"),
        "The file is a workbook, but the contract says that it is delimited.",
    ),
    "a NUL byte": (SOUND + b"2,2021\x00", "Line 3: the file has a NUL byte, which text never has."),
    "another encoding": (
        SOUND + "2,2021-02-01,séx,31,".encode("latin-1"),
        "Line 3: byte 65 of the file is not utf-8, the encoding that the contract declares.",
    ),
    "half a character at the end": (
        SOUND + "2,2021-02-01,sé".encode()[:-1],
        "Line 3: byte 65 of the file is not utf-8, the encoding that the contract declares.",
    ),
    "UTF-16": (
        SOUND.decode().encode("utf-16"),
        "The file starts with the mark of utf-16, but the contract says that it is utf-8.",
    ),
    "one endless line": (b"x" * 5_000_000, "Line 1: the line is longer than 1,048,576 characters."),
    "an endless line further on": (
        SOUND + b"x" * 5_000_000,
        "Line 3: the line is longer than 1,048,576 characters.",
    ),
    "a quote that is never closed": (
        SOUND + b'2,2021-02-01,"sex,31,\n',
        "Row 2, which begins on line 3: a quote is opened and never closed.",
    ),
    "a quote in the wrong place": (
        SOUND + b'2,2021-02-01,"se"x,31,\n',
        "Row 2, which begins on line 3: a closing quote is followed by something other than the delimiter.",
    ),
    "a quote that swallows what follows": (
        SOUND + b'2,2021-02-01,"sex,31,\n' + f"{ROW}\n".encode() * 10_000,
        "Row 2, which begins on line 3: a field is longer than 131,072 characters.",
    ),
    "a broken header": (b'number,"asked\n', "Line 1, in the header: a quote is opened and never closed."),
    "a missing column": (
        b"number,asked,kind,remark\n",
        "The header does not fit the contract. The column `age` is missing.",
    ),
    "a repeated column": (
        SOUND.replace(b"remark", b"remark,age"),
        "The header does not fit the contract. The column `age` occurs 2 times; the second is called `age (2)`.",
    ),
    "another delimiter": (
        SOUND.replace(b",", b";"),
        "The header does not fit the contract. Its columns are delimited by `;`, "
        "which is not the delimiter of the contract.",
    ),
}


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def test_a_quote_swallows_no_more_whatever_else_the_process_has_read(workspace, tmp_path):
    csv.field_size_limit(sys.maxsize)  # as a reader of scipy does, for the whole process
    test_an_unreadable_file_gets_a_receipt_of_refusal_and_stays_in_the_archive(
        workspace, tmp_path, *UNREADABLE["a quote that swallows what follows"]
    )


@pytest.mark.parametrize("content, sentence", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_file_gets_a_receipt_of_refusal_and_stays_in_the_archive(workspace, tmp_path, content, sentence):
    file = tmp_path / "places.csv"
    file.write_bytes(content)
    receipt = take_in(workspace, shelter(), file, DAY)
    assert receipt.refusal == f"places.csv: {sentence}"
    assert (receipt.rows, receipt.accepted, receipt.refused) == (0, 0, 0)
    assert archived(workspace, receipt.delivery.sha256).read_bytes() == content
    assert Catalogue(workspace).receipts() == (receipt,)


@pytest.mark.slow
def test_a_line_of_two_gigabytes_is_refused_at_its_first_byte(workspace, tmp_path):
    """The file is sparse and reads as NUL bytes; its copy in the archive is not sparse, so it is taken away again."""
    file = tmp_path / "places.csv"
    with file.open("wb") as sparse:
        sparse.truncate(2 * 1024**3)
    receipt = take_in(workspace, shelter(), file, DAY)
    kept = archived(workspace, receipt.delivery.sha256)
    size = kept.size
    kept.path.unlink()
    assert size == 2 * 1024**3
    assert receipt.refusal == "places.csv: Line 1: the file has a NUL byte, which text never has."


def test_a_file_that_is_not_there_is_reported_in_one_sentence(workspace, tmp_path):
    with pytest.raises(DeliveryError, match=r"^there is no file .*absent\.csv$"):
        take_in(workspace, shelter(), tmp_path / "absent.csv", DAY)


def test_a_folder_is_not_a_file(workspace, tmp_path):
    with pytest.raises(DeliveryError, match="is a folder, not a file"):
        take_in(workspace, shelter(), tmp_path, DAY)


def test_a_pipe_is_not_a_file(workspace, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DeliveryError, match="is a device, not a file"):
        take_in(workspace, shelter(), tmp_path / "pipe", DAY)


AS_NOBODY = """
import os, sys
from pathlib import Path
from arrivals import DAY, shelter, take_in
from schakel_base.errors import DeliveryError
from schakel.store.workspace import Workspace
if os.getuid() == 0:
    os.setuid(65534)
try:
    take_in(Workspace(Path(sys.argv[1])), shelter(), Path(sys.argv[2]), DAY)
except DeliveryError as error:
    print(error)
"""


def test_a_file_that_may_not_be_read_is_reported_in_one_sentence(workspace, tmp_path):
    """An administrator may read everything, so the test is made by a process that has given that up."""
    file = tmp_path / "places.csv"
    file.write_bytes(SOUND)
    file.chmod(0)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", AS_NOBODY, str(workspace.folder), str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"{file} may not be read or written by this user\n"


def test_after_a_refusal_nothing_is_left_among_the_drafts(workspace, tmp_path):
    file = tmp_path / "places.csv"
    file.write_bytes(SOUND + b'2,2021-02-01,"sex,31,\n')
    take_in(workspace, shelter(), file, DAY)
    assert [path.name for path in workspace.drafts.iterdir()] == [".lock"]
