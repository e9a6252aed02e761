"""Links by name are drawn from luck that is the same in every build."""

import numpy as np

from schakel_linkage.linking.measuring import uniform


def test_the_draws_are_the_same_for_ever():
    assert [np.round(one, 6).tolist() for one in uniform(3)] == [[0.511822, 0.950464, 0.14416]]
    assert np.concatenate(list(uniform(2, 3))).tolist() == next(uniform(6)).tolist()
