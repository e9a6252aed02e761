"""Checks that a contract is consistent: every name exists, and every column has a use."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from schakel.alliance.conditions import Trial
from schakel.alliance.declared import DeclaredDocument
from schakel.alliance.linking import IDENTIFYING, PERSON
from schakel.alliance.names import MANY
from schakel.alliance.standard import TABLE
from schakel.model.column import DATED, Column
from schakel.model.contract import RESERVED_COLUMNS, Contract, EventRule, Severity
from schakel.model.retention import DELIVERED
from schakel_base.faults import did_you_mean
from schakel_base.yaml_file import Place

PROTECTED = ("personal", "quasi-identifier")
BLANK = ("required", "missing")


def check(declared: DeclaredDocument, contract: Contract, places: Mapping[str, Place]) -> None:
    """Note everything in a contract that does not fit together; `places` are those of its table's properties."""
    checks = _Checks(declared, contract, places)
    checks.file()
    checks.columns()
    checks.units()
    checks.events()
    checks.dates()
    checks.relations()
    checks.supersession()
    checks.snapshot()
    checks.retention()
    checks.categories()
    checks.persons()
    checks.permissions()
    checks.stated()
    checks.uses()
    checks.rules()


def uses(contract: Contract) -> dict[str, list[str]]:
    """Return what each column is used for, in words, apart from being declared unused."""
    found: dict[str, list[str]] = {column.name: [] for column in contract.columns}
    for key in contract.units:
        for name in key.columns:
            # A key may name a column that is not there: its fault is told elsewhere, and must not stop the others.
            found.setdefault(name, []).append(f"the key of `{key.unit}`")
    for event in contract.events:
        for name in (event.happened, event.occurs, *(column for _, column in event.claims)):
            found.setdefault(name, []).append(f"the event `{event.event}`")
    for relation in contract.relations:
        for name in relation.to:
            found.setdefault(name, []).append(f"the relation `{relation.kind}`")
    for name in contract.supersedes_by:
        found.setdefault(name, []).append("supersession")
    if contract.snapshot and contract.snapshot.by:
        found.setdefault(contract.snapshot.by, []).append("snapshots")
    for column in contract.columns:
        for name in column.derived.columns if column.derived else ():
            found.setdefault(name, []).append(f"the derived column `{column.name}`")
        if column.attribute:
            found[column.name].append(f"a claim about `{column.attribute}`")
        if column.stated:
            found[column.name].append(f"the magnitude `{column.stated.magnitude}`")
        if column.text:
            found[column.name].append("research, which reads its text")
        if column.person:
            found[column.name].append("linking persons")
        if column.permission:
            found[column.name].append(f"recognising a `{column.permission.unit}`")
    return found


