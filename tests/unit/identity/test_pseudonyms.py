"""Pseudonyms: the same unit the same, another secret or kind of unit another."""

import hashlib
import hmac
import pickle

import pytest

from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.unit_pseudonyms import root_key, unit_pseudonyms
from schakel.store import ENVIRONMENT
from schakel_base.errors import SchakelError


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


def test_a_key_does_not_travel_to_a_node_which_derives_it_from_its_own_key_file(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "keys"))
    provider = unit_pseudonyms("example")
    sent = pickle.dumps(provider)
    assert root_key("example").derive("schakel units example") not in sent
    assert pickle.loads(sent).pseudonym("report", "42") == provider.pseudonym("report", "42")


def test_a_node_without_the_key_file_makes_no_key_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "keys"))
    sent = pickle.dumps(unit_pseudonyms("example"))
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "elsewhere"))
    with pytest.raises(SchakelError):
        pickle.loads(sent)
    assert not (tmp_path / "elsewhere").exists()
