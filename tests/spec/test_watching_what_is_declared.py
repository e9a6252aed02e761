"""Watch what contracts declare

A contract names among its `servers` where its partner puts files. `schakel watch ALLIANCE` then watches every such
place, and each is the folder of one partner.

A password or key is never declared. It is in a variable that ends in the name of the partner, so that no server is
offered the secret of another one.
"""

import shutil

import pytest
from broken import edit, template
from command_line import schakel
from drop_servers import KEY, PASSWORD, SECRET, object_store, sftp_server

from schakel.verbs import watch_declared
from schakel_base.errors import RequestError

HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
ROW = "H{},2023-03-01,debts,police,2023-03-09,no,Northtown,"


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Two servers: one of SFTP that lets in by a password alone, and an object store."""
    folder = tmp_path_factory.mktemp("servers")
    with sftp_server(folder / "ssh", by_password=True) as sftp, object_store(folder / "store") as store:
        yield sftp, store


@pytest.fixture
def alliance(tmp_path, servers, monkeypatch):
    """An alliance of two partners; its user knows the server, and has no key to it."""
    made = template(tmp_path)
    shutil.copytree(made / "partners/helpline", made / "partners/clinic")
    edit(made, "partners/clinic/contract.yaml", "id: helpline", "id: clinic")
    servers[0].known_in(tmp_path / "home")
    (tmp_path / "home/.ssh/config").unlink()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return made


def declare(alliance, partner, server):
    edit(
        alliance,
        f"partners/{partner}/contract.yaml",
        "\nschema:\n",
        f"\nservers: [{{server: drop, {server}}}]\nschema:\n",
    )


def content(*rows):
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.fixture
def elsewhere(alliance, servers, tmp_path, monkeypatch):
    """The helpline puts files on the SFTP server and the clinic into the object store; both have one there."""
    sftp, store = servers
    folder, bucket = tmp_path / "drop", tmp_path.name.replace("_", "-").lower()
    folder.mkdir()
    (folder / "march.csv").write_text(content(ROW.format(1001), ROW.format(1002)))
    store.system().create_dir(bucket)
    with store.system().open_output_stream(f"{bucket}/in/april.csv") as target:
        target.write(content(ROW.format(2001)).encode())
    declare(alliance, "helpline", f"type: sftp, location: '{sftp.address}{folder}'")
    declare(
        alliance,
        "clinic",
        f"type: s3, location: 's3://{bucket}/in', endpointUrl: '{store.environment['AWS_ENDPOINT_URL']}'",
    )
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    return folder


def test_all_places_are_watched_each_with_the_secrets_of_its_partner(alliance, elsewhere, monkeypatch):
    monkeypatch.setenv("SCHAKEL_SFTP_PASSWORD_HELPLINE", PASSWORD)
    monkeypatch.setenv("SCHAKEL_S3_KEY_CLINIC", KEY)
    monkeypatch.setenv("SCHAKEL_S3_SECRET_CLINIC", SECRET)
    found = {one.partner: one.receipt.accepted for one in watch_declared(alliance, settled=0)}
    assert found == {"helpline": 2, "clinic": 1}
    assert (elsewhere / "receipts/march.csv.txt").read_text().startswith("march.csv, 2 rows: 2 accepted")
    assert list(watch_declared(alliance, settled=0)) == []


def test_a_server_is_offered_no_secret_of_another_and_keeps_nobody_else_waiting(alliance, elsewhere, monkeypatch):
    monkeypatch.setenv("SCHAKEL_SFTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("SCHAKEL_SFTP_PASSWORD_CLINIC", PASSWORD)
    monkeypatch.setenv("SCHAKEL_S3_KEY_CLINIC", KEY)
    monkeypatch.setenv("SCHAKEL_S3_SECRET_CLINIC", SECRET)
    delivered = []
    with pytest.raises(RequestError) as refused:
        delivered.extend(one.partner for one in watch_declared(alliance, settled=0))
    assert str(refused.value).startswith("helpline: sftp://")
    assert str(refused.value).endswith("set a key in ~/.ssh/config, or SCHAKEL_SFTP_PASSWORD_HELPLINE")
    assert delivered == ["clinic"] and not (elsewhere / "receipts").exists()


def test_the_command_watches_a_folder_that_is_declared(alliance, tmp_path):
    declare(alliance, "clinic", f"type: local, path: {tmp_path}/clinic, format: csv")
    done = schakel("watch", alliance, "--once", "--settled", "0")
    assert (done.exit_code, done.stderr.strip()) == (1, f"clinic: {tmp_path}/clinic: there is no such folder")
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic/march.csv").write_text(content(ROW.format(1001)))
    done = schakel("watch", alliance, "--once", "--settled", "0")
    assert (done.exit_code, done.stdout) == (0, "clinic: march.csv, 1 row: 1 accepted, 0 refused.\n")


def test_without_a_declared_place_there_is_nothing_to_watch(alliance):
    done = schakel("watch", alliance, "--once")
    assert (done.exit_code, done.stderr.strip()) == (
        1,
        "no contract names a place to watch among its `servers`; name one there, or a folder here",
    )


def test_two_partners_have_no_folder_together(alliance, tmp_path):
    for partner in ("clinic", "helpline"):
        declare(alliance, partner, f"type: local, path: {tmp_path}/drop, format: csv")
    done = schakel("check", alliance)
    assert done.exit_code == 1
    assert (
        "partners/helpline/contract.yaml:10: `drop` is the folder of clinic too; each partner has one of its own."
        in done.stderr
    )
