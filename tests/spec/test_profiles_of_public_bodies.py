"""Profiles of public bodies

A questionnaire becomes a profile: what each town answered about itself, now and before.

Two towns deliver twice. Each row is an answer to a question on a day; a later delivery supersedes by town and question.
"""

from dataclasses import replace
from datetime import date

import publication_samples as samples
import pyarrow as pa
import pytest
import small
from arrivals import put

from schakel.indicators.assessment_profiles import profiles_of
from schakel.model import Attribute, Column, Contract, Delivery, Partner, Reply
from schakel.store import Workspace

COLUMNS = ("town", "question", "answer", "day", "evidence")
CONTRACT = Contract(
    partner="towns",
    id="towns",
    version="1.0.0",
    columns=(
        Column("town"),
        Column("question", units=("answer",), attribute="question"),
        Column("answer", units=("answer",), attribute="reply"),
        Column("day", type="date", format="%Y-%m-%d"),
        Column("evidence", units=("answer",), attribute="evidence"),
    ),
    supersedes_by=("town", "question"),
)
MAPPING = (
    # Each call numbers its lines from 2, so what is of one column is in one call.
    *small.mapping("question", ("a", "1.1", "exact"), ("b", "1.2", "exact"), ("c", "2.1", "exact"),
                   ("x", "9", "exact")),
    *small.mapping("answer", ("J", "yes", "exact"), ("D", "partly", "exact"), ("N", "no", "exact"),
                   ("?", "unknown", "exact"), ("J/D", "yes", "narrow"), ("J/D", "partly", "narrow")),
    *small.mapping("evidence", ("B", "decision", "exact")),
)  # fmt: skip


@pytest.fixture
def alliance(tmp_path):
    """An alliance of one partner, in a folder of its own."""
    schemes = {
        "question": small.scheme("question", "1.1", "1.2", "2.1", "9"),
        "reply": small.scheme("reply", "yes", "partly", "no", "unknown"),
        "evidence": small.scheme("evidence", "decision", "report"),
    }
    attributes = {name: Attribute(name, name, small.text(name)) for name in schemes}
    partners = {"towns": Partner("towns", small.text("towns"), CONTRACT, MAPPING)}
    return replace(small.alliance(), folder=tmp_path, schemes=schemes, attributes=attributes, partners=partners)


def profiled(alliance, *delivered):
    """The profiles by code of town, after deliveries of rows (town, question, answer, day, evidence)."""
    workspace = Workspace.of(alliance.folder)
    workspace.accepted.mkdir(parents=True)
    deliveries = []
    for number, rows in enumerate(delivered, start=1):
        day = date(2020 + number, 1, 31)
        deliveries.append(Delivery(number, "towns", "1.0.0", f"{number}.csv", f"{number:064x}", day, day))
        columns = {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(COLUMNS)}
        put(pa.table({"row": range(1, len(rows) + 1), **columns}), workspace.accepted_rows(number))
    profiles = profiles_of(samples.ASSESSMENT, alliance, deliveries)
    return {profile.subject.code: profile for profile in profiles}


def latest(profile):
    return {question: (answer.reply, str(answer.given_on)) for question, answer in profile.latest.items()}


def test_every_town_has_a_profile_also_one_that_did_not_answer(alliance):
    profiles = profiled(alliance, [("T1", "a", "J", "2020-05-01", "B")])
    assert list(profiles) == ["T1", "T2", "T3"]
    (answer,) = profiles["T1"].answers
    assert (answer.question, answer.reply, answer.given_on) == ("1.1", Reply.YES, date(2020, 5, 1))
    assert answer.evidence.in_language("en") == "decision"
    assert profiles["T2"].answers == ()


def test_a_newer_answer_replaces_an_older_one_which_stays_in_the_years_before(alliance):
    town = profiled(
        alliance,
        [("T1", "a", "N", "2019-05-01", None), ("T1", "b", "D", "2019-05-01", None)],
        [("T1", "a", "J", "2021-02-01", None)],
    )["T1"]
    assert latest(town) == {"1.1": (Reply.YES, "2021-02-01"), "1.2": (Reply.PARTLY, "2019-05-01")}
    policy = samples.ASSESSMENT.themes[0]
    assert town.years == (2019, 2021)
    assert [town.tally(policy, year) for year in (2018, 2019, 2020, 2021)] == [
        {},
        {Reply.NO: 1, Reply.PARTLY: 1},
        {Reply.NO: 1, Reply.PARTLY: 1},
        {Reply.YES: 1, Reply.PARTLY: 1},
    ]


def test_a_correction_of_the_same_day_leaves_no_trace_in_the_profile(alliance):
    town = profiled(
        alliance, [("T1", "a", "N", "2019-05-01", None)], [("T1", "a", "J", "2019-05-01", None)]
    )["T1"]  # fmt: skip
    assert [answer.reply for answer in town.answers] == [Reply.YES]


def test_an_answer_whose_day_was_corrected_to_an_earlier_one_is_taken_back(alliance):
    town = profiled(
        alliance, [("T1", "a", "N", "2020-05-01", None)], [("T1", "a", "J", "2019-05-01", None)]
    )["T1"]  # fmt: skip
    assert latest(town) == {"1.1": (Reply.YES, "2019-05-01")}
    assert len(town.answers) == 1


@pytest.mark.parametrize("value", ["?", "J/D", "perhaps"])
def test_what_is_not_exactly_one_answer_is_unknown_and_unknown_is_not_no(alliance, value):
    town = profiled(alliance, [("T1", "a", value, "2019-05-01", None)])["T1"]
    tally = town.tally(samples.ASSESSMENT.themes[0], 2019)
    assert (tally[Reply.UNKNOWN], tally[Reply.NO]) == (1, 0)


@pytest.mark.parametrize(
    "row",
    [
        ("T9", "a", "J", "2019-05-01", None),
        ("T1", "x", "J", "2019-05-01", None),
        ("T1", "z", "J", "2019-05-01", None),
        (None, "a", "J", "2019-05-01", None),
    ],
    ids=["a town that is not declared", "a question that is not asked", "a question without a mapping", "no town"],
)
def test_what_the_questionnaire_does_not_know_is_left_out(alliance, row):
    assert all(not profile.answers for profile in profiled(alliance, [row]).values())
