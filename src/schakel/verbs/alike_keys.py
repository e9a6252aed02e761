"""Keys that would be one if they were written in one way: alike but for capitals, marks, zeros or letters.

Two partners write a key in two ways, or one partner does in two files, as when a sheet loses the zeros before a number.
Where other keys do meet, nothing else shows it. What is told are numbers of units and forms of keys, never a key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from schakel.identity.key_map import text_of_key
from schakel.model.contract import UnitKey
from schakel_base.database import quote_name, quote_text, quote_texts
from schakel_base.errors import message

FEWEST = 10
"""Of fewer units nothing is told, nor is a form that fewer keys have."""
CLEARLY = 50
"""Fewer than one in so many units of a partner is chance."""
MANY = 5_000
"""Of more units it is first asked of those whose keys end in one letter or digit: about a tenth."""
SAMPLED = 10
"""A key for so many, that is."""

_READINGS: Mapping[str, str] = {
    message(
        "Of the {number} units `{unit}` of {partner}, {met} are units of another partner too; {would} would be if "
        "capitals, marks and zeros before a number made no difference to the key."
    ): r"regexp_replace(regexp_replace(upper(trim(key)), '[^\p{L}\p{N}\x1f]+', '-', 'g'), "
    r"'(^|[^0-9])0+([0-9])', '\1\2', 'g')",
    message(
        "Of the {number} units `{unit}` of {partner}, {met} are units of another partner too; {would} would be if "
        "blanks, marks and leading zeros were left out of the key."
    ): r"regexp_replace(regexp_replace(upper(key), '[^\p{L}\p{N}\x1f]+', '', 'g'), '(^|\x1f)0+', '\1', 'g')",
    message(
        "Of the {number} units `{unit}` of {partner}, {met} are units of another partner too; {would} would be if all "
        "but the digits, and leading zeros, were left out of the key."
    ): r"regexp_replace(regexp_replace(key, '[^0-9\x1f]+', '', 'g'), '(^|\x1f)0+', '\1', 'g')",
}
"""What is said of each way to read keys as one, and its SQL. By the first, two keys of one partner are one as well."""
_FIRST = next(iter(_READINGS))


@dataclass(frozen=True)
class ReadAlike:
    """How many more units of each partner would be one with others if keys were read in one way; and how these look."""

    reading: str
    more: Mapping[str, int]
    forms: str


class AlikeKeys:
    """The keys of a kind of unit, by partner, and how many units each names.

    Parameters
    ----------
    connection
        Sees the rows of each partner under the name that `table_of` gives.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, keys: Mapping[str, UnitKey], own: Mapping[str, int]
    ) -> None:
        self._connection, self._keys, self._own = connection, keys, own
        self._written: list[str] = []

    def within(self) -> ReadAlike | None:
        """Return how many units each partner names beside another of its own, by a key that reads the same."""
        return self._found(_FIRST, _WITHIN, [*self._keys], "one.partner = other.partner") if self._keys else None

    def between(self) -> ReadAlike | None:
        """Return how many that no other partner names, by the first reading by which clearly more would meet."""
        partners = [name for name, key in self._keys.items() if not key.apart]
        for reading in _READINGS if len(partners) > 1 else ():
            asked = _BETWEEN if reading == _FIRST else _SURELY_BETWEEN
            if found := self._found(reading, asked, partners, "one.partner <> other.partner"):
                return found
        return None

    def _found(self, reading: str, asked: str, partners: Sequence[str], sides: str) -> ReadAlike | None:
        """What a reading finds of the partners of which it is clearly more than chance; none if it is of none."""
        more = dict[str, int]()
        for table, each in ((_SOME, SAMPLED), (_ALL, 1)) if sum(self._own.values()) > MANY else ((_ALL, 1),):
            self._write(table)
            self._connection.execute(_pairs(table, _READINGS[reading], partners))
            found = self._connection.execute(asked).fetchall()
            more = {name: one for name, one in found if self._is_clear(name, one * each)}
            if not more:
                return None
        return ReadAlike(reading, more, _looks(self._connection, sides))

    def _is_clear(self, partner: str, number: int) -> bool:
        return number >= FEWEST and number * CLEARLY >= self._own[partner]

    def _write(self, table: str) -> None:
        """Put down the keys of each partner, each once, unless they are there."""
        if table not in self._written:
            ending = self._most_end_so() if table == _SOME else ""
            written = " UNION ALL ".join(_keys_of(name, key, ending) for name, key in self._keys.items())
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {written}")
            self._written.append(table)

    def _most_end_so(self) -> str:
        """The letter or digit in which most keys of the partner with the fewest end; empty if it is another sign."""
        fewest = min(self._keys, key=self._own.__getitem__)
        last = quote_name(self._keys[fewest].columns[-1])
        query = f"SELECT mode(right(rtrim({last}), 1)) FROM {quote_name(table_of(fewest))}"
        [(found,)] = self._connection.execute(query).fetchall()
        return found if found and found.isalnum() else ""


