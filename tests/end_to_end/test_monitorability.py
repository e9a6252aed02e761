"""Can the Dutch chain be monitored by form? What the letter of 13 September 2019 says about it, on four made-up files.

Four police files, each with one suspect who is prosecuted and convicted: two of sexual, one of labour exploitation, one
without a form. Of the first and the third CoMensha knows where the victim was recruited. Each test delivers what some
of the partners know, and asks how many police files and cases have a form that is settled.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from arrivals import take_in
from conftest import ALLIANCES, copy_alliance
from counting import tables_of

from schakel.alliance import read
from schakel.model.alliance import Alliance
from schakel.model.table import TOTAL, Table
from schakel.store.workspace import Workspace
from schakel.verbs.building import build_edition
from schakel_base.progress import silent

FORMS = {"PV-1": "seksueel", "PV-2": "seksueel", "PV-3": "arbeid", "PV-4": ""}
RECRUITED = {"PV-1": "Nederland", "PV-3": "buitenland"}
FILES = tuple(FORMS)

Row = Mapping[str, str]
Bounds = dict[str, tuple[int, int]]


def police() -> list[Row]:
    return [
        {
            "registratienummer": f"P-{number}", "pv_nummer": file, "skn": f"S-{number}", "feitcode": "273f",
            "datum_registratie": "2016-02-01", "uitbuitingsvorm": FORMS[file], "dienst": "politie",
        }
        for number, file in enumerate(FILES, start=1)
    ]  # fmt: skip


def prosecution() -> list[Row]:
    return [
        {
            "parketnummer": f"13/00000{number}-16", "pv_nummer": file, "skn": f"S-{number}", "feitcode": "273f",
            "datum_instroom": "2016-05-01", "datum_beslissing": "2016-06-01", "beslissing": "dagvaarding",
        }
        for number, file in enumerate(FILES, start=1)
    ]  # fmt: skip


def courts() -> list[Row]:
    return [
        {
            "parketnummer": f"13/00000{number}-16", "instantie": "eerste aanleg", "datum_uitspraak": "2016-12-01",
            "feitcode": "273f", "uitkomst": "veroordeling", "onherroepelijk": "ja", "gevangenisstraf_dagen": "365",
        }
        for number, _ in enumerate(FILES, start=1)
    ]  # fmt: skip


def comensha() -> list[Row]:
    return [
        {"meldingnummer": f"M-{file}", "datum_melding": "2016-03-01", "pv_nummer": file, "wervingsland": country}
        for file, country in RECRUITED.items()
    ]


KNOWN: Mapping[str, Callable[[], list[Row]]] = {
    "politie": police,
    "om": prosecution,
    "rechtspraak": courts,
    "comensha": comensha,
}


@pytest.fixture(scope="module")
def dutch() -> Alliance:
    """The declarations of the Dutch alliance without research, which asks other things."""
    return replace(read(ALLIANCES / "nl-mensenhandel"), research={})


@pytest.fixture
def counted(dutch: Alliance, tmp_path: Path) -> Callable[..., Bounds]:
    """Deliver what some partners know, and return the cells of a table, by their codes without totals."""
    return lambda table, *partners: count(dutch, tmp_path, partners, table)[table]


@pytest.fixture(scope="module")
def known(dutch: Alliance, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bounds]:
    """Two tables of what all of them know."""
    return count(dutch, tmp_path_factory.mktemp("known"), KNOWN, "monitorability-of-cases", "cases-through-the-chain")


def count(dutch: Alliance, place: Path, partners: Iterable[str], *tables: str) -> dict[str, Bounds]:
    """Deliver in a place what some partners know, and return the cells of each table."""
    of_these = {name: dutch.partners[name] for name in KNOWN}
    wanted = {table: dutch.indicators[table] for table in tables}
    alliance = replace(dutch, folder=copy_alliance(dutch.folder.name, place), partners=of_these, indicators=wanted)
    for name in partners:
        partner = alliance.partners[name]
        columns = [column.name for column in partner.contract.columns]
        file = write(place / f"{name}.csv", columns, KNOWN[name]())
        receipt = take_in(Workspace.of(alliance.folder), partner, file, date(2017, 3, 1), synthetic=True)
        assert (receipt.refused, receipt.refusal) == (0, "")
    built = build_edition(alliance, None, silent)
    return {name: bounds(table) for name, table in tables_of(alliance, built.folder, synthetic=True).items()}


def bounds(table: Table) -> Bounds:
    return {"/".join(code for code in cell.coordinates if code != TOTAL): table.bounds(cell) for cell in table.cells}


def write(file: Path, header: Sequence[str], rows: Sequence[Row]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


def test_the_prosecution_service_alone_decides_no_form(counted: Callable[..., Bounds]) -> None:
    found = counted("monitorability-of-files", "om")
    assert found == {"": (4, 4), "form": (0, 0)}


def test_the_police_alone_decide_no_form(counted: Callable[..., Bounds]) -> None:
    found = counted("monitorability-of-files", "politie")
    assert found == {"": (4, 4), "form": (0, 0)}


def test_the_route_of_comensha_decides_what_the_police_leave_open(counted: Callable[..., Bounds]) -> None:
    found = counted("monitorability-of-files", "politie", "comensha")
    assert found == {"": (4, 4), "form": (2, 2)}


def test_comensha_alone_decides_no_form(counted: Callable[..., Bounds]) -> None:
    assert counted("monitorability-of-files", "comensha")["form"] == (0, 0)


def test_what_is_settled_reaches_the_verdict(known: dict[str, Bounds]) -> None:
    found = known["monitorability-of-cases"]
    assert found["registered/form"] == found["to-court/form"] == found["judged/form"] == (2, 2)


def test_each_form_has_its_bounds_in_each_phase(known: dict[str, Bounds]) -> None:
    found = known["cases-through-the-chain"]
    assert found["guilty"] == (4, 4)
    assert found["guilty/sexual"] == (2, 3)  # the file without a form may be anything
    assert found["guilty/domestic-sexual"] == (1, 3)
    assert found["guilty/cross-border-sexual"] == (0, 2)
    assert found["guilty/cross-border-outside"] == (1, 2)
    assert found["guilty/organ-removal"] == (0, 1)
    assert found["custody"] == (0, 0)
