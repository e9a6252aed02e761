"""Answers of research for tests: a question and what was found become an answer, protected, and shown in a language."""

from dataclasses import replace
from typing import Any

import publication_samples as samples
import small

from schakel.alliance.kinds import kind_of
from schakel.disclosure.answers import ProtectedAnswer, protect_answer
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.publication.localisation import localise
from schakel.publication.report.printed_answers import printed_answer
from schakel.publication.views.research import ResearchView


def answer(question: Any, found: Any, alliance: Alliance | None = None, synthetic: bool = False) -> Answer:
    """The answer to a question, unprotected; labels are those of the small alliance if no other is given."""
    made = kind_of(question.kind).answer(question, found, alliance or small.alliance())
    return replace(made, synthetic=synthetic)


def protected(question: Any, found: Any, profile: str = "round-5", **more: Any) -> ProtectedAnswer:
    """The answer to a question, protected by itself."""
    return protect_answer(answer(question, found, **more), profile)


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
