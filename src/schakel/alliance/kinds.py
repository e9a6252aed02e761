"""The kinds of question that an alliance can ask, and what the rooms need to know about each.

A kind is one module, or one folder, of the research room. Its declarations are read here, to the left of that room:
so `KINDS` says where a kind is, and it is loaded when a question of it is met.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from schakel.alliance.declared import CountedDocument
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.model.research import ResearchQuestion

KINDS: dict[str, str] = {
    "prevalence": "schakel.research.prevalence",
    "recidivism": "schakel.research.recidivism",
    "adequacy": "schakel.research.adequacy",
}
"""The module of each kind, which holds it as `KIND`."""


@dataclass(frozen=True)
class DeclaredQuestion(CountedDocument):
    """The document of a question."""

    def own_name(self) -> None:
        """Note if the question is called otherwise than its file, or as an indicator is."""
        super().own_name()
        name = self.document.value["name"]
        if self.names.has("indicator", name):
            self.add(f"An indicator is also called `{name}`.", "name")


@dataclass(frozen=True)
class AskedOf:
    """The data that a question is asked of: `units` of the chain, or `columns` of a `partner`; else neither.

    A question that is asked of neither brings its own data, and waits for no delivery.
    """

    units: tuple[str, ...] = ()
    partner: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionKind:
    """A kind of question.

    Attributes
    ----------
    read
        Reads a declaration; returns None after noting what is wrong with it.
    asked_of
        Which data a question is asked of.
    find
        Finds what there is to say of a question, in an alliance and the tables that the question is asked of.
    found
        The type of what is found, which is stored with the edition.
    answer
        Makes an answer of it.
    """

    read: Callable[[DeclaredQuestion], ResearchQuestion | None]
    asked_of: Callable[[Any], AskedOf]
    find: Callable[[Any, Alliance, Mapping[str, Any]], Any]
    found: Any
    answer: Callable[[Any, Any, Alliance], Answer]


def kind_of(name: str) -> QuestionKind:
    """Return the kind of question of a name.

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    kind: QuestionKind = import_module(KINDS[name]).KIND
    return kind
