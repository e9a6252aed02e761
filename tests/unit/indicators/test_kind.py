"""What a question of a dimension is asked of: the query is the same in every process that asks it."""

from dataclasses import replace

import small

from schakel.indicators.kind import Context


def test_what_several_partners_say_is_asked_in_the_order_in_which_they_are_declared():
    contracts = tuple(replace(small.HOTLINE, partner=name) for name in ("a", "b", "c"))
    context = Context(small.alliance(contracts=contracts), "report")
    known = context.known("form", ["a", "b", "c"])
    # An edition counts again what is asked in another text than before, and a set has another order in each process.
    assert known == context.known("form", ["c", "a", "b"]) != context.known("form", ["a", "b"])
