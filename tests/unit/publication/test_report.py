"""The report: a document for everybody that says what the tables say, and nothing else."""

import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import metadata
import pikepdf
import publication_samples as samples
import pytest
from answered import protected
from pdfua import Validator
from pypdfium2 import PdfDocument, PdfPage
from reading import pages_of

from schakel.model.delivery import Coverage
from schakel.model.figure import Figure, Mark
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.report import describe, report_files, write_report
from schakel.publication.report.background import method
from schakel.publication.tabulation import read_tables
from schakel.research.prevalence import CaptureList, DeclaredAssumption, PartAnswer, PrevalenceQuestion
from schakel_base.verdict import Estimate, Gate, Interval, Outcome, Refusal

CONTENT = replace(samples.content(), reuse=samples.REUSE)
ENGLISH = localise("en")


@pytest.fixture(scope="module")
def written():
    return {tag: write_report(CONTENT, tag) for tag in CONTENT.languages}


@pytest.fixture(scope="module")
def said(written):
    """The text of each page, by language."""
    return {tag: pages_of(pdf) for tag, pdf in written.items()}


def words(text):
    """Without what a line break in the document changes."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def elements(pdf, kind):
    """The structure elements of a kind: what assistive technology walks through."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            {str(key): str(value) for key, value in one.items() if key in ("/S", "/Alt")}
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == kind and "/P" in one
        ]


@pytest.mark.parametrize("tag", CONTENT.languages)
def test_it_says_what_it_is_and_conforms_to_what(written, tag):
    with pikepdf.open(io.BytesIO(written[tag])) as document:
        assert str(document.Root.Lang) == tag
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"] == localise(tag).text(CONTENT.product.title)


def test_a_checker_of_accessible_documents_finds_nothing(written, tmp_path):
    for tag, pdf in written.items():
        (tmp_path / f"{tag}.pdf").write_bytes(pdf)
        assert Validator().validate(tmp_path / f"{tag}.pdf").findings == ()


