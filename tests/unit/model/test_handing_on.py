"""Work that is handed on with nobody to take it over is done at once, and says how far it is."""

import pytest

from schakel.model.handing_on import here_and_now
from schakel_base.progress import silent


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
