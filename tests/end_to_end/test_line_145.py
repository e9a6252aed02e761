"""The chain on the real reports of line 145: it counts what the referee counts, again and again the same."""

import hashlib
import re
import shutil
from datetime import date
from io import BytesIO

import pyarrow.parquet as pq
import pytest
from command_line import schakel
from conftest import ALLIANCES
from counting import tables_of
from decrypted import decrypted
from reading import text_of
from referee import Referee

from schakel import verbs
from schakel.alliance import read
from schakel.store.catalogue import Catalogue
from schakel.store.editions import find_edition
from schakel.store.sealed_stream import MAGIC
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

REPORTS, PERSONS = 3352, 2616


@pytest.fixture(scope="module")
def referee(argentina):
    alliance = read(argentina)
    return Referee(alliance, {shipped.partner: shipped.file for shipped in alliance.deliveries})


@pytest.fixture(scope="module")
def tables(argentina):
    workspace = Workspace.of(argentina)
    return tables_of(read(argentina), find_edition(workspace.analysis_editions, "latest"), synthetic=False)


@pytest.fixture(scope="module")
def release(argentina, tmp_path_factory):
    """A release of the monitor."""
    out = tmp_path_factory.mktemp("release") / "monitor"
    verbs.publish(argentina, "monitor", out)
    return out


@pytest.mark.parametrize("name", sorted(read(ALLIANCES / "ar-linea-145").indicators))
def test_the_referee_agrees_on_every_cell(name, tables, referee):
    table = tables[name]
    categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
    counted = {cell.coordinates: table.bounds(cell) for cell in table.cells}
    assert counted == referee.count(table.indicator, categories)


def test_every_row_of_the_files_is_accepted_or_refused(argentina):
    receipts = Catalogue(Workspace.of(argentina)).receipts()
    assert [(r.rows, r.accepted + r.refused) for r in receipts] == [(REPORTS, REPORTS), (PERSONS, PERSONS)]


def test_every_known_quirk_is_seen(argentina):
    reports, persons = Catalogue(Workspace.of(argentina)).receipts()
    noticed = {(note.column, note.rule): note.rows for note in reports.notes}
    by_rule = {rule: rows for (_, rule), rows in noticed.items()}
    assert by_rule["referral-before-report"] == 6
    assert noticed["hora_ingreso", "missing"] == 3213
    assert noticed["provincia", "missing"] == 315
    assert ("", "byte-order-mark") in noticed
    assert ("subtema", "spelling-variants") in noticed
    assert ("localidad", "quasi-identifier") in noticed
    noticed = {(note.column, note.rule): note.rows for note in persons.notes}
    assert noticed["", "repeated-rows"] == 121
    assert noticed["nacionalidad", "missing"] == 1917
    assert noticed["edad_aparente", "missing"] == 832


def test_building_twice_gives_the_same_bytes(argentina, release, tmp_path):
    workspace = Workspace.of(argentina)
    first = digests(workspace.folder, workspace)
    verbs.build(argentina)
    assert digests(workspace.folder, workspace) == first
    verbs.publish(argentina, "monitor", tmp_path / "again")
    assert digests(tmp_path / "again") == digests(release)


def test_as_of_before_the_last_delivery_gives_the_older_figures(argentina, tables, tmp_path):
    """A correction of one report, delivered later, changes the latest edition and leaves the earlier one as it was."""
    folder = shutil.copytree(argentina, tmp_path / argentina.name)
    before = counts_in(tables)
    lines = read(folder).deliveries[0].file.read_text("utf-8-sig").splitlines()
    corrected = tmp_path / "correction.csv"
    row = next(line for line in lines if ",Explotación laboral," in line)
    corrected.write_text(f"{lines[0]}\n{row.replace(',Explotación laboral,', ',Explotación sexual,')}\n", "utf-8")
    receipt = verbs.deliver(folder, "linea-145", corrected, date(2022, 3, 1))
    assert receipt.accepted == 1
    after = counts_of(folder, verbs.build(folder))
    assert after["sexual"] == tuple(bound + 1 for bound in before["sexual"])
    assert after["total"] == before["total"] == (REPORTS, REPORTS)
    assert counts_of(folder, verbs.build(folder, as_of=date(2022, 2, 28))) == before


def test_before_the_first_delivery_there_is_nothing(argentina):
    with pytest.raises(RequestError, match="no accepted delivery that was known on 2020-01-01; deliver a file first"):
        verbs.build(argentina, as_of=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("table", "cell"),
    [
        ("reports-by-form", {"form": "organ-removal"}),
        ("reports-by-form-and-quarter", {"form": "sexual", "quarter": "2020-Q3"}),
        ("persons-by-role-gender-and-age", {"role": "accused", "gender": "woman", "age": "65-plus"}),
        ("chain-by-form", {"phase": "taken-to-court", "form": "organ-removal"}),
    ],
)
def test_a_trace_returns_exactly_the_rows_that_the_referee_counts(argentina, referee, table, cell):
    found = verbs.trace(argentina, "latest", table, cell)
    indicator = read(argentina).indicators[table]
    assert {(partner, row) for partner, _, row in found.rows} == referee.rows_behind(
        indicator, tuple(found.cell.values())
    )
    assert found.bounds[1] == len(found.units)
    assert found.bounds[0] == sum(unit.certain for unit in found.units)


