"""Several files, and rows of a database

What a partner hands over may be several files that are one delivery, or a table or query of a database. Either ends in
the same archive, receipt and trace as one file.
"""

from urllib.parse import urlsplit

import pytest
from broken import edit, faults_of, template
from command_line import schakel
from databases import postgresql

from schakel.store import Catalogue, Workspace

CONTRACT = "partners/helpline/contract.yaml"
HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
FILES = {
    "january.csv": ("1,2024-01-30,debts,police,2024-02-02,yes,,", "2,2024-01-31,debts,,,,,"),
    "february.csv": ("3,2024-02-29,debts,,,,,", "4,2024-02-30,debts,,,,,"),
}
TABLES = """
CREATE SCHEMA register;
CREATE TABLE register.reports (report_number text, received_on date, subject text, handed_over_to varchar(20),
    handed_over_on date, followed_up char(3), remarks text, caller uuid, at timestamptz);
INSERT INTO register.reports (report_number, received_on, subject, handed_over_to, handed_over_on, remarks, at) VALUES
    ('2', '2024-01-31', 'debts', 'police', '2024-02-02', 'Quirijn Zwanenburg called', now()),
    ('1', '2024-01-30', 'debts', NULL, NULL, NULL, now()), (NULL, '2024-01-30', 'debts', NULL, NULL, NULL, now());
"""


def write(folder):
    for name, lines in FILES.items():
        (folder / name).write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    return [folder / name for name in FILES]


def deliver(alliance, *words):
    return schakel("deliver", alliance, "helpline", *words, "--on", "2024-03-01", "--synthetic")


def test_several_files_are_one_delivery(tmp_path):
    alliance, files = template(tmp_path), write(tmp_path)
    told = deliver(alliance, *files).stdout
    assert told.startswith("february.csv and 1 more, 4 rows: 3 accepted, 1 refused.")
    assert "row 2 (line 3 of february.csv)" in told
    assert "was already delivered, as delivery 1" in deliver(alliance, *reversed(files)).stdout


def test_an_alliance_can_come_with_them(tmp_path):
    alliance = template(tmp_path)
    write(alliance / "deliveries")
    old = "    file: helpline-2023-2024.csv\n"
    edit(alliance, "deliveries/deliveries.yaml", old, "    files: [january.csv, february.csv]\n")
    (alliance / "deliveries" / "helpline-2023-2024.csv").unlink()
    done = schakel("run", alliance, "--out", tmp_path / "release")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "release/site/en/deliveries.html").read_text("utf-8")
    assert "february.csv and 1 more" in page and "Invented by the makers of Schakel" in page
    assert [one.accepted for one in Catalogue(Workspace.of(alliance)).receipts()] == [3]


def test_a_delivery_has_one_file_or_several(tmp_path):
    alliance = template(tmp_path)
    old = "    file: helpline-2023-2024.csv\n"
    edit(alliance, "deliveries/deliveries.yaml", old, f"{old}    files: [a.csv, helpline-2023-2024.csv]\n")
    assert "deliveries/deliveries.yaml:3: A delivery has a `file`, or several `files`." in faults_of(alliance)


def test_readers_are_told_where_they_come_from(tmp_path):
    alliance, files = template(tmp_path), write(tmp_path)
    assert (
        "source     Open data of the helpline"
        in deliver(alliance, *files, "--source", "Open data of the helpline").stdout
    )
    schakel("build", alliance)
    schakel("publish", alliance, "monitor", "--out", tmp_path / "release")
    assert "Open data of the helpline" in (tmp_path / "release/site/en/deliveries.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [(["january.csv", "march.csv"], "there is no file "), (["january.csv"] * 2, "2 files of this delivery are called")],
)
def test_of_several_files_each_is_there_and_has_its_own_name(names, sentence, tmp_path):
    alliance, _ = template(tmp_path), write(tmp_path)
    told = deliver(alliance, *(tmp_path / name for name in names))
    assert (told.exit_code, sentence in told.stderr) == (1, True)


