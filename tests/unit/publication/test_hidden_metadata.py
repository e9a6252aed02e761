"""The readers of metadata find what is hidden there."""

from datetime import UTC, datetime
from zipfile import ZipFile

import metadata
import xlsxwriter
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = "made in /home/somebody/secret"


def test_what_is_hidden_in_a_picture_is_found(tmp_path):
    hidden = PngInfo()
    hidden.add_text("Comment", SECRET)
    Image.new("1", (1, 1)).save(tmp_path / "a.png", pnginfo=hidden)
    (tmp_path / "a.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{SECRET}, 1,234</desc></svg>", "utf-8"
    )
    for file in ("a.png", "a.svg"):
        assert any(metadata.tells_of_the_machine(said, tmp_path) for said in metadata.said_beside(tmp_path / file))
    assert metadata.numbers_in(*metadata.alternatives_in(tmp_path / "a.svg")) == {"1234"}
    assert metadata.numbers_in(metadata.seen_in(tmp_path / "a.svg")) == set()


def test_figures_side_by_side_are_each_seen():
    assert metadata.numbers_seen("12 270\n1.450 2019") == {"12", "270", "12270", "1450", "2019"}
    assert metadata.numbers_in("12 270\n1.450 2019") == {"12270", "1450", "2019"}


def test_what_is_hidden_in_a_workbook_is_found(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_comment("A1", SECRET)
        book.set_properties({"created": datetime(2026, 11, 30, 9, 51, tzinfo=UTC)})
    said = metadata.said_beside(tmp_path / "a.xlsx")
    assert SECRET in said and any(metadata.TIME_OF_DAY.search(one) for one in said)


def test_what_is_hidden_in_an_archive_is_found(tmp_path):
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.comment = SECRET.encode()
        archive.write(__file__, "a.py")
    said = metadata.said_beside(tmp_path / "a.zip")
    assert SECRET in said and any(metadata.TIME_OF_DAY.search(one) for one in said)
