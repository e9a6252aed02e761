"""What views of an answer of research share: the question that was asked, and the page that shows such an answer."""

from abc import ABC, abstractmethod
from typing import Protocol

from schakel.disclosure.answers import SealedAnswer
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel_base.text import Text


class Question(Protocol):
    """What was asked, as declared."""

    @property
    def name(self) -> str:
        """The name of the question."""

    @property
    def title(self) -> Text:
        """Its title."""

    @property
    def question(self) -> Text:
        """The question itself."""

    @property
    def source(self) -> Text:
        """The data that it is asked of."""


class ResearchView(ABC):
    """An answer in one language; its template is `template`, which says of the question what all of them say."""

    template: str
    answer: SealedAnswer
    language: Localisation
    content: ReleaseContent

    @property
    @abstractmethod
    def question(self) -> Question:
        """What was asked."""

    @property
    def name(self) -> str:
        """The name of the question: part of addresses within a page."""
        return self.question.name

    @property
    def title(self) -> str:
        """The title of the question."""
        return self.language.text(self.question.title)

    @property
    @abstractmethod
    def headline(self) -> str:
        """The answer in one sentence."""

    @property
    @abstractmethod
    def basis(self) -> str:
        """Of how many, and what stands against more, in a sentence or two."""

    @property
    def is_refusal(self) -> bool:
        """Whether the answer is that none can be given."""
        return False

    @property
    def needed(self) -> tuple[str, ...]:
        """What would be needed for more than it answers."""
        return ()

    @property
    def rests_on(self) -> str:
        """The data behind it."""
        return self.language.text(self.question.source)
