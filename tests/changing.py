"""A small alliance whose deliveries change: files, suspects, persons, cases that are joined or appealed, and tips.

The police name files, registrations and suspects in them, and persons; a tip is its own row, and each delivery of tips
holds all that there are. The prosecution service names cases under a file and joins them; the court gives verdicts,
also under the number that a case has in appeal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import small
from decrypted import content_of_edition

from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.relations import RELATIONS
from schakel.intake.accepted import Accepted
from schakel.model import (
    Column,
    Condition,
    Contract,
    Delivery,
    DimensionRule,
    EventRule,
    Partner,
    Phase,
    Relation,
    RelationKind,
    Snapshot,
    Unit,
    UnitKey,
)
from schakel.model.alliance import EventOfChildren, Which
from schakel.model.indicator import Indicator
from schakel.model.persons import PersonAttributes
from schakel.verbs.pipeline import Persons, Pipeline
from schakel.verbs.planning import Before
from schakel.verbs.remainders import take_rows_out

DAY = {"type": "date", "format": "%Y-%m-%d"}
PROVIDER = KeyedHash(b"s" * 32)
Rows = Sequence[Mapping[str, str]]

POLICE = Contract(
    "police", "police", "1.0.0",
    (
        Column("registration"), Column("file"), Column("skn", person="number"), Column("registered", **DAY),
        Column("kind", units=("file",), attribute="form"), Column("court"),
    ),
    units=(
        UnitKey("registration", ("registration",)), UnitKey("file", ("file",)), UnitKey("suspect", ("file", "skn")),
        UnitKey("person", ("skn",)),
    ),
    events=(
        EventRule("registered", "registration", "registered"),
        EventRule("opened", "file", "registered", claims=(("court", "court"),)),
    ),
    supersedes_by=("registration",),
)  # fmt: skip
TIPS = Contract(
    "tips", "tips", "1.0.0",
    (Column("file"), Column("kind", units=("tip",), attribute="form"), Column("told", **DAY)),
    units=(UnitKey("tip"), UnitKey("file", ("file",))),
    events=(EventRule("tipped", "tip", "told"),),
    snapshot=Snapshot(),
)  # fmt: skip
PROSECUTION = Contract(
    "prosecution", "prosecution", "1.0.0",
    (
        Column("case"), Column("file"), Column("skn", person="number"), Column("joined_to"),
        Column("kind", units=("case", "person"), attribute="form"), Column("decided", **DAY),
    ),
    units=(UnitKey("case", ("case",)), UnitKey("file", ("file",)), UnitKey("person", ("skn",))),
    events=(EventRule("decided", "case", "decided"),),
    relations=(Relation(RelationKind.JOINED_TO, "case", ("joined_to",)),),
    supersedes_by=("case",),
)  # fmt: skip
COURT = Contract(
    "court", "court", "1.0.0",
    (Column("verdict"), Column("case"), Column("first_case"), Column("judged", **DAY)),
    units=(UnitKey("verdict", ("verdict",)), UnitKey("case", ("case",), with_joined=True)),
    events=(EventRule("given", "verdict", "judged"), EventRule("judged", "case", "judged", not_before="given")),
    relations=(Relation(RelationKind.APPEAL_OF, "case", ("first_case",)),),
    supersedes_by=("verdict",),
)  # fmt: skip
CONTRACTS = {one.partner: one for one in (POLICE, TIPS, PROSECUTION, COURT)}
UNITS = {
    "file": ((), ()), "registration": (("file",), ("form",)), "suspect": (("file", "person"), ("form",)),
    "person": ((), ()), "tip": (("file",), ("form",)), "case": (("file",), ("form",)),
    "verdict": (("case",), ("form",)),
}  # fmt: skip
EVENTS = {
    "file": (
        EventOfChildren("all-decided", "case", "decided", Which.ALL),
        EventOfChildren("last-decided", "case", "decided", Which.LAST),
    )
}
PHASES = (
    Phase("registered", small.text("registered"), "registered"),
    Phase("opened", small.text("opened"), "opened", "court", "yes"),
)


def _counted(
    unit: str, *dimensions: DimensionRule, name: str = "", population: tuple[Condition, ...] = ()
) -> Indicator:
    return Indicator(name or f"{unit}s", small.text(unit), small.text(unit), unit, dimensions, population)


INDICATORS = (
    *(_counted(unit, small.BY_FORM) for unit in UNITS if unit != "person"),
    _counted("registration", DimensionRule("phase", "phase", small.text("phase"), phases=PHASES), name="phases"),
    _counted("verdict", DimensionRule("period", "m", small.text("m"), event="given", by="month"), name="months"),
    _counted("file", DimensionRule("period", "m", small.text("m"), event="all-decided", by="month"), name="all"),
    _counted("file", DimensionRule("period", "m", small.text("m"), event="last-decided", by="month"), name="last"),
    _counted("case", small.BY_FORM, name="judged", population=(Condition(event="judged"),)),
    _counted("case", DimensionRule("decided", "d", small.text("d"), attributes=("form",)), name="who-decides"),
)


def alliance(lines: Sequence[tuple[str, str, str]], events: bool = True):
    """The alliance under a mapping of kinds; with events that files have by their cases, or without."""
    mapping = (*small.mapping("kind", *lines), *small.mapping("court", ("J", "yes", "exact"), ("N", "no", "exact")))
    units = {
        name: Unit(
            name,
            small.text(name),
            small.text(f"{name}s"),
            belongs_to,
            inherits,
            events=EVENTS.get(name, ()) if events else (),
        )
        for name, (belongs_to, inherits) in UNITS.items()
    }
    read = {"police": {"kind", "court"}, "tips": {"kind"}, "prosecution": {"kind"}, "court": set()}
    lines_of = {name: tuple(one for one in mapping if one.column in read[name]) for name in CONTRACTS}
    partners = {name: Partner(name, small.text(name), one, lines_of[name]) for name, one in CONTRACTS.items()}
    persons = PersonAttributes("linking.yaml", {"number": "number"})
    asked = (one for one in INDICATORS if events or one.name not in ("all", "last"))
    return replace(small.alliance(*asked), units=units, partners=partners, persons=persons)


@dataclass(frozen=True)
class State:
    """What is known on a day: deliveries, who each number of a person is, and which files people judged to be one.

    The rows that were erased since are `gone`: (delivery, row), both from 1.
    """

    deliveries: tuple[tuple[str, Rows], ...] = ()
    who: Mapping[str, str] = field(default_factory=dict)
    same: tuple[tuple[str, str], ...] = ()
    mapping: tuple[tuple[str, str, str], ...] = (("dom", "domestic", "exact"), ("sex", "sexual", "broad"))
    gone: frozenset[tuple[int, int]] = frozenset()
    events: bool = True


def build(state: State, folder: Path, said: Path, before: Path | None = None) -> str:
    """Make the tables and base cells of a state, from those of another one if that is given; say how."""
    declared = alliance(state.mapping, state.events)
    accepted = [_accepted(number, *one, state, folder.parent) for number, one in enumerate(state.deliveries, start=1)]
    deliveries = {name: tuple(one for one in accepted if one.delivery.partner == name) for name in CONTRACTS}
    pipeline = Pipeline(declared, folder, folder, said, judged=_judged(state.same))
    follows = Before(before, "there is none")
    rows = pipeline.rows_in_force(deliveries, follows)
    chain = pipeline.chain(deliveries, rows, PROVIDER, _persons(state), follows)
    pipeline.count(chain)
    return pipeline.how


def take_out(before: State, now: State, edition: Path, folder: Path) -> bool:
    """Write what remains of the edition of a state without the rows that are gone now; say whether it is worth it."""
    partners = [partner for partner, _ in before.deliveries]
    erased = {
        partner: pa.Table.from_pylist(
            [
                {"delivery": one, "row": row}
                for one, row in now.gone - before.gone
                if partners[one - 1 :][:1] == [partner]
            ],
            pa.schema([("delivery", pa.int64()), ("row", pa.int64())]),
        )
        for partner in partners
    }
    return take_rows_out(alliance(before.mapping, before.events), edition, erased, folder)


def content(folder: Path) -> dict[str, list[str]]:
    """All tables and base cells in a folder."""
    return content_of_edition(folder)


def _accepted(number: int, partner: str, rows: Rows, state: State, folder: Path) -> Accepted:
    left = {place: row for place, row in enumerate(rows, start=1) if (number, place) not in state.gone}
    columns = {one.name: [row.get(one.name) or None for row in left.values()] for one in CONTRACTS[partner].columns}
    table = pa.table(
        {
            "row": pa.array(left, pa.int64()),
            **{name: pa.array(values, pa.string()) for name, values in columns.items()},
        }
    )
    path = folder / f"{number}-{sha256(repr((partner, left)).encode()).hexdigest()[:8]}.parquet"
    if not path.exists():
        pq.write_table(table, path)
    day = date(2022, 1, 1) + timedelta(days=number)
    digest, snapshot = sha256(path.read_bytes()).hexdigest(), CONTRACTS[partner].snapshot is not None
    return Accepted(Delivery(number, partner, "1", path.name, digest, day, day, snapshot=snapshot), path)


def _persons(state: State) -> Persons:
    """The person of each row with a number, whoever that is taken to be."""
    lines = [
        {"partner": partner, "delivery": number, "row": row, "record": f"{partner} {number} {row}", "person": person}
        for number, (partner, rows) in enumerate(state.deliveries, start=1)
        for row, one in enumerate(rows, start=1)
        if (person := state.who.get(one.get("skn", ""))) and (number, row) not in state.gone
    ]
    schema = pa.schema(
        [
            ("partner", pa.string()), ("delivery", pa.int64()), ("row", pa.int64()), ("record", pa.string()),
            ("person", pa.string()),
        ]
    )  # fmt: skip
    return Persons(pa.Table.from_pylist(lines, schema), {})


def _judged(same: Sequence[tuple[str, str]]) -> pa.Table:
    numbers = [PROVIDER.numbers("file", pair)[:, 0].tolist() for pair in same]
    lines = [
        {"partner": "", "delivery": 0, "row": 0, "unit": "file", "unit_id": one, "kind": "same-as", "other_id": other}
        for one, other in numbers
    ]
    return pa.Table.from_pylist(lines, RELATIONS)
