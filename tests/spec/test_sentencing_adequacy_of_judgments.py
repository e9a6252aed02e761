"""What published judgments suffice for

A handful of summaries gives a verdict for each wished point, protected.
"""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv
from small import text

from schakel.alliance import read_adequacy
from schakel.alliance.names import Names
from schakel.alliance.reader import read
from schakel.disclosure import ProtectedAdequacy, protect_adequacy
from schakel.model import AdequacyAnswer, AdequacyQuestion, Factor, WishedPoint
from schakel.research.adequacy import answer, from_json, rules_file, to_json
from schakel_base.errors import DisclosureError, SchakelError
from schakel_base.faults import Faults
from schakel_judgments import read_rules
from schakel_judgments.adequacy import Sufficiency

DUTCH = Path(__file__).parents[2] / "alliances/nl-mensenhandel"
RULES = read_rules(rules_file(DUTCH))
MINOR, CONCERT, PAIR, ROLE = ("minor",), ("concert",), ("minor", "concert"), ("role",)
QUESTION = AdequacyQuestion(
    name="factors",
    title=text("Factors"),
    question=text("What do they do?"),
    partner="court",
    identifier="ecli",
    text="summary",
    decided="date",
    outcome="prison",
    factors=(
        Factor("minor", text("minor"), "minor_victim"),
        Factor("concert", text("in concert"), "in_concert"),
        Factor("role", text("role")),
    ),
    wished=tuple(WishedPoint(factors, 1.5) for factors in (MINOR, CONCERT, PAIR, ROLE)),
    compulsory=48,
    selection=text("Long terms are always published."),
)


def judged(*summaries: str) -> AdequacyAnswer:
    rows = [
        {"ecli": f"ECLI:NL:RBAMS:2021:{number}", "summary": summary, "date": f"202{number % 2}-03-01"}
        for number, summary in enumerate(summaries, start=1)
    ]
    return answer(QUESTION, pa.Table.from_pylist(rows), RULES)


def protected(minor: tuple[int, int], **changes: int) -> ProtectedAdequacy:
    found = AdequacyAnswer(QUESTION, sum(minor), sum(minor), 1, {MINOR: minor}, {MINOR: minor}, synthetic=False)
    return protect_adequacy(replace(found, **changes), "round-5")


def test_sentences_are_counted_with_and_without_each_factor_and_for_two_in_their_connection() -> None:
    found = judged(
        "Gevangenisstraf van 12 maanden.",
        "Minderjarig slachtoffer. Gevangenisstraf van 18 maanden.",
        "Medeplegen. Minderjarig slachtoffer. Gevangenisstraf van 5 jaar.",
        "Medeplegen. Taakstraf van 120 uur.",
        "Gevangenisstraffen van 3 jaar voor twee mannen.",
    )
    assert (found.judgments, found.sentences, found.years) == (5, 3, 2)
    assert found.cells == {MINOR: (1, 2), CONCERT: (2, 1), PAIR: (1, 1, 0, 1)}


def test_terms_whose_publication_is_compulsory_are_left_out_of_the_second_run() -> None:
    found = judged("Gevangenisstraf van 47 maanden.", "Gevangenisstraf van 48 maanden.", "Medeplegen. GS 8 jaar.")
    assert found.cells[CONCERT] == (2, 1)
    assert found.published_freely[CONCERT] == (1, 0)


def test_an_answer_is_kept_as_it_is() -> None:
    found = judged("Gevangenisstraf van 12 maanden.", "Medeplegen. GS 8 jaar.")
    assert from_json(to_json(found), QUESTION, synthetic=False) == found


def test_the_real_decisions_of_2021_do_not_suffice() -> None:
    adequacy = read(DUTCH).adequacy
    assert adequacy is not None
    rows = csv.read_csv(DUTCH / "deliveries/uitspraken-mensenhandel-2021.csv")
    found = answer(adequacy, rows, RULES)
    assert (found.judgments, found.sentences, found.years) == (108, 44, 1)
    points = protect_adequacy(found, "round-5").points
    assert {point.sufficiency for point in points} == {Sufficiency.NOT_ENOUGH}


def test_counts_leave_rounded_and_all_else_is_computed_from_rounded_counts() -> None:
    one, other = protected((202, 198)), protected((199, 201), sentences=400, judgments=400)
    assert one.points[0] == other.points[0]
    assert one.points[0].smallest is not None
    assert one.points[0].smallest.lower == 200


def test_a_factor_that_no_rule_reads_is_not_enough_and_has_no_number() -> None:
    point = protected((400, 400)).points[-1]
    assert (point.sufficiency, point.smallest, point.detectable, point.years) == (
        Sufficiency.NOT_ENOUGH,
        None,
        None,
        None,
    )


def test_the_verdict_turns_when_the_judgments_grow() -> None:
    verdicts = [protected((half, half)).points[0].sufficiency for half in (20, 60, 400)]
    assert verdicts == [Sufficiency.NOT_ENOUGH, Sufficiency.DIRECTION_ONLY, Sufficiency.ENOUGH]


def test_a_profile_that_does_not_round_is_refused() -> None:
    found = AdequacyAnswer(QUESTION, 1, 1, 1, {}, {}, synthetic=False)
    with pytest.raises(DisclosureError, match="leave rounded"):
        protect_adequacy(found, "alliance")


def test_rules_that_read_no_such_fact_are_said_so() -> None:
    asked = replace(QUESTION, outcome="prizon")
    with pytest.raises(SchakelError, match="The rules read no fact `prizon`"):
        answer(asked, pa.table({"ecli": [], "summary": [], "date": []}), RULES)


def test_a_wish_for_a_factor_that_is_not_declared_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sentencing").mkdir()
    written = (DUTCH / "sentencing/adequacy.yaml").read_text("utf-8").replace("[minor-victim]", "[minor-victims]")
    (tmp_path / "sentencing/adequacy.yaml").write_text(written, "utf-8")
    faults = Faults()
    names = Names(faults)
    names.declare("partner", ["rechtspraak-open-data"])
    read_adequacy(tmp_path, ("nl", "en"), names, faults)
    with pytest.raises(SchakelError, match="There is no factor `minor-victims`; did you mean `minor-victim`"):
        faults.raise_if_any()
