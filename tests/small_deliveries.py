"""Seven deliveries of one record each, and what is kept of them: by themselves, or in bundles of three or more."""

from datetime import date
from pathlib import Path
from typing import Any

from killed import work_until
from template_with_persons import HEADER, alliance_with_persons, answer_those_who_ask

from schakel import verbs
from schakel.alliance import read
from schakel.store import Catalogue, Workspace, bundling
from schakel.store.access_log import reading
from schakel.store.archive import archived
from schakel.store.bundle import accepted_of, bundled
from schakel.store.receipt_record import receipt_record

DAY = date(2025, 1, 1)
FEWEST = 3
ROW = "H{0},{1},debts,{4},2023-03-09,no,Northtown,,{2},Noor,1990-01-02,SKN{3},999900018"
SURNAMES = ("Oudendijk", "Bakkerman", "Visserman", "Mulderman", "Smitsman", "Boersman")
ONE = "  - {{partner: helpline, file: {0}.csv, delivered: 2023-04-0{0}, synthetic: true, source: {{en: Invented.}}}}\n"


def make(place: Path) -> None:
    """Deliver six reports one by one, the third with a row that is refused, and a correction of the first."""
    folder = alliance_with_persons(place)
    answer_those_who_ask(folder)
    (folder / "deliveries").mkdir()
    shipped = "deliveries:\n" + "".join(map(ONE.format, range(1, 8)))
    (folder / "deliveries" / "deliveries.yaml").write_text(shipped, "utf-8")
    rows = [[row(number, surname)] for number, surname in enumerate(SURNAMES, start=1)]
    rows[2].append(row(33, "Geweigerd", to="nobody"))
    for number, lines in enumerate([*rows, [row(1, "Verbeterd")]], start=1):
        (folder / "deliveries" / f"{number}.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    assert [one.accepted for one in verbs.deliver_shipped(folder)] == [1] * 7


def row(number: int, surname: str, to: str = "police") -> str:
    """A report; the second runs out the day after that of the tests."""
    return ROW.format(number, "2020-01-02" if number == 2 else "2023-03-01", surname, 1000000 + number, to)


def deliver(alliance: Path, *numbers: int) -> None:
    """Deliver a further report for each number."""
    for number in numbers:
        file = alliance.parent / f"{number}.csv"
        file.write_text("\n".join([HEADER, row(number, "Verder")]) + "\n", "utf-8")
        verbs.deliver(alliance, "helpline", file, date(2023, 5, 1), synthetic=True)


def told(alliance: Path) -> list[tuple[dict[str, Any], list[dict[str, Any]], bytes | None]]:
    """The receipt, the accepted rows and the file of each delivery, as long as that is there."""
    workspace = workspace_of(alliance)
    with reading(workspace, "build", "a test", "monitor"):
        found = [(one, archived(workspace, one.delivery.sha256)) for one in Catalogue(workspace).receipts()]
        return [
            (
                receipt_record(one),
                accepted_of(workspace, one.delivery.number).to_pylist(),
                file.read_bytes() if file.exists() else None,
            )
            for one, file in found
        ]


def bundles(alliance: Path) -> list[tuple[int, ...]]:
    """The numbers of the deliveries in each bundle."""
    workspace = workspace_of(alliance)
    with reading(workspace, "build", "a test", "monitor"):
        return [one.numbers for one in bundled(workspace).bundles]


def alone(alliance: Path) -> list[str]:
    """The names of the files of deliveries that are kept by themselves."""
    intake = workspace_of(alliance).intake
    folders = [intake / name for name in ("archive", "receipts", "accepted", "refused")]
    found = (path for folder in folders for path in folder.rglob("*"))
    return sorted(path.name for path in found if path.is_file() and path.name != ".lock")


def workspace_of(alliance: Path) -> Workspace:
    """The workspace of an alliance."""
    return Workspace.of(alliance, read(alliance).name)


def bundle(alliance: Path) -> None:
    """Keep small deliveries together, as a build does first."""
    with reading(workspace_of(alliance), "build", "a test", "monitor"):
        bundling.bundle_small(workspace_of(alliance))


def bundle_until(alliance: str, left: int) -> int:
    """Build in a process that is killed after some changes of the disk for bundles."""
    bundling.FEWEST = FEWEST
    return work_until("build", alliance, str(DAY), left, "/bundle")
