"""Figures outside tables

Steps between figures, and the persons behind answers, are attacked together with the tables.

Reports by form, suppressed where a count is 1 or 2. A count outside tables is identified by what it asks of a unit. If
a cell of a table asks the same, the count is that cell. If the count asks more, it is part of that cell.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import small
from answered import FOLLOWED, answer, followed
from small import BY_FORM, FORM

from schakel.disclosure import (
    ReleasedTable,
    StatedCount,
    StatedFigures,
    StatedShare,
    Statement,
    asked_by_definition,
    asked_by_key,
    equations_of,
    key_of_cell,
    protect_answer,
    protect_together,
    statement_of,
)
from schakel.indicators import Circumstances, define, tabulate
from schakel.model import Asked, Condition, Figure, Mark
from schakel_protection import audit, find_profile
from schakel_protection.attack import publish, require
from schakel_protection.releases.shares import printed_shares
from schakel_protection.tables import with_ratios
from schakel_protection.tables.equations import Reserved

LEAVES = ("domestic", "cross-border", "labour")
SUPPRESSED, ROUNDED = "alliance", "round-5-additive"
LABOUR = Asked("report", frozenset(["form labour"]))
BY_POLICE = replace(LABOUR, source=frozenset(["police"]))


def by_form(domestic, cross_border, labour):
    masks = [FORM.leaves_of(code).mask for code in LEAVES]
    base = pa.table({"form": masks, "n": [domestic, cross_border, labour]})
    return ReleasedTable(tabulate(small.indicator(BY_FORM), small.alliance(), base))


def stated(*counts):
    """A step between two figures: one count or more, each with what it asks."""
    return Statement("a step", tuple(StatedCount(asked, count, count) for asked, count in counts))


def test_a_definition_and_the_cell_that_it_defines_ask_the_same():
    alliance = small.alliance()
    conditions = (Condition(event="referral"), Condition(attribute="court", concept="yes", excluded=True))
    base = {"form": [1], "population 0_certain": [True], "population 0_possible": [True], "population 1": [2], "n": [3]}
    table = tabulate(small.indicator(BY_FORM, population=conditions), alliance, pa.table(base))
    around = Circumstances("e1", date(2022, 1, 1), SUPPRESSED)
    for cell in table.cells:
        definition = define(table, cell.coordinates, alliance, around)
        asked = asked_by_key(key_of_cell(ReleasedTable(table), cell))
        assert asked_by_definition(definition, alliance, "e1") == asked
        assert asked_by_definition(definition, alliance, "e2") != asked


def test_who_asks_more_counts_a_part():
    everything = Asked("report", frozenset())
    by_both = replace(LABOUR, source=frozenset(["police", "hotline"]))
    assert LABOUR.is_part_of(everything) and BY_POLICE.is_part_of(by_both) and by_both.is_part_of(LABOUR)
    assert not LABOUR.is_part_of(LABOUR) and not by_both.is_part_of(BY_POLICE)
    assert not LABOUR.is_part_of(replace(everything, unit="person"))


THEN = replace(LABOUR, moment="2021-12-31-at-noon")


def released_then(profile, *counts):
    """The table of the last day of 2021, and what left with it."""
    together = protect_together([by_form(*counts)], profile)
    (name,) = together.tables
    return together.tables[name], together.release("monitor", "2021-12-31-at-dawn", [name])


def test_what_was_known_then_shows_the_figure_of_then():
    """Of three counts of 7 one was printed as 10, so that they added up; rounded by itself it would now be 5."""
    table, before = released_then(ROUNDED, 7, 7, 7)
    (form,) = (code for code in LEAVES if table.at(form=code).count == Figure(10, 10))
    then = replace(THEN, conditions=frozenset([f"form {form}"]))
    later = protect_together([by_form(20, 30, 40)], ROUNDED, [before], [stated((then, 7))])
    assert later.stated["a step"].figures == (Figure(10, 10),)


def test_what_was_hidden_then_stays_hidden_in_a_step_back_to_that_day():
    """Two domestic reports were hidden behind 9 cross-border ones: a step that shows the 9 now would reveal the 2."""
    _, before = released_then(SUPPRESSED, 2, 9, 30)
    then = replace(THEN, conditions=frozenset(["form cross-border"]))
    later = protect_together([by_form(20, 30, 40)], SUPPRESSED, [before], [stated((then, 9))])
    assert [figure.mark for figure in later.stated["a step"].figures] == [Mark.PROTECTED]


def test_of_another_day_or_another_count_nothing_is_taken_over():
    _, before = released_then(ROUNDED, 20, 30, 7)
    for asked, count in ((replace(THEN, moment="2021-06-30-at-noon"), 7), (THEN, 8)):
        tables = equations_of(by_form(20, 30, 9), statements=[stated((asked, count))])
        assert tables.proposed([before]).same == []
    (same,) = equations_of(by_form(20, 30, 9), statements=[stated((THEN, 7))]).proposed([before]).same
    assert same.printed in (5, 10)


def test_a_step_that_gives_a_hidden_cell_away_by_itself_is_hidden_with_it():
    """The table hides 2 domestic reports behind 9 cross-border ones; a step would print that 9, for 9 is not small."""
    step = stated((Asked("report", frozenset(["form cross-border"])), 9))
    table = by_form(2, 9, 30)
    alone = protect_together([table], SUPPRESSED).tables[table.name]
    assert {cell.coordinates[0] for cell in alone.cells if cell.count.mark} == {"domestic", "cross-border"}
    assert protect_together([], SUPPRESSED, statements=[step]).stated["a step"].figures == (Figure(9, 9),)

    equations = equations_of(table, statements=[step]).equations
    hidden = np.array([dict(key).get("attribute form") in ("domestic", "cross-border") for key in equations.keys])
    two = require(np.flatnonzero(hidden & (equations.values == 2)).tolist())
    assert not audit(equations, publish(equations, hidden), two).exposed
    leak = audit(equations, publish(equations, hidden & (equations.values != 9)), two)
    assert [(found.lower, found.upper) for found in leak.exposed] == [(2, 2)]

    together = protect_together([table], SUPPRESSED, statements=[step])
    shown = together.tables[table.name]
    assert shown.at(form="domestic").count.mark
    assert together.stated["a step"].figures == (shown.at(form="cross-border").count,)


def test_what_a_step_leaves_out_is_a_count_too():
    """Of 30 labour reports the police wrote down 29: together the two numbers reveal the one that they did not."""
    table, step = by_form(12, 9, 30), stated((BY_POLICE, 29))
    tables = equations_of(table, statements=[step])
    (beside,) = (place for place, key in enumerate(tables.equations.keys) if key[0][0] == Reserved.BESIDE)
    assert (tables.equations.values[beside], tables.equations.hidden[beside]) == (1, True)
    assert protect_together([], SUPPRESSED, statements=[step]).stated["a step"].figures == (Figure(29, 29),)
    together = protect_together([table], SUPPRESSED, statements=[step])
    labour = together.tables[table.name].at(form="labour").count
    assert labour.mark or together.stated["a step"].figures[0].mark


def test_two_statements_of_one_count_and_a_table_show_one_figure():
    table, step = by_form(12, 9, 31), stated((LABOUR, 31), (BY_POLICE, 23))
    again = replace(step, name="another step")
    together = protect_together([table], ROUNDED, statements=[step, again])
    assert together.stated["a step"].figures == together.stated["another step"].figures
    assert together.stated["a step"].figures[0] == together.tables[table.name].at(form="labour").count


def test_of_a_count_with_two_bounds_both_are_stated_and_what_lies_between():
    step = Statement("a step", (StatedCount(BY_POLICE, 3, 5),))
    tables = equations_of(by_form(12, 9, 30), statements=[step])
    assert [tables.equations.values[place] for place in tables.printed["a step"][0]] == [3, 5]
    assert 2 in tables.readable.values[~tables.readable.hidden & tables.equations.hidden]


def test_a_share_narrows_the_persons_that_it_is_a_share_of():
    """12% of 17 persons can be nothing but 2 of them."""
    persons, reoffended = Asked("person", frozenset(["cohort"])), Asked("person", frozenset(["cohort", "again"]))
    share = StatedShare(StatedCount(reoffended, 2, 2), 0, 2 / 17, base=0)
    statement = Statement("answer", (StatedCount(persons, 17, 17),), (share,))
    tables = equations_of(statements=[statement])
    (numerator,) = (place for place, value in enumerate(tables.equations.values) if value == 2)
    known = publish(tables.equations, np.zeros(3, dtype=bool))
    attacked = with_ratios(tables.equations, tuple(printed_shares(tables.proposed().shares, tables.equations, known)))
    (found,) = audit(attacked, known, require([numerator])).findings
    assert (found.lower, found.upper, found.safe) == (2, 2, False)
    assert audit(tables.equations, known, require([numerator])).findings[0].safe


def test_the_persons_of_an_answer_and_its_shares_are_stated():
    asked = answer(FOLLOWED, (followed("", 500, 0.14, 0.2243), followed("a", 117), followed("b", 381)), synthetic=True)
    statement = statement_of("answer", asked, ROUNDED)
    assert [count.lower for count in statement.counts] == [500, 117, 381]
    assert [(share.part.lower, share.value, share.base) for share in statement.shares] == [(70, 0.14, 5)]
    values = equations_of(statements=[statement]).equations.values.tolist()
    assert 500 - 117 - 381 in values  # two persons in neither part, whom three exact numbers would show
    stated = protect_together([], ROUNDED, statements=[statement]).stated["answer"]
    shown = protect_answer(asked, ROUNDED, stated).figures
    assert tuple(shown[f"persons/{code}"] for code in ("", "a", "b")) == stated.figures


def test_where_the_persons_are_left_out_so_are_the_shares_of_them():
    asked = answer(FOLLOWED, (followed("", 500, 0.14, 0.2243),), synthetic=True)
    left_out = StatedFigures(find_profile("withheld"), (Figure(None, None, Mark.PROTECTED),))
    shown = protect_answer(asked, ROUNDED, left_out).figures
    assert {figure.mark for figure in shown.values()} == {Mark.PROTECTED}
