"""A chart taken out of its page carries with it what it says, its source, its edition, and that it is made up."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import publication_samples as samples
import pytest
from answered import protected
from PIL import Image
from small import text as said_in_english

from schakel.publication.pictures import as_png
from schakel.publication.release import publish
from schakel.research.prevalence import PartAnswer, PrevalenceQuestion
from schakel_base.verdict import Gate, Outcome, Refusal

SVG = "{http://www.w3.org/2000/svg}"
CHART = "by-form-1"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The English pages of a made-up release whose address is declared."""
    content = samples.content(synthetic=True)
    content = replace(content, product=replace(content.product, address="https://example.org/monitor/"))
    folder = tmp_path_factory.mktemp("elsewhere") / "monitor"
    publish(content, folder)
    return folder / "site" / "en"


def words_in(drawing):
    return " ".join(" ".join(text.itertext()) for text in ElementTree.fromstring(drawing).iter(f"{SVG}text"))


def test_a_drawing_says_what_was_found_and_of_what(site):
    said = words_in((site / "charts" / f"{CHART}.svg").read_bytes())
    assert said.startswith(
        "Form of exploitation: labour, at least 35 and at most 100. Reports by form. Number of reports"
    )
    assert "certainly" in said and "not known which" in said


def test_a_drawing_has_its_source_its_edition_and_its_mark(site):
    said = words_in((site / "charts" / f"{CHART}.svg").read_bytes())
    assert "Source: Made up for tests." in said
    assert "Edition 2022-02-06-0123abcd" in said
    assert said.endswith("Synthetic data")


def test_a_drawing_says_what_its_breaks_are(site):
    said = words_in((site / "charts" / "by-form-and-quarter-1.svg").read_bytes())
    assert "1. Break on 1 July 2020: A new form." in said


@pytest.mark.parametrize("missing", ["var(", "href", "<script"])
def test_a_drawing_needs_nothing_of_a_page(site, missing):
    assert all(missing not in one.read_text("utf-8") for one in (site / "charts").glob("*.svg"))


def test_everything_on_a_sheet_stands_inside_it(site):
    for file in (site / "charts").glob("*.svg"):
        root = ElementTree.fromstring(file.read_bytes())
        width, height = (float(one) for one in root.attrib["viewBox"].split()[2:])
        for text in root.iter(f"{SVG}text"):
            if text.get("class") == "map-number":
                continue  # of a place, within its map
            x, y = map(float, re.findall(r"-?[\d.]+", text.attrib["transform"]))
            assert 0 <= x <= width
            assert 0 <= y <= height


def test_each_drawing_is_a_picture_too(site):
    drawings = {one.stem for one in (site / "charts").glob("*.svg")}
    pictures = {one.stem: Image.open(io.BytesIO(one.read_bytes())) for one in (site / "charts").glob("*.png")}
    assert pictures.keys() == drawings
    for name, picture in pictures.items():
        box = ElementTree.fromstring((site / "charts" / f"{name}.svg").read_bytes()).attrib["viewBox"]
        assert picture.width <= 1.5 * float(box.split()[2]) + 2
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 5


@pytest.mark.parametrize(("high", "dots"), [(500, 1.5), (1_000, 1.5), (1_200, 1.25), (1_500, 1), (4_000, 1)])
def test_a_drawing_that_fits_no_slide_has_fewer_dots_but_one_to_a_unit(high, dots):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 {high}"><path d="M0,0h9v9Z" fill="red"/></svg>'
    [(_, picture)] = as_png({"alone": drawing})
    assert Image.open(io.BytesIO(picture)).size == pytest.approx((600 * dots, high * dots), abs=1)


def test_of_one_drawing_comes_one_picture_whatever_is_drawn_with_it(site):
    """Tests draw each picture once (`drawn_once`), so here all are drawn anew, each by itself."""
    for drawing in (site / "charts").glob("*.svg"):
        (_, picture), *_ = as_png({"alone": drawing.read_text("utf-8")})
        assert picture == drawing.with_suffix(".png").read_bytes()


def test_a_page_in_a_frame_stands_by_itself(site):
    page = (site / "embed" / f"{CHART}.html").read_text("utf-8")
    assert "<h1>Form of exploitation: labour, at least 35 and at most 100.</h1>" in page
    assert not re.search(r"<script|<img|<link(?! rel=\"icon\")", page)
    for said in ("Synthetic data", "Source: Made up for tests.", "Edition 2022-02-06-0123abcd"):
        assert said in page
    assert 'href="../indicators/by-form.html" target="_top"' in page


def test_a_page_of_an_indicator_gives_the_code_for_a_frame_and_a_picture_for_others(site):
    page = (site / "indicators" / "by-form.html").read_text("utf-8")
    address = f"https://example.org/monitor/site/en/embed/{CHART}.html"
    assert f"&lt;iframe src=&#34;{address}&#34; title=&#34;Reports by form&#34;" in page
    assert f'<meta property="og:image" content="https://example.org/monitor/site/en/charts/{CHART}.png">' in page
    assert f'href="../charts/{CHART}.svg" download' in page


def test_a_map_carries_its_places_its_source_and_its_mark(site):
    said = words_in((site / "charts" / "on-a-map-map.svg").read_bytes())
    assert said.startswith("Map: Reports by area Number of reports")
    assert "2. North: 5 or more" in said and "Source: Made up for tests." in said and said.endswith("Synthetic data")
    page = (site / "embed" / "on-a-map-map.html").read_text("utf-8")
    assert "2. North: 5 or more" in page and 'href="../indicators/on-a-map.html" target="_top"' in page
    assert 'href="../charts/on-a-map-map.png" download' in (site / "indicators/on-a-map.html").read_text("utf-8")


def test_a_chart_of_research_carries_what_its_signs_mean_and_where_it_is_from(tmp_path):
    gates = (Gate("range", Outcome.STOP, said_in_english("From 1,237 to 8,412."), 6.8),)
    question = PrevalenceQuestion(
        "how-many", said_in_english("How many"), said_in_english("How many?"), "present at a date", (), 100
    )
    answer = protected(question, (PartAnswer("", 1233, Refusal(gates)),), synthetic=True)
    asked = replace(samples.WAITING, research=("how-many",))
    publish(replace(samples.content(), answers=(answer,), recommendations=(asked,)), tmp_path / "monitor")
    site = tmp_path / "monitor/site/en"
    said = words_in((site / "charts/how-many.svg").read_bytes())
    assert said.startswith("Why there is no estimate: the range is too wide How many")
    assert "what an estimate needs" in said and "Edition " in said and said.endswith("Synthetic data")
    assert (site / "charts/how-many.png").read_bytes().startswith(b"\x89PNG")
    framed = (site / "embed/how-many.html").read_text("utf-8")
    assert "what an estimate needs" in framed and "recommendations/how-many.html#research-how-many" in framed
    page = (site / "recommendations/how-many.html").read_text("utf-8")
    assert 'href="../embed/how-many.html"' in page and 'href="../charts/how-many.svg" download' in page
