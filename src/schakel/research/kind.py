"""What the research room must know of a kind of question to answer it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.store.engine import Input


@dataclass(frozen=True)
class AskedOf:
    """The data that a question is asked of: `units` of the chain, or the rows of a `partner`; else neither.

    A question that is asked of neither brings its own data, and waits for no delivery.
    """

    units: tuple[str, ...] = ()
    partner: str = ""


@dataclass(frozen=True)
class QuestionKind:
    """A kind of question.

    Attributes
    ----------
    asked_of
        Which data a question is asked of.
    find
        Finds what there is to say of a question, in an alliance and the tables that the question is asked of.
    found
        The type of what is found, which is stored with the edition.
    answer
        Makes an answer of it.
    """

    asked_of: Callable[[Any], AskedOf]
    find: Callable[[Any, Alliance, Mapping[str, Input]], Any]
    found: Any
    answer: Callable[[Any, Any, Alliance], Answer]
