"""A declared sentence says the figures of the tables, as they are and nothing else, and each leads to its cell."""

from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.figure import Figure, Mark
from schakel.model.recommendation import AnswerSentence, QuotedFigure
from schakel.model.table import TOTAL
from schakel.publication.localisation import localise
from schakel.publication.quotations import in_one_line, quoted
from schakel.publication.release import publish
from schakel_base.errors import DeclarationError

said = samples.said
ALL, LABOUR = QuotedFigure("by-form"), QuotedFigure("by-form", {"form": "labour"})
QUARTER = Figure(25.0, 25.0)
SENTENCE = AnswerSentence(
    said("Of {all} reports {labour} are labour.", "De {all} denuncias {labour} son laborales."),
    {"all": ALL, "labour": LABOUR},
)


def tables(total: Figure, labour: Figure, share: Figure = QUARTER):
    """A table by form, with figures given by hand."""
    declared = samples.indicator("by-form", "By form", "Por forma", (samples.rule("attribute", "form", said("form")),))
    cells = {(TOTAL,): (total, {}), ("labour",): (labour, {"share": share})}
    return {"by-form": samples.made_up(cells, declared, samples.FORM)}


def line(found, sentence=SENTENCE, language="en"):
    return in_one_line(quoted(sentence, found, "recommendations/1.yaml", localise(language)))


@pytest.mark.parametrize(
    ("labour", "language", "words"),
    [
        (Figure(310.0, 310.0), "en", "Of 1,240 reports 310 are labour."),
        (Figure(125.0, 240.0), "en", "Of 1,240 reports at least 125 and at most 240 are labour."),
        (Figure(125.0, 240.0), "es", "De 1.240 denuncias como mínimo 125 y como máximo 240 son laborales."),
        (Figure(None, None, Mark.PROTECTED), "en", "Of 1,240 reports protected are labour."),
    ],
)
def test_a_sentence_says_what_the_table_says(labour, language, words):
    assert line(tables(Figure(1240.0, 1240.0), labour), language=language) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(Figure(25.0, 25.0), "25.0%."), (Figure(25.0, 31.5), "at least 25.0% and at most 31.5%.")],
)
def test_a_statistic_can_be_quoted(share, words):
    sentence = AnswerSentence(said("{part}."), {"part": replace(LABOUR, measure="share")})
    assert line(tables(Figure(4.0, 4.0), Figure(1.0, 1.0), share), sentence) == words


def test_a_sentence_stands_only_where_all_that_it_quotes_is_published():
    sentence = replace(SENTENCE, figures={"all": QuotedFigure("elsewhere"), "labour": LABOUR})
    assert quoted(sentence, tables(Figure(4.0, 4.0), Figure(1.0, 1.0)), "", localise("en")) == ()


def test_a_cell_that_no_table_has_is_said_with_its_file():
    sentence = AnswerSentence(said("{one}."), {"one": QuotedFigure("by-form", {"form": "nothing"}, "share")})
    with pytest.raises(DeclarationError, match=r"1\.yaml: The table `by-form` has no share at form=nothing"):
        line(tables(Figure(4.0, 4.0), Figure(1.0, 1.0)), sentence)


def test_every_figure_leads_to_its_cell(tmp_path):
    site = publish(samples.content(), tmp_path / "monitor").folder / "site/en"
    (answered, *_) = samples.content().recommendations
    pieces = quoted(
        answered.answer[0], {one.indicator.name: one for one in samples.content().tables}, "", localise("en")
    )
    for piece in (one for one in pieces if one.address):
        page, _, cell = piece.address.partition("#")
        assert f'id="{cell}"' in (site / page).read_text("utf-8")
        for path in ("recommendations.html", f"recommendations/{answered.name}.html"):
            assert f'{piece.address}">{piece.words}</a>' in (site / path).read_text("utf-8")
