"""The next methods to try if the attack blocks a release, and the sentence if none of them passes.

The methods to try next are declared in the profile. If nothing passes, nothing leaves. The words are fixed: they name
tables, which are public, and say nothing of what is in them, nor of small counts.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from schakel_protection.effort import SUPPRESSION
from schakel_protection.profiles import Profile
from schakel_protection.solver import at_most


def in_turn() -> AbstractContextManager[None]:
    """Bound the work of all that is tried inside, one after the other, each with half of what is left at most."""
    return at_most(SUPPRESSION.in_all)


def refusal(names: Sequence[str], tried: Sequence[Profile]) -> str:
    """Return the sentence that refuses tables by their names; without any, the one table that there is.

    Parameters
    ----------
    names
        Of the tables that were protected together.
    tried
        The profiles, in the order in which they were tried.

    Returns
    -------
    str
        It begins with a small letter, as sentences of errors do.
    """
    what = f"the tables {', '.join(names)} together" if len(names) > 1 else " ".join(["the table", *names])
    under = " or ".join(dict.fromkeys(one.name for one in tried))
    them = "them" if len(names) > 1 else "it"
    return f"{what} may not leave: no way to protect {them} passed the test before release ({under})"
