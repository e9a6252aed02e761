"""Tables asked on demand

Leaves are drawn once, every answer is a sum of what was drawn, and no number of questions tells more. Each attack here
knows the program, every answer, and that a count lies at most nine units from its figure.
"""

from itertools import combinations, product

import numpy as np
import pytest
import scipy.sparse as sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from schakel_protection import ExposureError, find_profile
from schakel_protection.attack import Knowledge
from schakel_protection.epochs import Epoch, Leaves, demand_safe, draw_table
from schakel_protection.releases import ProposedRelease, ReleaseRecord, protect_release
from schakel_protection.tables import Equations, cross, flat

SIDES = {"region": "NSEW", "form": "ab", "year": "12"}
PLACES = list(product(*SIDES.values()))
SECRET = b"a secret of one epoch alone"


def leaves_of(counts):
    """Units by region, form and year, with every table of at most two of these."""
    rows, keys = [], []
    for size in range(3):
        for names in combinations(SIDES, size):
            for codes in product(*(SIDES[name] for name in names)):
                asked = dict(zip(names, codes, strict=True))
                keys.append(tuple(sorted(asked.items())))
                rows.append([all(one in place for one in codes) for place in PLACES])
    return Leaves(np.array(counts, float), sparse.csr_array(np.array(rows, float)), tuple(keys))


def drawn_counts(seed):
    return np.random.default_rng(seed).integers(0, 4, len(PLACES))


def possible(cells, heard, reach, target, more=()):
    """The least and the most that a sum of leaves can be, in whole numbers, for whoever heard what cells show."""
    known = [LinearConstraint(cells, np.array(heard) - reach, np.array(heard) + reach), *more]
    ends = []
    for sign in (1, -1):
        found = milp(sign * target, integrality=np.ones(len(target)), bounds=Bounds(0, 60), constraints=known)
        ends.append(round(sign * found.fun))
    return tuple(ends)


def narrowest(cells, heard, reach, targets, more=()):
    """How many whole numbers stay possible for the sum of which the fewest do."""
    ends = [possible(cells, heard, reach, target, more) for target in targets]
    return min(high - low + 1 for low, high in ends)