def test_a_trace_shows_the_source_value_and_the_line_that_translated_it(argentina):
    found = verbs.trace(argentina, "latest", "reports-by-form", {"form": "organ-removal"})
    certain = {unit.unit_id for unit in found.units if unit.certain}
    said = {claim.source_value for claim in found.claims if claim.unit_id in certain and claim.attribute == "form"}
    assert said == {"Extracción forzosa de órganos, tejidos o fluidos"}
    lines = (argentina / "partners" / "linea-145" / "mapping.csv").read_text("utf-8").splitlines()
    claim = next(claim for claim in found.claims if claim.partner == "linea-145" and claim.source_value in said)
    assert claim.source_value in lines[claim.mapping_line - 1]


@pytest.mark.parametrize(
    "address",
    [
        "#reports-by-form-and-quarter.sexual.2020-Q3",
        "reports-by-form-and-quarter.sexual.2020-Q3",
        "http://127.0.0.1:8000/site/en/indicators/reports-by-form-and-quarter.html#reports-by-form-and-quarter.sexual.2020-Q3",
    ],
)
def test_the_address_of_a_figure_on_its_page_is_traced(argentina, release, address):
    page = release / "site/en/indicators/reports-by-form-and-quarter.html"
    assert f'id="{address.rpartition("#")[2]}"' in page.read_text("utf-8")
    found = verbs.trace(argentina, "latest", address, {})
    assert found.cell == {"form": "sexual", "quarter": "2020-Q3"}
    assert found.summary.startswith("Reports by form of exploitation and quarter (form of exploitation: sexual")
    assert f"{len(found.rows):,} delivered rows in 2 files." in found.summary


def test_an_address_that_no_figure_has_is_refused(argentina):
    with pytest.raises(
        RequestError, match=r"no figure of table reports-by-form has the address #reports-by-form\.blue"
    ):
        verbs.trace(argentina, "latest", "#reports-by-form.blue", {})


def test_a_trace_is_logged_with_its_purpose(argentina):
    verbs.trace(argentina, "latest", "reports-by-form", {"form": "sexual"}, purpose="question of a reader")
    last = verbs.accesses(argentina)[-1]
    assert (last["action"], last["product"], last["purpose"]) == ("trace", "monitor", "question of a reader")
    assert last["cell"] == "form=sexual"


def test_no_unrounded_count_and_no_source_value_leaves(argentina, release, tables, tmp_path):
    """No count of the edition that is not a multiple of 5 is in a release or a report, in no notation."""
    unrounded = {bound for table in tables.values() for cell in table.cells for bound in table.bounds(cell)}
    # In the text of a PDF the numbers of two places that lie beside each other on a map are one.
    beside = {f"{place}{place + 1}" for place in range(10, 99)}
    telling = {str(bound) for bound in unrounded if bound > 250 and bound % 5} - beside
    assert len(telling) > 100
    report = verbs.report(argentina, "monitor", tmp_path / "monitor.pdf")
    for path in [report, *sorted(release.rglob("*"))]:
        if (
            path.is_file() and "editions" not in path.parts and path.name != "release.json"
        ):  # which holds hashes and sizes of files
            text = text_of(path)
            assert not numbers(text) & telling, path
            assert "584554505" not in text and "Maquinista Savio" not in text, path


def numbers(text):
    """Whole numbers as they are written, thousands separated or not; none in geometry, hashes, decimals or decrees."""
    text = re.sub(r' (d|transform|x|y|x1|x2|y1|y2|r|cx|cy|width|height|viewBox|points|style)="[^"]*"', "", text)
    joined = re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d{3}\b)", "", text)
    return set(re.findall(r"(?<![\w.,#+/-])\d{3,5}(?![\w./-])", joined))


def test_numbers_are_found_in_every_notation():
    assert numbers("1,513 and 2.565 and <td>677</td>, 12.5%, #123456, 0.1.0+297, Decreto 297/2020") == {
        "1513",
        "2565",
        "677",
    }


def counts_of(folder, built):
    return counts_in(tables_of(read(folder), built.folder, synthetic=False))


def counts_in(tables):
    table = tables["reports-by-form"]
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_a_release_is_verified_and_one_changed_byte_is_named(release, tmp_path):
    copy = shutil.copytree(release, tmp_path / "monitor")
    whole = schakel("verify", copy)
    assert whole.exit_code == 0 and "files as released" in whole.stdout
    table = copy / "data" / "reports-by-form.csv"
    table.write_bytes(table.read_bytes().replace(b"5", b"6", 1))
    changed = schakel("verify", copy)
    assert changed.exit_code == 1
    assert "data/reports-by-form.csv: This file is not the one that was released" in changed.stderr


_OF_EVERY_RUN = ("access.log", "log-head.json", ".lock")


def digests(folder, workspace=None):
    """The hash of every file; of an encrypted one that of its content, since the same never looks the same twice.

    The tables of the chain are in no order: of these it is the rows that are the same.
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _OF_EVERY_RUN]
    return {path.relative_to(folder): hashlib.sha256(content(path, workspace)).hexdigest() for path in paths}


def content(path, workspace):
    if workspace is None or not path.read_bytes().startswith(MAGIC):
        return path.read_bytes()
    found = decrypted(workspace, path)
    return rows_of(found) if path.stem.startswith(("said_", "wide_", "links_")) else found


def rows_of(table):
    """The rows of a table in Parquet, whatever their order was."""
    return repr(sorted(map(repr, pq.read_table(BytesIO(table)).to_pylist()))).encode()
