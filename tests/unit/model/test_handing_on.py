"""Work that is handed on with nobody to take it over is done at once, and says how far it is."""

import pickle
from dataclasses import replace

import pytest

from schakel.chain.columns import least, most, wide_columns
from schakel.model.handing_on import here_and_now
from schakel_base.progress import silent
from tests import fines, small


def double(number, progress=silent):
    progress("doubling", 0.5)
    return 2 * number


def test_work_is_done_at_once_and_tells_how_far_it_is():
    told = []
    future = here_and_now(lambda what, share: told.append((what, share)))(double, 21)
    assert told == [("doubling", 0.5)]
    assert future.result() == 42


def test_what_goes_wrong_goes_wrong_here():
    with pytest.raises(TypeError):
        here_and_now(silent)(double, None)


def test_what_much_work_needs_is_unpacked_once():
    alliance = small.alliance()
    sent = [pickle.loads(pickle.dumps(one)) for one in (alliance, small.alliance())]
    assert sent[0] is sent[1] and sent[0].units == alliance.units and sent[0] is not alliance


def test_what_changed_since_it_was_sent_is_sent_anew():
    alliance = small.alliance()
    pickle.loads(pickle.dumps(alliance))
    changed = replace(alliance, name="changed", partners={})
    found = pickle.loads(pickle.dumps(changed))
    assert (found.name, found.partners) == ("changed", {})


def test_what_follows_from_one_alliance_is_not_taken_for_another():
    """Two alliances in one process were equal: the second was counted by the columns of the first."""
    first, second = small.alliance(), fines.alliance()
    assert first != second and len({first, second}) == 2
    assert not wide_columns("report", first).keys() & {least("fine"), most("fine")}
    assert wide_columns("report", second).keys() >= {least("fine"), most("fine")}
