"""How many examples a property is tried on: a few whenever the tests run, and many in `make test-slow`."""

from typing import Any

from hypothesis import settings

MANY = 10


def is_thorough() -> bool:
    """Whether the tests run under the profile `thorough`."""
    return settings.get_current_profile_name() == "thorough"


def examples(few: int, **others: Any) -> settings:
    """Ask for a few examples, or for ten times as many under the profile `thorough`."""
    return settings(max_examples=few * MANY if is_thorough() else few, **others)
