"""Sums of amounts

An indicator with `{kind: amount}` shows the true sum of a number beside its counts, where it may. A sum is left out if
fewer than ten contribute to it, if two of them hold over 90%, or if one of them could tell the largest to within 10%;
and so is whatever would give it away. The sums of several tables, and of earlier editions, are attacked together.
"""

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
from fines import FINE, protected, rows, sums
from scipy.optimize import linprog

from schakel.publication.localisation import localise
from schakel.publication.tabulation import read_tables
from schakel_base.chained_file import ChainedFile
from schakel_protection.releases import ReleaseLedger

MANY = [50 + at for at in range(20)]
LABOUR, DOMESTIC = rows("lab", *MANY), rows("dom", *MANY)


def test_a_sum_of_many_is_shown_as_it_is(tmp_path):
    shown = sums(protected([*LABOUR, *DOMESTIC], tmp_path))
    assert shown == {
        "total": 2 * sum(MANY),
        "labour": sum(MANY),
        "sexual": sum(MANY),
        "domestic": sum(MANY),
        "cross-border": 0,
    }


def test_readers_are_told_that_a_sum_is_rounded(tmp_path):
    cents = [*rows("lab", *(number + 0.12 for number in MANY)), *DOMESTIC]
    together = protected(cents, tmp_path)
    assert sums(together)["labour"] == round(sum(MANY) + 0.12 * len(MANY))
    [table] = together.tables.values()
    _, of_sums = read_tables(table, "reports", localise("en"))
    assert of_sums.explanation == "A sum is rounded to the nearest whole number, the ends of a range outwards."


def test_a_sum_of_few_contributors_is_left_out_and_so_is_what_gives_it_away(tmp_path):
    shown = sums(protected([*LABOUR, *DOMESTIC[:9]], tmp_path))
    assert shown["sexual"] is None
    assert shown["labour"] is None or shown["total"] is None


@pytest.mark.parametrize(
    "fines",
    [
        pytest.param([50_000, *[300] * 15], id="one holds over 90%, the other 15 too little"),
        pytest.param([40_000, 40_000, *[300] * 15], id="two hold over 90%"),
        pytest.param([10_000, 9_000, *[70] * 10], id="the second tells the first to within 10%"),
    ],
)
def test_a_sum_that_few_dominate_is_left_out(tmp_path, fines):
    shown = sums(protected([*rows("lab", *fines), *DOMESTIC], tmp_path))
    assert shown["labour"] is None
    assert shown["domestic"] is None or shown["total"] is None


def test_a_contributor_can_be_what_units_belong_to(tmp_path):
    delivered = [*rows("lab", *MANY, firm="one firm"), *DOMESTIC]
    assert sums(protected(delivered, tmp_path / "units"))["labour"] == sum(MANY)
    assert sums(protected(delivered, tmp_path / "firms", per="firm"))["labour"] is None


def test_who_shares_a_unit_counts_as_one_contributor(tmp_path):
    chained = rows("lab", *MANY)
    # The report of each names the firm of the next as well.
    chained += [{**one, "firm": after["firm"]} for one, after in pairwise(chained)]
    assert sums(protected([*chained, *DOMESTIC], tmp_path, per="firm"))["labour"] is None


def test_an_unclear_sum_has_bounds_unless_their_difference_gives_somebody_away(tmp_path):
    unclear = [{**one, "kind": "?"} for one in rows("dom", *MANY, first=100)]
    [table] = protected([*LABOUR, *DOMESTIC, *unclear], tmp_path / "many").tables.values()
    labour = table.at(form="labour").statistics["amount"]
    assert (labour.lower, labour.upper) == (sum(MANY), 2 * sum(MANY))
    [table] = protected([*LABOUR, *DOMESTIC, *unclear[:2]], tmp_path / "few").tables.values()
    assert table.at(form="labour").statistics["amount"].mark


