"""Many digests at once are those of the standard library, one by one."""

import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.identity.keyed_digest import in_base_32, keyed_digests


@given(key=st.binary(min_size=1, max_size=64), prefix=st.binary(max_size=20), messages=st.lists(st.text(), max_size=5))
def test_digests_are_those_of_the_standard_library(key, prefix, messages):
    expected = [hmac.digest(key, prefix + message.encode(), "sha256")[:16] for message in messages]
    digests = keyed_digests(key, prefix, messages)
    assert digests == b"".join(expected)
    written = [base64.b32encode(one).decode().rstrip("=").lower() for one in expected]
    assert in_base_32(digests) == written


def test_the_published_test_case_comes_out():
    """RFC 4231, test case 2, cut to 128 bits."""
    assert keyed_digests(b"Jefe", b"", ["what do ya want for nothing?"]).hex() == "5bdcc146bf60754e6a042426089575c7"


def test_a_key_longer_than_a_block_is_refused():
    with pytest.raises(ValueError, match="at most 64 bytes"):
        keyed_digests(b"k" * 65, b"", ["message"])
