"""The root secret: made once, read by its owner alone, and never kept in a repository."""

import re
import stat

import pytest

from schakel.store.secret import ENVIRONMENT, load_secret, make_secret, read_secret, secret_path
from schakel_base.errors import SchakelError


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "keys" / "one.secret"
    secret = load_secret(path)
    assert len(secret) == 32 and load_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["one.secret"]


def test_a_secret_inside_a_repository_is_refused(tmp_path):
    (tmp_path / ".git").mkdir()
    with pytest.raises(SchakelError, match="is inside a repository"):
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


def test_a_secret_that_must_be_there_is_not_made_and_one_that_is_there_is_not_replaced(tmp_path):
    path = tmp_path / "one.secret"
    with pytest.raises(SchakelError, match="there is no key file"):
        read_secret(path)
    make_secret(path)
    before = read_secret(path)
    with pytest.raises(SchakelError, match="a key is never written over"):
        make_secret(path)
    assert read_secret(path) == before