def test_the_bounds_of_a_sum_hold_as_they_are_printed_in_whole_numbers(tmp_path):
    fines = [fine + 0.29 for fine in MANY]
    unclear = [{**one, "kind": "?"} for one in rows("dom", *fines, first=100)]
    [table] = protected([*rows("lab", *fines), *DOMESTIC, *unclear], tmp_path).tables.values()
    labour = table.at(form="labour").statistics["amount"]
    # Of 1,195.80 and 2,391.60: to the nearest the first would be more than it may be.
    assert (labour.lower, labour.upper) == (sum(MANY) + 5, 2 * sum(MANY) + 12)


def edition(number, together):
    return together.release("monitor", f"2025-0{number}", ["reports"])


def test_what_came_since_an_earlier_edition_is_held_to_the_same_rules(tmp_path):
    first = [*LABOUR, *DOMESTIC]
    before = [edition(1, protected(first, tmp_path / "first"))]
    late = sums(protected([*first, *rows("lab", 80, first=50)], tmp_path / "late", before=before))
    assert (late["labour"], late["total"]) == (None, None), "the difference is one fine"
    assert late["domestic"] == sum(MANY)
    many = sums(protected([*first, *rows("sex", *MANY)], tmp_path / "many", before=before))
    assert many["total"] == 3 * sum(MANY), "the difference is a sum that may be shown"
    alike = sums(protected([*first, *rows("lab", *[1000] * 15, first=50)], tmp_path / "alike", before=before))
    assert (alike["labour"], alike["total"]) == (None, None), "the classes say that each of the fifteen is 1000"


def test_the_ledger_keeps_the_sums_and_an_edition_that_left_is_the_same_again(tmp_path):
    together = protected([*LABOUR, *DOMESTIC], tmp_path / "made")
    ledger = ChainedFile(tmp_path / "ledger.jsonl", tmp_path / "head.json")
    ReleaseLedger(ledger).append(edition(1, together))
    [kept] = ReleaseLedger(ledger).releases()
    assert not kept.differs(edition(1, together))
    late = protected([*LABOUR, *DOMESTIC, *rows("lab", 80, first=50)], tmp_path / "late", before=[kept])
    assert sums(late)["labour"] is None
    assert kept.differs(edition(1, protected([*LABOUR, *DOMESTIC[:9]], tmp_path / "other")))


def test_nobody_hides_what_is_public(tmp_path):
    shown = sums(protected(rows("lab", 5, 6), tmp_path, profile="public"))
    assert shown["labour"] == 11


def test_a_release_tells_its_sums_to_the_ledger_and_none_of_its_hidden_ones(tmp_path):
    together = protected([*LABOUR, *DOMESTIC[:9]], tmp_path)
    amounts = edition(1, together).amounts
    told = {key for key, shown in zip(amounts.equations.keys, amounts.shown, strict=True) if not np.isnan(shown)}
    assert len(told) == sum(one is not None for one in sums(together).values())


def test_a_sum_that_tells_the_counts_of_its_classes_is_left_out(tmp_path):
    """Of 62 units of 40 or more, 4580 says that two at most have 1000 or more."""
    delivered = [*rows("lab", *[43] * 60, 1000, 1000), *rows("dom", *[43] * 60, *[1000] * 60)]
    shown = sums(protected(delivered, tmp_path, rule=replace(FINE, classes=(40, 1000))))
    assert set(shown.values()) == {None}


def risky(fines):
    """The rules, as a statistician would check them by hand."""
    first, second, *_ = [*sorted(fines, reverse=True), 0, 0]
    few_hold_it = first + second > 0.9 * sum(fines)
    second_tells_first = sum(fines) - first - second < 0.1 * first
    return bool(fines) and (len(fines) < 10 or few_hold_it or second_tells_first)


