"""The view of an answer of research, of any kind, in one language."""

from dataclasses import dataclass, replace
from functools import cached_property

from markupsafe import Markup

from schakel.disclosure.answers import ProtectedAnswer
from schakel.model.answer import Commentary
from schakel.model.blocks import ChartBlock, MethodPage
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.speech import ValueSpeaker
from schakel.publication.views.blocks import BlockDrawer


@dataclass(frozen=True, eq=False)
class ResearchView:
    """One answer in one language."""

    answer: ProtectedAnswer
    language: Localisation
    content: ReleaseContent

    @cached_property
    def speak(self) -> ValueSpeaker:
        """What says the sentences of the answer."""
        return ValueSpeaker(self.language, self.answer.figures)

    @property
    def commentary(self) -> Commentary:
        """What is said about the figures."""
        return self.answer.commentary

    @property
    def name(self) -> str:
        """The name of the question: part of addresses within a page."""
        return self.answer.question.name

    @property
    def title(self) -> str:
        """The title of the question."""
        return self.language.text(self.answer.question.title)

    @property
    def asked(self) -> str:
        """The question itself."""
        return self.language.text(self.answer.question.question)

    @property
    def headline(self) -> str:
        """The answer in one sentence."""
        return self.speak(self.commentary.conclusion.headline)

    @property
    def short(self) -> str:
        """The answer in a few words, if there are any."""
        return self.speak(self.commentary.conclusion.short)

    @property
    def basis(self) -> str:
        """Of how many, and what stands against more, in a sentence or two."""
        return self.speak(self.commentary.conclusion.basis)

    @property
    def needed(self) -> tuple[str, ...]:
        """What would be needed for more than it answers."""
        return tuple(map(self.speak, self.commentary.conclusion.needed))

    @property
    def rests_on(self) -> str:
        """The data behind it."""
        return self.language.text(self.answer.question.source)

    @cached_property
    def shown(self) -> Markup:
        """The whole answer."""
        has_remarks = self.content.synthetic and not self.answer.synthetic
        return BlockDrawer(self.speak, has_remarks, root="../", has_files=True)(self.commentary.blocks)

    @property
    def picture(self) -> tuple[str, Markup, Markup] | None:
        """The title of its first chart, its drawing and its legend, if it has any."""
        chart = next((block for block in self.commentary.blocks if isinstance(block, ChartBlock)), None)
        if chart is None:
            return None
        draw = BlockDrawer(self.speak)
        drawing = draw.drawing(replace(chart, name=f"{chart.name}-small"), is_small=True)
        return self.speak(chart.caption), drawing, draw.legend(chart)

    @property
    def about(self) -> str:
        """The title of the facts."""
        return self.speak(self.commentary.about)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What a reader must know of how it came about, each with its heading."""
        return tuple((self.speak(one.name), self.speak(one.said)) for one in self.commentary.facts)

    @property
    def protection(self) -> str:
        """How it is protected; what is based only on published numbers needs no profile."""
        profile = None if self.answer.is_published else self.answer.profile
        said = self.language.text(profile.sentence) if profile else ""
        return " ".join(filter(None, (said, self.speak(self.commentary.protection))))

    @property
    def method(self) -> MethodPage | None:
        """The page that explains the method."""
        return self.commentary.method

    @property
    def open_lists(self) -> dict[str, str]:
        """The lists of open data that it is in: what readers call each, by its name."""
        return {one.name: self.speak(one.title) for one in self.commentary.open_lists}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should keep in mind."""
        return tuple(map(self.language.text, self.answer.question.notes))