@dataclass(frozen=True)
class _Checks:
    declared: DeclaredDocument
    contract: Contract
    places: Mapping[str, Place]

    def add(self, sentence: str, line: int | None) -> None:
        self.declared.reading.faults.add(sentence, self.declared.file, line)

    def name(self, kind: str, name: str, line: int | None) -> bool:
        return self.declared.names.check(kind, name, self.declared.file, line)

    def line(self, name: str, *inside: str | int) -> int:
        """The line of something inside a property of the table."""
        return self.declared.document.line(*self.places.get(name, TABLE), *inside)

    def column(self, name: str, line: int) -> Column | None:
        """The column of this name; note a fault if there is none."""
        known = {column.name: column for column in self.contract.columns}
        if name and name not in known:
            self.add(f"There is no column `{name}`{did_you_mean(name, known)}", line)
        return known.get(name)

    def row_unit(self, unit: str, line: int | None) -> None:
        """Note a fault if the rows do not name this unit."""
        if not self.name("unit", unit, line):
            return
        named = [key.unit for key in self.contract.units]
        if named and unit not in named:
            self.add(f"Rows do not name the unit `{unit}`: `units` lists only {', '.join(named)}.", line)

    def file(self) -> None:
        try:
            "".encode(self.contract.encoding)
        except LookupError:
            self.add(f"There is no encoding `{self.contract.encoding}`.", self.line("encoding"))

    def columns(self) -> None:
        # The engine finds columns whatever their case, so that two names that differ in it alone are one column.
        count = Counter(column.name.lower() for column in self.contract.columns)
        for column in self.contract.columns:
            times = count[column.name.lower()]
            if times > 1:
                sentence = f"The column `{column.name}` is declared {times} times (capitals make no difference)."
                self.add(sentence, column.line)
            if column.name.lower() in RESERVED_COLUMNS:
                self.add(
                    f"The column name `{column.name}` is reserved by Schakel; give the partner's column another.",
                    column.line,
                )

    def units(self) -> None:
        if not self.contract.units:
            sentence = "The property `units` is missing: it says how a row identifies what is counted."
            self.add(sentence, self.line("units"))
        count = Counter(key.unit for key in self.contract.units)
        for index, key in enumerate(self.contract.units):
            line = self.line("units", index)
            self.name("unit", key.unit, line)
            if count[key.unit] > 1:
                self.add(f"The unit `{key.unit}` is named twice in one row.", line)
            for name in key.columns:
                self.column(name, line)
        keyless = [key.unit for key in self.contract.units if not key.columns]
        # A unit without a key is its row, and of two such units nothing could tell which is which.
        if len(keyless) > 1:
            self.add(f"A row can be one unit only, not {' and '.join(keyless)}.", self.line("units"))

    def events(self) -> None:
        named = {event.event for event in self.contract.events}
        for index, event in enumerate(self.contract.events):
            line = self.line("events", index, "unit")
            self.row_unit(event.unit, line)
            self.column(event.occurs, self.line("events", index, "occurs"))
            self.date(event.happened, self.line("events", index, "happened"))
            if not event.occurs:
                self.blank(event, self.line("events", index, "happened"))
            self.order(event.event, event.not_before, named, self.line("events", index, "not_before"))
            for attribute, name in event.claims:
                line = self.line("events", index, "claims", attribute)
                self.name("attribute", attribute, line)
                if self.declared.names.has(MANY, attribute):
                    sentence = (
                        f"`{attribute}` can have many values, so it cannot be claimed of an event; claim it of a unit."
                    )
                    self.add(sentence, line)
                if column := self.column(name, line):
                    self.claim(column, line)

    def date(self, name: str, line: int) -> None:
        column = self.column(name, line)
        if column and column.type not in DATED:
            self.add(f"`{name}` is the time of an event, so it must be a date or a timestamp.", line)

    def blank(self, event: EventRule, line: int) -> None:
        """A blank day says that nothing happened, or that nobody knows when: which of the two must be declared."""
        column = next((one for one in self.contract.columns if one.name == event.happened), None)
        strict = (rule for rule in self.contract.rules if rule.severity is Severity.REFUSE)
        refused = {rule.column for rule in strict if rule.kind in BLANK}
        if column is not None and column.type in DATED and column.name not in refused:
            self.add(
                f"`{column.name}` may be blank; say with `occurs` what that means for `{event.event}`: "
                f"`occurs: {column.name}` if it then did not happen, a column that is always filled if it did on a day "
                "that is not known.",
                line,
            )

    def order(self, event: str, before: str, named: set[str], line: int) -> None:
        if before == event:
            self.add(f"The event `{event}` cannot come before itself.", line)
        elif before:
            self.event(before, named, line)

    def event(self, name: str, named: set[str], line: int | None) -> None:
        if name not in named:
            self.add(f"There is no event `{name}` in this contract{did_you_mean(name, named)}", line)

    def dates(self) -> None:
        """A year or a month alone dates events; whatever else a date is used for needs its day."""
        dating = {f"the event `{event.event}`" for event in self.contract.events}
        used = uses(self.contract)
        if self.contract.retention:
            used.setdefault(self.contract.retention.counted_from, []).append("retention")
        for column in self.contract.columns:
            for use in used[column.name] if column.span else ():
                if use not in dating and not use.startswith("the derived column"):
                    sentence = (
                        f"`{column.name}` says a {column.span} and no day, so it dates events alone, and not {use}."
                    )
                    self.add(sentence, column.line)

    def relations(self) -> None:
        keys = {key.unit: key.columns for key in self.contract.units}
        for index, relation in enumerate(self.contract.relations):
            line = self.line("relations", index, "to")
            self.row_unit(relation.unit, self.line("relations", index, "unit"))
            for name in relation.to:
                self.column(name, line)
            key = keys.get(relation.unit, relation.to)
            if not key:
                self.add(f"`{relation.unit}` has no key, so nothing can be {relation.kind} another one.", line)
            # One column holds the whole number of the other unit; else it has the parts of the key, in their order.
            elif len(relation.to) not in (1, len(key)):
                self.add(
                    f"`to` must list one column, or as many as the key of a {relation.unit} has ({len(key)}).", line
                )

    def supersession(self) -> None:
        for index, name in enumerate(self.contract.supersedes_by):
            self.column(name, self.line("supersedesBy", index))

    def snapshot(self) -> None:
        """The column that gives the period of a row is a date."""
        by = self.contract.snapshot.by if self.contract.snapshot else ""
        line = self.line("snapshot", "by")
        column = self.column(by, line)
        if column and column.type not in DATED:
            self.add(f"`{by}` says of which period a row is, so it must be a date or a timestamp.", line)

    def retention(self) -> None:
        """What the days of a period are counted from is a date that leaves the archive."""
        kept = self.contract.retention
        if kept is None or kept.counted_from == DELIVERED:
            return
        line = self.line("retention", "from")
        column = self.column(kept.counted_from, line)
        # An unused column stays in the archive, which goes first: afterwards nothing could tell when a row runs out.
        if column and (column.unused or column.type not in DATED):
            self.add(f"Rows are kept from `{column.name}`, so it must be a date or a timestamp that is used.", line)

    def categories(self) -> None:
        """The columns of each legal category are columns of the file."""
        for category, columns in self.contract.categories.items():
            for name in columns:
                self.column(name, self.line("legalCategories", category.value))

    def persons(self) -> None:
        """What identifies somebody is classified as such, so that no message quotes it; an attribute has one column."""
        count = Counter((column.person, column.person_of) for column in self.contract.columns)
        for column in self.contract.columns:
            if not column.person or not self.name(PERSON, column.person, column.line):
                continue
            if column.person_of:
                self.person_of(column)
            if count[column.person, column.person_of] > 1:
                self.add(f"Two columns hold the `{column.person}` of the person of a row; it has one.", column.line)
            if not column.classification and self.declared.names.has(IDENTIFYING, column.person):
                sentence = f"The column `{column.name}` identifies persons; give it the classification `personal`."
                self.add(sentence, column.line)

    def person_of(self, column: Column) -> None:
        """An attribute of all persons of a unit needs a unit that rows name by a number."""
        self.row_unit(column.person_of, column.line)
        if any(key.unit == column.person_of and not key.columns for key in self.contract.units):
            sentence = (
                f"No number names the `{column.person_of}` whose persons have the `{column.person}`; give it a key."
            )
            self.add(sentence, column.line)

    def permissions(self) -> None:
        """What needs a permission identifies somebody, so no message quotes it; the row names what it recognises."""
        for column in self.contract.columns:
            if column.permission:
                self.row_unit(column.permission.unit, column.line)
                if not column.classification:
                    sentence = f"The column `{column.name}` needs a permission; give it the classification `personal`."
                    self.add(sentence, column.line)

    def claim(self, column: Column, line: int | None) -> None:
        if column.classification in PROTECTED:
            self.add(f"The column `{column.name}` is {column.classification}, so it cannot make a claim.", line)

    def stated(self) -> None:
        """What states a magnitude is a number, of a unit that rows name."""
        for column in self.contract.columns:
            if column.stated:
                self.row_unit(column.stated.unit, column.line)
                self.name("magnitude", column.stated.magnitude, column.line)
                self.claim(column, column.line)
                if column.type not in ("integer", "number"):
                    sentence = f"`{column.name}` states a magnitude, so its type must be integer or number."
                    self.add(sentence, column.line)

    def uses(self) -> None:
        used, events = uses(self.contract), {event.event for event in self.contract.events}
        for column in self.contract.columns:
            if column.valid_on:
                self.event(column.valid_on, events, column.line)
            if column.attribute:
                for unit in column.units:
                    self.row_unit(unit, column.line)
                self.name("attribute", column.attribute, column.line)
                self.claim(column, column.line)
                several = column.has_several or column.name in self.contract.taken_apart_anew
                if several and self.declared.names.lacks(MANY, column.attribute):
                    self.add(
                        f"A cell of `{column.name}` has several values, so the attribute `{column.attribute}` must say "
                        "`many: true`.",
                        column.line,
                    )
            claims = {name for event in self.contract.events for _, name in event.claims}
            if column.codes and not column.attribute and column.name not in claims:
                self.add(f"`{column.name}` makes no claim, so it holds no {column.codes} of concepts.", column.line)
            if column.unused and used[column.name]:
                self.add(
                    f"The column `{column.name}` is marked unused but used for {used[column.name][0]}.", column.line
                )
            if not column.unused and not used[column.name]:
                self.add(f"The column `{column.name}` is not used: map it, or mark it unused and say why.", column.line)

    def rules(self) -> None:
        count = Counter((rule.column, rule.name) for rule in self.contract.rules)
        trial = Trial(self.contract.columns)
        for rule in self.contract.rules:
            if count[rule.column, rule.name] > 1:
                where = f" of `{rule.column}`" if rule.column else ""
                self.add(f"The name `{rule.name}` is used by two checks{where}; give each a name.", rule.line)
            if problem := trial.problem(rule):
                self.add(problem, rule.line)
