"""Beside an inbox stands how many there are in all: the figures of the last release, and no count of the desk."""

import csv
from datetime import date
from pathlib import Path

import pytest
from broken import edit
from conftest import copy_alliance
from desks import Desk

from schakel import verbs
from schakel.desk.office import Office
from schakel.desk.published_picture import published_pictures
from schakel.publication.retraction import Retraction, retract

INBOX = "synthetic: true\ninbox: {unit: report, sender: handed_over_to}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The template with an inbox, and a release of it where readers find it."""
    folder = copy_alliance("_template", tmp_path_factory.mktemp("desk"))
    edit(folder, "partners/helpline/form.yaml", "synthetic: true", INBOX)
    office = Office(folder)
    verbs.deliver_shipped(folder)
    verbs.build(folder, date(2025, 2, 1))
    verbs.publish(folder, "monitor", office.public("monitor"))
    return Desk(office)


def test_the_figures_are_those_of_the_release(desk: Desk) -> None:
    [picture] = published_pictures(desk.office, "report")
    table = picture.tables[0]
    file: Path = desk.office.public("monitor") / "data/reports-by-subject.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        released = next(row for row in csv.DictReader(lines) if not row["subject"] and not row["year"])
    total = table.rows[0].figures[0]
    assert (total.lower, total.upper) == (float(released["lower"]), float(released["upper"]))
    assert table.is_synthetic and picture.as_of == date(2025, 2, 1)


def test_an_officer_reads_them_and_nobody_else(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    assert "/inbox/published" in officer.get("/inbox").text
    page = officer.get("/inbox/published").text
    assert "Reports by subject" in page and "2025-02-01" in page
    assert desk.signed_in("statistician").get("/inbox/published").status_code == 403


def test_a_kind_of_unit_that_no_product_counts_has_none(desk: Desk) -> None:
    assert published_pictures(desk.office, "person") == []


def test_of_a_release_that_is_withdrawn_nothing_is_left(desk: Desk) -> None:
    public = desk.office.public("monitor")
    [picture] = published_pictures(desk.office, "report")
    retract(public, Retraction(picture.edition, date(2025, 3, 1), "A file was wrong."))
    assert published_pictures(desk.office, "report") == []
    assert "Nothing has been released yet" in desk.signed_in("signal-officer", "helpline").get("/inbox/published").text
