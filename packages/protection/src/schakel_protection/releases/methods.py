"""The methods under which whole releases can leave, by the name that a profile gives them."""

from schakel_base.errors import DisclosureError
from schakel_protection.profiles import Profile
from schakel_protection.releases.proposed import Method, ProposedRelease, Shown
from schakel_protection.releases.rounded import round_release
from schakel_protection.releases.rounded_each import round_each
from schakel_protection.releases.suppressed import suppress_release

METHODS: dict[str, Method] = {
    "round_each": round_each,
    "controlled_rounding": round_release,
    "suppression": suppress_release,
}


def protect_release(proposed: ProposedRelease, profile: Profile) -> Shown:
    """Protect tables that leave together by the method of a profile, and attack them with all that left before.

    Parameters
    ----------
    proposed
        The cells, with their true values; what a reader can compute at once; and what left before.
    profile
        The rules, the method and what it needs; see `find_profile`.

    Returns
    -------
    Shown
        One printed number per cell (not a number where it is suppressed or hidden), the range that each number leaves
        its reader, and the attack that all of them survived.

    Raises
    ------
    ExposureError
        If a protected cell can be narrowed too far all the same.
    DisclosureError
        If the method of the profile is not for whole releases, or if a solver has no answer in time.
    """
    if profile.method not in METHODS:
        name = profile.name
        raise DisclosureError(f"the profile {name} protects by {profile.method}, which is not for tables of bounds")
    return METHODS[profile.method](proposed, profile)
