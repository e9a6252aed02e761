"""What an alliance asks of its data beyond counts: questions of research, each of a kind.

Each kind of question has a file or folder in the research room; this file holds what all kinds have in common.
"""

from typing import ClassVar, Protocol

from schakel_base.text import Text


class ResearchQuestion(Protocol):
    """What was asked, as declared; `kind` is the name under which the research room knows how to answer it."""

    kind: ClassVar[str]

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

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a reader should keep in mind."""
