"""A user's own files as the tables that the steps read: `cases`, `persons` and `stays`.

Cases that were joined are one matter: those that a column `joined_to` gives one case number, or that one person had
disposed of on one day. Rows of a person with one case number are one case, disposed of on the first of their days.
"""

from collections.abc import Collection
from pathlib import Path

import duckdb

from schakel_base.database import quote_name, quote_text, quote_texts
from schakel_recidivism.cohort import Cohort, RecidivismKind
from schakel_recidivism.tables import UserTable, open_table

EMPTY_PERSONS = "SELECT NULL::VARCHAR AS person, NULL::DATE AS died, NULL::DATE AS emigrated WHERE false"
EMPTY_STAYS = "SELECT NULL::VARCHAR AS person, NULL::DATE AS began, NULL::DATE AS ended WHERE false"


class CaseFiles:
    """The files of a user, opened and checked in one connection."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        cohort: Cohort,
        cases: Path,
        persons: Path | None,
        stays: Path | None,
    ) -> None:
        self.connection, self.cohort = connection, cohort
        self.cases = open_table(connection, "given_cases", cases)
        self.persons = open_table(connection, "given_persons", persons) if persons else None
        self.stays = open_table(connection, "given_stays", stays) if stays else None
        self._check_cases()
        self.link("person")

    def link(self, person: str) -> None:
        """Let a column of all files say who is who, and make the tables `persons` and `stays`.

        Parameters
        ----------
        person
            The column that all files have: of the usual, the strict or the loose linkage.

        Raises
        ------
        DeliveryError
            If a file lacks it, or a row has no value there.
        """
        self.person = person
        _must_be_known(self.cases, person)
        self._make("persons", self._persons())
        self._make("stays", self._stays())

    def make_cases(self, kind: RecidivismKind) -> None:
        """Make the table `cases`, with what counts for one kind of recidivism."""
        table = self.cases
        person, number = (_text(table.column(name)) for name in (self.person, "case"))
        offended, disposed = (_date(table.column(name)) for name in ("offended", "disposed"))
        disposal = _text(table.column("disposal"))
        alike = " || '|' || ".join(f"coalesce({_text(table.column(name))}, '')" for name in kind.same)
        self._make(
            "cases",
            f"""
            SELECT {person} AS person, {number} AS case_id, {offended} AS offended, {disposed} AS disposed,
                {self._matter(number, disposed)} AS matter,
                coalesce({disposal} IN ({quote_texts(self.cohort.disposals)}), false) AS opens,
                {self._excluded(disposal)} AS excluded,
                {self._counts(kind)} AS counts,
                {alike or quote_text("")} AS alike,
                {self._strata()} AS strata
            FROM given_cases
            """,
        )

    def _check_cases(self) -> None:
        table = self.cases
        _must_be_known(table, "case")
        for name in ("offended", "disposed"):
            _check_date(table, table.column(name))
        disposal, disposed = table.column("disposal"), table.column("disposed")
        condition = f"{quote_name(disposal)} IS NULL OR {quote_name(disposed)} IS NOT NULL"
        table.must(condition, disposed, f"a case with a {disposal} has its day.")
        _check_spelling(table, disposal, (*self.cohort.disposals, *self.cohort.never_counts))
        for kind in self.cohort.kinds:
            for name in kind.at_least:
                column = quote_name(table.column(name))
                table.must(f"{column} IS NULL OR try_cast({column} AS DOUBLE) IS NOT NULL", name, "it is a number.")
            for name in kind.same:
                table.column(name)
            for name, values in kind.among.items():
                _check_spelling(table, table.column(name), values)

    def _persons(self) -> str:
        if self.persons is None:
            return EMPTY_PERSONS
        table = self.persons
        if not self.cohort.strict_person:
            self._check_once(table)
        person = _text(table.column(self.person))
        ends = ", ".join(f"min({_optional_date(table, name)}) AS {name}" for name in ("died", "emigrated"))
        return f"SELECT {person} AS person, {ends} FROM given_persons GROUP BY {person}"

    def _check_once(self, table: UserTable) -> None:
        """Refuse a person on two rows; where linkages differ, several rows can be of one person."""
        person = table.column("person")
        unique = f"{quote_name(person)} IS NOT NULL AND count(*) OVER (PARTITION BY {quote_name(person)}) = 1"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW unique_persons AS SELECT *, {unique} AS stands_once FROM given_persons"
        )
        once = UserTable(self.connection, "unique_persons", table.path, table.columns)
        once.must("stands_once", person, "every person has one row.")

    def _stays(self) -> str:
        if self.stays is None:
            return EMPTY_STAYS
        table = self.stays
        person, began, ended = (table.column(name) for name in (self.person, "began", "ended"))
        for name in (began, ended):
            _check_date(table, name)
        table.must(f"{quote_name(began)} IS NOT NULL", began, "every stay has its first day.")
        table.must(
            f"{quote_name(ended)} IS NULL OR {_date(ended)} >= {_date(began)}", ended, f"it lies before {began}."
        )
        return f"SELECT {_text(person)} AS person, {_date(began)} AS began, {_date(ended)} AS ended FROM given_stays"

    def _matter(self, number: str, disposed: str) -> str:
        joined = self.cases.find("joined_to")
        if joined:
            return f"'case ' || coalesce({_text(joined)}, {number})"
        # A file may have a row for each offence; the rows of one case have one day, else the case would follow itself.
        day = f"min({disposed}) OVER (PARTITION BY {_text(self.cases.column(self.person))}, {number})"
        return f"coalesce('day ' || CAST({day} AS VARCHAR), 'case ' || {number})"

    def _excluded(self, disposal: str) -> str:
        pending = "false" if self.cohort.pending_counts else "true"
        never = f"{disposal} IN ({quote_texts(self.cohort.never_counts)})"
        # Without a disposal nobody knows yet how the case ends, so whether it counts is declared, not guessed.
        return f"CASE WHEN {disposal} IS NULL THEN {pending} ELSE {never} END"

    def _counts(self, kind: RecidivismKind) -> str:
        table = self.cases
        conditions = [
            f"coalesce(CAST({quote_name(table.column(name))} AS DOUBLE) >= {least:g}, false)"
            for name, least in kind.at_least.items()
        ]
        conditions += [
            f"coalesce({_text(table.column(name))} IN ({quote_texts(values)}), false)"
            for name, values in kind.among.items()
        ]
        return " AND ".join(conditions) or "true"

    def _strata(self) -> str:
        """All together, and one stratum for each column to split by; of the person, else of the index case."""
        labels = [f"{quote_text(name + '=')} || coalesce({self._value(name)}, 'missing')" for name in self.cohort.by]
        return f"[{', '.join([quote_text(''), *labels])}]"

    def _value(self, name: str) -> str:
        person = quote_name(self.cases.column(self.person))
        column = self.persons.find(name) if self.persons else ""
        if self.persons and column:
            key = "given_persons." + quote_name(self.persons.column(self.person))
            own, of_case = f"CAST({key} AS VARCHAR)", f"CAST(given_cases.{person} AS VARCHAR)"
            return f"(SELECT min({_text(column)}) FROM given_persons WHERE {own} = {of_case})"
        return _text(self.cases.column(name))

    def _make(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _must_be_known(table: UserTable, name: str) -> None:
    column = table.column(name)
    table.must(f"{quote_name(column)} IS NOT NULL", column, "every case has its number and its person.")


def _check_spelling(table: UserTable, column: str, declared: Collection[str]) -> None:
    """Refuse a value that differs from a declared one in capitals or spaces alone: it would count as another."""
    told, given = quote_texts(declared), _text(column)
    alike = f"lower(trim({given})) IN ({quote_texts(sorted({value.strip().lower() for value in declared}))})"
    table.must(f"{given} IS NULL OR {given} IN ({told}) OR NOT {alike}", column, "the cohort spells it another way.")


def _check_date(table: UserTable, column: str) -> None:
    condition = f"{quote_name(column)} IS NULL OR {_date(column)} IS NOT NULL"
    table.must(condition, column, "a date is written as 2013-06-30.")


def _optional_date(table: UserTable, name: str) -> str:
    column = table.find(name)
    if not column:
        return "CAST(NULL AS DATE)"
    _check_date(table, column)
    return _date(column)


def _date(column: str) -> str:
    return f"try_cast({quote_name(column)} AS DATE)"


def _text(column: str) -> str:
    return f"CAST({quote_name(column)} AS VARCHAR)"
