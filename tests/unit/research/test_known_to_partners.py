"""What a drawn set of lists leaves open to a partner, who knows how many are on its own list."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from schakel.research.prevalence.drawn_lists import BASE
from schakel.research.prevalence.known_to_partners import possible_numbers
from tests.examples import examples

SETS = (("police",), ("prison",), ("police", "prison"))


def by_trying(shown, on_list, seen):
    """Every number of persons on each set, tried one by one."""
    near = [range(max(shown.get(one, 0) - BASE + 1, 0), shown.get(one, 0) + BASE) for one in SETS]
    fits = [
        dict(zip(SETS, numbers, strict=True))
        for numbers in product(*near)
        if abs(sum(numbers) - seen) < BASE
        and all(total(name, dict(zip(SETS, numbers, strict=True))) == on_list[name] for name in on_list)
    ]
    return tuple(max(fit[one] for fit in fits) - min(fit[one] for fit in fits) + 1 for one in shown)


def total(name, numbers):
    """How many are on one list."""
    return sum(number for lists, number in numbers.items() if name in lists)


@given(st.tuples(*[st.tuples(st.integers(0, 12), st.integers(0, 4))] * 3))
@examples(25)
def test_so_many_numbers_are_left_as_trying_them_all_leaves(counted):
    shown = {one: (n + up) // BASE * BASE for one, (n, up) in zip(SETS, counted, strict=True) if (n + up) >= BASE}
    numbers = {one: n for one, (n, _) in zip(SETS, counted, strict=True)}
    on_list = {name: total(name, numbers) for name in ("police", "prison")}
    seen = sum(n for n, _ in counted)
    assert possible_numbers(shown, on_list, seen) == by_trying(shown, on_list, seen)


def test_of_few_persons_a_partner_can_tell_how_many_are_on_both_lists():
    # At most 44 are with the police alone, so of their 46 at least two are on both lists.
    shown = {("police",): 40, ("police", "prison"): 5}
    assert possible_numbers(shown, {"police": 46, "prison": 5}, 47) == (4, 4)
    assert possible_numbers(shown, {"police": 46, "prison": 2}, 47) == (1, 1)
