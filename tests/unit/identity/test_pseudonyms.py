"""Pseudonyms: the same unit the same, another secret or kind of unit another."""

import hashlib
import hmac

from schakel.identity.pseudonyms import KeyedHash


def test_a_pseudonym_is_hmac_sha_256_cut_to_128_bits():
    import base64

    expected = hmac.new(b"s" * 32, b"report\x1f42", hashlib.sha256).digest()[:16]
    found = KeyedHash(b"s" * 32).pseudonym("report", "42")
    assert base64.b32decode(found.upper() + "======") == expected


def test_the_same_number_of_another_kind_of_unit_is_unrelated():
    provider = KeyedHash(b"s" * 32)
    assert provider.pseudonym("report", "42") != provider.pseudonym("person", "42")


def test_another_secret_gives_another_pseudonym():
    assert KeyedHash(b"s" * 32).pseudonym("report", "42") != KeyedHash(b"t" * 32).pseudonym("report", "42")
