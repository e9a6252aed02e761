"""A small simulated world: fires are the theme, floods are everything else, one brigade writes them down."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import yaml
from arrivals import take_in
from small import text

from schakel.intake import known_deliveries, receipt_text
from schakel.model.alliance import Alliance, Partner
from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt
from schakel.store import Catalogue, Workspace
from schakel.verbs.delivering import deliver_all
from schakel_base.progress import silent

WORLD = """
years: [2020, 2021]
warm_up: 0
source: {en: invented}
lists: {streets: streets.csv}
parameters:
  fires: {value: {2020: 100, 2021: 60}, source: chosen, verified: false}
  floods: {value: 900, source: chosen, verified: false}
  day: {value: {low: 0, high: 300}, source: chosen, verified: false}
  engines: {value: {1: 0.5, 3: 0.5}, source: chosen, verified: false}
  cause: {value: {"true": {candle: 1, stove: 3}, "false": {rain: 1}}, source: chosen, verified: false}
  always: {value: 1, source: chosen, verified: false}
  never: {value: 0, source: chosen, verified: false}
  half: {value: 0.5, source: chosen, verified: false}
truth:
  incident:
    yearly: [{count: fires, theme: true}, {count: floods, theme: false}]
    fields:
      day: {whole: day}
      happened: make_date(year, 1, 1) + cast(day as integer)
      cause: {draw: cause, by: [theme]}
      where_it_was: {pick: streets, takes: [name as street]}
  engine:
    from: incident
    number: engines
    takes: [id as incident, theme, happened]
"""

WRITING = """
rows: {from: incident, takes: [id as incident, cause, street, happened]}
columns:
  number: "'I' || incident"
  day: happened
  cause: cause
  street: street
versions: [{known: happened}]
truth: {unit: incident, cause: cause}
deliver: {every: year, after: 10}
"""

STREETS = "name\nNorth Street\nSouth Street\n"


def brigade(*columns: Column, delimiter: str = ",", encoding: str = "utf-8") -> Contract:
    """The contract with the fire brigade; its usual columns, if none are given."""
    usual = (Column("number"), Column("day", type="date", format="%d/%m/%Y"), Column("cause"), Column("street"))
    return Contract("brigade", "brigade", "1.0.0", columns or usual, delimiter=delimiter, encoding=encoding)


def world(folder: Path, world: str = WORLD, writing: str = WRITING, contract: Contract | None = None) -> Alliance:
    """An alliance of one partner with a simulated world, in a folder."""
    (folder / "partners" / "brigade").mkdir(parents=True, exist_ok=True)
    (folder / "simulation.yaml").write_text(world, "utf-8")
    (folder / "partners" / "brigade" / "simulation.yaml").write_text(writing, "utf-8")
    (folder / "streets.csv").write_text(STREETS, "utf-8")
    partner = Partner("brigade", text("brigade"), contract or brigade(), ())
    return Alliance(
        name="small", title=text("small"), summary=text("small"), languages=("en",), folder=folder, units={},
        attributes={}, schemes={}, partners={"brigade": partner}, indicators={}, products={}, deliveries=(),
        fingerprint="",
    )  # fmt: skip


def changed(declared: str, *path: str, to: Any) -> str:
    """A declaration with something else at one place."""
    value = yaml.safe_load(declared)
    here = value
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = to
    return yaml.safe_dump(value, sort_keys=False)


def rows(file: Path) -> list[dict[str, str | None]]:
    """The rows of a delivery, as text."""
    header = file.read_text("utf-8").partition("\n")[0].split(",")
    types = dict.fromkeys(header, pa.string())
    options = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    found: list[dict[str, str | None]] = pa_csv.read_csv(file, convert_options=options).to_pylist()
    return found


def delivered(alliance: Alliance, told: list[str]) -> tuple[tuple[Receipt, ...], int]:
    """Simulate and deliver, and return the receipts, and the number of rows of the deliveries that count."""
    deliver_all(alliance, silent, remark=told.append)
    receipts = Catalogue(Workspace.of(alliance.folder, alliance.name)).receipts()
    counting = {one.number for one in known_deliveries(receipts, date.max)}
    return receipts, sum(one.accepted for one in receipts if one.delivery.number in counting)


def deliver_itself(alliance: Alliance, row: str) -> Receipt:
    """Let the brigade deliver a row of its own."""
    file = alliance.folder / "own.csv"
    file.write_text(f"number,day,cause,street\n{row}\n", "utf-8")
    workspace = Workspace.of(alliance.folder, alliance.name)
    return take_in(workspace, alliance.partners["brigade"], file, date(2021, 3, 1))


def told_on_receipt(receipt: Receipt) -> str:
    """The text of a receipt."""
    return receipt_text(receipt)
