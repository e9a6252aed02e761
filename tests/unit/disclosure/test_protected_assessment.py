"""What public bodies say about themselves leaves as it is, unless the one who delivers it uses personal data."""

import publication_samples as samples
import pytest

from schakel.disclosure.protected_assessment import ProtectedAssessment, protect_assessment
from schakel.model.contract import Column, Contract
from schakel_base.errors import DisclosureError


def contract(*columns: Column) -> Contract:
    return Contract("towns", "towns", "1.0.0", columns)


def test_profiles_leave_as_they_are():
    delivered = contract(Column("answer"), Column("contact", classification="personal", unused="nobody needs it"))
    assert protect_assessment(samples.ASSESSMENT, samples.PROFILES, delivered, True).profiles == samples.PROFILES


def test_nothing_leaves_beside_personal_data_in_use():
    delivered = contract(Column("answer"), Column("contact", classification="personal"))
    with pytest.raises(DisclosureError) as raised:
        protect_assessment(samples.ASSESSMENT, samples.PROFILES, delivered, True)
    assert str(raised.value) == "assessment policy may not be published: towns delivers personal data in contact"


def test_no_other_room_makes_a_protected_assessment():
    with pytest.raises(DisclosureError):
        ProtectedAssessment(samples.ASSESSMENT, samples.PROFILES, False, object())