def questions(leaves, count, seed=0):
    """Sums over any categories of one or two sides, as somebody may put them together from cells."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        names = random.choice(list(SIDES), 2, replace=False)
        chosen = [random.choice(list(SIDES[name]), 1 + random.integers(len(SIDES[name])), False) for name in names]
        wanted = {tuple(sorted(zip(names, codes, strict=True))) for codes in product(*chosen)}
        yield np.array([key in wanted for key in leaves.keys], float)


def test_every_answer_is_a_sum_of_one_table_and_lies_at_most_nine_from_the_count():
    leaves = leaves_of(drawn_counts(1))
    epoch = Epoch.open(leaves, (), SECRET)
    assert np.array_equal(epoch.shown, leaves.cells @ epoch.units)
    assert (np.abs(epoch.shown - leaves.sums) <= 9).all()
    assert not np.array_equal(epoch.units, leaves.counts)


def test_the_same_secret_draws_the_same_table():
    leaves = leaves_of(drawn_counts(2))
    assert np.array_equal(Epoch.open(leaves, (), SECRET).units, Epoch.open(leaves, (), SECRET).units)


def test_over_secrets_every_number_near_a_count_comes_out():
    """Nothing is optimised, so whoever knows the program rules nothing out: a leaf of one unit shows 0 to 9."""
    leaves = Leaves(np.array([1.0, 3.0]), sparse.csr_array(np.eye(2)), ((("leaf", "1"),), (("leaf", "2"),)))
    reach = (np.zeros(2), leaves.counts + 9)
    seen = {int(draw_table(leaves, reach, bytes([number]))[0]) for number in range(200)}
    assert seen == set(range(11))


@pytest.mark.parametrize("seed", range(3))
def test_whoever_asks_everything_leaves_five_whole_numbers_for_every_cell_and_leaf(seed):
    leaves = leaves_of(drawn_counts(seed))
    epoch = Epoch.open(leaves, (), SECRET)
    targets = [*leaves.cells.toarray(), *np.eye(len(PLACES))]
    assert narrowest(leaves.cells, epoch.shown, 9, targets) >= 5


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_more_questions_leave_every_interval_as_it_was(count):
    leaves = leaves_of(drawn_counts(4))
    epoch = Epoch.open(leaves, (), SECRET)
    targets = list(np.eye(len(PLACES)))
    before = [possible(leaves.cells, epoch.shown, 9, target) for target in targets]
    asked = np.array(list(questions(leaves, count)))
    # What somebody puts together from cells is the same sum of what was drawn, and no nearer to its count than its
    # cells together are to theirs.
    told, reach = asked @ epoch.shown, 9 * asked.sum(axis=1)
    more = [LinearConstraint(asked @ leaves.cells, told - reach, told + reach)]
    assert np.array_equal(told, asked @ leaves.cells @ epoch.units)
    assert [possible(leaves.cells, epoch.shown, 9, target, more) for target in targets] == before


def with_units_that_stay(seed):
    """Half of the leaves stay as they are, with some hundred units in each region."""
    leaves, random = leaves_of(drawn_counts(seed)), np.random.default_rng(seed)
    rows, anew = leaves.cells.toarray(), np.arange(len(PLACES)) % 2 == 0
    counts = np.where(anew, leaves.counts, random.integers(0, 40, len(PLACES)))
    return Leaves(counts[anew], sparse.csr_array(rows[:, anew]), leaves.keys, rows[:, ~anew] @ counts[~anew]), rows


@pytest.mark.parametrize("seed", range(2))
def test_leaves_that_stay_as_they_are_leave_as_much_open(seed):
    """Of a large table some leaves of each cell are drawn anew. Nobody is told which, and what is told is as open."""
    leaves, rows = with_units_that_stay(seed)
    epoch = Epoch.open(leaves, (), SECRET)
    assert (np.abs(epoch.shown - leaves.sums) <= 9).all() and not np.array_equal(epoch.shown, leaves.sums)
    assert narrowest(sparse.csr_array(rows), epoch.shown, 9, [*rows, *np.eye(len(PLACES))]) >= 5


def test_over_secrets_a_large_count_is_shown_as_many_numbers():
    """Nine of its leaves are drawn anew, with one unit in each."""
    leaves = Leaves(np.ones(9), sparse.csr_array(np.ones((1, 9))), ((),), np.array([400.0]))
    drawn = (Epoch(leaves, draw_table(leaves, (leaves.sums - 9, leaves.sums + 9), bytes([n]))) for n in range(200))
    seen = {int(one.shown[0]) for one in drawn}
    assert seen <= set(range(400, 419)) and len(seen) >= 5


def test_units_that_stay_must_be_units():
    leaves, _ = with_units_that_stay(0)
    for wrong in (leaves.staying - 1000, leaves.staying + 0.5):
        with pytest.raises(ExposureError, match="not a table of whole numbers"):
            demand_safe(Leaves(leaves.counts, leaves.cells, leaves.keys, wrong), leaves.counts, ())


def test_averaging_over_ways_to_divide_a_total_gives_the_same_number_each_time():
    leaves = leaves_of(drawn_counts(5))
    epoch = Epoch.open(leaves, (), SECRET)
    shown = dict(zip(leaves.keys, epoch.shown, strict=True))
    for names in [("region",), ("form",), ("year",), ("region", "form"), ("form", "year")]:
        parts = product(*(SIDES[name] for name in names))
        assert sum(shown[tuple(sorted(zip(names, one, strict=True)))] for one in parts) == shown[()]


def test_the_difference_of_two_answers_is_an_answer_and_keeps_as_much_open():
    leaves = leaves_of(drawn_counts(6))
    epoch = Epoch.open(leaves, (), SECRET)
    rows = leaves.cells.toarray()
    nested = [(big, small) for big, small in product(rows, rows) if (big >= small).all() and (big > small).any()]
    targets = [big - small for big, small in nested[::7]]
    assert narrowest(leaves.cells, epoch.shown, 9, targets) >= 5


def test_whoever_knows_their_own_record_leaves_five_whole_numbers_for_the_others():
    leaves = leaves_of(drawn_counts(7))
    epoch = Epoch.open(leaves, (), SECRET)
    for own in np.flatnonzero(leaves.counts)[:4]:
        others = [target for target in np.eye(len(PLACES)) if not target[own]]
        me = LinearConstraint(np.eye(len(PLACES))[[own]], 1, np.inf)
        assert narrowest(leaves.cells, epoch.shown, 9, others, [me]) >= 5


def test_counts_that_give_one_table_give_the_same_answers():
    leaves = leaves_of(drawn_counts(8))
    epoch = Epoch.open(leaves, (), SECRET)
    # All that is told was drawn, so who counted the one and who counted the other are told the same.
    twin = Leaves(epoch.units, leaves.cells, leaves.keys)
    assert not np.array_equal(twin.counts, leaves.counts)
    demand_safe(twin, epoch.units, ())
    assert np.array_equal(Epoch(twin, epoch.units).shown, epoch.shown)


def test_a_later_epoch_leaves_open_what_an_earlier_one_did():
    """A revision of two leaves; of all others the attacker knows that they have not changed."""
    earlier = leaves_of(drawn_counts(9))
    first = Epoch.open(earlier, (), SECRET)
    counts = earlier.counts.copy()
    counts[[2, 11]] += 1
    later = leaves_of(counts)
    second = Epoch.open(later, [first.record("monitor", "2024")], b"another secret")
    # Both tables side by side: what has not changed is one unknown, and what changed is two.
    rows, changed = earlier.cells.toarray(), [2, 11]
    now = rows.copy()
    now[:, changed] = 0
    known = np.block([[rows, np.zeros((len(rows), 2))], [now, rows[:, changed]]])
    targets = [one for leaf, one in enumerate(np.eye(len(PLACES) + 2)) if leaf not in changed and leaf < len(PLACES)]
    assert narrowest(known, np.concatenate([first.shown, second.shown]), 9, targets) >= 5


def one_unit_later(seed, units):
    """What two epochs show, and where in between somebody was added or went."""
    earlier, place = leaves_of(drawn_counts(seed) + 1), seed % len(PLACES)
    counts = earlier.counts + units * np.eye(len(PLACES))[place]
    first = Epoch.open(earlier, (), SECRET + bytes([seed]))
    second = Epoch.open(leaves_of(counts), [first.record("monitor", "2024")], b"another secret" + bytes([seed]))
    return earlier.cells.toarray(), units * (second.shown - first.shown), place


@pytest.mark.parametrize("units", [1, -1])
def test_nobody_sees_where_one_unit_was_added_or_went(units):
    """Who knows that nothing else changed looks where figures moved its way, and where none moved the other way."""
    guessed = left_out = 0
    for seed in range(30):
        cells, moved, place = one_unit_later(seed, units)
        guessed += int(np.argmax(moved @ cells)) == place
        left_out += bool(cells[moved < 0, place].any())
    assert guessed <= 6 and left_out >= 15, (guessed, left_out)


def test_a_table_that_is_drawn_again_is_found():
    """Draws of the same counts are measurements of them: the more there are, the nearer they come."""
    leaves = leaves_of(drawn_counts(10))
    reach = leaves.sums - 9, leaves.sums + 9
    drawn = np.array([leaves.cells @ draw_table(leaves, reach, bytes([number])) for number in range(30)])
    middle, half = (drawn.max(axis=0) + drawn.min(axis=0)) / 2, 9 - np.ptp(drawn, axis=0) / 2
    assert narrowest(leaves.cells, middle, half, leaves.cells.toarray()) < 5
    first = Epoch(leaves, draw_table(leaves, reach, bytes([0]))).record("monitor", "2024")
    found = 0
    for number in range(1, 12):
        try:
            demand_safe(leaves, draw_table(leaves, reach, bytes([number])), [first])
        except ExposureError:
            found += 1
    assert found >= 9


def test_an_epoch_is_drawn_beside_what_was_published():
    leaves = leaves_of(drawn_counts(11))
    published = np.round(leaves.sums / 5) * 5
    release = Epoch.open(leaves, (), SECRET).record("monitor", "2024")
    known = Knowledge(np.maximum(published - 6, 0), published + 6)
    asked = leaves.cells.shape[0]
    cells = Equations(leaves.keys, leaves.sums, release.equations.relations[:0, :asked], np.zeros(asked, dtype=bool))
    left = ReleaseRecord("monitor", "2024", cells, known, published, release.promised)
    epoch = Epoch.open(leaves, [left], SECRET)
    assert (epoch.shown + 4 <= published + 6).all()
    assert (epoch.shown >= published - 6).all()
    heard, reach = np.concatenate([epoch.shown, published]), np.repeat([9, 6], len(published))
    assert narrowest(sparse.vstack([leaves.cells, leaves.cells]), heard, reach, np.eye(len(PLACES))) >= 5


def later_table(leaves, names):
    """The table by some sides, as a later edition shows it: how it adds up, and which leaves each cell sums."""
    counts = dict.fromkeys(product(*(SIDES[name] for name in names)), 0.0)
    for place, count in zip(PLACES, leaves.counts, strict=True):
        counts[tuple(code for name, code in zip(SIDES, place, strict=True) if name in names)] += count
    table = cross([flat(name, list(SIDES[name])) for name in names], counts).equations
    at = [dict(zip(SIDES, place, strict=True)) for place in PLACES]
    rows = [[all(one[name] == code for name, code in key) for one in at] for key in table.keys]
    return table, sparse.csr_array(np.array(rows, float))


def narrowest_beside(epoch, leaves, names, before, seed):
    """How few numbers stay possible for a cell or an answer, once a later edition has shown a table."""
    table, rows = later_table(leaves, names)
    proposed = ProposedRelease(table, before=before, seed=bytes([seed]))
    printed = protect_release(proposed, find_profile("round-5-additive")).values
    heard, reach = np.concatenate([epoch.shown, printed]), np.repeat([9, 6], [len(epoch.shown), len(printed)])
    targets = [*leaves.cells.toarray(), *rows.toarray()]
    return narrowest(sparse.vstack([leaves.cells, rows]), heard, reach, targets)


@pytest.mark.parametrize(("names", "seed"), [(("region", "form"), 6), (("region", "form", "year"), 16)])
def test_a_table_first_shown_later_leaves_five_whole_numbers_beside_what_was_asked(names, seed):
    """Nothing changed since, and somebody asked everything. Rounded for itself, it narrows some count down further."""
    leaves = leaves_of(drawn_counts(seed))
    epoch = Epoch.open(leaves, (), SECRET + bytes([seed]))
    assert narrowest_beside(epoch, leaves, names, (), seed) < 5
    assert narrowest_beside(epoch, leaves, names, (epoch.record("monitor", "2024"),), seed) >= 5
