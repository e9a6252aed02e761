"""Today: the one clock for everything that has an end date.

Nothing sets it: no option and no variable of the environment. A test replaces this one function.
"""

from datetime import date


def today() -> date:
    """Return the day that it is on this machine."""
    return date.today()
