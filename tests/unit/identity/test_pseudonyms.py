"""Pseudonyms: the same unit the same, another secret or kind of unit another, and the secret well kept."""

import hashlib
import hmac
import re
import stat

import pytest

from schakel.identity.pseudonyms import KeyedHash
from schakel.model.errors import SchakelError
from schakel.store.secret import ENVIRONMENT, load_secret, secret_path


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


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "keys" / "one.secret"
    secret = load_secret(path)
    assert len(secret) == 32 and load_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["one.secret"]


def test_a_secret_inside_a_repository_is_refused(tmp_path):
    (tmp_path / ".git").mkdir()
    with pytest.raises(SchakelError, match="stands inside a repository"):
        load_secret(tmp_path / "one.secret")


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "one.secret"
    load_secret(path)
    path.chmod(0o640)
    with pytest.raises(SchakelError, match=re.escape(f"run: chmod 600 {path}")):
        load_secret(path)


def test_a_file_that_is_no_secret_is_refused(tmp_path):
    path = tmp_path / "one.secret"
    path.write_text("password")
    path.chmod(0o600)
    with pytest.raises(SchakelError, match="does not hold a secret of 64 hexadecimal digits"):
        load_secret(path)


def test_the_environment_names_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "elsewhere"))
    assert secret_path("one") == tmp_path / "elsewhere"
    monkeypatch.delenv(ENVIRONMENT)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert secret_path("one") == tmp_path / "schakel" / "one.secret"
