"""A question is answered from one draw

`schakel epoch open` draws once what answers all questions about a published edition; `schakel ask` adds it up. Whether
a question is answered, waits or is refused follows from what is public, in fixed words.
"""

import csv
import json
import shutil
from itertools import combinations, islice, product

import pytest
from broken import edit, template
from command_line import schakel
from counting import tables_of

from schakel import verbs
from schakel.alliance import read
from schakel.model import TableQuestion

CONTRACT = "partners/helpline/contract.yaml"
DIMENSIONS = ("subject", "year", "phase", "days")
YEARS = ("2023", "2024")


def published(folder):
    """The template, its edition published."""
    alliance = template(folder)
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", folder / "release")
    return alliance


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    folder = published(tmp_path_factory.mktemp("asked"))
    verbs.open_epoch(folder, "monitor")
    return folder


def questions():
    """Every one and every pair of dimensions, and each of these in one year or at one subject."""
    for size in (1, 2):
        yield from (TableQuestion("report", names) for names in combinations(DIMENSIONS, size))
    held = [*(("year", year) for year in YEARS), ("subject", "exploitation"), ("phase", "handed-over")]
    for (name, code), other in product(held, DIMENSIONS):
        if other != name:
            yield TableQuestion("report", (other,), only=((name, code),))
    yield from (TableQuestion("report", (name,), statistics=(("share", name),)) for name in ("subject", "phase"))
    yield from (
        TableQuestion("report", ("subject", name), statistics=(("share", "subject"),)) for name in DIMENSIONS[1:]
    )
    yield TableQuestion("report", ("year", "phase"), statistics=(("share", "phase"),))
    yield from (TableQuestion("report", ("days", name), statistics=(("median", "days"),)) for name in ("year", "phase"))


def counts_of(answered):
    return {cell.coordinates: cell.count for cell in answered.table.cells}


def test_thirty_answers_lie_at_most_nine_from_the_counts_of_a_referee(alliance, tmp_path):
    """The referee declares each question as an indicator, as the answer says, and builds an alliance that has it."""
    asked = list(islice(questions(), 30))
    answers = [verbs.ask(alliance, "monitor", one) for one in asked]
    referee = template(tmp_path)
    for number, one in enumerate(answers):
        verbs.write_answer(one, tmp_path / f"{number}")
        declared = f"{one.table.indicator.name}.yaml"
        shutil.copy(tmp_path / f"{number}" / declared, referee / "indicators" / declared)
    verbs.deliver_shipped(referee)
    built = verbs.build(referee)
    counted = tables_of(read(referee), built.folder, synthetic=True)
    assert len(asked) == 30
    for question, answer in zip(asked, answers, strict=True):
        table = counted[answer.table.indicator.name]
        for cell in answer.table.cells:
            lower, upper = table.bounds(table.cell(cell.coordinates))
            assert abs(cell.count.lower - lower) <= 9 and abs(cell.count.upper - upper) <= 9, question


def test_parts_add_up_whichever_question_they_are_an_answer_to(alliance):
    whole = counts_of(verbs.ask(alliance, "monitor", TableQuestion("report", ("year",))))
    both = counts_of(verbs.ask(alliance, "monitor", TableQuestion("report", ("subject", "year"))))
    one = counts_of(verbs.ask(alliance, "monitor", TableQuestion("report", ("subject",), only=(("year", "2023"),))))
    assert whole["total",].lower == sum(whole[year,].lower for year in YEARS)
    assert both["total", "2023"] == whole["2023",]
    assert {code: both[code, "2023"] for code, _ in one} == {code: count for (code, _), count in one.items()}


def test_an_answer_is_the_same_where_no_count_is_left(alliance, tmp_path):
    """It is made of what was drawn: with the edition and its chain gone, the same bytes come out."""
    question = TableQuestion("report", ("subject", "year"))
    verbs.write_answer(verbs.ask(alliance, "monitor", question), tmp_path / "before")
    copied = shutil.copytree(alliance, tmp_path / alliance.name)
    shutil.rmtree(copied / ".schakel" / "analysis" / "editions")
    (copied / ".schakel" / "analysis" / "releases.jsonl").unlink()
    verbs.write_answer(verbs.ask(copied, "monitor", question), tmp_path / "after")
    for file in (tmp_path / "before").glob("answer.*"):
        assert file.read_bytes() == (tmp_path / "after" / file.name).read_bytes()


def test_what_is_foreseen_is_said_before_and_gives_no_figure(alliance):
    said = schakel("ask", alliance, "monitor", "--of", "report", "--by", "days", "--by", "year").stdout
    assert "21 cells" in said and "at most 9" in said
    assert "Closest published table: reports-by-subject." in said or "days-to-hand-over" in said
    assert "by days" in said and "Give --out for the answer." in said


def test_what_can_be_asked_is_listed(alliance):
    said = schakel("ask", alliance, "monitor").stdout
    assert "--of report" in said and "--by subject (" in said and "--statistic share | median" in said


