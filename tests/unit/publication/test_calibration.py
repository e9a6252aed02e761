"""The page on method shows estimate against truth for simulated populations: a chart, and the figures beside it."""

import re
from dataclasses import replace

import publication_samples as samples
from answered import answer

from schakel.disclosure.answers import protect_answer
from schakel.model.drawings import RatioBar, RatioDrawing
from schakel.publication.charts.layers import WIDTH
from schakel.publication.charts.ratio_panels import ratio_panel
from schakel.publication.release import publish
from schakel.research.prevalence import PartAnswer, PrevalenceQuestion
from schakel.research.prevalence.calibration import CalibrationRow, calibration
from schakel.research.prevalence.method import method_page
from schakel_base.drawing import BOLD_CHARACTER, CHARACTER

ROWS = (
    CalibrationRow(samples.said("none", "ninguna"), 5, 0.58, 40, (0.9, 1.0, 1.1), 0.75, 0.25, 0.0, 0.95, 1.0),
    CalibrationRow(samples.said("they come and go", "van y vienen"), 3, 0.2, 40, (1.5, 1.89, 2.5), 0, 0, 1, None, 0.9),
)


QUESTION = PrevalenceQuestion("q", samples.said("Q"), samples.said("How many?"), "present at a date", (), 100)


def page(folder, rows):
    made = answer(QUESTION, (PartAnswer("", 0, None),))
    explained = replace(made, comment=lambda figures: replace(made.comment(figures), method=method_page(rows)))
    publish(replace(samples.content(), answers=(protect_answer(explained, "round-5"),)), folder)
    return (folder / "site" / "en" / "method.html").read_text("utf-8")


def test_every_row_has_its_ratio_its_verdicts_and_how_often_the_interval_held(tmp_path):
    text = " ".join(page(tmp_path / "release", ROWS).split())
    for said in ("None", "They come and go", "1.00", "1.89", "58%", "75%", "25%", "95%", "90%"):
        assert said in text
    assert text.count("–</td>") == 1  # where there is a bound alone there is no range


def test_the_chart_reads_as_one_image_with_a_description(tmp_path):
    text = page(tmp_path / "release", ROWS)
    assert "None (5 lists, 58% seen): 1.00; They come and go (3 lists, 20% seen): 1.89" in text


def test_no_label_runs_into_its_figure():
    label = "30% of the population replaced between two lists; asked: ever present (5 lists, 30% seen)"
    bars = RatioBar(label, "1.04", 0.76, 1.25, 1.0, 1.04), RatioBar("None", "1", 0.98, 1.02, 1.0, 1.0)
    above, below = (ratio_panel(RatioDrawing(one, (0.5, 1.0, 2.0)), str) for one in (bars, bars[::-1]))
    lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", str(above))
    assert " ".join(lines) == label
    assert all(CHARACTER * len(line) + BOLD_CHARACTER * len("1.04") < WIDTH for line in lines)
    assert above.height == below.height > 2 * 42 + 22


def test_factors_of_odds_are_written_with_a_sign_not_with_a_letter():
    labels = [one.world.in_language(tag) for one in calibration() for tag in ("en", "nl", "es")]
    assert [one for one in labels if "×" in one]
    assert not [one for one in labels if re.search(r"\bx\d", one)]


def test_every_world_has_its_label_in_the_languages_of_the_site():
    worlds = [one.world for one in calibration()]
    assert all(len({world.in_language(tag) for tag in ("en", "nl", "es")}) == 3 for world in worlds)


def test_where_no_answer_names_a_method_there_is_no_such_page(tmp_path):
    publish(samples.content(), tmp_path / "release")
    assert not (tmp_path / "release" / "site" / "en" / "method.html").exists()
