"""The examples in docstrings give what they say."""

import doctest

import pytest

import schakel_judgments
from schakel_judgments import adequacy


@pytest.mark.parametrize("module", [schakel_judgments, adequacy])
def test_an_example_gives_what_it_says(module):
    done = doctest.testmod(module)
    assert done.attempted
    assert not done.failed
