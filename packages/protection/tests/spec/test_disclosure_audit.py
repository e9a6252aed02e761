"""The attack on a table

The audit computes what an attacker can derive from everything that is published.
"""

from dataclasses import replace

import numpy as np
import pytest
from disclosure_tables import from_sums, instance, key_of, mask, read, small_counts, square

from schakel_base.errors import DisclosureError
from schakel_protection import audit
from schakel_protection.attack import Knowledge, around, publish, require
from schakel_protection.tables import Equations, Ratio, beside_later, link, with_ratios


def attack(cube, **cells):
    """Attack a table with the cells at the given row and columns suppressed; the range left for row 1, column 1."""
    table = cube.equations
    suppressed = [
        table.index(key_of(row=row[-1], column=column)) for row, columns in cells.items() for column in columns
    ]
    first = table.index(key_of(row="1", column="1"))
    found = audit(table, publish(table, mask(table, np.array(suppressed))), require([first]), exact=True)
    return found.findings[0].lower, found.findings[0].upper


def test_a_cell_hidden_alone_is_its_total_less_the_others():
    assert attack(square([[3, 4], [5, 6]]), row1="1") == (3, 3)


def test_four_corners_leave_a_range():
    assert attack(square([[3, 4], [5, 6]]), row1="12", row2="12") == (0, 7)


def test_counts_are_not_negative_so_small_corners_leave_a_small_range():
    assert attack(square([[1, 1], [1, 2]]), row1="12", row2="12") == (0, 2)


def test_what_must_stay_open_does_not_tell_where_in_its_range_a_count_lies():
    """Four hidden corners leave 0 to 2. If one fewer and one more had to be possible, that would be known to be 1."""
    verdicts = []
    for first in (0, 1, 2):  # all tables that agree with what is shown
        table = square([[first, 2 - first], [2 - first, 1 + first]]).equations
        corners = [table.index(key_of(row=row, column=column)) for row in "12" for column in "12"]
        found = audit(table, publish(table, mask(table, np.array(corners))), require(corners))
        verdicts.append([(one.key, one.lower, one.upper, one.safe) for one in found.findings])
    assert verdicts[0] == verdicts[1] == verdicts[2]
    assert all(safe for *_, safe in verdicts[0])


def test_two_numbers_are_too_few():
    table = square([[1, 0], [0, 4]]).equations
    corners = [table.index(key_of(row=row, column=column)) for row in "12" for column in "12"]
    found = audit(table, publish(table, mask(table, np.array(corners))), require(corners))
    assert [(one.lower, one.upper) for one in found.exposed] == [(0, 1), (0, 1), (0, 1), (3, 4)]


def test_an_amount_must_be_uncertain_on_both_sides_of_what_it_is():
    """Who is told that 100 lies between 100 and 130 is told nothing by the upper end, and all by the lower one."""
    table = replace(square([[100, 30], [30, 100]]).equations, integer=False)
    corners = [table.index(key_of(row=row, column=column)) for row in "12" for column in "12"]
    shown = publish(table, mask(table, np.array(corners)))
    tenth = around(np.array(corners[:1]), np.array([10.0]), np.array([10.0]))
    assert not audit(table, shown, tenth).exposed
    upwards = Knowledge(np.where(np.arange(len(table)) == corners[0], 100.0, shown.lower), shown.upper)
    assert audit(table, upwards, tenth).exposed


def test_exposed_cells_block_a_release_each_with_a_sentence():
    table = square([[1, 4], [5, 6]]).equations
    one = table.index(key_of(row="1", column="1"))
    found = audit(table, publish(table, mask(table, np.array([one]))), require([one]))
    with pytest.raises(
        DisclosureError, match="the cell column=1, row=1 can be computed exactly from what is published"
    ):
        found.demand_safe()


def test_nine_cells_that_a_well_known_method_left_exposed_are_found():
    cube = instance("M")
    table = cube.equations
    rows = read("M_unsafe_pattern_9exposed.csv")
    pattern = mask(table, np.array([table.index(cube.key((r["year"], r["region"], r["form"]))) for r in rows]))
    found = audit(table, publish(table, pattern), require(small_counts(table)))
    assert len(found.exposed) == 9
    assert all(finding.lower == finding.upper == finding.value for finding in found.exposed)


