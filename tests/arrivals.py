"""A small partner whose files arrive: a shelter that reports who asked for a place, and how a test delivers for it."""

import io
from dataclasses import replace
from datetime import date

import pyarrow.parquet as pq
from small import mapping, text

from schakel import intake
from schakel.intake import Arrival, rows_in_force
from schakel.intake.formats import ArrivedFile
from schakel.model import Column, Contract, EventRule, Partner, Rule, Severity, UnitKey
from schakel.model.file_layout import FileLayout, LayoutColumn
from schakel.model.layouts import as_agreed_on
from schakel.store import Workspace, connect
from schakel_base.progress import silent

DAY = date(2021, 3, 1)
HEADER = "number,asked,kind,age,remark"
SHELTER = Contract(
    partner="shelter",
    id="shelter",
    version="1.0.0",
    columns=(
        Column("number"),
        Column("asked", type="date", format="%Y-%m-%d"),
        Column("kind", units=("report",), attribute="form"),
        Column("age", type="integer"),
        Column("remark", unused="free text"),
    ),
    units=(UnitKey("report", ("number", "age")),),
    events=(EventRule("report", "report", "asked"),),
    file="partners/shelter/contract.yaml",
)


def rule(kind, column="", *arguments, note=False, name="", said=""):
    """A declared rule; it refuses unless it is a note."""
    severity = Severity.NOTE if note else Severity.REFUSE
    return Rule(name or kind, kind, column, arguments, severity, text(said) if said else text(""), line=7)


def shelter(*rules, **changes):
    """The partner, with the rules of its contract and whatever else differs."""
    contract = replace(SHELTER, rules=rules, **changes)
    return Partner("shelter", text("Shelter"), contract, mapping("kind", ("sex", "sexual", "exact")))


def layout(version, until):
    """An earlier layout of its files, in which they looked as they do today."""
    columns = (LayoutColumn(one.name, one.name, one.type, one.format, one.format) for one in SHELTER.columns)
    return FileLayout(version, until, tuple(columns))


def write(folder, *lines, header=HEADER, name="places.csv", encoding="utf-8"):
    """Write a delivery: a header and its lines."""
    file = folder / name
    file.write_text("\n".join((header, *lines)) + "\n", encoding, newline="")
    return file


def source(content, columns, **changes):
    """Return a file that is in memory, under a contract of some columns with whatever else differs."""
    content = content.encode() if isinstance(content, str) else content
    return ArrivedFile(
        io.BytesIO(content), len(content), replace(SHELTER, columns=tuple(map(Column, columns)), **changes)
    )


def take_in(workspace, partner, file, delivered, known=None, progress=silent, **more):
    """Take in one file of a partner, by the contract that was agreed for its day, and return its receipt."""
    agreed = as_agreed_on(partner, delivered)
    return intake.take_in(workspace, Arrival(agreed, file, delivered, known or delivered, **more), progress)


def deliver(workspace, folder, *lines, rules=(), header=HEADER, partner=None):
    """Write and take in a delivery, and return its receipt."""
    return take_in(workspace, partner or shelter(*rules), write(folder, *lines, header=header), DAY)


def receive(folder, partner, shipped):
    """Take in a delivery of an invented world, in the workspace of a folder; return its receipt."""
    return take_in(Workspace.of(folder), partner, shipped.file, shipped.delivered, synthetic=shipped.synthetic)


def accepted(workspace, number=1):
    """The accepted rows of a delivery, each as a dict."""
    return table(workspace.accepted_rows(number)).to_pylist()


def refused(workspace, number=1):
    """The refused rows of a delivery, each as a dict."""
    return table(workspace.refused_rows(number)).to_pylist()


def table(file):
    """The table in an encrypted file."""
    with file.open() as source:
        return pq.read_table(source)


def in_force(contract, deliveries, workspace, folder):
    """Return the rows of a partner that are in force after its deliveries; what is superseded is put into a folder."""
    partner = Partner(contract.partner, text(contract.partner), contract, ())
    rows = rows_in_force([partner], deliveries, workspace, folder)
    with connect({"rows": rows[contract.partner]}) as connection:
        return connection.sql("SELECT * FROM rows ORDER BY delivery, row").to_arrow_table().to_pylist()


def put(rows, file):
    """Write a table to an encrypted file."""
    with file.create() as target:
        pq.write_table(rows, target)
