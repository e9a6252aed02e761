"""The kinds of question, by name: a new one is a file beside these, and an entry here.

An answer is found when an edition is built, and what was found is stored as it is. When a product is published, the
answer is made of it: numbers to protect, and what is said of the figures that come out.
"""

from collections.abc import Callable

from schakel.alliance.questions import DeclaredQuestion
from schakel.alliance.research import READERS
from schakel.model.research import ResearchQuestion
from schakel.research.adequacy import ADEQUACY
from schakel.research.kind import QuestionKind
from schakel.research.prevalence import PREVALENCE
from schakel.research.recidivism import RECIDIVISM

KINDS: dict[str, QuestionKind] = {
    "prevalence": PREVALENCE,
    "recidivism": RECIDIVISM,
    "adequacy": ADEQUACY,
}


def register(name: str, kind: QuestionKind, read: Callable[[DeclaredQuestion], ResearchQuestion | None]) -> None:
    """Add a kind of question: how its declaration is read, and how it is answered."""
    KINDS[name], READERS[name] = kind, read