def ends(cells, fines, shown, code):
    """Between what a sum lies for whoever knows all that are shown, and that no fine is negative."""
    told = [at for at, value in shown.items() if value is not None]
    of = {at: [float(kind in kinds) for kind, _ in fines] for at, kinds in cells.items()}
    known = {"A_eq": [of[at] for at in told], "b_eq": [shown[at] for at in told]} if told else {}
    found = [linprog(np.multiply(sign, of[code]), **known) for sign in (1, -1)]
    return found[0].fun, np.inf if found[1].status == 3 else -found[1].fun


@pytest.mark.parametrize("seed", range(6))
def test_an_attack_by_other_hands_finds_no_sum_that_should_be_hidden(tmp_path, seed):
    random = np.random.default_rng(seed)
    numbers = random.choice([3, 12, 25], size=2)
    drawn = {kind: 9 * random.pareto(1, n) for kind, n in zip(("lab", "dom"), numbers, strict=True)}
    fines = [("lab", 5000), ("dom", 80), *((kind, int(fine)) for kind, some in drawn.items() for fine in some)]
    delivered = [{"number": str(at), "kind": kind, "fine": str(fine)} for at, (kind, fine) in enumerate(fines)]
    shown = sums(protected(delivered, tmp_path))
    cells = {"total": ("lab", "dom"), "labour": ("lab",), "sexual": ("dom",), "domestic": ("dom",), "cross-border": ()}
    for code, kinds in cells.items():
        inside = [fine for kind, fine in fines if kind in kinds]
        if risky(inside):
            assert shown[code] is None
            least, most = ends(cells, fines, shown, code)
            assert least <= sum(inside) - min(max(inside), sum(inside)) and most >= sum(inside) + max(inside)


@pytest.mark.parametrize(
    ("fines", "classes"),
    [
        pytest.param([1000] * 20, (0, 1000), id="all are the least of their class"),
        pytest.param([999] * 20, (0, 1000), id="all are the most of their class"),
        pytest.param([5000, *range(1000, 1060, 5)], (0, 1000), id="the others are nearly known to the largest"),
        pytest.param([50, *[200] * 15, 1000], (0, 200, 201, 1000), id="one class has one number"),
    ],
)
def test_a_sum_that_tells_an_amount_to_whoever_knows_the_classes_is_left_out(tmp_path, fines, classes):
    delivered = [*rows("lab", *fines), *DOMESTIC]
    assert sums(protected(delivered, tmp_path, rule=replace(FINE, classes=classes)))["labour"] is None


def told(fines, total, classes):
    """Whether some contributor, who knows his own and the classes of all, can tell what another gives to within 10%."""
    ends = [(one, next((after - 1 for after in classes if after > one), np.inf)) for one in classes]
    inside = np.array([next(end for end in reversed(ends) if fine >= end[0]) for fine in fines])
    for own, other in permutations(range(len(fines)), 2):
        rest = np.delete(inside, [own, other], axis=0).sum(axis=0)
        least, most = total - fines[own] - rest[::-1]
        if most < 1.1 * fines[other] - 1e-6 or least > 0.9 * fines[other] + 1e-6:
            return True
    return False


@pytest.mark.parametrize("seed", range(6))
def test_an_attack_by_classes_finds_no_amount(tmp_path, seed):
    random = np.random.default_rng(seed)
    classes = (0, *sorted(random.choice([10, 50, 100, 200, 500, 1000], 3, replace=False).tolist()))
    fines = {}
    for kind in ("lab", "dom"):
        near = random.choice(classes[1:]) + random.integers(0, random.choice([2, 20, 200]), random.integers(12, 30))
        fines[kind] = [int(near.max() * random.choice([1, 2, 5])), *near.tolist()]
    delivered = [row for kind, some in fines.items() for row in rows(kind, *some)]
    shown = sums(protected(delivered, tmp_path, rule=replace(FINE, classes=classes)))
    for code, some in {
        "labour": fines["lab"],
        "domestic": fines["dom"],
        "total": [*fines["lab"], *fines["dom"]],
    }.items():
        assert shown[code] is None or not told(some, shown[code], classes)
