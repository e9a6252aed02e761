"""Keys follow from one root by HKDF, as RFC 5869 says."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.identity.domain_key import domain_key
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.reversible import SharedCipher
from schakel.store.keys import RootKey
from schakel_base.errors import RequestError

ROOT = RootKey(b"r" * 32)


def hkdf(root, salt, info, length):
    """RFC 5869, written out."""
    extracted = hmac.new(salt or b"\0" * 32, root, hashlib.sha256).digest()
    block, found = b"", b""
    while len(found) < length:
        block = hmac.new(extracted, block + info + bytes([len(found) // 32 + 1]), hashlib.sha256).digest()
        found += block
    return found[:length]


@pytest.mark.parametrize(("salt", "length"), [(b"", 32), (b"s" * 32, 32), (b"", 64)])
def test_a_key_is_derived_as_the_standard_says(salt, length):
    assert ROOT.derive("a purpose", length, salt) == hkdf(b"r" * 32, salt, b"a purpose", length)


def test_the_key_of_a_domain_depends_on_domain_version_and_salt():
    keys = [domain_key(ROOT, "a"), domain_key(ROOT, "b"), domain_key(ROOT, "a", 2), domain_key(ROOT, "a", salt=b"s")]
    assert len({one.key for one in keys}) == len({one.label for one in keys}) == 4
    assert domain_key(ROOT, "a") == keys[0]


def test_neither_a_root_nor_a_domain_key_shows_itself():
    assert "rrr" not in repr(ROOT) and "key=" not in repr(domain_key(ROOT, "a"))


def test_a_labelled_pseudonym_is_that_of_its_key():
    key = domain_key(ROOT, "a")
    assert KeyedHash.of(key).pseudonym("person", "1") == key.label + KeyedHash(key.key).pseudonym("person", "1")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(["person", "case"]))
def test_what_two_persons_turn_back_is_what_was_given(natural_key, unit):
    cipher = SharedCipher(b"1" * 32, b"2" * 32, "return")
    pseudonym = cipher.pseudonym(unit, natural_key)
    assert cipher.reverse(unit, pseudonym) == natural_key
    assert pseudonym == SharedCipher(b"2" * 32, b"1" * 32, "return").pseudonym(unit, natural_key)
    with pytest.raises(RequestError):
        cipher.reverse("town", pseudonym)