def leak(row):
    """What a count rounded to 5, its rounded total and a percentage of the unrounded ones leave of both."""
    cleared, registered = float(row["cleared_rounded5"]), float(row["registered_rounded5"])
    part, whole = key_of(outcome="cleared"), ()
    # The true counts are not public; any that fit all three numbers serve as the table that is attacked.
    share = float(row["pct_cleared_published"])
    fits = [
        (n, m)
        for m in range(int(registered) - 2, int(registered) + 3)
        for n in range(int(cleared) - 2, int(cleared) + 3)
        if abs(100 * n / m - share) <= 0.05
    ]
    table = from_sums([part, whole], [[0], [0, 1]], [fits[0][0], fits[0][1] - fits[0][0]])
    table = with_ratios(table, [Ratio(part, whole, share)])
    known = Knowledge(
        np.array([cleared - 2, registered - 2, 0, 0]), np.array([cleared + 2, registered + 2, np.inf, np.inf])
    )
    found = audit(table, known, require([0, 1]), exact=True)
    return {finding.key: (finding.lower, finding.upper) for finding in found.findings}, fits


@pytest.mark.parametrize("row", read("cbs80344ned_2012_ratio_leak.csv"), ids=lambda row: row["municipality"])
def test_a_percentage_of_unrounded_counts_gives_rounded_ones_away(row):
    found, fits = leak(row)
    assert found[key_of(outcome="cleared")] == (min(n for n, _ in fits), max(n for n, _ in fits))
    assert found[()] == (min(m for _, m in fits), max(m for _, m in fits))


def test_two_published_rows_have_one_solution():
    exact = {row["municipality"] for row in read("cbs80344ned_2012_ratio_leak.csv") if len(leak(row)[1]) == 1}
    assert exact == {"Renswoude", "Ouderkerk"}


def test_two_bounds_tell_how_many_units_are_unclear():
    lower, upper, unclear = ((("bound", name),) for name in ("lower", "upper", "unclear"))
    table = from_sums([lower, upper, unclear], [[0], [0, 1], [1]], [40, 1])
    shown = Knowledge(np.array([40.0, 41, 0, 0, 0]), np.array([40.0, 41, np.inf, np.inf, np.inf]))
    assert [finding.key for finding in audit(table, shown, require([2])).exposed] == [unclear]


def test_an_edition_less_its_predecessor_is_what_was_added():
    before, after = square([[20, 30], [40, 50]]).equations, square([[21, 30], [40, 50]]).equations
    joint = link(after, *beside_later(after, before, "2017"))
    added = joint.index((("change since", "2017"), *key_of(row="1", column="1")))
    found = audit(joint, publish(joint, np.zeros(len(joint), dtype=bool)), require([added]))
    assert [(finding.lower, finding.upper) for finding in found.exposed] == [(1, 1)]


def test_an_edition_that_shrank_is_no_growth_nor_one_that_grew_a_fall():
    before, after = square([[20, 30]]).equations, square([[19, 30]]).equations
    with pytest.raises(DisclosureError, match="shrank by 1 since edition 2017"):
        beside_later(after, before, "2017")
    with pytest.raises(DisclosureError, match="grew by 1 since edition 2017"):
        beside_later(before, after, "2017", grew=[], fell=[key_of(row="1", column="1")])


def test_a_respondent_computes_what_only_his_own_cell_hides():
    table = square([[1, 1, 9], [1, 1, 9]]).equations
    cells = [table.index(key_of(row=row, column=column)) for row in "12" for column in "12"]
    found = audit(table, publish(table, mask(table, np.array(cells))), require(cells), respondents=[[cells[0]]])
    assert {finding.attacker for finding in found.exposed} == {key_of(row="1", column="1")}
    assert len(found.exposed) == 3


def test_whole_numbers_narrow_what_fractional_ones_leave_open():
    """2 x + 2 y = 6 with x, y at least 1 leaves x from 1 to 2, in fractions too; 3 x + 2 y = 8 leaves only x = 2."""
    table = from_sums([key_of(sum="weighted")], [[0, 1]], [2, 1])
    weights = table.relations.copy()
    weights.data[weights.indices == 1] = 3.0
    weights.data[weights.indices == 2] = 2.0
    odd = Equations(table.keys, np.array([8.0, 2, 1]), weights, table.hidden)
    found = audit(odd, Knowledge(np.array([8.0, 1, 1]), np.array([8.0, 9, 9])), require([1]), exact=True)
    assert (found.findings[0].lower, found.findings[0].upper) == (2, 2)