def table_of(partner: str) -> str:
    """Return the name of the table with the rows of a partner."""
    return f"rows of {partner}"


def form_of(key: str) -> str:
    """Return the expression that tells the form of a key, as in `AA-9999`."""
    form = f"replace({key}, chr(31), ' + ')"
    for letters, sign in (("[\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}]", "a"), ("\\p{Lu}", "A"), ("[0-9]", "9")):
        form = f"regexp_replace({form}, '{letters}', '{sign}', 'g')"
    return form


_SOME, _ALL = "some_keys", "all_keys"
_WITHIN = "SELECT partner, count(*) - count(DISTINCT plain) AS more FROM pairs GROUP BY ALL HAVING more > 0"
_BETWEEN = "SELECT partner, count(*) FROM pairs WHERE named = 1 AND own < together GROUP BY ALL"
# Where as many keys of one partner read the same as keys of two, what reads the same says little.
_SURELY_BETWEEN = f"""{_BETWEEN.replace("GROUP", "AND NOT doubtful GROUP")}
    HAVING 2 * (SELECT count(*) FROM pairs WHERE doubtful) <= (SELECT count(*) FROM pairs WHERE NOT doubtful)"""


def _keys_of(partner: str, key: UnitKey, ending: str) -> str:
    columns = [quote_name(name) for name in key.columns]
    conditions = [f"{column} IS NOT NULL" for column in columns]
    conditions += [f"suffix(upper(rtrim({columns[-1]})), '{ending.upper()}')"] if ending else []
    return (
        f"SELECT DISTINCT {quote_text(partner)} AS partner, {text_of_key(key.columns)} AS key "
        f"FROM {quote_name(table_of(partner))} WHERE {' AND '.join(conditions)}"
    )


def _pairs(table: str, reading: str, partners: Sequence[str]) -> str:
    """The statement that puts down the keys that read as another does: by how many partners each is named, and how
    many keys of its partner, and of all, read so.
    """
    return f"""
        CREATE OR REPLACE TEMP TABLE pairs AS
        WITH written AS (SELECT partner, key, {reading} AS plain FROM {table}
                        WHERE partner IN ({quote_texts(partners)})),
        shared AS (SELECT plain FROM written WHERE trim(plain, chr(31)) <> '' GROUP BY ALL HAVING min(key) < max(key)),
        counted AS (SELECT *, count(*) OVER (PARTITION BY plain, key) AS named,
                    count(*) OVER (PARTITION BY plain, partner) AS own, count(*) OVER (PARTITION BY plain) AS together
                    FROM written SEMI JOIN shared USING (plain))
        SELECT *, max(own) OVER (PARTITION BY plain) > 1 AS doubtful FROM counted
    """


def _looks(connection: duckdb.DuckDBPyConnection, sides: str) -> str:
    """The forms of the two keys that most pairs have; empty where few pairs do."""
    found = connection.execute(f"""
        SELECT one.partner, {form_of("one.key")} AS form, other.partner, {form_of("other.key")} AS other_form,
        count(*) AS times FROM pairs AS one JOIN pairs AS other ON one.plain = other.plain
        AND (one.partner, one.key) < (other.partner, other.key) AND one.key <> other.key AND {sides}
        GROUP BY ALL ORDER BY times DESC, 1, 2, 3, 4 LIMIT 1
    """).fetchone()
    if not found or found[4] < FEWEST:
        return ""
    return ", ".join(f"{partner}: `{form}`" for partner, form in (found[:2], found[2:4]))
