"""The page on method shows estimate against truth for simulated populations: a chart, and the figures beside it."""

import re
from dataclasses import replace

import publication_samples as samples
from answered import answer

from schakel.disclosure.answers import protect_answer
from schakel.publication import publish
from schakel.research.prevalence import PartAnswer, PrevalenceQuestion
from schakel.research.prevalence.calibration import CalibrationRow, calibration
from schakel.research.prevalence.method import method_page

ROWS = (
    CalibrationRow(samples.said("none", "ninguna"), 40, (0.9, 1.0, 1.1), 0.75, 0.25, 0.0, 0.95, None, ""),
    CalibrationRow(samples.said("they come and go", "van y vienen"), 40, (1.5, 1.89, 2.5), 0.0, 0.5, 0.5, 0.0, 1.0, ""),
)


QUESTION = PrevalenceQuestion("q", samples.said("Q"), samples.said("How many?"), "present at a date", (), 100)


def page(folder, rows):
    made = answer(QUESTION, (PartAnswer("", 0, "", None),))
    explained = replace(made, comment=lambda figures: replace(made.comment(figures), method=method_page(rows)))
    publish(replace(samples.content(), answers=(protect_answer(explained, "round-5"),)), folder)
    return (folder / "site" / "en" / "method.html").read_text("utf-8")


def test_every_row_has_its_ratio_its_verdicts_and_how_often_the_interval_held(tmp_path):
    text = " ".join(page(tmp_path / "release", ROWS).split())
    for said in ("None", "They come and go", "1.89", "75%", "50%", "95%", "100%"):
        assert said in text
    assert text.count("–</td>") == 1  # where nothing is violated there is no bound to give


def test_the_chart_reads_as_one_image_with_a_description(tmp_path):
    text = page(tmp_path / "release", ROWS)
    assert '<desc id="calibration-description">None: 1; They come and go: 1.89</desc>' in text or (
        "none: 1; they come and go: 1.89" in text
    )


def test_what_was_wrong_is_said_in_words_and_without_a_formula():
    labels = [one.violation.in_language(tag) for one in calibration() for tag in ("en", "nl")]
    assert [label for label in labels if re.search(r"[×()=]|sd|log", label.replace("(odds)", ""))] == []


def test_where_no_answer_names_a_method_there_is_no_such_page(tmp_path):
    publish(samples.content(), tmp_path / "release")
    assert not (tmp_path / "release" / "site" / "en" / "method.html").exists()
