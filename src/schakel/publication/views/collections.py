"""The view of answers with pages of their own, collection by collection, in one language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from schakel.disclosure.answers import ProtectedAnswer
from schakel.model.answer_pages import Collection, OwnPages
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.speech import ValueSpeaker
from schakel.publication.views.blocks import BlockDrawer


@dataclass(frozen=True, eq=False)
class AnswerInCollection:
    """An answer with pages for itself, and what draws them."""

    answer: ProtectedAnswer
    own: OwnPages
    draw: BlockDrawer


@dataclass(frozen=True, eq=False)
class CollectionView:
    """A collection of answers, in the order in which readers meet them."""

    collection: Collection
    answers: tuple[AnswerInCollection, ...]

    @property
    def speak(self) -> ValueSpeaker:
        """What says the sentences of the collection, in which there are no figures."""
        return self.answers[0].draw.speak

    @property
    def path(self) -> str:
        """The path of its page in the folder of the language."""
        return self.collection.path

    @property
    def label(self) -> str:
        """What the menu calls it."""
        return self.speak(self.collection.label)

    @property
    def title(self) -> str:
        """The title of its page."""
        return self.speak(self.collection.title)

    @property
    def is_synthetic(self) -> bool:
        """Whether all of it is made up."""
        return all(one.answer.synthetic for one in self.answers)

    @property
    def context(self) -> dict[str, Any]:
        """What the template of its page needs."""
        opened = (listed for one in self.answers for listed in one.answer.commentary.open_lists)
        return {
            "collection": self.collection,
            "speak": self.speak,
            "lists": {one.name: self.speak(one.title) for one in opened},
            "cards": list(self._cards()),
            "fronts": [one.draw(one.own.front) for one in self.answers],
            "is_synthetic": self.is_synthetic,
        }

    def _cards(self) -> Iterator[Markup]:
        for one in self.answers:
            if one.own.card:
                yield one.draw.card(one.own.card, one.answer.synthetic)


def collections_of(content: ReleaseContent, language: Localisation) -> tuple[CollectionView, ...]:
    """Return the collections of a release, each once, with the answers that are in it."""
    found: dict[str, list[AnswerInCollection]] = {}
    for answer in content.answers:
        if own := answer.commentary.own:
            drawer = BlockDrawer(ValueSpeaker(language, answer.figures), is_synthetic=answer.synthetic)
            found.setdefault(own.collection.path, []).append(AnswerInCollection(answer, own, drawer))
    return tuple(CollectionView(ones[0].own.collection, tuple(ones)) for ones in found.values())
