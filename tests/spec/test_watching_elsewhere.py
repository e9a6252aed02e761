"""Watch an SFTP server or an object store

`schakel watch` takes an address where it takes a folder: `sftp://USER@HOST/FOLDER` or `s3://BUCKET/FOLDER`.

A file counts once it was seen unchanged for a minute, by the clock of whoever watches. Receipts, archive and trace are
those of a file that was delivered here. Who logs in is never part of the address.
"""

from pathlib import Path

import pytest
from broken import template
from command_line import schakel
from drop_servers import object_store, sftp_server

from schakel.intake.drops import Drop
from schakel.verbs import watch_once
from schakel_base.errors import RequestError

HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
ROW = "H{},2023-03-01,debts,police,2023-03-09,no,Northtown,"


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


class Sftp:
    """The folder that the server gives is one of this machine, so a test can put files into it."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.address = f"{server.address}{folder}"

    def put(self, name, *rows):
        file = self.folder / "helpline" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([HEADER, *rows]) + "\n")

    def read(self, name):
        return (self.folder / "helpline" / name).read_text()

    def remove(self, name):
        (self.folder / "helpline" / name).unlink()


class Store:
    """A bucket of the object store."""

    def __init__(self, store, bucket):
        self.system, self.bucket = store.system(), bucket
        self.system.create_dir(bucket)
        self.address = f"s3://{bucket}/in"

    def put(self, name, *rows):
        with self.system.open_output_stream(f"{self.bucket}/in/helpline/{name}") as target:
            target.write(("\n".join([HEADER, *rows]) + "\n").encode())

    def read(self, name):
        with self.system.open_input_stream(f"{self.bucket}/in/helpline/{name}") as source:
            return source.read().decode()

    def remove(self, name):
        self.system.delete_file(f"{self.bucket}/in/helpline/{name}")


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Both, for all tests of this page."""
    folder = tmp_path_factory.mktemp("servers")
    with sftp_server(folder / "ssh") as sftp, object_store(folder / "store") as store:
        yield sftp, store


@pytest.fixture(autouse=True)
def home(tmp_path, servers, monkeypatch):
    """Where the keys of the user are, who has them all."""
    sftp, store = servers
    sftp.known_in(tmp_path / "home")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name, value in store.environment.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"


@pytest.fixture(params=["sftp", "s3"])
def drop(request, tmp_path, servers):
    sftp, store = servers
    if request.param == "s3":
        return Store(store, tmp_path.name.replace("_", "-").lower())
    (tmp_path / "drop").mkdir()
    return Sftp(sftp, tmp_path / "drop")


def names(watched):
    return [Path(one.file).name for one in watched]


def test_a_new_file_is_delivered_once_and_has_its_receipt_beside_it(alliance, drop):
    drop.put("march.csv", ROW.format(1001), ROW.format("").removeprefix("H"))
    [one] = watch_once(alliance, drop.address, settled=0)
    assert (one.partner, one.receipt.accepted, one.receipt.refused) == ("helpline", 1, 1)
    assert drop.read("receipts/march.csv.txt").startswith("march.csv, 2 rows: 1 accepted, 1 refused.")
    assert watch_once(alliance, drop.address, settled=0) == ()


def test_a_file_counts_once_it_was_seen_unchanged_for_as_long_as_is_asked(alliance, drop, monkeypatch):
    drop.put("march.csv", ROW.format(1001))
    assert watch_once(alliance, drop.address) == (), "whatever its server says of its age"
    drop.put("march.csv", ROW.format(1001), ROW.format(1002))
    later = 1.0
    monkeypatch.setattr("schakel.verbs.watching.time.time", lambda: later)
    assert watch_once(alliance, drop.address) == (), "it grew"
    later += 61
    [one] = watch_once(alliance, drop.address)
    assert one.receipt.accepted == 2


def test_a_file_that_grows_while_it_is_fetched_is_left_for_later(alliance, drop, monkeypatch):
    drop.put("march.csv", ROW.format(1001))
    fetch = Drop.fetch

    def fetched_before_it_grew(here, path, place):
        fetch(here, path, place)
        drop.put("march.csv", ROW.format(1001), ROW.format(1002))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Drop, "fetch", fetched_before_it_grew)
        assert watch_once(alliance, drop.address, settled=0) == ()
    [one] = watch_once(alliance, drop.address, settled=0)
    assert one.receipt.accepted == 2


def test_a_file_on_its_way_is_left_for_later(alliance, drop):
    drop.put("march.csv.part", ROW.format(1001))
    drop.put(".march.csv", ROW.format(1001))
    assert watch_once(alliance, drop.address, settled=0) == ()


