"""The words that every page uses and no concept scheme defines: units, marks, bounds, status. Each is explained once.

Where such a word stands it leads to its explanation, which also shows while it has the focus.
"""

from dataclasses import dataclass

from schakel.model.figure import Mark
from schakel.model.naming import anchor
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, capital


@dataclass(frozen=True)
class ExplainedTerm:
    """A word with its meaning; `name` is the same in every language."""

    name: str
    label: str
    meaning: str

    @property
    def anchor(self) -> str:
        """Its anchor on the page of definitions."""
        return anchor("term", self.name)

    @property
    def address(self) -> str:
        """Where it is explained, from the folder of the language."""
        return f"definitions.html#{self.anchor}"


def terms_of(content: ReleaseContent, language: Localisation) -> dict[str, ExplainedTerm]:
    """Return the words by their names: `bounds`, `final`, each mark, and `unit NAME` for a unit that is defined."""
    say = language.say
    bounds = say(
        "If the register leaves something open, there are two numbers: how many certainly belong to the category, and "
        "how many can belong to it. The true number is between the two; nothing is estimated."
    )
    synthetic = say("These figures are invented. They say nothing about the real world.")
    found = [
        ExplainedTerm("bounds", say("at least and at most"), bounds),
        ExplainedTerm("final", say("final"), say("Final: these figures will not change.")),
        ExplainedTerm("provisional", say("provisional"), say("Provisional: these figures may still change.")),
        *((ExplainedTerm("synthetic", say("synthetic"), synthetic),) if content.synthetic else ()),
        *(ExplainedTerm(mark.value, language.mark(mark), language.mark_meaning(mark)) for mark in Mark),
        *(
            ExplainedTerm(f"unit {one.name}", language.text(one.label), capital(language.text(one.definition)))
            for one in content.units.values()
            if one.definition
        ),
    ]
    return {one.name: one for one in found}
