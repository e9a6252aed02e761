"""What readers carry away from the page of a table, read back by tools of others: references, code, metadata."""

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape

import bibtexparser
import extruct
import pandas
import publication_samples as samples
import pytest

from schakel.publication.citing import Citing
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.site import site_files

HOME = "https://figures.example.org/monitor/"
CONTENT = replace(samples.content(), reuse=samples.REUSE)
HOSTED = replace(CONTENT, product=replace(CONTENT.product, address=HOME))
TABLE = next(table for table in CONTENT.tables if table.indicator.name == "by-form-and-quarter")
EDITION = CONTENT.edition


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A release whose address nobody declared."""
    folder = tmp_path_factory.mktemp("released") / "monitor"
    publish(CONTENT, folder)
    return folder


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """A release with a declared address, of synthetic figures."""
    folder = tmp_path_factory.mktemp("hosted") / "monitor"
    publish(replace(HOSTED, tables=samples.content(synthetic=True).tables), folder)
    return folder


def page(folder, path="indicators/by-form-and-quarter.html", language="en"):
    return (folder / "site" / language / path).read_text("utf-8")


def listing(folder, name):
    """Some lines of code as they stand on a page."""
    (lines,) = re.findall(rf'aria-label="{re.escape(name)}"><code>(.*?)</code>', page(folder), re.S)
    return unescape(re.sub(r"<[^>]+>", "", lines))


def test_the_reference_names_publisher_date_title_edition_and_the_permanent_address():
    before, title, after = Citing(TABLE, HOSTED, localise("en")).apa
    assert f"{before}{title}{after}" == (
        f"The sample (2022, February 6). Reports by form and quarter (Edition {EDITION}) [Data set]. In: Figures."
    )
    assert Citing(TABLE, HOSTED, localise("es")).apa[0] == "La muestra (2022, 6 de febrero). "


def test_bibtex_is_read_by_a_reader_that_others_wrote(hosted):
    library = bibtexparser.parse_string(listing(hosted, "BibTeX"))
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert (entry.entry_type, fields["title"], fields["author"]) == (
        "misc", "{Reports by form and quarter}", "{The sample}",
    )  # fmt: skip
    assert fields["howpublished"] == "Synthetic data set"
    assert (fields["year"], fields["month"], fields["edition"]) == ("2022", "02", EDITION)
    assert fields["url"] == f"{HOME}editions/{EDITION}/site/en/indicators/by-form-and-quarter.html"


def test_what_means_something_to_latex_is_escaped():
    odd = replace(TABLE.indicator, title=samples.said("100% of A_B & {C} ~ \\x"))
    written = Citing(samples.made_up({}, odd, *TABLE.dimensions), HOSTED, localise("en")).bibtex
    assert r"{{100\% of A\_B \& \{C\} \textasciitilde{} \textbackslash{}x}}" in written
    assert not bibtexparser.parse_string(written).failed_blocks


def test_the_lines_of_python_read_the_cells_of_this_edition(release):
    found: dict = {}
    with contextlib.chdir(release):
        exec(listing(release, "Python (pandas)"), found)
    cells = found["cells"]
    assert len(cells) == len(TABLE.cells)
    assert cells.loc[cells["form_level"].eq(0) & cells["quarter_level"].eq(0), "lower"].tolist() == [
        TABLE.cells[0].count.lower
    ]
    assert pandas.api.types.is_numeric_dtype(cells["lower"])


def test_the_line_of_r_names_the_same_file(release):
    (file,) = re.findall(r'read\.csv\("([^"]+)"', listing(release, "R"))
    assert (release / file).read_bytes() == (release / "data/by-form-and-quarter.csv").read_bytes()


def test_a_data_set_of_schema_org_is_read_from_the_page(hosted):
    (found,) = extruct.extract(page(hosted), syntaxes=["json-ld"])["json-ld"]
    assert found["@type"] == "Dataset"
    assert found["name"] == "Reports by form and quarter"
    assert found["description"].startswith("These figures are invented")
    assert found["license"] == samples.REUSE.licence
    assert found["publisher"]["name"] == "The sample"
    assert found["version"] == EDITION
    assert found["variableMeasured"] == ["Number of reports: lower bound", "Number of reports: upper bound"]
    downloads = {one["encodingFormat"]: one["contentUrl"] for one in found["distribution"]}
    assert downloads["text/csv"] == f"{HOME}editions/{EDITION}/data/by-form-and-quarter.csv"
    assert all((hosted / one.removeprefix(HOME)).is_file() for one in downloads.values())


def test_without_a_declared_address_the_data_are_named_from_the_page(release):
    (found,) = extruct.extract(page(release), syntaxes=["json-ld"])["json-ld"]
    place = release / "site/en/indicators"
    assert all((place / one["contentUrl"]).resolve().is_file() for one in found["distribution"])
    assert "url" not in found


def test_a_title_cannot_end_the_block_of_data():
    odd = replace(TABLE.indicator, title=samples.said("</script><b>"))
    made = replace(CONTENT, tables=(replace_indicator(odd),), recommendations=(), answers=())
    assert "</script><b>" not in first_page(made)


def replace_indicator(indicator):
    return samples.made_up({("total", "total"): (samples.Figure(5, 5), {})}, indicator, *TABLE.dimensions)


def first_page(content):
    with ThreadPoolExecutor(1) as beside:
        written = dict(site_files(content, lambda *_: None, beside.submit))
    return written[f"en/indicators/{TABLE.indicator.name}.html"].decode()


@pytest.mark.parametrize("path", ["index.html", "indicators/by-form.html", "definitions.html", "recommendations.html"])
def test_every_page_says_what_others_show_of_it(hosted, path):
    (graph,) = extruct.extract(page(hosted, path), syntaxes=["opengraph"])["opengraph"]
    said = dict(graph["properties"])
    assert said["og:title"] and said["og:description"]
    assert said["og:url"] == f"{HOME}site/en/{path}"
    assert f'<link rel="canonical" href="{HOME}site/en/{path}">' in page(hosted, path)
    assert f'<meta name="description" content="{said["og:description"]}">' in page(hosted, path)
    assert said["og:description"].startswith("Synthetic data.") == (path != "definitions.html")


def test_no_address_is_made_up(release):
    assert "canonical" not in page(release) and "og:url" not in page(release)
    assert "og:image" not in page(release)
    assert "url =" not in listing(release, "BibTeX")
    assert re.search(r'In: Figures\. <span data-place="editions/[^"]+" data-root="[^"]+"></span></p>', page(release))


def test_a_page_with_a_chart_names_its_picture_by_a_whole_address(hosted):
    (graph,) = extruct.extract(page(hosted), syntaxes=["opengraph"])["opengraph"]
    picture = dict(graph["properties"])["og:image"]
    assert picture.startswith(HOME) and (hosted / picture.removeprefix(HOME)).is_file()
    assert f" {HOME}editions/{EDITION}/site/en/indicators/by-form-and-quarter.html</p>" in page(hosted)
