"""Answers of research for tests: a question and what was found become an answer, protected, and shown in a language."""

from dataclasses import replace
from datetime import date
from typing import Any

import publication_samples as samples
import small

from schakel.alliance.kinds import kind_of
from schakel.disclosure.answers import ProtectedAnswer, protect_answer
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.model.asked import Asked
from schakel.model.comparison import Comparison
from schakel.publication.localisation import localise
from schakel.publication.report.printed_answers import printed_answer
from schakel.publication.views.research import ResearchView
from schakel.research.differences import DifferenceQuestion, answer_of_walks
from schakel.research.recidivism import ChainCases, DisposalRule, RecidivismPart, RecidivismQuestion, YearShare
from schakel.research.stored import from_json, to_json
from schakel_base.verdict import Estimate, Interval
from schakel_recidivism.cohort import Clock, Cohort, Enough

FOLLOWED = RecidivismQuestion(
    name="again",
    title=small.text("Again"),
    question=small.text("How many?"),
    cohort=Cohort(("guilty",), date(2013, 1, 1), date(2016, 12, 31), date(2019, 12, 31), 2, (), Enough(100, 20, 0.1)),
    chain=ChainCases(
        "person", ("case",), ("case",), (), (), (DisposalRule("guilty", small.text("guilty"), "court", ("yes",)),)
    ),
    kinds={"general": small.text("any new case")},
)
"""A question about recidivism."""


def followed(code: str, persons: int, *shares: float) -> RecidivismPart:
    """Persons in a part of the cohort of `FOLLOWED`, and the shares of them with a new case by each year."""
    verdict = Estimate(0.2, Interval(0.1, 0.3, 0.95, "Wilson"), ())
    measured = tuple(YearShare(Clock.CALENDAR, year, value, 0.1, 0.3) for year, value in enumerate(shares, start=1))
    return RecidivismPart("general", code, persons, verdict, measured)


def answer(question: Any, found: Any, alliance: Alliance | None = None, synthetic: bool = False) -> Answer:
    """The answer to a question, unprotected; labels are those of the small alliance if no other is given."""
    made = kind_of(question.kind).answer(question, found, alliance or small.alliance())
    return replace(made, synthetic=synthetic)


def stored(found: Any, kind: Any) -> str:
    """What was found, as an edition keeps it."""
    return to_json(found, kind)


def restored(found: Any, kind: Any) -> Any:
    """What was found, after it was kept and read again."""
    return from_json(to_json(found, kind), kind)


def protected(question: Any, found: Any, profile: str = "round-5", **more: Any) -> ProtectedAnswer:
    """The answer to a question, protected by itself."""
    return protect_answer(answer(question, found, **more), profile)


def protected_walk(walk: Comparison) -> ProtectedAnswer:
    """Why two figures differ, protected by itself; each stage asks something of its own."""
    asked = [Asked("report", frozenset([str(number)])) for number, _ in enumerate(walk.profiles)]
    return protect_answer(answer_of_walks(DifferenceQuestion(walk.name, walk.title), [walk], asked=asked))


def view(released: ProtectedAnswer, language: str = "en") -> ResearchView:
    """An answer as pages show it, in the sample release."""
    return ResearchView(released, localise(language), samples.content())


def printed(released: ProtectedAnswer, language: str = "en") -> list[dict[str, Any]]:
    """The parts of an answer as the report prints them."""
    parts: list[dict[str, Any]] = printed_answer(view(released, language))["parts"]
    return parts


def lists(part: dict[str, Any]) -> dict[str, list[str]]:
    """The lists of a printed part, by their titles."""
    return {one["title"]: one["items"] for one in part["lists"]}
