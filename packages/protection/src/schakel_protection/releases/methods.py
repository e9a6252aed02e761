"""The methods under which whole releases can leave, by the name that a profile gives them."""

from schakel_protection.releases.proposed import Method
from schakel_protection.releases.rounded import round_release
from schakel_protection.releases.rounded_each import round_each
from schakel_protection.releases.suppressed import suppress_release

METHODS: dict[str, Method] = {
    "round_each": round_each,
    "controlled_rounding": round_release,
    "suppression": suppress_release,
}
