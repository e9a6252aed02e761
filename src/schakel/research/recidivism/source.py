"""The linked chain as the tables that the steps read: `cases`, `persons` and `stays`, under pseudonyms.

What is known about a case is asked once, as the usual linkage has it; another linkage says who had the case, and no
more. Whatever a unit may be is a mask of concepts. A case counts for a kind, or belongs to a part, if it can be of
nothing else; a case for which that is open counts only in the group of all together.
"""

from collections.abc import Callable, Iterable, Sequence

import duckdb

from schakel.model.concept import ConceptSet
from schakel.research.recidivism.question import RecidivismQuestion
from schakel.vocabulary.masks import Mask, columns_in, lies_in, mask_columns, together
from schakel_base.database import quote_name, quote_text, quote_texts, read_step
from schakel_recidivism import Cohort, RecidivismKind

PACKAGE = "schakel.research.recidivism"
CHAIN_TABLES = ("key_map", "events", "claims", "attributes")
USUAL = ""
"""The linkage that the key map has."""

_ONCE = ("case_dates", "stay_rows", "leaver_rows")
_BY_LINKAGE = ("case_persons", "chain_stays", "chain_leavers")

Leaves = Callable[[str, Sequence[str]], ConceptSet]
"""Returns the leaves that concepts of an attribute cover."""