@pytest.fixture(scope="module")
def server():
    from adbc_driver_postgresql import dbapi

    with postgresql() as address:
        with dbapi.connect(address) as connection:
            with connection.cursor() as cursor:
                cursor.executescript(TABLES)
            connection.commit()
        yield urlsplit(address)


@pytest.fixture
def alliance(server, tmp_path, monkeypatch):
    """The template, whose helpline has a database. Who logs in is in the environment, as for any client of it."""
    monkeypatch.setenv("PGUSER", "schakel")
    at = f"host: {server.hostname}, port: {server.port}, database: postgres, schema: register"
    return with_database(tmp_path, f"type: postgresql, {at}")


def with_database(tmp_path, server):
    folder = template(tmp_path)
    edit(folder, CONTRACT, "schema:\n", f"servers: [{{server: register, {server}}}]\nschema:\n")
    edit(folder, CONTRACT, "      - {property: encoding, value: utf-8}\n", "")
    edit(folder, CONTRACT, '      - {property: delimiter, value: ","}\n', "      - {property: format, value: FORMAT}\n")
    edit(folder, CONTRACT, "FORMAT", "{name: parquet}")
    for needless in ("sample.csv", "form.yaml"):
        (folder / "partners/helpline" / needless).unlink()
    return folder


def ask(alliance, query):
    edit(
        alliance,
        CONTRACT,
        "      - property: rowRules\n",
        f"      - {{property: query, value: '{query}'}}\n      - property: rowRules\n",
    )


def test_without_a_file_the_table_of_the_contract_is_read(alliance):
    told = deliver(alliance).stdout
    assert told.startswith("helpline.parquet, 3 rows: 2 accepted, 1 refused.")
    assert "was already delivered, as delivery 1" in deliver(alliance).stdout
    schakel("build", alliance)
    assert "delivery 1" in schakel("trace", alliance, "latest", "reports-by-subject").stdout


def test_only_columns_that_are_used_leave_the_database(alliance):
    assert "columns of the contract that the file does not have: `municipality`, `remarks`." in deliver(alliance).stdout


def test_a_query_is_asked_instead_where_one_is_declared(alliance):
    ask(alliance, "SELECT *, NULL AS more FROM register.reports WHERE report_number = ''1''")
    told = deliver(alliance)
    assert "the column `at` holds moments with a time zone; say in which `zone` its days are" in told.stderr


def test_nothing_can_be_changed_in_a_database(alliance):
    ask(alliance, "DELETE FROM register.reports RETURNING *")
    told = deliver(alliance)
    assert (told.exit_code, "cannot execute DELETE in a read-only transaction" in told.stderr) == (1, True)


def test_a_database_that_cannot_be_read_is_a_sentence(alliance):
    edit(alliance, CONTRACT, "database: postgres", "database: nothing")
    told = deliver(alliance)
    assert told.exit_code == 1
    assert told.stderr.startswith("the database of register cannot be read: ")
    assert "name a file: the contract of helpline has no server `test`; it has register" in (
        deliver(alliance, "--server", "test").stderr
    )


@pytest.mark.parametrize(
    ("kind", "install"),
    [
        ("oracle, serviceName: register", "pip install 'schakel[oracle]'"),
        (
            "sqlserver, database: register, schema: dbo",
            "pip install 'schakel[databases]' dbc, and then: dbc install mssql",
        ),
    ],
)
def test_a_driver_that_is_not_installed_is_a_sentence_that_says_how_to_install_it(kind, install, tmp_path):
    alliance = with_database(tmp_path, f"type: {kind}, host: db.example.org, port: 1")
    said = f"the driver of {kind.split(',')[0]} databases is not installed; run: {install}"
    assert said in deliver(alliance).stderr


def test_a_partner_without_a_database_delivers_files(tmp_path):
    assert "name a file: the contract of helpline has no database" in deliver(template(tmp_path)).stderr
