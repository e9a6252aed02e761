"""The profiles that a product may name are those under which a table of bounds can leave."""

from schakel.alliance import PROFILES
from schakel_protection.profiles import DECLARED
from schakel_protection.releases import METHODS


def test_a_product_may_name_every_profile_that_protects_tables_and_no_other():
    assert {name for name, profile in DECLARED.items() if profile.method in METHODS} == PROFILES
