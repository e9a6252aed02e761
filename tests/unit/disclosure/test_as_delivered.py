"""What public bodies say about themselves leaves as it is, unless the one who delivers it uses personal data."""

import publication_samples as samples
import pytest

from schakel.model.column import Column
from schakel_base.errors import DisclosureError


def test_answers_leave_as_they_are():
    delivered = (Column("answer"), Column("contact", classification="personal", unused="nobody needs it"))
    listed = samples.assessed(columns=delivered).commentary.open_lists[0].records
    assert [(one["body"], one["question"], one["reply"]) for one in listed] == [
        ("T1", "1.1", "no"),
        ("T1", "1.2", "unknown"),
        ("T1", "1.1", "yes"),
    ]


def test_nothing_leaves_beside_personal_data_in_use():
    delivered = (Column("answer"), Column("contact", classification="personal"))
    with pytest.raises(DisclosureError) as raised:
        samples.assessed(columns=delivered)
    assert str(raised.value) == "assessment policy may not be published: towns delivers personal data in contact"
