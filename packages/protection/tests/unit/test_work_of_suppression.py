"""A search for a pattern that has work for less: it takes less back, or says in time that it will not end."""

from dataclasses import replace

import pytest
from disclosure_tables import instance, small_counts

from schakel_protection import audit
from schakel_protection.attack import publish, require
from schakel_protection.effort import SUPPRESSION
from schakel_protection.solver import EffortError, at_most, expect, share_spent, spend
from schakel_protection.suppression import search, suppress, wish

TABLE = instance("S").equations
SMALL = require(small_counts(TABLE))


def test_a_search_that_takes_nothing_back_hides_more_and_is_as_safe(monkeypatch):
    least = suppress(TABLE, wish(TABLE, SMALL))
    monkeypatch.setattr(search, "SUPPRESSION", replace(SUPPRESSION, searching=0.0, hopeless=1e9, again_up_to=0))
    with at_most(1e9):
        more = suppress(TABLE, wish(TABLE, SMALL))
    assert TABLE.values[more].sum() > TABLE.values[least].sum()
    assert not audit(TABLE, publish(TABLE, more), SMALL).exposed


def test_a_search_that_will_not_end_in_time_is_given_up_early(monkeypatch):
    monkeypatch.setattr(search, "SUPPRESSION", replace(SUPPRESSION, judged_from=0.0, searching=1e-6))
    with pytest.raises(EffortError), at_most(1e7):
        suppress(TABLE, wish(TABLE, SMALL))


def test_what_is_expected_is_what_was_taken_for_what_is_done():
    expect(0.01, 1.0)
    with at_most(100):
        spend(30)
        assert share_spent() == pytest.approx(0.3)
        expect(0.5, 0.7)
        with pytest.raises(EffortError, match="takes more work than is allowed"):
            expect(0.5, 0.5)
