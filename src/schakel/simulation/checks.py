"""Checks that everything a simulation names is declared, so that a slip is found before a world is made."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from typing import Any

from schakel.model.contract import Contract
from schakel.simulation import shapes
from schakel.simulation.declaration import DeclarationPlace, Field, WorldTable, Writing
from schakel.simulation.lists import Lists
from schakel.simulation.processes import NUMERIC
from schakel.simulation.tables import PROCESSES
from schakel_base.faults import Faults, did_you_mean
from schakel_base.yaml_file import YamlFile

PARAMETRIC = frozenset({*NUMERIC, "draw"})
LINK = ("partner", "file", "row", "table", "version", "known")
"""What the truth says about every delivered row, beside what its partner's writing declares."""

GIVEN = ("id", "year")
"""What is known about every row; of a row with a parent also its `position`, of one from nothing whether it is
`theme`."""


@dataclass
class Checks:
    """The names declared so far, and the faults found."""

    faults: Faults
    parameters: Mapping[str, Any]
    identifiers: Collection[str]
    lists: Lists
    tables: dict[str, set[str]] = field(default_factory=dict)

    def check_table(self, table: WorldTable) -> None:
        """Note every name in a table that is not declared; afterwards its fields are known."""
        origin, place = table.origin, table.place
        for stratum in origin.yearly:
            self._parameter(stratum.count, shapes.COUNT, ("year",), place)
        self._parameter(origin.number, shapes.NUMBER, origin.by, place)
        self._named("list", origin.each, self.lists, place)
        if not (origin.yearly or origin.parent or origin.each):
            self._wrong(f"`{table.name}` has no origin: `yearly`, `from` or `each`.", place)
        if origin.parent and self._named("table", origin.parent, self.tables, place):
            self._taken(table, origin.takes, self.tables[origin.parent])
            for name in origin.by.values():
                self._named("field", name, self.tables[origin.parent], place)
        of_origin = ["theme", "stratum"] if origin.yearly else ["position"] if origin.parent else []
        known = {*GIVEN, *origin.takes, *of_origin}
        known |= self._joined(table)
        for declared in table.fields:
            self._check_field(declared, known)
            known |= set(declared.takes) or {declared.name}
        self.tables[table.name] = known

    def check_people(self, tables: Sequence[WorldTable]) -> None:
        """Note where a table asks for people who are not made for it, or who take from it what comes after them."""
        declared = {table.name: table for table in tables}
        for table in tables:
            if table.returns and not any(wanted.process == "someone" for wanted in table.fields):
                self._wrong(f"Nobody can return to `{table.name}`: it has no field `someone`.", table.place)
            before: set[str] = {*GIVEN, "theme", "stratum", "position", *table.origin.takes}
            for wanted in table.fields:
                if wanted.process == "someone" and self._named("table", wanted.subject, declared, wanted.place):
                    people = declared[wanted.subject]
                    self._named("table", people.origin.parent, [table.name], people.place)
                    self._taken(people, people.origin.takes, before)
                    self._returning(table, before)
                    self._taken(table, wanted.takes, self.tables[people.name])
                before |= set(wanted.takes) or {wanted.name}

    def check_writing(self, writing: Writing, contract: Contract, document: YamlFile) -> None:
        """Note every name in a writing that is not declared, and every column that the contract does not have."""
        self.check_table(writing.rows)
        self._same_columns([column.name for column in writing.columns], contract, document)
        for column in writing.columns:
            for error in column.errors:
                self._parameter(error.chance, shapes.SHARES, error.by, error.becomes.place)
                for name in error.by.values():
                    self._named("field", name, self.tables[writing.rows.name], error.becomes.place)
        for name, value in writing.truth.items():
            if name in LINK:
                self._wrong(f"`{name}` is known about every row; give it another name.", value.place)
        for version in writing.versions:
            for name, changed in version.becomes.items():
                self._named("column", name, [column.name for column in writing.columns], changed.place)

    def _check_field(self, declared: Field, known: set[str]) -> None:
        place = declared.place
        for name in declared.takes or [declared.name]:
            if name in known:
                self._wrong(f"`{name}` is known already; give it another name.", place)
        if not declared.process:
            processes = ", ".join(PROCESSES)
            self._wrong(f"`{declared.name}` names no process: one of {processes}, or an SQL expression.", place)
        if declared.process in PARAMETRIC:
            self._parameter(declared.subject, declared.process, declared.by, place)
        if declared.process == "identifier":
            self._named("identifier", declared.subject, self.identifiers, place)
        if declared.process == "pick" and self._named("list", declared.subject, self.lists, place):
            columns = self.lists[declared.subject]
            for name in (*declared.takes.values(), *declared.by, declared.weight):
                self._named("column", name, columns, place)
            if not all(weight.replace(".", "", 1).isdigit() for weight in columns.get(declared.weight, ())):
                self._wrong(f"The weights in `{declared.weight}` must be numbers.", place)
        for name in (*declared.by.values(), declared.on, *(["theme"] if declared.process == "someone" else [])):
            self._named("field", name, known, place)

    def _joined(self, table: WorldTable) -> set[str]:
        join = table.join
        if join is None:
            return set()
        self._parameter(join.chance, shapes.SHARES, (), table.place)
        if self._named("table", join.table, self.tables, table.place):
            self._taken(table, join.takes, self.tables[join.table])
        return set(join.takes)

    def _taken(self, table: WorldTable, takes: Mapping[str, str], known: Collection[str]) -> None:
        for old in takes.values():
            name, _, column = old.partition(".")
            of_list = column and name == table.origin.each and name in self.lists
            self._named("field", column if of_list else old, self.lists[name] if of_list else known, table.place)

    def _returning(self, table: WorldTable, known: set[str]) -> None:
        returns, place = table.returns, table.place
        if returns is None:
            return
        self._parameter(returns.curve, "curve", returns.by, place)
        self._parameter(returns.theme, shapes.SHARES, returns.by, place)
        for name in returns.by.values():
            self._named("field", name, known, place)

    def _parameter(self, name: str, process: str, by: Sized, place: DeclarationPlace) -> None:
        """Note a fault if a parameter is not declared, or is nothing that the process can use."""
        if not self._named("parameter", name, self.parameters, place) or not name:
            return
        if not shapes.fits(self.parameters[name], process, len(by)):
            sentence = f"The parameter `{name}` must be {shapes.wanted(process)}"
            self._wrong(f"{sentence}, at each of its keys." if len(by) else f"{sentence}.", place)

    def _same_columns(self, written: list[str], contract: Contract, document: YamlFile) -> None:
        wanted = [column.name for column in contract.delivered_columns]
        for name in written:
            self._named("column", name, wanted, DeclarationPlace(document.file, document.line("columns", name)))
        for name in wanted:
            if name not in written:
                place = DeclarationPlace(document.file, document.line("columns"))
                self._wrong(f"The column `{name}` of the contract is not written.", place)

    def _named(self, kind: str, name: str, known: Iterable[str], place: DeclarationPlace) -> bool:
        """Whether a name is known, or empty; note a fault if not."""
        known = set(known)
        if not name or name in known:
            return True
        self._wrong(f"There is no {kind} `{name}`{did_you_mean(name, known)}", place)
        return False

    def _wrong(self, sentence: str, place: DeclarationPlace) -> None:
        self.faults.add(sentence, place.file, place.line)