class ChainSource:
    """The cases of a question, from the tables of the chain that a connection holds.

    `linkages` are the other linkages of persons that will be asked for.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        question: RecidivismQuestion,
        leaves: Leaves,
        linkages: Sequence[str] = (),
    ) -> None:
        self.connection, self.question, self.leaves = connection, question, leaves
        self._declare()
        self._choose(linkages)
        self._hold()
        # What is known about cases does not depend on who had them, so three linkages share it.
        for name in _ONCE:
            self._make(name, read_step(PACKAGE, name).sql)
        self._make("case_facts", self._case_facts())
        for kind in question.cohort.kinds:
            self._make(self._known(kind), self._known_of_cases(kind))
        self.link(USUAL)

    def link(self, linkage: str) -> None:
        """Let the key map say who is who, or another linkage: the name of the table of the lines that differ there."""
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW person_rows AS {self._persons_under(linkage)}")
        for name in _BY_LINKAGE:
            self._make(name, read_step(PACKAGE, name).sql)
        self._make("stays", "SELECT person, began, ended FROM chain_stays")
        self._make("persons", "SELECT person, died, emigrated FROM chain_leavers")

    def make_cases(self, kind: RecidivismKind) -> None:
        """Make the table `cases`, with what counts for one kind of recidivism."""
        self._make("cases", f"SELECT * FROM {self._known(kind)} JOIN case_persons USING (case_id)")

    def _persons_under(self, linkage: str) -> str:
        person = f"unit = {quote_text(self.question.chain.person)}"
        usual = f"SELECT partner, delivery, row, unit_id AS person FROM named_units WHERE {person}"
        if linkage == USUAL:
            return usual
        other = f"SELECT partner, delivery, row, unit_id AS person FROM {quote_name(linkage)} WHERE {person}"
        return f"{other} UNION ALL FROM ({usual}) ANTI JOIN ({other}) USING (partner, delivery, row)"

    def _known(self, kind: RecidivismKind) -> str:
        """The table of what is known about all cases, for one kind of recidivism."""
        return f"known_of_kind_{self.question.cohort.kinds.index(kind)}"

    def _known_of_cases(self, kind: RecidivismKind) -> str:
        cohort = self.question.cohort
        conditions = [self._within(attribute, concepts) for attribute, concepts in kind.among.items()]
        words = (word for attribute in kind.same for word in self._fact(attribute))
        alike = " || '|' || ".join(f"coalesce(CAST({word} AS VARCHAR), '')" for word in words)
        return f"""
            SELECT case_id, offended, disposed,
                coalesce('day ' || CAST(disposed AS VARCHAR), case_id) AS matter,
                coalesce(disposal IN ({quote_texts(cohort.disposals)}), false)
                    AND unit IN ({quote_texts(self.question.chain.index)}) AS opens,
                {_excluded(cohort)} AS excluded,
                {" AND ".join(conditions) or "true"} AS counts,
                {alike or quote_text("")} AS alike,
                list_filter([{self._labels()}], lambda one: one IS NOT NULL) AS strata
            FROM case_dates
            """

    def _labels(self) -> str:
        question = self.question
        parts = (
            f"CASE WHEN {self._within(question.attribute, [code])} THEN {quote_text(code)} END"
            for code in question.show
        )
        return ", ".join([quote_text(""), *parts])

    def _within(self, attribute: str, concepts: Sequence[str]) -> str:
        """Whether a case can be of nothing but these concepts."""
        return f"coalesce({lies_in(self._fact(attribute), self.leaves(attribute, concepts))}, false)"

    def _fact(self, attribute: str) -> Mask:
        """What is known of an attribute of a case."""
        known = f"case_facts.case_id = case_dates.case_id AND attribute = {quote_text(attribute)}"
        return tuple(
            f"(SELECT any_value({quote_name(name)}) FROM case_facts WHERE {known})"
            for name in mask_columns("mask", self.leaves(attribute, ()).scheme.words)
        )

    def _case_facts(self) -> str:
        """What is known of each case by the units that its rows name, itself included: what they may be together.

        Where they contradict each other it is whatever any of them may be.
        """
        names = mask_columns(
            "mask", max((self.leaves(one, ()).scheme.words for one in self._attributes() if one), default=1)
        )
        masks = zip(names, together(columns_in("attributes", names)), strict=True)
        return f"""
            SELECT case_id, attribute, {", ".join(f"{word} AS {quote_name(name)}" for name, word in masks)}
            FROM case_rows
            JOIN key_map USING (partner, delivery, row)
            JOIN attributes ON attributes.unit = key_map.unit AND attributes.unit_id = key_map.unit_id
            WHERE attribute IN ({quote_texts(self._attributes())})
            GROUP BY case_id, attribute
            """

    def _declare(self) -> None:
        chain = self.question.chain
        asked = {
            "stay_unit": chain.stay,
            "stay_began": chain.stay_began,
            "stay_ended": chain.stay_ended,
            "died": chain.died,
            "emigrated": chain.emigrated,
        }
        self._make("asked", "SELECT " + ", ".join(f"{quote_text(value)} AS {name}" for name, value in asked.items()))
        self._make("case_units", _column("unit", chain.cases))
        self._make("offence_units", _column("unit", chain.through))
        self._make("offence_events", _column("event", chain.committed))
        self.connection.execute(f"CREATE TEMP VIEW disposals AS {self._disposals()}")

    def _disposals(self) -> str:
        """The claims that fit a rule of disposal, found in one look: they have none of the concepts beside its own."""
        rules = self.question.chain.disposals
        others = [~self.leaves(rule.attribute, rule.concepts) for rule in rules]
        names = mask_columns("mask", max(one.scheme.words for one in others))
        values = (
            ", ".join([str(place), *map(quote_text, (rule.name, rule.attribute)), *_padded(one.words, len(names))])
            for place, (rule, one) in enumerate(zip(rules, others, strict=True))
        )
        columns = ", ".join(["place", "name", "attribute", *map(quote_name, names)])
        masks = zip(columns_in("claims", names), columns_in("rules", names), strict=True)
        fits = " AND ".join(f"({mask} & {other}) = 0" for mask, other in masks)
        return (
            "SELECT partner, delivery, row, event_index, place, name FROM claims "
            f"JOIN (VALUES ({'), ('.join(values)})) AS rules ({columns}) ON rules.attribute = claims.attribute "
            f"WHERE claims.attribute IN ({quote_texts({rule.attribute: None for rule in rules})}) AND {fits}"
        )

    def _choose(self, linkages: Sequence[str]) -> None:
        """Find the rows about cases of persons who can be followed: the others answer nothing.

        The rows of a country are many times these, and are held in their narrowest form, for as long as it takes.
        """
        chain, cohort = self.question.chain, self.question.cohort
        cases, person = f"unit IN ({quote_texts(chain.cases)})", f"unit = {quote_text(chain.person)}"
        self._make("case_disposals", read_step(PACKAGE, "case_disposals").sql)
        self._make("every_case", f"SELECT partner, delivery, row, unit, unit_id FROM key_map WHERE {cases}")
        tables = ("key_map", *map(quote_name, linkages))
        persons = (f"SELECT partner, delivery, row, unit_id AS person FROM {one} WHERE {person}" for one in tables)
        self._make("every_person", " UNION ALL ".join(persons))
        self._make(
            "opening_cases",
            f"SELECT unit, unit_id FROM case_disposals WHERE unit IN ({quote_texts(chain.index)}) "
            f"AND disposal IN ({quote_texts(cohort.disposals)}) "
            f"AND disposed BETWEEN DATE '{cohort.first_day}' AND DATE '{cohort.last_day}'",
        )
        for name in ("followed_rows", "case_rows"):
            self._make(name, read_step(PACKAGE, name).sql)
        for name in ("every_case", "every_person"):
            self.connection.execute(f"DROP TABLE {name}")

    def _hold(self) -> None:
        """Read the long tables as far as these rows go: each is a query over what every partner says."""
        chain = self.question.chain
        place = "partner, delivery, row"
        through = f"unit IN ({quote_texts(chain.through)})"
        rows = f"(SELECT {place} FROM case_rows UNION FROM followed_rows)"
        units = f"{through} OR unit = {quote_text(chain.person)}"
        self._make("named_units", f"SELECT * FROM key_map SEMI JOIN {rows} USING ({place}) WHERE {units}")
        named = f"(SELECT unit, unit_id FROM named_units WHERE {through})"
        self._make("offence_rows", f"SELECT * FROM key_map SEMI JOIN {named} USING (unit, unit_id) WHERE {through}")
        happened = (*chain.committed, chain.stay_began, chain.stay_ended, chain.died, chain.emigrated)
        asked = f"unit = {quote_text(chain.stay)} OR event IN ({quote_texts(happened)})"
        rows = f"(FROM followed_rows UNION SELECT {place} FROM offence_rows)"
        self._make("dated_events", f"SELECT * FROM events SEMI JOIN {rows} USING ({place}) WHERE {asked}")

    def _attributes(self) -> Sequence[str]:
        """The attributes by which cases are distinguished."""
        by_kind = [name for kind in self.question.cohort.kinds for name in (*kind.among, *kind.same)]
        return sorted({self.question.attribute, *by_kind})

    def _make(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _excluded(cohort: Cohort) -> str:
    pending = "false" if cohort.pending_counts else "true"
    return f"CASE WHEN disposal IS NULL THEN {pending} ELSE disposal IN ({quote_texts(cohort.never_counts)}) END"


def _padded(words: Iterable[int], length: int) -> list[str]:
    """A mask in as many columns as the longest has, as literals of their type."""
    found = [f"CAST({word} AS BIGINT)" for word in words]
    return [*found, *["0"] * (length - len(found))]


def _column(name: str, values: Sequence[str]) -> str:
    return f"SELECT unnest([{quote_texts(values)}]) AS {name}"
