"""What a release says besides its tables comes out as lists, read back as CSV on the Web, fact by fact."""

from dataclasses import replace
from datetime import date

import csvw
import publication_samples as samples
import pytest
from answered import protected

from schakel.model.places import Inhabitants
from schakel.publication.listings import FOLDER, LISTINGS, listing_files
from schakel.research.prevalence import CaptureList, PartAnswer, PrevalenceQuestion
from schakel_base.verdict import Gate, Outcome, Refusal

said = samples.said
REFUSED = PartAnswer("", 612, Refusal((Gate("range", Outcome.STOP, said("From 1,000 to 2,000."), 2.0),)))
HOW_MANY = PrevalenceQuestion(
    name="how-many",
    title=said("All of them", "Todos"),
    question=said("How many are there?", "¿Cuántos hay?"),
    target="present at a date",
    assumptions=(),
    replicates=1000,
    unit="report",
    lists=(CaptureList("a", said("hotline", "línea")), CaptureList("b", said("police", "policía"))),
    source=said("Made up.", "Inventado."),
)
CONTENT = replace(samples.content(synthetic=True), reuse=samples.REUSE)


def read_back(name, content, folder):
    for path, file in listing_files(content).items():
        (folder / FOLDER).mkdir(exist_ok=True)
        (folder / path).write_bytes(file)
    described = csvw.CSVW(str(folder / FOLDER / f"{name}.csv"))
    assert described.is_valid
    assert described.tables[0].local_name == f"{name}.csv"
    return described.to_json(minimal=True)


def test_every_edition_of_a_norm_is_a_line_and_what_was_not_found_is_no_nought(tmp_path):
    read = read_back("targets", CONTENT, tmp_path)
    editions = [(target, one) for target in CONTENT.targets for one in target.editions]
    assert [(row["year"], row.get("norm"), row.get("realised")) for row in read] == [
        (one.year, one.norm, one.realised) for _, one in editions
    ]
    assert [row["title_en"] for row in read] == [target.title.in_language("en") for target, _ in editions]
    assert any("realised" not in row for row in read)


def test_a_published_figure_keeps_its_source_and_whether_it_was_seen(tmp_path):
    read = read_back("published-figures", CONTENT, tmp_path)
    assert [(row["id"], row["value"], row["source"], row["verified"]) for row in read] == [
        (one.id, one.value, one.source, one.verified) for one in CONTENT.published_figures
    ]


def test_an_answer_of_a_public_body_is_a_line_with_its_day(tmp_path):
    read = read_back("answers-of-public-bodies", CONTENT, tmp_path)
    given = [(one.subject.code, answer) for one in samples.PROFILES for answer in one.answers]
    assert [(row["body"], row["question"], row["reply"], row["given_on"], row["synthetic"]) for row in read] == [
        (code, answer.question, answer.reply.value, answer.given_on.isoformat(), True) for code, answer in given
    ]


def test_a_refusal_stands_with_its_reasons_and_without_a_number(tmp_path):
    refused = protected(HOW_MANY, (REFUSED,), synthetic=True)
    (row,) = read_back("hidden-populations", replace(CONTENT, answers=(refused,)), tmp_path)
    assert (row["verdict"], row["observed"]) == ("refusal", 610)
    assert "value" not in row
    assert row["reasons_en"]


@pytest.mark.parametrize("name", LISTINGS)
def test_a_list_is_there_only_where_the_release_shows_what_is_in_it(name):
    bare = replace(CONTENT, targets=(), published_figures=(), answers=())
    assert f"{FOLDER}/{name}.csv" not in listing_files(bare)


def test_the_rate_of_a_place_has_its_count_its_inhabitants_and_their_source(tmp_path):
    people = {"north": Inhabitants(50_000, date(2022, 1, 1), said("A census", "Un censo"))}
    counted = replace(CONTENT.attributes["area"], inhabitants=people)
    content = replace(CONTENT, attributes={**CONTENT.attributes, "area": counted})
    rows = [row for row in read_back("rates", content, tmp_path) if row["table"] == "on-a-map"]
    (row,) = rows
    assert (row["place"], row["inhabitants"], row["inhabitants_source_en"]) == ("north", 50_000, "A census")
    assert (row["rate_lower"], row["rate_upper"]) == (row["lower"] * 2, row["upper"] * 2)


def test_without_inhabitants_there_are_no_rates():
    assert f"{FOLDER}/rates.csv" not in listing_files(CONTENT)
