"""Output checking

Research output is judged by named checks. The request, the output and the judgement are kept.
"""

import json

import pytest
from command_line import schakel

from schakel.store import Workspace
from schakel_protection.output import judgements

REQUEST = """
kind: {kind}
researcher: a researcher
purpose: a thesis
output: {output}
"""
CURVE = "day,at_risk,events\n0,40,3\n100,{last},2\n"


@pytest.fixture
def alliance(tmp_path):
    schakel("init", str(tmp_path / "alliance"))
    return tmp_path / "alliance"


def checked(alliance, text, output, *more):
    """Write a request and its output, and ask; return the exit code and what was answered."""
    folder = alliance.parent
    (folder / "output.csv").write_text(output, "utf-8")
    (folder / "request.yaml").write_text(text, "utf-8")
    command = ["output-check", str(folder / "request.yaml"), "--alliance", str(alliance), "--json", *more]
    result = schakel(*command)
    return result.exit_code, json.loads(result.stdout)


def curve(last):
    request = REQUEST.format(kind="survival curve", output="output.csv")
    return request + "columns: {at_risk: at_risk, events: events}\n", CURVE.format(last=last)


def kept(alliance):
    return judgements(Workspace.of(alliance).output_checks)


def test_facts_are_read_from_the_output(alliance):
    assert checked(alliance, *curve(12)) == (0, {"output": "output.csv", "judgement": "accept", "reasons": []})
    code, answer = checked(alliance, *curve(4))
    assert (code, answer["judgement"]) == (1, "refuse")
    assert answer["reasons"] == ["number at risk: a step of the curve rests on fewer than 10 units at risk"]


def test_a_request_that_says_otherwise_than_its_output_gets_its_sentence(alliance):
    request, output = curve(4)
    code, answer = checked(alliance, request + "facts: {smallest_at_risk: 40}\n", output)
    assert code == 1
    assert answer["faults"][0]["sentence"] == "the request says smallest_at_risk: 40, and the output holds 4"


def test_the_request_the_output_and_the_judgement_are_kept(alliance):
    checked(alliance, *curve(12))
    (line,) = kept(alliance)
    assert (line["judgement"], line["request"]["purpose"], line["request"]["facts"]["smallest_at_risk"]) == (
        "accept",
        "a thesis",
        12,
    )
    copy = Workspace.of(alliance).output_checks / "outputs" / line["output_sha256"]
    assert copy.read_text("utf-8") == CURVE.format(last=12)


def test_where_no_rule_decides_a_person_does_by_name_and_with_a_reason(alliance):
    request = REQUEST.format(kind="map", output="output.csv")
    assert checked(alliance, request, "x")[1]["judgement"] == "needs a person"
    code, answer = checked(alliance, request, "x", "--decide", "accept", "--by", "a checker")
    assert answer["faults"][0]["sentence"] == "a decision must name who took it, and why"
    decided = ("--decide", "accept", "--by", "a checker", "--because", "it shows provinces alone")
    code, answer = checked(alliance, request, "x", *decided)
    assert (code, answer["judgement"]) == (0, "accept")
    assert [(line["judgement"], line["decided_by"]) for line in kept(alliance)] == [
        ("needs a person", ""),
        ("accept", "a checker"),
    ]


def test_what_the_checks_refuse_no_person_accepts(alliance):
    decided = ("--decide", "accept", "--by", "a checker", "--because", "I like it")
    code, answer = checked(alliance, *curve(4), *decided)
    assert code == 1
    assert answer["faults"][0]["sentence"] == "the checks say refuse; a person decides only where they cannot"
    assert not kept(alliance)


def test_neither_who_asks_nor_who_ran_the_analysis_decides(alliance):
    request = REQUEST.format(kind="map", output="output.csv") + "made_by: [Bert Analyst]\n"
    for maker in ("A Researcher", "b.analyst@example.org"):
        code, answer = checked(alliance, request, "x", "--decide", "accept", "--by", maker, "--because", "all is well")
        assert code == 1
        assert answer["faults"][0]["sentence"].startswith(f"{maker} may be ")
    assert not kept(alliance)


def test_to_ask_again_under_another_name_changes_nothing(alliance):
    request = REQUEST.format(kind="map", output="output.csv")
    checked(alliance, request, "x")
    decided = ("--decide", "accept", "--by", "a researcher", "--because", "all is well")
    code, answer = checked(alliance, request.replace("a researcher", "a colleague"), "x", *decided)
    assert code == 1
    assert "may be a researcher, who made this output" in answer["faults"][0]["sentence"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind: plot", "the request does not say its researcher"),
        ("- a list", "a request says kind, researcher, purpose, output"),
        (
            REQUEST.format(kind="plot", output="output.csv").replace("a researcher", '" "'),
            "the request does not say its researcher",
        ),
        (
            REQUEST.format(kind="plot", output="output.csv") + "made_by: [1]",
            "made_by is a name, or a list of names, of who ran the analysis",
        ),
        (REQUEST.format(kind="plot", output="other.csv"), "there is no output other.csv"),
        (REQUEST.format(kind="plot", output="output.csv") + "fact: {}", "a request has no fact; it has kind, "),
        (
            REQUEST.format(kind="plot", output="output.csv") + "facts: {smallest_cell: many}",
            "the fact smallest_cell is not a number, nor true or false: many",
        ),
        (
            REQUEST.format(kind="table", output="output.csv") + "columns: {count: n}",
            "the output has no column n",
        ),
    ],
)
def test_bad_requests_get_their_sentence(alliance, text, sentence):
    code, answer = checked(alliance, text, "a,b\n1,2\n")
    assert code == 1
    assert answer["faults"][0]["sentence"].startswith(sentence)
