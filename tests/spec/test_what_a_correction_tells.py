"""What a correction tells

A partner corrects one row, or has one erased. If no figure moves, a reader of both releases cannot tell it: no
sentence, chart, list or file differs, apart from the name of the edition and what follows from it.
"""

import csv
import io
import random
import re
import shutil
import zipfile
from datetime import date, timedelta

import pyarrow.parquet as parquet
import pytest
from broken import edit, template

from schakel import verbs

PRODUCT = "monitor"
EDITION = re.compile(rb"20\d\d-\d\d-\d\d-[0-9a-f]{8}")
UNDER_ITS_NAME = re.compile(rb'[0-9a-f]{64}|urn:uuid:[0-9a-f-]{36}|"size": \d+')
DRAWN_WITH_ITS_NAME = (".png", ".pdf", ".zip")  # pictures of what is compared, and files that are compared one by one


def rows():
    """150 reports to the helpline, invented."""
    draw = random.Random(5)
    for number in range(150):
        day, handed = date(2023, 1, 1) + timedelta(draw.randrange(700)), draw.random() < 0.5
        then = day + timedelta(draw.choice([0, 1, 2, 3, 9, 20]))
        subject = draw.choice(["question about the law", "work under duress", "sexual exploitation"])
        more = ["police", str(then), draw.choice(["yes", "no"])] if handed else ["", "", ""]
        yield [f"H{number:04}", str(day), subject, *more, "Northtown", ""]


def deliver(alliance, rows, day):
    file = alliance.parent / "rows.csv"
    head = (alliance / "partners/helpline/sample.csv").read_text("utf-8").splitlines()[0].split(",")
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([head, *rows])
    verbs.deliver(alliance, "helpline", file, day, synthetic=False)
    verbs.build(alliance)
    verbs.publish(alliance, PRODUCT, alliance.parent / "out")


@pytest.fixture
def first(tmp_path):
    """A release of rows that no reader has: their file has no name and no digest outside."""
    folder = tmp_path / "first"
    folder.mkdir()
    alliance = template(folder)
    edit(alliance, f"products/{PRODUCT}.yaml", "synthetic: true", "grounds: [helpline-act-3]")
    ground = 'grounds:\n  helpline-act-3: {law: {en: An act}, article: "3"}\n'
    edit(alliance, "alliance.yaml", "units:", f"{ground}units:")
    deliver(alliance, rows(), date(2025, 1, 15))
    return folder


def content(path):
    """What is in a file, without the name of its edition."""
    found = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(found)) as opened:
            found = b"".join(opened.read(name) for name in opened.namelist())
    if path.suffix == ".parquet":
        table = parquet.read_table(path)
        found = f"{table.to_pylist()} {table.schema.metadata}".encode()
    return UNDER_ITS_NAME.sub(b"name", EDITION.sub(b"edition", found))


def second(first, name, again, erased=()):
    """All files of both releases, after some records were erased and some rows delivered once more."""
    folder = shutil.copytree(first, first.parent / name)
    for record in erased:
        verbs.withdraw(folder / "example", "helpline", "a mistake", [record])
    deliver(folder / "example", again, date(2025, 2, 15))
    files = [path for path in (folder / "out").rglob("*") if path.is_file()]
    return {
        EDITION.sub(b"edition", str(path.relative_to(folder)).encode()): content(path)
        for path in files
        if path.suffix not in DRAWN_WITH_ITS_NAME
    }


def figures(release):
    return {name: found for name, found in release.items() if name.endswith(b".csv")}


def test_if_no_figure_moves_nothing_moves(first):
    some = list(rows())[:25]
    delivered_again = second(first, "again", some)
    other_subjects = [[*row[:2], "work under duress", *row[3:]] for row in some]
    for place in [place for place in range(len(some)) if some[place] != other_subjects[place]][:4]:
        corrected = second(first, f"row {place}", [*some[:place], other_subjects[place], *some[place + 1 :]])
        if figures(corrected) == figures(delivered_again):
            assert corrected == delivered_again
            return
    pytest.fail("each correction moved some figure: try other rows")


def test_nor_does_anything_tell_that_somebody_was_erased(first):
    some = list(rows())[:25]
    delivered_again = second(first, "again", some)
    for place in range(1, 5):
        left = second(first, f"erased {place}", [*some[:place], *some[place + 1 :]], [some[place][0]])
        if figures(left) == figures(delivered_again):
            assert left == delivered_again
            return
    pytest.fail("each erasure moved some figure: try other rows")