def headings(pdf):
    """The levels of all headings, in the order in which they are read."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        waiting, levels = [document.Root.StructTreeRoot.K], []
        while waiting:
            one = waiting.pop()
            if isinstance(one, pikepdf.Array):
                waiting += reversed(list(one))
            elif isinstance(one, pikepdf.Dictionary):
                if level := re.fullmatch(r"/H(\d)", str(one.get("/S"))):
                    levels.append(int(level[1]))
                if "/K" in one:
                    waiting.append(one.K)
    return levels


def test_no_level_of_headings_is_skipped_and_no_page_is_blank(written, said):
    for tag, pdf in written.items():
        levels = headings(pdf)
        assert levels[0] == 1
        assert len(levels) > 20
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all(len(page.split()) > 5 for page in said[tag])  # a header and a number stand on every page


def test_every_chart_has_words_in_its_place_and_every_table_a_header(written):
    shown = describe(CONTENT, ENGLISH)
    sections = [one for chapter in shown["chapters"] for one in chapter["sections"]] + shown["quality"]
    panels = [
        drawing
        for one in sections
        for drawing in (
            *([one["map"]] if one["map"] else ()),
            *(panel for chart in one["charts"] for group in chart["groups"] for panel in group["panels"]),
        )
    ]
    parts = [part for chapter in shown["essays"] for one in chapter["essays"] for part in one["parts"]]
    opening = [one["chart"] for one in shown["answers"] if one["chart"]]
    drawings = [*opening, *panels, *(part["drawing"] for part in parts if part["drawing"])]
    figures = elements(written["en"], "/Figure")
    assert sorted(one["/Alt"] for one in figures) == sorted(one["alternative"] for one in drawings)
    assert all("<" not in one["alternative"] and len(one["alternative"]) > 20 for one in drawings)
    tables = sum(len(one["tables"]) for one in sections) + len(shown["published"]) + 1
    tables += sum(1 for part in parts if part["table"])
    assert len(elements(written["en"], "/Table")) == len(elements(written["en"], "/THead")) == tables


def test_what_stands_for_a_picture_has_no_number_that_is_not_seen(written, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(written["en"])
    assert metadata.numbers_in(*metadata.alternatives_in(path))
    assert not metadata.numbers_unseen(path)


def test_it_opens_with_one_page_of_answers_each_with_its_status_and_a_chart(said):
    for tag in CONTENT.languages:
        first = words(said[tag][0])
        answers = describe(CONTENT, localise(tag))["answers"]
        assert len(answers) == len(CONTENT.recommendations)
        for one in answers:
            assert all(words(part) in first for part in (one["title"], one["short"], one["status"]))
        assert any(one["chart"] for one in answers)
        assert all(words(one["chart"]["title"]) in first for one in answers if one["chart"])
        assert words(answers[-1]["said"]) not in first


def test_figures_and_tables_are_numbered_in_the_order_of_reading_and_listed(said):
    for tag, figure, table in (("en", "Figure", "Table"), ("es", "Figura", "Cuadro")):
        shown, whole = describe(CONTENT, localise(tag)), words(" ".join(said[tag]))
        for lines, label in ((shown["figures"], figure), (shown["tables"], table)):
            assert [one["label"] for one in lines] == [f"{label} {number}" for number in range(1, len(lines) + 1)]
            assert all(whole.count(words(one["label"] + ".")) == 2 for one in lines)  # in its list and in its place
        read = [int(number) for number in re.findall(rf"{table}(\d+)\.", words(" ".join(said[tag])))]
        assert read == 2 * list(range(1, len(shown["tables"]) + 1))


def test_no_two_figures_or_tables_are_named_alike_and_no_colon_follows_a_question_mark():
    for tag in CONTENT.languages:
        shown = describe(CONTENT, localise(tag))
        for lines in (shown["figures"], shown["tables"]):
            named = [one["title"] for one in lines]
            assert [one for one in named if named.count(one) > 1 or "?:" in one] == []


def test_hardly_a_page_but_the_last_is_half_empty(written):
    """The words within charts are not seen here, so that a page with a chart at its foot may seem empty."""
    for pdf in written.values():
        *most, _ = PdfDocument(pdf)
        empty = [page for page in most if lowest(page) > 0.6 * page.get_height()]
        assert len(empty) <= len(most) / 10


def lowest(page: PdfPage) -> float:
    """How far above its lower edge the last words of a page stand, its number apart."""
    text = page.get_textpage()
    lines = [text.get_rect(number) for number in range(text.count_rects())]
    return min(line[1] for line in lines if len(text.get_text_bounded(*line).strip()) > 3)


def test_the_counts_behind_medians_stand_in_their_table_alone():
    for chapter in describe(CONTENT, ENGLISH)["chapters"]:
        for one in chapter["sections"]:
            if "median" in one["sentence"]:
                assert len(one["charts"]) == 1 < len(one["tables"])
                return
    raise AssertionError("the sample holds no median")


def test_every_figure_of_every_table_is_in_the_document(said):
    for tag in CONTENT.languages:
        whole = words("".join(said[tag]))
        for table in CONTENT.all_tables:
            for read in read_tables(table, "", localise(tag)):
                for row in (row for group in read.groups for row in group.rows):
                    assert words(row.header) in whole
                    assert all(words(cell.text) in whole for cell in row.cells), (table.indicator.name, row.header)


def test_made_up_figures_are_marked_on_every_page_and_in_the_title():
    pdf = write_report(samples.content(synthetic=True), "en")
    assert all("Synthetic data" in page for page in pages_of(pdf))
    assert PdfDocument(pdf).get_metadata_value("Title").startswith("Synthetic data. ")


def test_real_figures_are_not(said):
    assert not any("ynthetic" in page for page in said["en"])


SERIES = [
    ((Figure(250, 250), Figure(150, 150)), "From 250 (2020) to 150 (2021): fewer."),
    ((Figure(150, 160), Figure(170, 200)), "From 150–160 (2020) to 170–200 (2021): more."),
    (
        (Figure(150, 180), Figure(170, 200)),
        "From 150–180 (2020) to 170–200 (2021): not known whether more or fewer.",
    ),
    ((Figure(150, 150), Figure(None, None, Mark.PROTECTED)), "reports (2020 and 2021)"),
]


@pytest.mark.parametrize(("figures", "sentence"), SERIES)
def test_its_sentences_change_with_the_figures(figures, sentence):
    cells = {("total",): (Figure(400, 400), {})}
    cells |= {(year,): (figure, {}) for year, figure in zip(("2020", "2021"), figures, strict=True)}
    declared = samples.indicator(
        "series", "Reports by year", "Denuncias", (samples.rule("period", "year", samples.LABELS["year"]),), "trend"
    )
    covered = Coverage(date(2020, 1, 1), date(2021, 12, 31))
    table = samples.made_up(cells, declared, samples.YEAR, complete=covered)
    said = describe(replace(CONTENT, tables=(table,), recommendations=()), ENGLISH)
    assert said["main"][0]["figure"] == "400"
    assert said["main"][0]["sentence"].endswith(sentence)
    assert said["chapters"][0]["sections"][0]["sentence"] == said["main"][0]["sentence"]


def chapters(content):
    """The chapters beside the tables, by title: what they say, part by part."""
    return {one["title"]: one["essays"] for one in describe(content, ENGLISH)["essays"]}


def test_what_others_published_stands_with_its_status_its_source_and_whether_it_was_verified():
    *targets, reports, trial = describe(CONTENT, ENGLISH)["published"]
    seen, unseen = "Annual report. Seen.", "Annual report (not verified). Seen."
    assert [row[-1] for row in targets[0]["rows"]] == [seen, seen, unseen, seen, seen, seen]
    values = [row[2] for row in (*reports["rows"], *trial["rows"])]
    assert values == ["about 1,000", "1,372", "1,334", "17–20 (provisional)"]
    assert reports["rows"][2][-1] == f"{samples.PUBLISHED[1].source} (not verified). Otra cuenta."


def test_why_figures_differ_is_told_step_by_step():
    counted, published = chapters(CONTENT)["Why numbers differ"]
    (walk,) = counted["parts"]
    assert walk["said"][0].startswith("From 100–140 to 160–200: +60.")
    assert walk["table"]["rows"][1] == ["Unit + date used", "±0 / +60", "100–200"]
    (words,) = published["parts"]
    assert words["title"] == "1,372 → 1,334 (published figures)"
    assert words["drawing"] is None


def test_tables_that_are_protected_otherwise_than_most_are_named():
    usual, *others = CONTENT.protections
    assert usual.tables == ()
    assert [[title.in_language("en") for title in one.tables] for one in others] == [["Reports with marks"]]
    protected = next(one for one in method(CONTENT, localise("en")) if one["title"] == "How figures are protected")
    assert protected["paragraphs"][1] == "Reports with marks: Some figures are left out."


def test_profiles_are_told_by_region_and_never_by_body():
    north, south = chapters(CONTENT)["Profiles"]
    assert north["said"] == ["1 of 2 answered; these are the answers in force at the end of 2021."]
    table = north["parts"][0]["table"]
    assert table["header"] == ["Theme", "yes", "partly", "no", "unknown"]
    assert table["rows"] == [["Policy", "1", "0", "0", "1"], ["Signals", "0", "0", "0", "0"]]
    assert south["said"] == ["Nobody answered."]
    assert not any(town.name in str(chapters(CONTENT)["Profiles"]) for town in samples.TOWNS)


REFUSAL = Refusal((Gate("range", Outcome.STOP, samples.said("From 1,000 to 2,000."), 2.0),))
ESTIMATE = Estimate(1102.0, Interval(901.0, 1304.0, 0.95, "BCa"), ())


@pytest.mark.parametrize(
    ("verdict", "sentence", "reasons"),
    [
        (REFUSAL, "No reliable estimate can be given.", {"What the data show against it"}),
        (ESTIMATE, "Estimate: 1,100 reports. Allowing for what the lists cannot show: 900–1,400.", set()),
    ],
)
def test_an_answer_of_research_says_what_the_verdict_is(verdict, sentence, reasons):
    question = PrevalenceQuestion(
        "how-many",
        samples.said("All of them"),
        samples.said("How many?"),
        "present at a date",
        (DeclaredAssumption("closed population", "unknown", samples.said("Nobody said.")),),
        1000,
        unit="report",
        lists=(CaptureList("a", samples.said("hotline")),),
        source=samples.said("Made up."),
    )
    answered = protected(question, (PartAnswer("", 612, verdict),), synthetic=True)
    content = replace(CONTENT, answers=(answered,))
    (answer,) = chapters(content)["Answers of research"]
    whole, source = answer["parts"]
    assert (answer["flag"], whole["said"][0], source["said"]) == ("synthetic", sentence, ["Source: Made up."])
    assert {one["title"] for one in whole["lists"]} == reasons | {"What was assumed", "What was not said"}
    assert "Answers of research" not in chapters(CONTENT)


def test_a_figure_that_is_suppressed_stands_nowhere_in_the_document():
    seen = Figure(98_765, 98_765)
    for figure, is_there in ((seen, True), (Figure(None, None, Mark.PROTECTED), False)):
        table = samples.made_up({("sexual",): (figure, {})}, samples.marked().indicator, samples.FORM)
        pdf = write_report(replace(CONTENT, tables=(table,), recommendations=()), "en")
        assert any("98,765" in page for page in pages_of(pdf)) is is_there
        assert any("98,765" in one["/Alt"] for one in elements(pdf, "/Figure")) is is_there


def test_equal_content_gives_equal_bytes(written):
    assert write_report(CONTENT, "en") == written["en"]


def test_a_release_has_the_report_in_each_language_if_its_product_declares_one(tmp_path, written):
    publish(replace(CONTENT, product=replace(CONTENT.product, report=True)), tmp_path / "monitor")
    assert (tmp_path / "monitor/report/monitor.en.pdf").read_bytes() == written["en"]
    assert "report/monitor.es.pdf" in (tmp_path / "monitor/site/es/index.html").read_text("utf-8")
    assert report_files(CONTENT) == {}