def test_an_answer_has_a_page_a_sheet_and_csv_with_the_least_and_the_most_of_each_count(alliance, tmp_path):
    words = ("--of", "report", "--by", "subject", "--statistic", "share:subject", "--out", tmp_path / "answer")
    assert schakel("ask", alliance, "monitor", *words).exit_code == 0
    page = (tmp_path / "answer/answer.en.html").read_text("utf-8")
    assert "Synthetic data" in page and "counted as in the table" in page and "Closest published table" in page
    assert (tmp_path / "answer/answer.en.pdf").read_bytes().count(b"/Type /Page\n") <= 1
    with (tmp_path / "answer/answer.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(float(row["at_most"]) == float(row["upper"]) + 9 for row in rows)
    assert all(float(row["at_least"]) == max(float(row["lower"]) - 9, 0) for row in rows)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--of", "case"], "no unit `case` can be asked under this product"),
        (
            ["--of", "report", "--by", "subjct"],
            "no dimension `subjct` can be asked under this product; there are: subject,",
        ),
        (["--of", "report"], "a question needs at least one dimension"),
        (["--of", "report", "--by", "days", "--only", "year=2031"], "dimension year has no category `2031`"),
        (["--of", "report", "--by", "days", "--statistic", "share:year"], "share cannot be computed along `year`"),
        (["--of", "report", *(word for name in DIMENSIONS for word in ("--by", name))], "at most 3 dimensions"),
        (["--of", "report", "--by", "year", "--only", "year=2023"], "names each dimension once"),
        (["--of", "report", "--only", "year"], "`year` is not a pair; write it as NAME=CODE"),
    ],
)
def test_a_refusal_names_what_is_public(alliance, words, sentence):
    answer = schakel("ask", alliance, "monitor", *words)
    assert answer.exit_code == 1 and sentence in answer.stderr


def test_units_about_which_nothing_can_be_asked_are_named_when_an_epoch_opens_and_when_somebody_asks(tmp_path):
    alliance = template(tmp_path)
    edit(alliance, "alliance.yaml", "units:\n", "units:\n  entry: {label: {en: entry}, plural: {en: entries}}\n")
    edit(alliance, CONTRACT, "- {unit: report, key", "- {unit: entry}\n          - {unit: report, key")
    edit(alliance, CONTRACT, "{unit: report, attribute: subject}", "{unit: [report, entry], attribute: subject}")
    known = "unit: entry\ndimensions: [{kind: decided, name: known, attributes: [subject], label: {en: known}}]\n"
    (alliance / "indicators/entries.yaml").write_text(known, "utf-8")
    edit(alliance, "products/monitor.yaml", "tables: [", "tables: [entries, ")
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "release")
    assert "Nothing can be asked about `entry`" in schakel("epoch", "open", alliance, "monitor").stdout
    refused = schakel("ask", alliance, "monitor", "--of", "entry", "--by", "known").stderr
    assert refused.startswith("units `entry` cannot be asked for: true sums of them are or were published")


def test_dimensions_that_cannot_be_asked_together_wait_for_the_next_epoch(tmp_path):
    """The question is kept: the next epoch is drawn so that it is answered."""
    alliance = published(tmp_path)
    verbs.open_epoch(alliance, "monitor")
    words = ("--of", "report", "--by", "subject", "--by", "year", "--by", "phase", "--out", tmp_path / "answer")
    waits = schakel("ask", alliance, "monitor", *words)
    assert (
        waits.exit_code == 1 and "the question is kept, and the epoch of the next edition can answer it" in waits.stderr
    )
    edit(alliance, "alliance.yaml", "languages:", "# once more\nlanguages:")
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "release")
    assert "the declarations have changed since the epoch" in schakel("ask", alliance, "monitor", *words).stderr
    verbs.open_epoch(alliance, "monitor")
    assert schakel("ask", alliance, "monitor", *words).exit_code == 0


def test_an_epoch_is_of_a_published_edition_and_never_drawn_again(alliance, tmp_path):
    folder = template(tmp_path)
    verbs.deliver_shipped(folder)
    verbs.build(folder)
    assert "publish it first" in schakel("epoch", "open", folder, "monitor").stderr
    assert "no epoch of product monitor is open" in schakel("ask", folder, "monitor").stderr
    again = schakel("epoch", "open", alliance, "monitor")
    assert again.exit_code == 1 and "is open already; it is never drawn again" in again.stderr


def test_no_other_product_leaves_once_questions_are_answered(tmp_path):
    """Its figures would be a second measurement. What was published before is made again as it was."""
    alliance = template(tmp_path)
    other = (alliance / "products/monitor.yaml").read_text("utf-8").replace("name: monitor", "name: board")
    (alliance / "products/board.yaml").write_text(other, "utf-8")
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "release")
    verbs.open_epoch(alliance, "monitor")
    refused = schakel("publish", alliance, "board", "--out", tmp_path / "board")
    assert refused.exit_code == 1 and "are already answered under monitor" in refused.stderr
    assert schakel("report", alliance, "monitor", "--out", tmp_path / "again.odt").exit_code == 0


def test_asking_is_recorded_with_its_purpose(alliance):
    assert schakel("ask", alliance, "monitor", "--of", "report", "--by", "year").exit_code == 0
    last = verbs.accesses(alliance)[-1]
    assert (last["action"], last["product"]) == ("ask", "monitor") and last["purpose"]


def test_answers_for_machines_are_json(alliance):
    found = json.loads(schakel("ask", alliance, "monitor", "--of", "report", "--by", "year", "--json").stdout)
    assert found["cells"] == 3 and found["reach"] == 9 and found["answered_now"]