def test_what_was_taken_is_known_by_its_content_under_any_name(alliance, drop):
    drop.put("march.csv", ROW.format(1001))
    [first] = watch_once(alliance, drop.address, settled=0)
    drop.put("march-again.csv", ROW.format(1001))
    [again] = watch_once(alliance, drop.address, settled=0)
    assert again.receipt.same_as == first.receipt.delivery.number
    drop.put("march.csv", ROW.format(1001), ROW.format(1002))
    assert names(watch_once(alliance, drop.address, settled=0)) == ["march.csv"], "another content, so another file"
    drop.remove("receipts/march.csv.txt")
    assert names(watch_once(alliance, drop.address, settled=0)) == ["march.csv"], "asked for again by its sender"


def test_the_files_in_a_folder_are_one_delivery(alliance, drop):
    drop.put("march/first.csv", ROW.format(1001))
    drop.put("march/second.csv", ROW.format(1002))
    [one] = watch_once(alliance, drop.address, settled=0)
    assert (Path(one.file).name, one.receipt.accepted) == ("march", 2)
    assert drop.read("receipts/march.txt").startswith("first.csv and 1 more, 2 rows")


def test_a_watch_on_another_machine_believes_the_receipts(alliance, drop):
    drop.put("march.csv", ROW.format(1001))
    watch_once(alliance, drop.address, settled=0)
    (alliance / ".schakel" / "watched.json").unlink()
    assert watch_once(alliance, drop.address, settled=0) == ()


def test_nothing_that_was_delivered_is_in_what_a_watch_keeps(alliance, drop):
    drop.put("march.csv", ROW.format(1001))
    watch_once(alliance, drop.address, settled=0)
    kept = alliance / ".schakel" / "watched.json"
    assert "march" not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def refusal(alliance, address):
    with pytest.raises(RequestError) as refused:
        watch_once(alliance, address, settled=0)
    return str(refused.value).removeprefix(f"{address}: ")


def test_a_server_whose_key_is_not_known_is_told_nothing(alliance, servers, home):
    (home / ".ssh" / "known_hosts").unlink()
    assert refusal(alliance, f"{servers[0].address}/in") == (
        "the key of the server is not known; ask its owner for it, and add it to ~/.ssh/known_hosts"
    )


def test_a_server_that_gives_another_key_than_it_had_is_told_nothing(alliance, servers, home):
    known = home / ".ssh" / "known_hosts"
    known.write_text(f"[127.0.0.1]:{servers[0].port} {(servers[0].folder / 'user.pub').read_text()}")
    assert "the key of the server is not known" in refusal(alliance, f"{servers[0].address}/in")


def test_what_a_server_refuses_is_one_sentence(alliance, servers, home):
    sftp, _ = servers
    assert refusal(alliance, f"{sftp.address}/nothing/there") == "there is no such folder"
    (home / ".ssh" / "config").unlink()
    assert refusal(alliance, f"{sftp.address}/in") == (
        "the server lets this user not in; set a key in ~/.ssh/config, or SCHAKEL_SFTP_PASSWORD"
    )
    assert refusal(alliance, "sftp://127.0.0.1:1/in") == "the server does not answer"
    (home / ".ssh" / "config").write_text(f"Host 127.0.0.1\n  IdentityFile {home}/none\n")
    assert refusal(alliance, f"{sftp.address}/in") == f"there is no key {home}/none"


def test_what_a_store_refuses_is_one_sentence(alliance, monkeypatch):
    bucket = "s3://no-such-bucket/in"
    assert refusal(alliance, bucket) == "there is no such bucket"
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    assert refusal(alliance, bucket) == "the secret key is not that of the access key"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
    assert refusal(alliance, bucket) == "the store does not know this access key"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert refusal(alliance, bucket) == "the store does not answer; AWS_ENDPOINT_URL says where it is"


def test_an_address_has_no_password_and_is_of_a_kind_that_can_be_watched(alliance):
    assert refusal(alliance, "sftp://me:secret@host/in") == (
        "an address has no password in it; set SCHAKEL_SFTP_PASSWORD, or give the server a key"
    )
    done = schakel("watch", alliance, "ftp://host/in", "--once")
    assert (done.exit_code, done.stderr.strip()) == (
        1,
        "ftp:// cannot be watched; a folder, sftp:// and s3:// can be",
    )


def test_a_receipt_is_closed_to_others_on_a_server(alliance, tmp_path, servers):
    drop = Sftp(servers[0], tmp_path / "drop")
    drop.put("march.csv", ROW.format(1001))
    watch_once(alliance, drop.address, settled=0)
    assert (drop.folder / "helpline" / "receipts").stat().st_mode & 0o077 == 0
